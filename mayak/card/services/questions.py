"""Questions that somebody wants asked in the next conversation (P2)."""

from django.db import transaction

from mayak.accounts.models import Staff
from mayak.card.models import QuestionToAsk
from mayak.card.services.values import indicator_in_use
from mayak.clients.models import Client, Person
from mayak.clients.policies import get_visible_or_404
from mayak.core import clock


@transaction.atomic
def want_question(*, user: Staff, client_id: int, code: str, person_id: int | None = None) -> QuestionToAsk:
    """Put the indicator's question into the scenario of the next contact; a second wish changes nothing."""
    get_visible_or_404(user, Client, client_id)
    indicator = indicator_in_use(client_id, code, person_id)
    wanted, _is_new = QuestionToAsk.objects.get_or_create(
        client_id=client_id,
        person=Person.objects.get(pk=person_id) if person_id else None,
        indicator=indicator,
        defaults={"wanted_by": user, "wanted_date": clock.today()},
    )
    return wanted


@transaction.atomic
def drop_question(*, user: Staff, client_id: int, code: str, person_id: int | None = None) -> None:
    """Leave the question to the rule of the most valuable ones."""
    get_visible_or_404(user, Client, client_id)
    QuestionToAsk.objects.filter(client=client_id, person=person_id, indicator__code=code).delete()
