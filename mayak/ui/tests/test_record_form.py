"""Two people edit one record: nothing is overwritten unseen, nothing typed is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.audit.services import acting
from mayak.clients.models import Client, Person, PersonRole
from mayak.clients.tests.makers import make_client, make_person
from mayak.core.errors import ConflictError, InvalidInputError
from mayak.ui import record_form
from mayak.ui.record_form import RecordForm, telling_deletion

pytestmark = pytest.mark.django_db


class ClientForm(RecordForm):
    """Some of a client."""

    class Meta:
        model = Client
        fields = ["name", "region", "address", "status", "since_date", "payer"]
        widgets = {"address": forms.Textarea}


class PersonForm(RecordForm):
    """Some of a person."""

    roles = forms.MultipleChoiceField(choices=PersonRole.choices, required=False)

    class Meta:
        model = Person
        fields = ["last_name", "roles"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def eva() -> Staff:
    return make_staff(first_name="Eva", last_name="Krylova")


def sent(form: RecordForm, **typed: Any) -> QueryDict:
    """What the browser sends of the form as it is drawn, with some fields typed anew."""
    data = QueryDict(mutable=True)
    for field in form:
        value = typed.get(field.name, field.value())
        if field.name not in typed and isinstance(value, date):
            value = f"{value:%Y-%m-%d}"
        for each in value if isinstance(value, list) else [value]:
            data.appendlist(field.html_name, "" if each is None else str(each))
    for name in typed.keys() - form.fields.keys():
        data[name] = typed[name]
    return data


def by(staff: Staff, record: Client | Person, **fields: Any) -> None:
    """Somebody else changes the record meanwhile."""
    with acting(staff_id=staff.pk, origin="page"):
        type(record).objects.filter(pk=record.pk).update(**fields)


def test_nothing_chosen_is_a_dash() -> None:
    form = ClientForm(instance=make_client())
    assert "---" not in str(form["status"]) + str(form["payer"])
    assert '<option value="" selected>—</option>' in str(form["payer"])


def test_sent_as_it_was_shown_nothing_is_written() -> None:
    client = make_client(region="Тверь", address="one\ntwo", since_date=date(2020, 5, 1), payer=make_client())
    before = Change.objects.count()
    form = ClientForm(sent(ClientForm(instance=client), address="one\r\ntwo"), instance=client)

    assert form.submit()
    assert form.changes == {}
    assert Change.objects.count() == before


def test_only_what_this_person_changed_is_written(eva: Staff) -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    by(eva, client, address="Портовая, 12")
    form = ClientForm(sent(page, region="Псков"), instance=client)

    assert form.submit()
    client.refresh_from_db()
    assert (client.region, client.address) == ("Псков", "Портовая, 12")
    assert form.changes == {"region": "Псков"}
    assert "Eva Krylova" in form.meanwhile["address"]
    last = Change.objects.latest("pk")
    assert last.after == {"region": "Псков"}


def test_the_checks_see_the_record_as_it_will_stand(eva: Staff) -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    by(eva, client, address="Портовая, 12")
    form = ClientForm(sent(page, region="Псков"), instance=client)

    assert form.submit(lambda: None)
    assert form.cleaned_data["address"] == "Портовая, 12"
    assert (form.instance.region, form.instance.address) == ("Псков", "Портовая, 12")


def test_what_both_changed_is_told_with_who_when_and_both_values(eva: Staff) -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    by(eva, client, region="Клин")
    form = ClientForm(sent(page, region="Псков"), instance=client)

    assert not form.submit()
    [error] = form.errors["region"]
    assert "Клин" in error
    assert "Eva Krylova, " in error
    assert form["region"].value() == "Псков"
    drawn = render_to_string("ui/parts/field.html", {"field": form["region"]})
    assert 'name="take" value="region"' in drawn
    client.refresh_from_db()
    assert client.region == "Клин"


def test_saving_again_writes_ones_own_deliberately(eva: Staff) -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    by(eva, client, region="Клин")
    refused = ClientForm(sent(page, region="Псков"), instance=client)
    assert not refused.submit()

    again = ClientForm(sent(refused), instance=client)
    assert again.submit()
    client.refresh_from_db()
    assert client.region == "Псков"


def test_saving_again_is_compared_again(eva: Staff) -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    by(eva, client, region="Клин")
    refused = ClientForm(sent(page, region="Псков"), instance=client)
    assert not refused.submit()
    by(eva, client, region="Орёл")

    again = ClientForm(sent(refused), instance=client)
    assert not again.submit()
    assert "Орёл" in again.errors["region"][0]


def test_the_other_value_can_be_taken(eva: Staff) -> None:
    client = make_client(region="Тверь", address="here")
    page = ClientForm(instance=client)
    by(eva, client, region="Клин")
    refused = ClientForm(sent(page, region="Псков", address="there"), instance=client)
    assert not refused.submit()

    again = ClientForm(sent(refused, take="region"), instance=client)
    assert again.submit()
    client.refresh_from_db()
    assert (client.region, client.address) == ("Клин", "there")


def test_what_only_others_changed_is_shown_anew_and_stays(eva: Staff) -> None:
    client = make_client(region="Тверь", address="here")
    page = ClientForm(instance=client)
    by(eva, client, region="Клин", address="there", status="leaving")
    refused = ClientForm(sent(page, region="Псков"), instance=client)
    assert not refused.submit()
    assert refused["address"].value() == "there"
    assert refused["status"].value() == "leaving"

    assert ClientForm(sent(refused), instance=client).submit()
    client.refresh_from_db()
    assert (client.region, client.address, client.status) == ("Псков", "there", "leaving")


def test_another_mistake_does_not_forget_what_was_seen(eva: Staff) -> None:
    client = make_client(region="Тверь", name="ООО «Ель»")
    page = ClientForm(instance=client)
    refused = ClientForm(sent(page, region="Псков", name=""), instance=client)
    assert not refused.submit()
    by(eva, client, region="Клин")

    again = ClientForm(sent(refused, name="ООО «Ёлка»"), instance=client)
    assert not again.submit()
    assert list(again.errors) == ["region"]


def test_both_the_same_is_no_conflict(eva: Staff) -> None:
    client = make_client(status="active")
    page = ClientForm(instance=client)
    by(eva, client, status="leaving")

    assert ClientForm(sent(page, status="leaving"), instance=client).submit()


def test_values_are_told_in_words(eva: Staff) -> None:
    client, payer = make_client(status="active"), make_client(name="ООО «Плательщик»")
    page = ClientForm(instance=client)
    by(eva, client, status="leaving", since_date=date(2024, 3, 1), payer=payer)
    typed = {"status": "new", "since_date": "2023-01-01", "payer": make_client().pk}
    form = ClientForm(sent(page, **typed), instance=client)

    assert not form.submit()
    told = " ".join(str(error) for errors in form.errors.values() for error in errors)
    assert all(value in told for value in ("leaving", "01.03.2024", "ООО «Плательщик»"))


def test_a_choice_of_many_has_no_order(eva: Staff) -> None:
    person = make_person(make_client(), roles=["user", "key_user"])
    page = PersonForm(instance=person)
    by(eva, person, last_name="Тихая")
    form = PersonForm(sent(page, roles=["key_user", "user"]), instance=person)

    assert form.submit()
    assert form.changes == {}


@pytest.mark.parametrize("seen", ["", "forged", "of another"])
def test_without_a_valid_word_of_what_was_seen_nothing_is_overwritten(seen: str) -> None:
    client = make_client(region="Тверь")
    other = ClientForm(instance=make_client(region="Псков"))
    given = other.sealed() if seen == "of another" else seen
    form = ClientForm(sent(ClientForm(instance=client), region="Псков", seen=given), instance=client)

    assert not form.submit()
    assert "Тверь" in form.errors["region"][0]
    assert ClientForm(sent(form), instance=client).submit()


def test_a_control_that_was_not_sent_empties_nothing() -> None:
    client = make_client(region="Тверь", address="here")
    data = sent(ClientForm(instance=client), region="Псков")
    del data["address"]

    assert ClientForm(data, instance=client).submit()
    client.refresh_from_db()
    assert client.address == "here"


def test_a_service_writes_and_its_refusal_stands_at_the_field() -> None:
    client = make_client(region="Тверь")
    form = ClientForm(sent(ClientForm(instance=client), region="Псков"), instance=client)

    def refuse() -> None:
        Client.objects.filter(pk=client.pk).update(**form.changes)
        raise InvalidInputError("No such region.", field="region")

    assert not form.submit(refuse)
    assert form.errors["region"] == ["No such region."]
    assert Client.objects.get(pk=client.pk).region == "Тверь"


def test_a_new_record_is_just_written() -> None:
    form = ClientForm(sent(ClientForm(), name="ООО «Новая»", status="new"))
    form.instance.service_mode = "remote"

    assert form.submit()
    assert form.changes["name"] == "ООО «Новая»"
    assert Client.objects.filter(name="ООО «Новая»").exists()


def test_a_record_deleted_meanwhile_is_told_with_who(eva: Staff) -> None:
    person = make_person(make_client())
    data = sent(PersonForm(instance=person), last_name="Тихая")
    form = PersonForm(data, instance=Person.objects.get(pk=person.pk))
    with acting(staff_id=eva.pk, origin="page"):
        Person.objects.filter(pk=person.pk).delete()

    with pytest.raises(ConflictError, match="Eva Krylova"):
        form.submit()
    with pytest.raises(ConflictError, match="contact person"), telling_deletion(data):
        raise Http404


def test_who_never_saw_the_record_learns_nothing_of_it(eva: Staff) -> None:
    person = make_person(make_client())
    kept = sent(PersonForm(instance=person))

    for data in (kept, {"seen": "forged"}, {}):
        with pytest.raises(Http404), telling_deletion(data):
            raise Http404


def test_without_a_trail_nobody_is_named(eva: Staff) -> None:
    usual = record_form._trail
    record_form.look_up_changes_in(record_form._NoTrail())
    try:
        client = make_client(region="Тверь")
        page = ClientForm(instance=client)
        by(eva, client, region="Клин")
        form = ClientForm(sent(page, region="Псков"), instance=client)
        assert not form.submit()
        assert "“Клин”." in form.errors["region"][0]
    finally:
        record_form.look_up_changes_in(usual)


@pytest.mark.django_db(transaction=True)
def test_who_saves_at_the_same_moment_waits_and_compares() -> None:
    client = make_client(region="Тверь")
    page = ClientForm(instance=client)
    locked = Event()

    def save_second() -> bool:
        locked.wait(10)
        try:
            return ClientForm(sent(page, region="Псков"), instance=Client.objects.get(pk=client.pk)).submit()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = ClientForm(sent(page, region="Клин"), instance=Client.objects.get(pk=client.pk))
            assert first.submit()
            second = pool.submit(save_second)
            locked.set()
        assert second.result(timeout=10) is False

    assert Client.objects.get(pk=client.pk).region == "Клин"
