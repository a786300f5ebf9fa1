"""Selections beside the list of clients: their counts, the condition's panel, keeping, settings, copy, delete."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.audit.queries import Chosen, history_of_office
from mayak.core.errors import MayakError
from mayak.desk.panels.client_columns import column_names
from mayak.desk.panels.selections import grouped, list_url, new_url
from mayak.desk.queries.client_list import ListFilter
from mayak.desk.queries.list_shown import shown_to
from mayak.facts.conditions import office_vocabulary
from mayak.facts.conditions.editing import beginning, editor_of, posted_condition
from mayak.facts.conditions.problems import InvalidConditionError, unfinished_words
from mayak.facts.models import Selection, Sharing
from mayak.facts.selections.policies import can_change_selection, selections_for
from mayak.facts.selections.queries import hits_of
from mayak.facts.selections.services import (
    change_condition,
    change_selection,
    copy_selection,
    delete_selection,
    keep_selection,
    version_of,
)
from mayak.ui.notices import notify
from mayak.ui.record_form import RecordForm, telling_deletion
from mayak.ui.render import INVALID, render_page, wants_part

MOST_COLUMNS = 12


@require_safe
@staff_only
def selections(request: HttpRequest) -> HttpResponse:
    """The list of selections with what they hit of the person's clients, now and since yesterday."""
    user, vocabulary = logged_in(request), office_vocabulary()
    seen = list(selections_for(user))
    total, hits = hits_of(seen, user, vocabulary)
    current = request.GET.get("current", "")
    context = {
        "nav": "clients",
        "groups": grouped(seen, user, hits),
        "total": total,
        "current": int(current) if current.isdecimal() and len(current) < 16 else None,
        "is_counted": True,
        "new_url": new_url(),
    }
    return render_page(request, "desk/selections/page.html", context, part="desk/selections/list.html")


@require_http_methods(["GET", "POST"])
@staff_only
def selection_condition(request: HttpRequest) -> HttpResponse:
    """The panel with the editor of the condition that the address names; POST keeps it."""
    user = logged_in(request)
    vocabulary, problem, is_refused = office_vocabulary(user), "", False
    if request.method == "POST":
        tree = posted_condition(request.POST, vocabulary)
        try:
            kept = _keep(request, tree)
        except MayakError as error:
            is_refused = isinstance(error, InvalidConditionError)
            problem = unfinished_words() if is_refused else str(error)
        else:
            notify(request, translated("“%(name)s” is kept.") % {"name": kept.name})
            return _go(request, list_url(selection=kept.pk))
        chosen = ListFilter.read(request.POST)
    else:
        chosen = ListFilter.read(request.GET)
        tree = shown_to(user, chosen, vocabulary).tree or beginning()
    selection = selections_for(user).filter(pk=chosen.selection).first() if chosen.selection else None
    context = {
        "nav": "clients",
        "editor": editor_of(tree, user=user, vocabulary=vocabulary, is_refused=is_refused),
        "selection": selection,
        "version": request.POST.get("version") or (version_of(selection) if selection else ""),
        "can_change": selection is not None and can_change_selection(user, selection),
        "sharings": Sharing.choices,
        "problem": problem,
        "name": request.POST.get("name", ""),
        "sharing": request.POST.get("sharing", ""),
        "is_new": request.POST.get("keep") == "new",
        "closed_url": list_url(selection=chosen.selection, condition=chosen.condition),
    }
    status = INVALID if problem else 200
    part = "desk/selections/panel.html"
    return render_page(request, "desk/selections/panel_page.html", context, part=part, status=status)


def _keep(request: HttpRequest, tree: dict[str, Any]) -> Selection:
    user, data = logged_in(request), request.POST
    number = data.get("selection", "")
    number = number if number.isdecimal() and len(number) < 16 else ""
    if data.get("keep") == "change" and number:
        return change_condition(user=user, selection_id=int(number), condition=tree, seen=data.get("version", ""))
    sharing = data.get("sharing", "")
    base = selections_for(user).filter(pk=int(number)).first() if number else None
    return keep_selection(
        user=user,
        name=data.get("name", ""),
        condition=tree,
        sharing=sharing if sharing in Sharing.values else Sharing.PRIVATE,
        columns=base.columns if base else (),
        sort=base.sort if base else "",
    )


class SelectionForm(RecordForm):
    """Name, who sees it, columns and order of a selection."""

    columns = forms.MultipleChoiceField(
        label=_("columns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: necessity, why, who fits, the next contact."),
    )

    class Meta:
        model = Selection
        fields = ["name", "sharing", "columns", "sort"]
        widgets = {"sort": forms.Select}

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(self.instance.columns)
        places = {code: place for place, code in enumerate(own)}
        self.fields["columns"].choices = sorted(columns, key=lambda one: places.get(one[0], len(own)))  # type: ignore[attr-defined]
        plain = [(code, label) for code, label in columns if code in SORTED or code.startswith("fact:")]
        turned = [
            (f"-{code}", translated("%(column)s, the other way round") % {"column": label}) for code, label in plain
        ]
        self.fields["sort"] = forms.ChoiceField(
            label=_("Order"), required=False, choices=[("", translated("as the list has it")), *plain, *turned]
        )

    def clean_columns(self) -> list[str]:
        """A dozen columns at most: more is a table for a spreadsheet."""
        codes: list[str] = self.cleaned_data["columns"]
        if len(codes) > MOST_COLUMNS:
            raise forms.ValidationError(translated("At most %(count)d columns.") % {"count": MOST_COLUMNS})
        return codes


SORTED = frozenset({"necessity", "debt", "price", "contact", "next", "renewal"})


@require_http_methods(["GET", "POST"])
@staff_only
def selection(request: HttpRequest, pk: int) -> HttpResponse:
    """What a selection is called, who sees it, its columns and order; its history. Copy and delete are buttons."""
    user, vocabulary = logged_in(request), office_vocabulary()
    if request.method == "POST" and request.POST.get("do") in {"copy", "delete"}:
        return _copied_or_deleted(request, pk)
    with telling_deletion(request.POST):
        one = _visible(request, pk)
    form = SelectionForm(request.POST or None, instance=one, columns=column_names(vocabulary))
    if form.is_bound and form.submit(lambda: change_selection(user=user, selection_id=one.pk, changes=form.changes)):
        return _done(request, list_url(selection=pk))
    history, _more = history_of_office(Chosen(record=f"facts_selection:{pk}"))
    context = {
        "nav": "clients",
        "form": form,
        "selection": one,
        "history": history[:8],
        "can_change": can_change_selection(user, one),
    }
    status = INVALID if form.is_bound else 200
    return render_page(
        request, "desk/selections/settings_page.html", context, part="desk/selections/settings.html", status=status
    )


def _copied_or_deleted(request: HttpRequest, pk: int) -> HttpResponse:
    if request.POST["do"] == "copy":
        copy = copy_selection(user=logged_in(request), selection_id=pk)
        notify(request, translated("“%(name)s” is kept.") % {"name": copy.name})
        return _go(request, list_url(selection=copy.pk))
    name = delete_selection(user=logged_in(request), selection_id=pk)
    notify(request, translated("The selection “%(name)s” is deleted.") % {"name": name})
    return _go(request, list_url())


def _visible(request: HttpRequest, pk: int) -> Selection:
    return get_object_or_404(selections_for(logged_in(request)), pk=pk)


def _done(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponse(status=204) if wants_part(request) else redirect(url)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if not wants_part(request):
        return redirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url, "X-Mayak-Location": url})
