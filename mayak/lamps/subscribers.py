"""Lamps follow the facts: importing the services registers the follower."""

from mayak.lamps import services

__all__ = ["services"]
