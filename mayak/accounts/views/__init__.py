"""Pages of log-in and staff."""
