"""Writing the clients with their columns into a file; journalled, nothing in it runs as a formula."""

import csv
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.accounts.journal import record_security_event
from mayak.accounts.models import Staff
from mayak.accounts.security_models import EventKind
from mayak.bulk.actions.base import Action, Planned
from mayak.bulk.models import BulkItem, BulkRun, ItemState
from mayak.bulk.words import Later
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.exchange.export.neutral import neutralised
from mayak.exchange.storage import exports_folder
from mayak.facts.conditions import office_vocabulary
from mayak.facts.conditions.sentences import value_in_words
from mayak.facts.models import facts_now

PORTION = 1000
USUAL = ["expert_id", "debt_amount", "price_amount", "days_since_reached", "next_planned_date"]
PLAIN = ("name", "inn", "status", "service_mode")
LABELS = {field.name: field.verbose_name for field in Client._meta.fields}


class ExportForm(forms.Form):
    """In which form, with which facts."""

    form = forms.ChoiceField(label=gettext_lazy("Format"), choices=[("xlsx", ".xlsx"), ("csv", ".csv")])
    facts = forms.MultipleChoiceField(label=gettext_lazy("Facts"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facts"]
        assert isinstance(field, forms.MultipleChoiceField)
        words = [(code, word.label) for code, word in office_vocabulary().facts.items() if not word.is_retired]
        # what is ticked to begin with stands where it is seen
        field.choices = sorted(words, key=lambda one: one[0] not in USUAL)


class Export(Action):
    """A file with a row per client. It changes nothing, so there is nothing to undo."""

    code = "export"
    icon = "download"
    undoes = False

    @property
    def label(self) -> str:
        return _("Export")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return ExportForm(data, initial={"facts": USUAL, **(initial or {})})

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        return [Planned(client.pk, "", Later(_row)) for client in clients]

    def apply_all(self, run: BulkRun) -> None:
        """Write the file whole or not at all; a second start of the job writes it anew."""
        keys = list(run.items.exclude(state=ItemState.SKIPPED).values_list("client", flat=True))
        folder = exports_folder()
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{uuid.uuid4().hex}.{run.params['form']}"
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as place:
            made = Path(place) / target.name
            rows = _rows(run.author, keys, run.params["facts"])
            if run.params["form"] == "xlsx":
                _write_book(made, rows)
            else:
                with made.open("w", encoding="utf-8-sig", newline="") as file:
                    csv.writer(file, delimiter=";").writerows(rows)
            made.replace(target)
        if not run.file:
            told = _("%(count)d clients, %(columns)d columns") % {
                "count": len(keys),
                "columns": len(run.params["facts"]),
            }
            record_security_event(EventKind.EXPORT, staff=run.author, detail=f"{told} ({run.params['form']})")
        run.file = target.name
        run.save(update_fields=["file"])

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        return {}


def _row() -> str:
    return _("a row of the file")


def _rows(user: Staff, keys: Sequence[int], facts: Sequence[str]) -> Iterator[list[str]]:
    """The head and a row per client as text, within the person's rights at this moment."""
    words = office_vocabulary().facts
    yield [*(str(LABELS[name]) for name in PLAIN), *(words[code].label for code in facts)]
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        known = facts_now(portion, facts)
        for client in visible_to(user, Client).filter(pk__in=portion).order_by("name_folded", "pk"):
            row = known.get(client.pk, {})
            cells = [client.name, client.inn, client.get_status_display(), client.get_service_mode_display()]
            cells += ["" if row.get(code) is None else value_in_words(row[code], words[code]) for code in facts]
            yield [neutralised(str(cell)) for cell in cells]


def _write_book(path: Path, rows: Iterator[list[str]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, head if number == 0 else None)
