"""Recomputing lamps and scores, correcting a score by hand (S3, S4)."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Staff
from mayak.audit.services import because
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.core import clock
from mayak.core.errors import InvalidInputError
from mayak.facts.followers import follow
from mayak.facts.services import CHUNK, refresh_facts
from mayak.lamps.judging import judge
from mayak.lamps.models import LampsPass, ScoreCorrection
from mayak.lamps.recording import record
from mayak.lamps.rules import current_rules


@follow
def judge_clients(client_ids: Sequence[int], day: date) -> None:
    """Recompute lamps and scores of the clients from their facts; runs in the transaction that refreshed these."""
    rules = current_rules()
    record(judge(rules, day, client_ids=client_ids), client_ids, day, rules)


def refresh_office(as_of: date | None = None) -> None:
    """Measure all facts and recompute all lamps and scores as of a day (default: the domain's today)."""
    fingerprint = current_rules().fingerprint
    refresh_facts(as_of=as_of)
    _note_pass(fingerprint)


def refresh_clients(client_ids: Collection[int]) -> None:
    """Measure all facts of the clients and recompute their lamps and scores as of the domain's today."""
    refresh_facts(client_ids=client_ids)


def sweep_lamps() -> bool:
    """Recompute lamps and scores of the whole office when the playbook's rules have changed since the last pass."""
    rules = current_rules()
    if LampsPass.objects.filter(fingerprint=rules.fingerprint).exists():
        return False
    with transaction.atomic():
        day = clock.today()
        ids = list(Client.objects.order_by("pk").values_list("pk", flat=True))
        for chunk in (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)):
            record(judge(rules, day, client_ids=chunk), chunk, day, rules)
        _note_pass(rules.fingerprint)
    return True


@transaction.atomic
def correct_score(*, user: Staff, client_id: int, value: Decimal, reason: str, until: date) -> ScoreCorrection:
    """Set a client's necessity by hand from today until a day (inclusive): it replaces the computed one (S3, S4).

    ``value`` 0..1 with two places. A correction in force ends; history keeps it. The same again (a form sent twice
    because its answer was lost) changes nothing. Raises InvalidInputError naming the field, Client.DoesNotExist
    outside of the user's rights.
    """
    client = visible_to(user, Client).select_for_update(of=("self",)).get(pk=client_id)
    today = clock.today()
    if not Decimal(0) <= value <= Decimal(1):
        raise InvalidInputError(_("The necessity is between 0 and 1."), field="value")
    if not reason.strip():
        raise InvalidInputError(_("Say why it is corrected."), field="reason")
    if until < today:
        raise InvalidInputError(_("Choose today or a later day."), field="until")
    wanted = {"value": value, "reason": reason.strip(), "author": user, "from_date": today, "until_date": until}
    if same := ScoreCorrection.objects.filter(client=client, **wanted).first():
        return same
    with because(reason):
        _end_corrections(client, today)
        correction = ScoreCorrection.objects.create(client=client, **wanted)
    refresh_clients([client.pk])
    return correction


@transaction.atomic
def withdraw_correction(*, user: Staff, client_id: int) -> None:
    """Let the computed necessity count again. Raises Client.DoesNotExist outside of the user's rights."""
    client = visible_to(user, Client).select_for_update(of=("self",)).get(pk=client_id)
    _end_corrections(client, clock.today())
    refresh_clients([client.pk])


def _end_corrections(client: Client, today: date) -> None:
    in_force = ScoreCorrection.objects.filter(client=client, until_date__gte=today)
    in_force.filter(from_date__gte=today).delete()
    in_force.update(until_date=today - timedelta(days=1))


def _note_pass(fingerprint: str) -> None:
    LampsPass.objects.update_or_create(pk=1, defaults={"fingerprint": fingerprint})
