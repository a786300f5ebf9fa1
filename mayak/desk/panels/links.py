"""Addresses of other pages that may not be there yet: never a dead link."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: Any) -> str:
    """The address of a page, "" when the product has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
