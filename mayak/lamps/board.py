"""The monitoring board (S5) of a past day: recomputed for it, or as shown on it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.clients.models import Client
from mayak.core.errors import MayakError
from mayak.core.text import localized
from mayak.facts.history import facts_on
from mayak.facts.services import facts_as_of
from mayak.lamps.judging import ClientJudgement, Judged, judge
from mayak.lamps.models import ScoreInterval, State
from mayak.lamps.rules import current_rules
from mayak.lamps.shown import DayLamp, ShownClient, held_on, refuse_future, shown_on, shown_since
from mayak.lamps.versions import Version, version_on
from mayak.lamps.wording import reason_of
from mayak.ui import formats

CHUNK = 1000


@dataclass(frozen=True)
class PastRow:
    """A client as recomputed for a day with today's playbook."""

    client_id: int
    exchange_id: str
    name: str
    expert: str | None
    debt_amount: Decimal
    judgement: ClientJudgement

    @property
    def necessity(self) -> Decimal | None:
        """The score."""
        return self.judgement.score.necessity

    @property
    def certainty(self) -> Decimal:
        """How much of it is known."""
        return self.judgement.score.certainty

    @property
    def labels(self) -> dict[str, str]:
        """The column heads of the weighted lamps by code."""
        return {judged.lamp.code: localized(judged.lamp.definition.short_label) for judged in self._weighted}

    @property
    def lamps(self) -> dict[str, State]:
        """The states of the weighted lamps by code, in the playbook's order."""
        return {judged.lamp.code: _state(judged) for judged in self._weighted}

    @property
    def reasons(self) -> list[str]:
        """Why the weighted lamps that are lit are lit, the heaviest first, in the active language."""
        lit = sorted((judged for judged in self._weighted if judged.is_lit), key=lambda judged: -judged.weight)
        return [
            reason_of(judged.lamp.definition.reason, judged.lamp.definition.never_reason, judged.evidence)
            for judged in lit
        ]

    @property
    def _weighted(self) -> list[Judged]:
        return [judged for judged in self.judgement.lamps if judged.lamp.weight is not None]


@dataclass(frozen=True)
class ShownRow:
    """A client as shown on a day, in the words of that time. The same properties as of :class:`PastRow`."""

    client_id: int
    exchange_id: str
    name: str
    expert: str | None
    debt_amount: Decimal
    shown: ShownClient

    @property
    def necessity(self) -> Decimal | None:
        """The score."""
        return self.shown.necessity

    @property
    def certainty(self) -> Decimal:
        """How much of it was known."""
        return self.shown.certainty

    @property
    def labels(self) -> dict[str, str]:
        """The column heads of the weighted lamps by code."""
        return {each.lamp.code: localized(each.lamp.short_label) for each in self._weighted}

    @property
    def lamps(self) -> dict[str, State]:
        """The states of the weighted lamps by code, in the playbook's order."""
        return {each.lamp.code: each.state for each in self._weighted}

    @property
    def reasons(self) -> list[str]:
        """Why the weighted lamps that were lit were lit, the heaviest first, in the active language."""
        lit = sorted((each for each in self._weighted if each.state == State.LIT), key=lambda each: -each.lamp.weight)
        return [reason_of(each.lamp.reason, each.lamp.never_reason, each.evidence or {}) for each in lit]

    @property
    def _weighted(self) -> list[DayLamp]:
        return [each for each in self.shown.lamps if each.lamp.is_weighted]


def _state(judged: Judged) -> State:
    if judged.is_lit is None:
        return State.UNKNOWN
    return State.LIT if judged.is_lit else State.OUT


_PAST = """
SELECT f.client_id, COALESCE(c.external_id, 'm-' || c.id), c.name, s.login, COALESCE(f.debt_amount, 0)
FROM {relation} f JOIN clients_client c ON c.id = f.client_id LEFT JOIN accounts_staff s ON s.id = f.expert_id
WHERE f.is_served
"""


def board_as_of(day: date, *, expert: str | None = None) -> list[PastRow]:
    """The clients in service on a day, recomputed for it: by necessity, the highest first (unknown last), then id.

    ``expert``: the log-in name of the one responsible on the day.
    """
    rules = current_rules()
    with facts_as_of(day) as relation, connection.cursor() as cursor:
        judgements = {item.client_id: item for item in judge(rules, day, relation=relation)}
        cursor.execute(_PAST.format(relation=relation))
        rows = [_past_row(row, judgements) for row in cursor.fetchall()]
    if expert is not None:
        rows = [row for row in rows if row.expert is not None and row.expert.lower() == expert.lower()]
    return sorted(rows, key=_by_necessity)


def board_as_shown(day: date, *, expert: str | None = None) -> list[ShownRow]:
    """The clients shown on a day as they were shown: by necessity, the highest first (unknown last), then id.

    ``expert``: the log-in name of the one responsible on the day. Raises MayakError for a day before the history or
    after today.
    """
    refuse_future(day)
    since = shown_since()
    if since is None or day < since:
        raise MayakError(
            _("What was shown is kept since %(day)s.") % {"day": formats.day(since)}
            if since
            else _("Nothing that was shown is kept yet."),
            hint=_("For an earlier day ask for the board recomputed: --as-of."),
        )
    logins = dict(Staff.objects.values_list("pk", "login"))
    version = version_on(day)
    ids = list(ScoreInterval.objects.filter(held_on(day)).values_list("client_id", flat=True))
    rows = []
    for start in range(0, len(ids), CHUNK):
        rows += _shown_rows(day, ids[start : start + CHUNK], version, logins)
    if expert is not None:
        rows = [row for row in rows if row.expert is not None and row.expert.lower() == expert.lower()]
    return sorted(rows, key=_by_necessity)


def _shown_rows(day: date, ids: list[int], version: Version, logins: dict[int, str]) -> list[ShownRow]:
    shown = shown_on(day, ids, version=version)
    figures = facts_on(day, ids, ("debt_amount", "expert_id"))
    clients = Client.objects.filter(pk__in=ids)
    return [
        ShownRow(
            client_id=client.pk,
            exchange_id=client.exchange_id,
            name=client.name,
            expert=logins.get(figures.get(client.pk, {}).get("expert_id") or 0),
            debt_amount=figures.get(client.pk, {}).get("debt_amount") or Decimal(0),
            shown=shown[client.pk],
        )
        for client in clients
    ]


def _past_row(row: tuple[Any, ...], judgements: dict[int, ClientJudgement]) -> PastRow:
    client_id, exchange_id, name, expert, debt_amount = row
    return PastRow(client_id, exchange_id, name, expert, debt_amount, judgements[client_id])


def _by_necessity(row: PastRow | ShownRow) -> tuple[bool, Decimal, str]:
    necessity = row.necessity
    return necessity is None, -(necessity or Decimal(0)), row.exchange_id
