"""The person page and everything that is done on it."""
