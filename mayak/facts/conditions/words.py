"""The office's vocabulary: facts, and what its playbook defines."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.accounts.models import Staff
from mayak.card.models import IndicatorDefinition, StatusGroup
from mayak.clients.models import PersonRole, Rubric, SegmentType
from mayak.clients.queries.marks import marks_in_use
from mayak.core.text import localized
from mayak.facts.conditions.domain.lazily import Lazily
from mayak.facts.conditions.domain.vocabulary import Vocabulary, Word
from mayak.facts.group_facts import SHIPPED, fact_of_group, group_fact
from mayak.facts.models import fact_fields
from mayak.work.models import ActivityKind, Outcome, Stage


def fact_words() -> dict[str, Word]:
    """All facts with their labels in the active language; no SQL."""
    return {
        name: Word(
            type=field.fact_type,
            label=str(field.verbose_name),
            unit=str(field.unit),
            never=str(field.never),
            choices={str(code): str(label) for code, label in field.choices or ()},
            help=str(field.help_text),
        )
        for name, field in fact_fields().items()
    }


def label_of_fact(name: str) -> str:
    """How a fact is called in the active language; the completeness of a group that is gone goes by the fact's name."""
    word = OfficeFacts(fact_words()).get(name)
    return word.label if word else name


class OfficeFacts(Mapping[str, Word]):
    """The facts with the completeness of the office's own status groups, called as the groups are.

    The groups are read when one of their facts is looked at. The words of one out of use say so; its completeness is
    unknown.
    """

    def __init__(self, columns: Mapping[str, Word]) -> None:
        self._columns = columns
        self._groups: Mapping[str, StatusGroup] = Lazily(lambda: {one.code: one for one in StatusGroup.objects.all()})

    def __getitem__(self, name: str) -> Word:
        fact = group_fact(name)
        if fact is None:
            return self._columns[name]
        group = self._groups.get(fact.group)
        if group is None:
            return self._columns[name]
        words = _("people’s completeness “%(group)s”") if fact.of_persons else _("completeness “%(group)s”")
        label = words % {"group": group}
        if not group.is_active:
            label = _("%(fact)s (not in use)") % {"fact": label}
        return Word("share", label, unit="%", is_retired=not group.is_active)

    def __iter__(self) -> Iterator[str]:
        yield from self._columns
        added = [code for code in self._groups if code not in SHIPPED]
        yield from (fact_of_group(code, of_persons=of_persons) for of_persons in (False, True) for code in added)

    def __len__(self) -> int:
        return sum(1 for _name in self)


# What of the playbook decides whether a condition can be read and what it means: its fingerprint as a SQL expression.
# Whatever is compiled of conditions and kept is kept for this fingerprint only.
WORDS_PRINT = """
(SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws(',', d.code, d.subject, d.value_type, d.bound_to,
     (SELECT string_agg(c ->> 'code', ',') FROM jsonb_array_elements(d.choices) c)), ';' ORDER BY d.id)
   FROM card_indicatordefinition d WHERE d.is_active),
  (SELECT string_agg(g.code, ',' ORDER BY g.id) FROM card_statusgroup g),
  (SELECT string_agg(r.code, ',' ORDER BY r.id) FROM clients_rubric r),
  (SELECT string_agg(o.code, ',' ORDER BY o.id) FROM work_outcome o),
  (SELECT string_agg(s.code, ',' ORDER BY s.id) FROM work_stage s),
  (SELECT string_agg(concat(t.code, '.', s.code), ',' ORDER BY t.id, s.id)
   FROM clients_segmenttype t LEFT JOIN clients_segment s ON s.type_id = t.id))))
"""


