"""Writes of clients and what belongs to their identity: one module per kind of record."""
