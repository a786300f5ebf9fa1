"""Recomputing lamps and scores, correcting a score by hand (S3, S4)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction

from mayak.core import clock
from mayak.facts.followers import follow
from mayak.facts.services import refresh_facts
from mayak.lamps.judging import judge
from mayak.lamps.models import LampsPass
from mayak.lamps.recording import record
from mayak.lamps.rules import current_rules


@follow
def judge_clients(client_ids: Sequence[int], day: date) -> None:
    """Recompute lamps and scores of the clients from their facts; runs in the transaction that refreshed these."""
    record(judge(current_rules(), day, client_ids=client_ids), client_ids, day)


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
        record(judge(rules, day), None, day)
        _note_pass(rules.fingerprint)
    return True


def _note_pass(fingerprint: str) -> None:
    LampsPass.objects.update_or_create(pk=1, defaults={"fingerprint": fingerprint})
