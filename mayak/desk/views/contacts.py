"""The list of contacts: what every number of a day opens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.desk.queries.contact_list import PLANNED, ContactFilter, ContactPage, contact_page
from mayak.desk.queries.people import Colleagues, colleagues_of
from mayak.planning.queries.contact_lists import ContactList
from mayak.ui.render import render_page


def list_words() -> dict[ContactList, str]:
    """The lists in the active language."""
    return {
        ContactList.DONE: _("Talks"),
        ContactList.EFFECTIVE: pgettext("contacts", "Effective"),
        ContactList.ENTERED: _("With entry"),
        ContactList.ATTEMPTS: _("Attempts"),
        ContactList.AHEAD: pgettext("contacts", "Planned"),
        ContactList.OVERDUE: pgettext("contacts", "Late"),
    }


@require_safe
@staff_only
def contacts(request: HttpRequest) -> HttpResponse:
    """A page of contacts within the person's rights: ``?show= expert= team= since= until=``."""
    user = logged_in(request)
    chosen = ContactFilter.read(request.GET)
    colleagues = colleagues_of(user)
    page = contact_page(user, chosen, _people(chosen, colleagues))
    shows_expert = len(colleagues.experts) > 1
    context = {
        "nav": "contacts",
        "chosen": chosen,
        "page": page,
        "is_planned": chosen.show in PLANNED,
        "chips": [
            (words, page.counts[show], chosen.address(show=show.value), show is chosen.show)
            for show, words in list_words().items()
        ],
        "shows_expert": shows_expert,
        "experts": colleagues.experts if shows_expert else (),
        "teams": colleagues.teams if len(colleagues.teams) > 1 else (),
        "pages": _pages(chosen, page),
    }
    return render_page(request, "desk/contacts/page.html", context)


def _people(chosen: ContactFilter, colleagues: Colleagues) -> frozenset[int] | None:
    if chosen.expert:
        return frozenset({chosen.expert})
    if chosen.experts:
        return chosen.experts
    return colleagues.team_staff(chosen.team)


def _pages(chosen: ContactFilter, page: ContactPage) -> dict[str, Any]:
    return {
        "previous": chosen.address(page=page.page - 1) if page.page > 1 else "",
        "next": chosen.address(page=page.page + 1) if page.page < page.pages else "",
        "first": chosen.address(page="") if page.page > 2 else "",
        "last": chosen.address(page=page.pages) if page.page < page.pages - 1 else "",
    }
