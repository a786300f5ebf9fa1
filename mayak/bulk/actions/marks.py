"""Putting a mark on clients, or taking it off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from mayak.accounts.models import Staff
from mayak.bulk.actions.base import Action, Planned
from mayak.bulk.models import BulkItem, BulkRun
from mayak.bulk.words import Later, LeftOutError
from mayak.clients.models import LONGEST_MARK, Client, ClientMark
from mayak.clients.services.marks import put_mark, take_mark_off

WAYS = [("on", gettext_lazy("put on")), ("off", gettext_lazy("take off"))]


class MarkForm(forms.Form):
    """Which mark, on or off."""

    text = forms.CharField(label=pgettext_lazy("of a client", "Mark"), max_length=LONGEST_MARK)
    way = forms.ChoiceField(label=gettext_lazy("What to do"), choices=WAYS, initial="on")

    def clean_text(self) -> str:
        """The words as they are kept."""
        return " ".join(self.cleaned_data["text"].split())


class MarkClients(Action):
    """The mark stands on the clients until somebody takes it off."""

    code = "mark"
    icon = "flag"

    @property
    def label(self) -> str:
        return pgettext("action", "Mark")

    def form(self, user: Staff, data: Any = None, initial: Any = None) -> forms.Form:
        return MarkForm(data, initial=initial)

    def plan(self, user: Staff, clients: Sequence[Client], params: Mapping[str, Any]) -> list[Planned]:
        text, puts = params["text"], params["way"] == "on"
        marked = set(ClientMark.objects.filter(client__in=clients, text=text).values_list("client", flat=True))
        without = Later(_without)
        same = Later(_has_it if puts else _has_none)
        return [
            Planned(
                client.pk,
                text if client.pk in marked else without,
                text if puts else without,
                note=same if (client.pk in marked) == puts else "",
            )
            for client in clients
        ]

    def apply(self, run: BulkRun, item: BulkItem) -> dict[str, Any]:
        if run.params["way"] == "on":
            _put(run, item)
        else:
            _take_off(run, item)
        return {}

    def undo(self, run: BulkRun, item: BulkItem) -> None:
        if run.params["way"] == "on":
            _take_off(run, item)
        else:
            _put(run, item)

    def words(self, user: Staff, params: Mapping[str, Any]) -> str:
        ways = dict(WAYS)
        return f"{params['text']} ({ways[params['way']]})" if params.get("way") in ways else ""


def _without() -> str:
    return _("without the mark")


def _has_it() -> str:
    return _("has the mark already")


def _has_none() -> str:
    return _("does not have the mark")


def _put_on_meanwhile() -> str:
    return _("The mark was put on meanwhile.")


def _taken_off_meanwhile() -> str:
    return _("The mark was taken off meanwhile.")


def _put(run: BulkRun, item: BulkItem) -> None:
    if put_mark(user=run.author, client_id=item.client_id, text=run.params["text"]) is None:
        raise LeftOutError(_put_on_meanwhile)


def _take_off(run: BulkRun, item: BulkItem) -> None:
    mark = ClientMark.objects.filter(client=item.client_id, text=run.params["text"]).first()
    if mark is None:
        raise LeftOutError(_taken_off_meanwhile)
    take_mark_off(user=run.author, mark_id=mark.pk)
