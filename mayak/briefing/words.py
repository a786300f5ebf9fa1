"""The scenario's lines in words: what each fact about the client makes the expert say (P2)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.briefing.domain.scenario import Line, Material
from mayak.briefing.facts import ContactFacts
from mayak.briefing.questions import questions_of
from mayak.card.queries import CardLine, Freshness
from mayak.cases.models import CaseKind
from mayak.cases.queries import CaseLine
from mayak.clients.models import PersonRole
from mayak.clients.queries import PersonCard
from mayak.core import clock
from mayak.core.text import localized
from mayak.library.models import MaterialKind
from mayak.ui import formats
from mayak.work.models import AgreementOwner, Stage

RECENT_QUESTION_DAYS = 14  # P1 (3): questions asked in the last two weeks and feedback on the answers.
SUCCESSOR_DAYS = 90  # So long is asked who took over from somebody who left.
# What has a line of its own in another part is not said twice.
SAID_ELSEWHERE = frozenset({"promise_overdue", "card_incomplete", "competitor_open", "threat_open"})


def opening_words(stage: Stage | None, person: PersonCard | None, speaker: str) -> str:
    """The stage's opening with the person's and the expert's names in it; empty without a script."""
    script = localized(stage.script) if stage else ""
    if not script:
        return ""
    # In Russian a person is addressed by first name and patronymic: the full name without the last name.
    address = person.full_name.removeprefix(person.last_name).strip() if person else ""
    words = script.replace("{expert}", speaker).replace("{client}", "")
    if address:
        return words.replace("{person}", address)
    words = words.replace("{person}, ", "").replace(", {person}", "").replace("{person}", "")
    for mark in ("«", "“"):
        if words.startswith(mark):
            return mark + words[1:2].upper() + words[2:]
    return words[:1].upper() + words[1:]


def material_of(facts: ContactFacts, person_id: int | None, today: date) -> Material:
    """Everything that could be said to a person, by part and importance."""
    return Material(
        deviations=[*_from_cases(facts), *_from_lamps(facts)],
        agreements=[*_from_promises(facts), *_from_agreements(facts), *_from_hotline(facts, today)],
        questions=[*_about_successors(facts, today), *_from_card(facts, person_id, today)],
        values=[*_from_materials(facts), *_from_events(facts)],
        competitor=_about_competitors(facts),
    )


def _from_cases(facts: ContactFacts) -> list[Line]:
    return [
        Line(f"case:{case.pk}", case.title, _told_due(case), case.lamp)
        for case in facts.cases
        if case.closed_at is None and case.kind != CaseKind.COMPETITOR
    ]


def _told_due(case: CaseLine) -> str:
    kind = str(case.kind.label)
    if case.due_date is None:
        return kind
    return _("%(what)s, until %(day)s") % {"what": kind, "day": formats.day(case.due_date)}


def _from_lamps(facts: ContactFacts) -> list[Line]:
    return [
        Line(f"lamp:{lamp.code}", lamp.advice or lamp.name, lamp.reason, "urgent" if lamp.is_urgent else "warn")
        for lamp in facts.lamps
        if lamp.code not in SAID_ELSEWHERE
    ]


def _from_promises(facts: ContactFacts) -> list[Line]:
    lines = []
    for promise in facts.promises:
        what = _("Payment of invoice No. %(number)s") % {"number": promise.invoice_number}
        what = what if promise.invoice_number else _("The promised payment")
        amount = f"{formats.money(promise.amount)}, " if promise.amount else ""
        if promise.is_broken:
            lines.append(
                Line(
                    f"promise:{promise.pk}",
                    _("%(what)s did not come: agree a new date") % {"what": what},
                    _("%(amount)spromised by %(day)s") % {"amount": amount, "day": formats.day(promise.expected_date)},
                    "urgent",
                )
            )
    return lines


def _from_agreements(facts: ContactFacts) -> list[Line]:
    lines = []
    for agreement in facts.agreements:
        whose = _("our promise") if agreement.owner == AgreementOwner.US else _("the client promised")
        why = _("%(whose)s, until %(day)s") % {"whose": whose, "day": formats.day(agreement.due_date)}
        lines.append(Line(f"agreement:{agreement.pk}", agreement.text, why, agreement.lamp))
    return lines


def _from_hotline(facts: ContactFacts, today: date) -> list[Line]:
    since = clock.start_of(today - timedelta(days=RECENT_QUESTION_DAYS))
    return [
        Line(
            f"hotline:{question.pk}",
            _("Ask whether the hotline's answer helped: %(topic)s") % {"topic": question.title},
            _("asked on %(day)s") % {"day": formats.day(clock.day_of(question.asked_at))},
            "info",
        )
        for question in facts.asked
        if question.asked_at >= since and question.is_answered and question.rating is None
    ]


