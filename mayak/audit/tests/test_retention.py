"""What is no longer kept goes, what is kept stays as it was: changes, what was shown, facts."""

from datetime import timedelta

import pytest

from mayak.audit.models import Change
from mayak.audit.retention import forget_changes
from mayak.clients.tests.makers import make_client, make_person
from mayak.core import clock
from mayak.core.errors import MayakError
from mayak.core.office_settings import change_settings, forget_settings

pytestmark = pytest.mark.django_db


def test_only_changes_older_than_the_term_go() -> None:
    client = make_client()
    people = [make_person(client) for _ in range(3)]
    today = clock.day_of(clock.real_now())
    for person, back in zip(people, (41, 40, 1), strict=True):
        moment = clock.start_of(today - timedelta(days=back))
        Change.objects.filter(table="clients_person", object_id=person.pk).update(at=moment)
    change_settings({"retention.changes_days": 40})
    assert forget_changes() == 1
    assert forget_changes() == 0
    left = Change.objects.filter(table="clients_person").values_list("object_id", flat=True)
    assert set(left) == {people[1].pk, people[2].pk}
    forget_settings()


def test_the_term_has_a_sensible_least() -> None:
    with pytest.raises(MayakError):
        change_settings({"retention.changes_days": 1})
