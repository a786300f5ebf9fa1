"""News of the mail for the apps that tell people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailFails:
    """The mail server has not taken letters for a while; ``error`` says why, ``since`` is the real day it began."""

    error: str
    since: str