def office_vocabulary(user: Staff | None = None) -> Vocabulary:
    """Everything a condition of this office may name, labels in the active language; ``user``: with the marks to choose
    from, which are those on clients that the person sees.

    What the playbook defines is read when it is looked at: one SQL query per kind of words that a condition names.
    """
    staff = Lazily(lambda: {str(one.pk): one.full_name for one in Staff.objects.all()})
    facts = {
        name: replace(word, choices=staff) if word.type == "staff" else word for name, word in fact_words().items()
    }
    return Vocabulary(
        facts=OfficeFacts(facts),
        segments=Lazily(_segments),
        indicators=Lazily(_indicators),
        rubrics=Lazily(lambda: {rubric.code: localized(rubric.name) for rubric in Rubric.objects.all()}),
        roles={str(code): str(label) for code, label in PersonRole.choices},
        kinds={str(code): str(label) for code, label in ActivityKind.choices},
        outcomes=Lazily(lambda: {outcome.code: localized(outcome.name) for outcome in Outcome.objects.all()}),
        stages=Lazily(lambda: {stage.code: localized(stage.name) for stage in Stage.objects.all()}),
        marks=Lazily(lambda: {mark: mark for mark in marks_in_use(user)}) if user else {},
    )


def _indicator_word(indicator: IndicatorDefinition) -> Word:
    """With its choices, where it has any; a choice without them is a text."""
    choices = {one["code"]: localized(one) for one in indicator.choices}
    is_text = indicator.value_type in {"choice", "multiple"} and not choices
    type = "text" if is_text else indicator.value_type
    return Word(type, localized(indicator.name), localized(indicator.unit), choices=choices)


def _segments() -> dict[str, Word]:
    choices: dict[str, dict[str, str]] = {}
    names: dict[str, tuple[str, bool]] = {}
    rows = SegmentType.objects.order_by("order", "code", "segments__order", "segments__code")
    columns = ("code", "name", "is_active", "segments__code", "segments__name")
    for code, name, is_active, segment, segment_name in rows.values_list(*columns):
        names[code] = (localized(name), is_active)
        values = choices.setdefault(code, {})
        if segment is not None:
            values[segment] = localized(segment_name)
    return {
        code: Word("segment", name, choices=choices[code], is_retired=not is_active)
        for code, (name, is_active) in names.items()
    }


def _indicators() -> dict[str, Word]:
    return {
        indicator.code: _indicator_word(indicator)
        for indicator in IndicatorDefinition.objects.filter(is_active=True, subject="client", bound_to="")
    }


def attribute_words() -> dict[str, str]:
    """How the attributes of a person are called."""
    return {
        "role": _("the role"),
        "interest": _("an interest"),
        "topic": _("an own topic"),
        "rubric": _("a rubric"),
        "tax_regime": _("the own or the employer’s tax regime"),
        "own_tax_regime": _("a personal tax regime"),
        "profile": _("the profile"),
        "position": _("the position"),
        "department": _("the department"),
    }


def date_op_words() -> dict[str, str]:
    """How days are compared, beside their values."""
    return {
        "<": pgettext("day", "before"),
        "<=": pgettext("day", "not after"),
        ">=": pgettext("day", "not before"),
        ">": pgettext("day", "after"),
    }


def op_words() -> dict[str, str]:
    """The operators beside their values."""
    return {
        "<": _("less than"),
        "<=": pgettext("condition", "at most"),
        "=": pgettext("condition", "equal to"),
        "!=": pgettext("condition", "other than"),
        ">=": pgettext("condition", "at least"),
        ">": _("more than"),
        "between": pgettext("condition", "from … to"),
        "is": pgettext("condition", "is"),
        "in": pgettext("condition", "is any of"),
        "not in": pgettext("condition", "is none of"),
        "contains": pgettext("condition", "contains"),
        "is known": _("is known"),
        "is unknown": _("is unknown"),
        "is none": _("is confirmed as none"),
    }


def subject_words() -> dict[str, str]:
    """The subjects of the fact sheet, as the list of what can be asked is divided."""
    return {
        "service": _("Service"),
        "work": _("Contacts and talks"),
        "agreements": _("Agreements"),
        "money": _("Money"),
        "acts": _("Acts"),
        "kits": _("Kits"),
        "contracts": _("Contract and renewal"),
        "usage": _("Use of the product"),
        "hotline": _("Hotline"),
        "training": _("Training"),
        "persons": _("People"),
        "engagement": _("Mailings and events"),
        "cases": _("Problems, risks, tasks"),
        "card": _("Completeness of the card"),
    }
