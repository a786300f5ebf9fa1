"""The office's business records as the same tables that import reads."""
