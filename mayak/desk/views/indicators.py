"""The editor of indicators at the playbook: add, change, retire by clicking (C3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import can_edit_playbook, logged_in, requires, staff_only
from mayak.card.forms import IndicatorForm
from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.card.services import add_indicator, change_indicator, retire_indicator, unfit_after
from mayak.core.errors import InvalidInputError
from mayak.core.text import localized
from mayak.desk.queries.playbook_frame import playbook_frame
from mayak.ui.notices import notify
from mayak.ui.record_form import telling_deletion
from mayak.ui.render import INVALID, render_page

SECTION = "indicators"


@require_safe
@staff_only
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators by subject, those out of use last."""
    groups = {group.code: localized(group.name) for group in StatusGroup.objects.all()}
    found = IndicatorDefinition.objects.order_by("-is_active", "subject", "order", "code")
    lines = [(one, [groups.get(code, code) for code in one.groups]) for one in found]
    frame = playbook_frame(logged_in(request), SECTION)
    changed = {each.code for each in frame.of(SECTION)}
    context = {"nav": "playbook", "frame": frame, "lines": lines, "changed": changed}
    return render_page(request, "desk/playbook/indicators.html", context)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def indicator_add(request: HttpRequest) -> HttpResponse:
    """A new indicator."""
    user = logged_in(request)
    form = IndicatorForm(request.POST or None)
    if form.is_bound and form.submit(lambda: add_indicator(user=user, draft=form.draft)):
        notify(request, _("The indicator stands on every card now."))
        return redirect("playbook_indicators")
    return _form_page(request, form, None)


@requires(can_edit_playbook)
@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator, or (``retire``, ``restore``) take it out of use and back."""
    user = logged_in(request)
    with telling_deletion(request.POST):
        indicator = get_object_or_404(IndicatorDefinition, pk=pk)
    if {"retire", "restore"} & request.POST.keys():
        retire_indicator(user=user, indicator_id=pk, is_active="restore" in request.POST)
        notify(request, _("In use again.") if "restore" in request.POST else _("Out of use; its values stay."))
        return redirect("playbook_indicators")
    form = IndicatorForm(request.POST or None, instance=indicator)
    asked: list[int] = []
    unfit: list[int] = []

    def write() -> None:
        asked.append(unfit_after(indicator_id=pk, draft=form.draft))
        _refuse_unagreed(request, form, asked[0])
        unfit.append(change_indicator(user=user, indicator_id=pk, draft=form.draft))

    if form.is_bound and form.submit(write):
        notify(request, _changed_words(sum(unfit)))
        return redirect("playbook_indicators")
    return _form_page(request, form, indicator, sum(asked))


def _refuse_unagreed(request: HttpRequest, form: IndicatorForm, number: int) -> None:
    """So many values would stop fitting: told at the field until the person agrees to that many (InvalidInputError)."""
    if not number or request.POST.get("agreed") == str(number):
        return
    words = ngettext(
        "%(number)d value will not fit: it stays visible as text, counts as missing and is asked anew.",
        "%(number)d values will not fit: they stay visible as text, count as missing and are asked anew.",
        number,
    )
    field = "value_type" if "value_type" in form.changed_data else "choices"
    raise InvalidInputError(words % {"number": number}, field=field)


def _changed_words(unfit: int) -> str:
    if not unfit:
        return _("The indicator is changed.")
    return ngettext(
        "The indicator is changed. %(number)d value does not fit and is asked anew.",
        "The indicator is changed. %(number)d values do not fit and are asked anew.",
        unfit,
    ) % {"number": unfit}


def _form_page(
    request: HttpRequest, form: IndicatorForm, indicator: IndicatorDefinition | None, asked: int = 0
) -> HttpResponse:
    context = {
        "nav": "playbook",
        "frame": playbook_frame(logged_in(request), SECTION),
        "form": form,
        "indicator": indicator,
        "asked": asked,
        "title": str(indicator) if indicator else _("New indicator"),
    }
    return render_page(request, "desk/playbook/indicator.html", context, status=INVALID if form.is_bound else 200)
