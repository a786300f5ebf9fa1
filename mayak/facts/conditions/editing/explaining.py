"""Why a condition hits a client or does not: each test with its answer and the client's own figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.core import clock
from mayak.facts.conditions.compiler import (
    LAST_CONFIRMED,
    Context,
    Parameters,
    activity_rows,
    compile_condition,
    indicator_row,
    mark_rows,
    person_rows,
    segment_row,
)
from mayak.facts.conditions.domain.tree import (
    All,
    AnyOf,
    Condition,
    FactTest,
    IndicatorTest,
    MarkTest,
    Not,
    PersonTest,
    SegmentTest,
    Test,
)
from mayak.facts.conditions.domain.vocabulary import Vocabulary
from mayak.facts.conditions.editing.posted import read_value
from mayak.facts.conditions.sentences import tell, value_in_words
from mayak.facts.group_facts import fact_sql
from mayak.facts.measuring import TABLE

PERSONS_NAMED = 3
PLAIN_FACTS = frozenset({"is_served", "status", "service_mode"})


@dataclass(frozen=True)
class Reason:
    """One test at one client: ``truth`` of the test itself, ``is_against`` when it stands under a ``not``.

    ``own``: the client's figure in words, ``asked``: the test as a sentence; ``persons`` who fulfil it. ``is_plain``:
    nearly everybody in a list has the same (a client, in service), no news in a row.
    """

    truth: bool | None
    is_against: bool
    label: str
    own: str
    asked: str
    persons: tuple[str, ...] = ()
    is_plain: bool = False

    @property
    def speaks_for(self) -> bool | None:
        """Whether the test, as it stands in the condition, speaks for the client; None: unknown."""
        return None if self.truth is None else self.truth != self.is_against

    @property
    def mark(self) -> str:
        """The lamp shape beside it."""
        return {True: "ok", False: "urgent", None: "none"}[self.speaks_for]


@dataclass(frozen=True)
class Explanation:
    """The answer for one client with the reasons in the order of the condition."""

    client_id: int
    truth: bool | None
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        if self.truth is None:
            return _("Not in: something is unknown, and the rest does not decide.")
        if self.truth:
            return _("In: the condition is fulfilled.")
        lacking = [reason for reason in self.reasons if not reason.speaks_for]
        if len(lacking) == 1:
            return _("Not in: only this is lacking.")
        return ngettext(
            "Not in: %(count)d line does not hold.", "Not in: %(count)d lines do not hold.", len(lacking)
        ) % {"count": len(lacking)}


def explained_for(condition: Condition, client_ids: Iterable[int], vocabulary: Vocabulary) -> dict[int, Explanation]:
    """Why, for each of the clients. One statement. The caller has checked the person's rights."""
    tests = list(_tests(condition))
    parameters = Parameters(clock.today())
    parameters.values["clients"] = list(client_ids)
    context = Context(parameters, "f")
    whole = compile_condition(condition, parameters=parameters)
    columns = [compile_condition(test, parameters=parameters) for test, _against in tests]
    columns += [_evidence(test, context) for test, _against in tests]
    statement = (
        f"SELECT f.client_id, {', '.join([whole, *columns])} FROM {TABLE} f WHERE f.client_id = ANY(%(clients)s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters.values)
        rows = cursor.fetchall()
    return {
        client_id: Explanation(
            client_id,
            truth,
            tuple(
                _reason(test, is_against, answer, own, vocabulary)
                for (test, is_against), answer, own in zip(
                    tests, answers[: len(tests)], answers[len(tests) :], strict=True
                )
            ),
        )
        for client_id, truth, *answers in rows
    }


def _tests(condition: Condition, is_against: bool = False) -> Iterator[tuple[Test, bool]]:
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _tests(part, is_against)
    elif isinstance(condition, Not):
        yield from _tests(condition.part, not is_against)
    else:
        yield condition, is_against


def _evidence(test: Test, context: Context) -> str:
    if isinstance(test, FactTest):
        return fact_sql(test.fact, context.alias)
    if isinstance(test, SegmentTest):
        return f"(SELECT sg.code {segment_row(test, context)})"
    if isinstance(test, IndicatorTest):
        return f"(SELECT iv.value {indicator_row(test, context)} {LAST_CONFIRMED})"
    if isinstance(test, PersonTest):
        name = "concat_ws(' ', NULLIF(pe.first_name, ''), NULLIF(pe.last_name, ''))"
        return (
            f"(SELECT array_agg(who.name) FROM (SELECT {name} AS name {person_rows(test, context)} "
            f"ORDER BY pe.name_folded, pe.id LIMIT {PERSONS_NAMED}) who)"
        )
    if isinstance(test, MarkTest):
        return f"(SELECT array_agg(mk.text ORDER BY mk.text) {mark_rows(context)})"
    return f"(SELECT count(*) {activity_rows(test, context)})"


def _reason(test: Test, is_against: bool, truth: bool | None, own: Any, vocabulary: Vocabulary) -> Reason:
    asked = tell(test, vocabulary)
    unknown = _("unknown")
    if isinstance(test, PersonTest):
        names = tuple(own or ())
        return Reason(truth, is_against, _("Person"), ", ".join(names) or _("nobody"), asked, names)
    if isinstance(test, MarkTest):
        return Reason(truth, is_against, _("Marks"), ", ".join(own or ()) or _("no marks"), asked)
    if isinstance(test, FactTest | SegmentTest | IndicatorTest):
        if isinstance(test, FactTest):
            word = vocabulary.facts[test.fact]
        elif isinstance(test, SegmentTest):
            word = vocabulary.segments[test.type]
        else:
            word = vocabulary.indicators[test.indicator]
            own = _("confirmed none") if own == "" else read_value(own, word.type) if own is not None else None
        if own is None:
            return Reason(truth, is_against, word.label, unknown, asked)
        if own == _("confirmed none"):
            return Reason(truth, is_against, word.label, own, asked)
        is_plain = isinstance(test, FactTest) and test.fact in PLAIN_FACTS
        return Reason(truth, is_against, word.label, value_in_words(own, word), asked, is_plain=is_plain)
    told = ngettext("%(count)d contact", "%(count)d contacts", own) % {"count": own}
    return Reason(truth, is_against, _("Contacts that fit"), told, asked)
