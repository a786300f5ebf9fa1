"""Pages of the desk: each composes panels and queries of the apps below."""
