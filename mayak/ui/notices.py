"""Toasts: what was done, with a way back. They travel by Django's messages and survive a redirect."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

UNDO = "undo:"


def notify(request: HttpRequest, text: str, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Show a translated sentence as a toast on the next page; ``undo_url`` (POST) adds «Undo»."""
    messages.add_message(request, level, text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def undo_url(message: Message) -> str:
    """The address that undoes what the message tells, or ""."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
