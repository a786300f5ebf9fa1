"""The office's own PostgreSQL: which binaries, as which user, where, how it starts, is adopted and stops."""
