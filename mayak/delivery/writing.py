"""The words of a letter as plain text and as simple HTML, in the language of whoever gets it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.delivery import office_settings


@dataclass(frozen=True)
class Item:
    """One line of a letter: a title, words below it, an address on the site."""

    title: str
    body: str = ""
    url: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Draft:
    """A letter ready to be put into the outbox."""

    subject: str
    text: str
    html: str


def site_address() -> str:
    """Where the office is in the browser, without a slash at the end; "" when nobody has said it."""
    named = os.environ.get("MAYAK_SITE_ADDRESS") or str(office_settings.ADDRESS.value)
    if not named and settings.CSRF_TRUSTED_ORIGINS:
        named = settings.CSRF_TRUSTED_ORIGINS[0]
    return named.strip().rstrip("/")


def language_of(staff: Staff) -> str:
    """The language a member of staff reads letters in."""
    return staff.language or settings.LANGUAGE_CODE


def write(
    *, heading: str, to: Staff, lead: str = "", items: Sequence[Item] = (), settings_path: str = "", subject: str = ""
) -> Draft:
    """A letter in the active language; ``items`` with links when the office's address is known."""
    address = site_address()
    context = {
        "heading": heading,
        "lead": lead,
        "name": to.first_name,
        "items": [
            {"title": item.title, "body": item.body, "url": f"{address}{item.url}" if address and item.url else ""}
            | {"is_urgent": item.is_urgent}
            for item in items
        ],
        "address": address,
        "settings_url": f"{address}{settings_path}" if address and settings_path else "",
        "language": (translation.get_language() or settings.LANGUAGE_CODE)[:2],
    }
    return Draft(subject or heading, _as_text(context), render_to_string("delivery/letter.html", context))


def _as_text(context: dict[str, Any]) -> str:
    """The letter without a look, for mail programs that show none."""
    lines = [context["heading"], ""]
    if context["lead"]:
        lines += [context["lead"], ""]
    for item in context["items"]:
        lines.append(f"{'!' if item['is_urgent'] else '-'} {item['title']}")
        lines += [f"  {words}" for words in (item["body"], item["url"]) if words]
        lines.append("")
    # the line by which mail programs know a signature
    lines += ["-- ", f"{_('Mayak')}: {context['address']}/" if context["address"] else _("Mayak")]
    if context["settings_url"]:
        lines.append(f"{_('What comes by mail is chosen here:')} {context['settings_url']}")
    return "\n".join(lines) + "\n"