def _about_successors(facts: ContactFacts, today: date) -> list[Line]:
    """Who does now what somebody did who left lately and nobody does since (C4)."""
    working = [person for person in facts.people if person.left_date is None or person.left_date > today]
    held = {role for person in working for role in person.roles}
    since = today - timedelta(days=SUCCESSOR_DAYS)
    lines = []
    for role, question in _successor_questions().items():
        gone = [
            person
            for person in facts.people
            if person.left_date is not None and since <= person.left_date <= today and role in person.roles
        ]
        if gone and role not in held:
            last = max(gone, key=lambda person: person.left_date or today)
            why = _("%(name)s left on %(day)s") % {"name": last.short_name, "day": formats.day(last.left_date)}
            lines.append(Line(f"successor:{role}", question, why, "warn"))
    return lines


def _successor_questions() -> dict[PersonRole, str]:
    return {
        PersonRole.KEY_USER: _("Who works with the product most now?"),
        PersonRole.DECISION_MAKER: _("Who decides on the contract now?"),
        PersonRole.INFLUENCER: _("Who influences the decision now?"),
        PersonRole.RESPONSIBLE: _("Who is responsible for the product now?"),
    }


def _from_card(facts: ContactFacts, person_id: int | None, today: date) -> list[Line]:
    """An answer fills the indicator; a field that is mirrored is changed at its place, so it has no answer here."""
    return [
        Line(
            f"ask:{line.key}",
            line.question,
            _told_gap(line),
            "",
            asks=line.key if line.is_written_here else "",
            options=_options(line),
        )
        for line in questions_of(facts.card, facts.groups, person_id, today)
    ]


def _options(line: CardLine) -> tuple[str, ...]:
    if line.value_type not in {"choice", "multiple"}:
        return ()
    return tuple(localized(choice) for choice in line.choices if not choice.get("retired"))


def _told_gap(line: CardLine) -> str:
    words = {"indicator": line.name, "value": line.shown}
    if line.freshness is Freshness.MISSING:
        return _("%(indicator)s: not filled in") % words
    if line.freshness is Freshness.EXPIRED:
        return _("%(indicator)s: was “%(value)s”, the term has passed") % words
    if line.freshness is Freshness.UNFIT:
        return _("%(indicator)s: “%(value)s” does not fit any more") % words
    if line.freshness is Freshness.CONFLICT:
        values = pgettext("between disagreeing values", " or ").join(line.values)
        return _("%(indicator)s: sources differ, %(values)s") % {**words, "values": values}
    if line.is_wanted:
        return _("%(indicator)s: “%(value)s”, a colleague wants it asked") % words
    until = line.word.valid_until if line.word else None
    return _("%(indicator)s: “%(value)s” counts until %(day)s") % {**words, "day": formats.day(until)}


_VALUE_WORDS = {
    MaterialKind.NEWS: "news",
    MaterialKind.OCCASION: "news",
    MaterialKind.FEATURE: "feature",
}


def _from_materials(facts: ContactFacts) -> list[Line]:
    lines = []
    for material in facts.materials:
        if material.kind not in _VALUE_WORDS:
            continue
        if _VALUE_WORDS[material.kind] == "news":
            say = _("Tell the news: %(title)s") % {"title": material.title}
        else:
            say = _("Show the feature: %(title)s") % {"title": material.title}
        lines.append(
            Line(f"material:{material.pk}", say, _told_topics(material.shared_topics), "info", url=material.url)
        )
    return lines[:2]


def _from_events(facts: ContactFacts) -> list[Line]:
    return [
        Line(
            f"event:{event.pk}",
            _("Invite to “%(name)s”, %(day)s") % {"name": event.name, "day": formats.day(event.day)},
            _told_topics(event.shared_topics),
            "info",
        )
        for event in facts.events
    ]


def _told_topics(topics: tuple[str, ...]) -> str:
    if not topics:
        return ""
    return _("fits the topic: %(topics)s") % {"topics": ", ".join(topics[:2])}


def _about_competitors(facts: ContactFacts) -> list[Line]:
    signs = [case for case in facts.cases if case.closed_at is None and case.kind == CaseKind.COMPETITOR]
    if not signs:
        return []
    name = next((case.competitor for case in signs if case.competitor), "")
    why = _("sign of a competitor: %(name)s") % {"name": name or signs[0].title}
    said = [
        Line("competitor:use", _("What else do you use to look up documents, and what for?"), why, "urgent"),
        Line("competitor:like", _("What do you like there that is missing here?"), "", ""),
    ]
    comparison = next((one for one in facts.materials if one.kind == MaterialKind.COMPARISON), None)
    if comparison:
        said.append(
            Line(f"material:{comparison.pk}", _("Compare: %(title)s") % {"title": comparison.title}, "", "info")
        )
    return said
