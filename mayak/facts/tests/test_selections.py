"""Selections that people keep: who sees and changes them, what they hit now and yesterday."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from mayak.accounts.models import Role, Team
from mayak.accounts.tests.makers import make_staff, make_team
from mayak.clients.models import Client, SegmentType
from mayak.clients.tests.makers import make_client, make_segment
from mayak.core import clock
from mayak.core.errors import ConflictError, InvalidInputError, NotAllowedError
from mayak.facts.conditions import InvalidConditionError, office_vocabulary
from mayak.facts.models import Selection, SelectionDay, Sharing
from mayak.facts.selections.policies import can_change_selection, selections_for
from mayak.facts.selections.queries import hits_of
from mayak.facts.selections.services import (
    change_condition,
    change_selection,
    copy_selection,
    delete_selection,
    keep_selection,
    remember_hits,
    version_of,
)
from mayak.facts.services import refresh_facts
from mayak.work.tests.makers import at

pytestmark = pytest.mark.django_db
SERVED = {"all": [{"fact": "is_served", "op": "is", "value": True}]}
LEFT = {"not": SERVED}
D = date(2026, 3, 31)


def kept(user: Any, name: str = "Mine", sharing: str = Sharing.PRIVATE, condition: Any = None) -> Selection:
    """A selection of somebody."""
    return keep_selection(user=user, name=name, condition=condition or SERVED, sharing=sharing)


def test_a_team_shares_downwards_and_privacy_is_kept() -> None:
    above = make_team()
    below = Team.objects.create(name="Below", parent=above)
    lead, expert, stranger = make_staff(team=above), make_staff(team=below), make_staff(team=make_team())
    private, of_team, of_office = (kept(lead, sharing=sharing) for sharing in Sharing.values)
    assert set(selections_for(lead)) == {private, of_team, of_office}
    assert set(selections_for(expert)) == {of_team, of_office}
    assert set(selections_for(stranger)) == {of_office}
    assert set(selections_for(make_staff())) == {of_office}


def test_shared_ones_are_changed_by_their_owner_and_by_leads() -> None:
    owner = make_staff()
    shared = kept(owner, sharing=Sharing.OFFICE)
    assert can_change_selection(make_staff(role=Role.METHODOLOGIST), shared)
    assert not can_change_selection(make_staff(role=Role.METHODOLOGIST), kept(owner))
    other = make_staff()
    with pytest.raises(NotAllowedError):
        change_selection(user=other, selection_id=shared.pk, changes={"name": "Theirs"})
    with pytest.raises(Http404):
        delete_selection(user=other, selection_id=kept(owner).pk)
    copy = copy_selection(user=other, selection_id=shared.pk)
    assert (copy.owner, copy.sharing, copy.condition) == (other, Sharing.PRIVATE, SERVED)


def test_a_condition_changed_meanwhile_is_not_overwritten() -> None:
    owner = make_staff()
    selection = kept(owner)
    seen = version_of(selection)
    change_condition(user=owner, selection_id=selection.pk, condition=LEFT, seen=seen)
    with pytest.raises(ConflictError):
        change_condition(user=owner, selection_id=selection.pk, condition={"any": [SERVED, LEFT]}, seen=seen)
    selection.refresh_from_db()
    assert selection.condition == LEFT


def test_what_is_no_condition_or_has_no_name_is_refused() -> None:
    with pytest.raises(InvalidConditionError):
        keep_selection(user=make_staff(), name="Empty", condition={"all": []})
    with pytest.raises(InvalidInputError):
        kept(make_staff(), name="  ")


def test_everybody_sees_their_own_clients_in_a_shared_selection() -> None:
    one, other = make_staff(), make_staff()
    for _place in range(3):
        make_client(expert=one)
    make_client(expert=other)
    refresh_facts()
    shared = kept(one, sharing=Sharing.OFFICE)
    counted = {user: hits_of([shared], user, office_vocabulary()) for user in (one, other)}
    assert {user: (total, hits[shared.pk].now) for user, (total, hits) in counted.items()} == {
        one: (3, 3),
        other: (1, 1),
    }


def test_the_change_is_counted_from_the_end_of_yesterday() -> None:
    expert = make_staff()
    stays, goes = make_client(expert=expert), make_client(expert=expert)
    foreign = make_client(expert=make_staff())
    with clock.frozen_at(at(D, 12)):
        refresh_facts()
        selection = kept(expert)
        _total, hits = hits_of([selection], expert, office_vocabulary())
        assert hits[selection.pk].change is None
        assert remember_hits() == 1
        assert set(SelectionDay.objects.get().client_ids) == {stays.pk, goes.pk, foreign.pk}
        Client.objects.filter(pk=goes.pk).update(left_date=D)
        make_client(expert=expert)
        make_client(expert=expert)
        refresh_facts()
        _total, hits = hits_of([selection], expert, office_vocabulary())
        assert (hits[selection.pk].now, hits[selection.pk].change, hits[selection.pk].change_words) == (3, 1, "+1")


def test_another_condition_has_no_yesterday() -> None:
    owner = make_staff()
    selection = kept(owner)
    remember_hits()
    change_condition(user=owner, selection_id=selection.pk, condition=LEFT, seen=version_of(selection))
    assert not SelectionDay.objects.exists()


def test_days_are_kept_as_long_as_they_are_compared_with() -> None:
    kept(make_staff())
    for back in (9, 2, 1):
        remember_hits(clock.today() - timedelta(days=back))
    assert SelectionDay.objects.count() == 2


def test_a_selection_whose_segment_is_gone_is_told_and_the_others_go_on() -> None:
    expert = make_staff()
    client = make_client(expert=expert)
    make_segment(client, "colour", "red")
    refresh_facts()
    broken, fine = kept(expert, condition={"segment": "colour", "in": ["red"]}), kept(expert, name="Fine")
    client.segments.all().delete()
    SegmentType.objects.filter(code="colour").delete()
    _total, hits = hits_of([broken, fine], expert, office_vocabulary())
    assert set(hits) == {fine.pk}
    assert remember_hits() == 1
