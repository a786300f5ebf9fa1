"""Mayak: whom to call today, why, and what to say."""

__version__ = "0.1.0"
