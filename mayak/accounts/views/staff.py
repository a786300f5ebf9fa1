"""A member of staff as an administrator changes them: rights, contacts, password, second factor, sessions, links."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mayak.accounts.access import is_administrator, logged_in, reauthenticated, requires
from mayak.accounts.factors import reset_factors
from mayak.accounts.forms import StaffEditForm
from mayak.accounts.invitations import Link, invite_all, make_invitation, without_password
from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.letters import mail_works, send_link
from mayak.accounts.models import Staff
from mayak.accounts.security_queries import factors_in, own_events, places_of
from mayak.accounts.services import edit_staff
from mayak.accounts.sessions import end_sessions, renew_rights
from mayak.core.errors import MayakError
from mayak.ui.notices import notify
from mayak.ui.render import INVALID


@requires(is_administrator)
@reauthenticated()
def staff_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, role, team, rights, contacts of a person; their second factor, sessions and latest events."""
    person = get_object_or_404(Staff.objects.select_related("team"), pk=pk)
    form = StaffEditForm(request.POST or None, initial=StaffEditForm.values_of(person))
    if request.method == "POST" and form.is_valid() and _edited(request, person, form):
        notify(request, _("Saved: %(name)s.") % {"name": person.full_name})
        return redirect("team")
    context = {
        "form": form,
        "person": person,
        "factors": factors_in(person),
        "places": places_of(person, request.session.session_key),
        "events": own_events(person, 8),
        "nav": "team",
    }
    return render(request, "accounts/staff_edit.html", context, status=INVALID if form.errors else 200)


def _edited(request: HttpRequest, person: Staff, form: StaffEditForm) -> bool:
    try:
        edit_staff(by=logged_in(request), staff=person, **form.cleaned_data)
    except MayakError as error:
        form.add_error(error.field or None, str(error))
        return False
    if person.pk == request.user.pk:
        request.user = person
        renew_rights(request)
    return True


@requires(is_administrator)
@require_POST
@reauthenticated()
def staff_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost phone: what stood beside the password goes, and the person logs in with the password alone."""
    person = get_object_or_404(Staff, pk=pk)
    reset_factors(by=logged_in(request), staff=person)
    notify(request, _("The second factor of %(name)s is reset.") % {"name": person.full_name})
    return redirect("staff_edit", pk=pk)


@requires(is_administrator)
@require_POST
@reauthenticated()
def staff_sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a person out everywhere."""
    person = get_object_or_404(Staff, pk=pk)
    number = end_sessions(person, keep=request.session.session_key)
    record_security_event(EventKind.SESSIONS_ENDED, subject=person, detail=str(number))
    notify(request, _("%(name)s is logged out everywhere.") % {"name": person.full_name})
    return redirect("staff_edit", pk=pk)


@requires(is_administrator)
@require_POST
@reauthenticated()
def staff_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which one person chooses a password."""
    person = get_object_or_404(Staff, pk=pk)
    with transaction.atomic():
        return _told(request, [make_invitation(staff=person, by=logged_in(request))])


@requires(is_administrator)
@reauthenticated()
def staff_invite_all(request: HttpRequest) -> HttpResponse:
    """Links for everybody who has no password yet."""
    if request.method != "POST":
        context = {"people": without_password(), "mail_works": mail_works(), "nav": "team"}
        return render(request, "accounts/invite_all.html", context)
    with transaction.atomic():
        return _told(request, invite_all(by=logged_in(request)))


def _told(request: HttpRequest, links: list[Link]) -> HttpResponse:
    """Links go by mail to those who have an address, the others are shown once, to copy or print."""
    by_mail = [link for link in links if "show" not in request.POST and send_link(link)]
    sent = {link.staff.pk for link in by_mail}
    shown: list[dict[str, Any]] = [
        {"staff": link.staff, "url": request.build_absolute_uri(link.path), "expires_at": link.expires_at}
        for link in links
        if link.staff.pk not in sent
    ]
    if by_mail:
        text = ngettext("%(number)s link is sent by mail.", "%(number)s links are sent by mail.", len(by_mail))
        notify(request, text % {"number": len(by_mail)})
    if not shown:
        return redirect("team")
    return render(request, "accounts/links.html", {"links": shown, "nav": "team"})
