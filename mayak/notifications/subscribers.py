"""News of the apps of the same floor."""

from mayak.notifications import absences, mail

__all__ = ["absences", "mail"]
