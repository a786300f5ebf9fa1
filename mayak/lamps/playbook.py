"""The playbook's lamps (S4)."""

from typing import Any

from django.utils.translation import gettext as _

from mayak.audit.queries import tell_values_of
from mayak.core import playbook
from mayak.core.errors import InvalidInputError
from mayak.facts.conditions import ConditionError, office_vocabulary, parse, parse_or_explain, tell
from mayak.facts.models import fact_fields
from mayak.lamps.models import LampDefinition, ScoreOverride
from mayak.lamps.wording import figures_in

TEXTS = ("reason", "never_reason", "figure", "out_reason")


def load_lamps(rows: list[dict[str, Any]]) -> None:
    """Create or update lamps by code, in the order of the file. Raises MayakError for one that cannot be understood."""
    vocabulary = office_vocabulary()
    for order, row in enumerate(rows, start=1):
        parse_or_explain(row["condition"], vocabulary)
        if row.get("urgent_when"):
            parse_or_explain(row["urgent_when"], vocabulary)
        _check_texts(row)
        fields = {key: value for key, value in row.items() if key != "code"}
        fields["is_weighted"] = "weight" in row
        LampDefinition.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


def load_overrides(rows: list[dict[str, Any]]) -> None:
    """Create or update overrides of the score by code."""
    vocabulary = office_vocabulary()
    for order, row in enumerate(rows, start=1):
        parse_or_explain(row["condition"], vocabulary)
        fields = {key: value for key, value in row.items() if key != "code"}
        ScoreOverride.objects.update_or_create(code=row["code"], defaults={**fields, "order": order})


def _check_texts(row: dict[str, Any]) -> None:
    unknown = [name for name in figures_in(*(row.get(text) for text in TEXTS)) if name not in fact_fields()]
    if unknown:
        raise InvalidInputError(
            _("The texts of lamp “%(lamp)s” name figures that do not exist: %(names)s.")
            % {"lamp": row["code"], "names": ", ".join(unknown)}
        )


def _condition_words(condition: Any) -> str:
    """A stored condition as a sentence; one that no longer fits the playbook as it is written."""
    vocabulary = office_vocabulary()
    try:
        return tell(parse(condition, vocabulary), vocabulary)
    except ConditionError:
        return str(condition)


for _table, _column in (
    ("lamps_lampdefinition", "condition"),
    ("lamps_lampdefinition", "urgent_when"),
    ("lamps_scoreoverride", "condition"),
):
    tell_values_of(_table, _column, _condition_words)

playbook.register("lamps", load_lamps, order=50)
playbook.register("score_overrides", load_overrides, order=51)
