"""No place for somebody's data without a word about it."""

import pytest
from django.apps import apps

from mayak.accounts.tests.conftest import LogIn, log_in  # noqa: F401
from mayak.accounts.tests.makers import make_staff
from mayak.core.personal import Fate, all_copies, declared_free, emptied, holdings, undeclared
from mayak.work.models import Activity, Agreement

MODELS = apps.get_models(include_auto_created=True)
LABELS = {model._meta.label for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_text_is_declared(model: type) -> None:
    missing = undeclared(model)
    assert missing == [], (
        f"{model._meta.label}: say in personal.py of its app what {', '.join(missing)} hold about people "  # type: ignore[attr-defined]
        "(declare_personal), or why nothing (declare_free); see mayak/core/personal.py"
    )


def test_what_is_declared_exists() -> None:
    declared = {one.model for one in holdings()} | {model for model, _name in declared_free()}
    declared |= {model for copies in all_copies() for model in copies.models}
    assert declared <= LABELS
    for one in holdings():
        for name in one.fields:
            assert apps.get_model(one.model)._meta.get_field(name)


def test_whatever_is_kept_says_why() -> None:
    assert [one.model for one in holdings() if Fate.KEPT in one.fields.values() and not one.why_kept] == []


def test_an_emptied_field_may_stand_empty() -> None:
    assert emptied(Activity._meta.get_field("comment"), "о ней") == ""
    assert emptied(Agreement._meta.get_field("text"), "о ней") == "[…]"
    scenario = [{"key": "news", "say": "Анна, …", "is_ticked": True, "answer": "да"}]
    assert emptied(Activity._meta.get_field("scenario"), scenario) == [
        {"key": "news", "say": "", "is_ticked": True, "answer": ""}
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["person", "staff"])
def test_the_page_lists_it(log_in: LogIn, of: str) -> None:  # noqa: F811
    answer = log_in(make_staff(is_admin=True)).get("/privacy/", {"of": of})
    assert answer.status_code == 200
    assert "фамилия" in answer.content.decode().lower()
