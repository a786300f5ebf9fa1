"""The team page: who works here, who is away, who substitutes; administrators add people and set passwords."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mayak.accounts.access import is_administrator, logged_in, reauthenticated, requires, staff_only
from mayak.accounts.forms import AbsenceForm, PasswordForm, StaffForm
from mayak.accounts.models import Absence, Staff
from mayak.accounts.passwords import hints
from mayak.accounts.policies import can_record_absence
from mayak.accounts.queries import coming_absences, team_tree
from mayak.accounts.services import (
    cancel_absence,
    create_staff,
    dismiss_staff,
    record_absence,
    restore_staff,
    set_password,
)
from mayak.core.errors import MayakError


@staff_only
def team(request: HttpRequest) -> HttpResponse:
    """The team tree with absences; the form for a new absence within one's rights."""
    user = logged_in(request)
    form = _absence_form(user, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _recorded(request, user, form):
            return redirect("team")
        status = 422
    absences = [(absence, can_record_absence(user, absence.staff)) for absence in coming_absences()]
    context = {"nodes": team_tree(), "absences": absences, "form": form, "nav": "team"}
    return render(request, "accounts/team.html", context, status=status)


def _absence_form(user: Staff, data: object) -> AbsenceForm:
    colleagues = list(Staff.objects.filter(dismissed_date=None))
    manageable = [person for person in colleagues if can_record_absence(user, person)]
    return AbsenceForm(data, colleagues=colleagues, manageable=manageable)


def _recorded(request: HttpRequest, user: Staff, form: AbsenceForm) -> bool:
    try:
        absence = record_absence(by=user, **form.cleaned_data)
    except MayakError as error:
        form.add_error(error.field or None, str(error))
        return False
    messages.success(request, _("The absence of %(name)s is recorded.") % {"name": absence.staff.full_name})
    return True


@staff_only
@require_POST
def absence_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    user = logged_in(request)
    absence = get_object_or_404(Absence.objects.select_related("staff"), pk=pk)
    if not can_record_absence(user, absence.staff):
        raise Http404
    cancel_absence(by=user, absence=absence)
    messages.success(request, _("The absence of %(name)s is taken back.") % {"name": absence.staff.full_name})
    return redirect("team")


@requires(is_administrator)
@reauthenticated()
def staff_add(request: HttpRequest) -> HttpResponse:
    """Add a member of staff."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                values = {**form.cleaned_data, "password": form.cleaned_data["password"] or None}
                person = create_staff(**values)
        except MayakError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": person.full_name})
            return redirect("team")
    status = 422 if form.errors else 200
    return render(request, "accounts/staff_form.html", {"form": form, "person": None, "rules": hints()}, status=status)


@requires(is_administrator)
@reauthenticated()
def staff_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member of staff a new password."""
    person = get_object_or_404(Staff, pk=pk)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(staff=person, password=form.cleaned_data["password"])
        except MayakError as error:
            form.add_error("password", str(error))
        else:
            messages.success(request, _("%(name)s has a new password.") % {"name": person.full_name})
            return redirect("team")
    status = 422 if form.errors else 200
    return render(
        request, "accounts/staff_form.html", {"form": form, "person": person, "rules": hints()}, status=status
    )


@requires(is_administrator)
@require_POST
@reauthenticated()
def staff_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account from today, or open it again."""
    person = get_object_or_404(Staff, pk=pk)
    if person.dismissed_date:
        restore_staff(staff=person)
        messages.success(request, _("%(name)s may log in again.") % {"name": person.full_name})
    elif person == logged_in(request):
        messages.error(request, _("You cannot close your own account. Ask another administrator."))
    else:
        dismiss_staff(staff=person)
        messages.success(request, _("The account of %(name)s is closed.") % {"name": person.full_name})
    return redirect("team")
