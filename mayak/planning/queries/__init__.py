"""Reads of planning: what lies ahead of a client, the day queue."""
