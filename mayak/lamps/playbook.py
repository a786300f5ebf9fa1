"""The playbook's lamps (S4)."""

from typing import Any

from django.utils.translation import gettext as _

from mayak.core import playbook
from mayak.core.errors import InvalidInputError
from mayak.facts.conditions import office_vocabulary, parse_or_explain
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


playbook.register("lamps", load_lamps, order=50)
playbook.register("score_overrides", load_overrides, order=51)
