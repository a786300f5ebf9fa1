"""Why a past day is told otherwise now: *as shown* against *recomputed*, each difference with its cause in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from mayak.core.text import localized
from mayak.facts.conditions.words import label_of_fact
from mayak.facts.fields import NEVER_DAYS, FactField
from mayak.facts.models import fact_field
from mayak.lamps.models import State
from mayak.lamps.recomputed import RecomputedClient
from mayak.lamps.shown import DayLamp, ShownClient
from mayak.lamps.versions import Version, VersionLamp
from mayak.ui import formats

FACTS_TOLD = 4


class Cause(StrEnum):
    """Where a difference comes from."""

    PLAYBOOK = "playbook"
    DATA = "data"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Difference:
    """One difference: its cause, whose (a lamp's code or ""), in words of the active language."""

    cause: Cause
    code: str
    words: str


def differences(
    shown: ShownClient, recomputed: RecomputedClient, then: Version, now: Version, facts_then: Mapping[str, Any]
) -> list[Difference]:
    """What makes the recomputed judgement another one: the playbook, data that came later, a correction by hand.

    ``facts_then``: the facts as known at the end of the day; empty when they were not kept.
    """
    found = list(_of_correction(shown, recomputed))
    found += _of_playbook(then, now)
    states = {each.lamp.code: each for each in shown.lamps}
    recomputed_states = {each.lamp.code: each for each in recomputed.lamps}
    for code in [code for code in states if code in recomputed_states]:
        found += _of_lamp(states[code], recomputed_states[code], then, now, facts_then, recomputed.facts)
    return found


def _of_correction(shown: ShownClient, recomputed: RecomputedClient) -> Iterator[Difference]:
    if shown.is_corrected and not recomputed.score.is_corrected:
        words = _("The necessity was set by hand on that day; the correction is no longer there.")
    elif recomputed.score.is_corrected and not shown.is_corrected:
        words = _("A correction by hand counts now that was not there at the end of that day.")
    elif shown.is_corrected and shown.necessity != recomputed.score.necessity:
        words = _("The necessity was set by hand on that day; another correction counts now.")
    else:
        return
    yield Difference(Cause.CORRECTION, "", words)


def _of_playbook(then: Version, now: Version) -> Iterator[Difference]:
    before, after = then.by_code, now.by_code
    for code, lamp in before.items():
        name = localized(lamp.name)
        if code not in after:
            yield _playbook(code, _("“%(lamp)s” is no longer in the playbook.") % {"lamp": name})
        else:
            yield from _of_definition(lamp, after[code])
    for code in [code for code in after if code not in before]:
        words = _("“%(lamp)s” came into the playbook later.") % {"lamp": localized(after[code].name)}
        yield _playbook(code, words)
    for code in {**then.overrides, **now.overrides}:
        old, new = then.overrides.get(code), now.overrides.get(code)
        if old != new:
            name = localized((new or old or {}).get("name"))
            yield _playbook("", _("The rule “%(rule)s”, which raises the score, has changed.") % {"rule": name})


def _of_definition(then: VersionLamp, now: VersionLamp) -> Iterator[Difference]:
    words = {"lamp": localized(then.name)}
    if localized(then.name) != localized(now.name):
        yield _playbook(then.code, _("“%(lamp)s” is called “%(new)s” now.") % {**words, "new": localized(now.name)})
    if _weight(then) != _weight(now):
        weights = {"then": formats.fraction(_weight(then)), "now": formats.fraction(_weight(now))}
        text = _("The weight of “%(lamp)s” was %(then)s, now it is %(now)s.")
        yield _playbook(then.code, text % {**words, **weights})
    if then.condition != now.condition:
        yield _playbook(then.code, _("The condition of “%(lamp)s” has changed.") % words)
    if then.urgent_when != now.urgent_when:
        yield _playbook(then.code, _("“%(lamp)s” becomes urgent by another rule now.") % words)


def _weight(lamp: VersionLamp) -> Decimal:
    return lamp.weight if lamp.is_weighted else Decimal(0)


def _playbook(code: str, words: str) -> Difference:
    return Difference(Cause.PLAYBOOK, code, words)


def _of_lamp(
    then: DayLamp,
    now: DayLamp,
    version_then: Version,
    version_now: Version,
    facts_then: Mapping[str, Any],
    facts_now: Mapping[str, Any],
) -> Iterator[Difference]:
    """Another state under the same rule comes from data."""
    code = then.lamp.code
    old, new = version_then.by_code.get(code), version_now.by_code.get(code)
    is_same_rule = old is None or new is None or (old.condition, old.urgent_when) == (new.condition, new.urgent_when)
    if not is_same_rule or (then.state, then.is_urgent) == (now.state, now.is_urgent):
        return
    rests_on = [*dict.fromkeys([*_facts_in(now.lamp.condition), *now.lamp.figures])]
    changed = [name for name in rests_on if name in facts_then and not _same(facts_then[name], facts_now.get(name))]
    states = {"lamp": localized(then.lamp.name), "then": _state_words(then), "now": _state_words(now)}
    words = _("“%(lamp)s” was shown %(then)s, recomputed it is %(now)s: data came or were mended later") % states
    told = "; ".join(_fact_words(name, facts_then[name], facts_now.get(name)) for name in changed[:FACTS_TOLD])
    yield Difference(Cause.DATA, code, f"{words} ({told})." if told else f"{words}.")


def _state_words(lamp: DayLamp) -> str:
    if lamp.state == State.LIT:
        return _("urgent") if lamp.is_urgent else _("lit")
    return _("unknown") if lamp.state == State.UNKNOWN else _("in the norm")


def _facts_in(condition: Any) -> Iterator[str]:
    """The facts that a stored condition names, in its order."""
    if isinstance(condition, Mapping):
        if isinstance(condition.get("fact"), str):
            yield condition["fact"]
        yield from _of_each(condition.values())
    elif isinstance(condition, list):
        yield from _of_each(condition)


def _of_each(parts: Iterable[Any]) -> Iterator[str]:
    for part in parts:
        yield from _facts_in(part)


def _same(then: Any, now: Any) -> bool:
    if isinstance(then, Decimal | int | float) and isinstance(now, Decimal | int | float):
        return Decimal(str(then)) == Decimal(str(now))
    return str(then) == str(now)


def _fact_words(name: str, then: Any, now: Any) -> str:
    values = {"fact": label_of_fact(name), "then": told_fact(name, then), "now": told_fact(name, now)}
    return _("%(fact)s: then %(then)s, now %(now)s") % values


def told_fact(name: str, value: Any) -> str:
    """The value of a fact as a person reads it."""
    field = fact_field(name)
    if value is None or field is None:
        return _("unknown") if value is None else str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    kind = field.fact_type
    if kind == "date":
        return formats.day(value if isinstance(value, date) else date.fromisoformat(value))
    if kind == "money":
        return formats.money(Decimal(str(value)))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _number_words(field, value)


def _number_words(field: FactField, value: Any) -> str:
    if value == NEVER_DAYS:
        return str(field.never) or _("never")
    number = Decimal(str(value))
    if field.passing.value != "still" and number == int(number):
        return formats.days(int(number))
    told = formats.number(number)
    return f"{told}\u00a0%" if field.fact_type == "share" else told
