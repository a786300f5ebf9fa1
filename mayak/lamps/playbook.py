"""The playbook's lamps (S4)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.core.errors import InvalidInputError
from mayak.core.playbook import Column, DefinitionTable, register
from mayak.facts.conditions import office_vocabulary, parse_or_explain
from mayak.facts.models import is_fact
from mayak.lamps.models import LampDefinition, ScoreOverride
from mayak.lamps.wording import figures_in

TEXTS = ("reason", "never_reason", "figure", "out_reason")


def _weight(row: dict[str, Any]) -> dict[str, Any]:
    """A lamp with a weight counts in the score, one without does not."""
    weight = row.get("weight")
    return {"is_weighted": weight is not None, "weight": Decimal(weight or 0)}


LAMPS = DefinitionTable(
    LampDefinition,
    (
        Column("name"),
        Column("short_label"),
        Column("unit"),
        Column("weight", sql="CASE WHEN t.is_weighted THEN t.weight END", default=None),
        Column("condition", is_condition=True),
        Column("urgent_when", is_condition=True),
        Column("figure"),
        Column("reason"),
        Column("never_reason"),
        Column("out_reason"),
        Column("advice"),
        Column("puts_out"),
        Column("owner_role"),
        Column("reaction_minutes"),
    ),
    values=_weight,
)
OVERRIDES = DefinitionTable(ScoreOverride, (Column("name"), Column("condition", is_condition=True), Column("floor")))


def load_lamps(rows: list[dict[str, Any]]) -> None:
    """Create or update lamps by code, in the order of the file. Raises MayakError for one that cannot be understood."""
    vocabulary = office_vocabulary()
    for row in rows:
        parse_or_explain(row["condition"], vocabulary)
        if row.get("urgent_when"):
            parse_or_explain(row["urgent_when"], vocabulary)
        _check_texts(row)
    LAMPS.load(rows)


def load_overrides(rows: list[dict[str, Any]]) -> None:
    """Create or update overrides of the score by code."""
    vocabulary = office_vocabulary()
    for row in rows:
        parse_or_explain(row["condition"], vocabulary)
    OVERRIDES.load(rows)


def _check_texts(row: dict[str, Any]) -> None:
    unknown = [name for name in figures_in(*(row.get(text) for text in TEXTS)) if not is_fact(name)]
    if unknown:
        raise InvalidInputError(
            _("The texts of lamp “%(lamp)s” name figures that do not exist: %(names)s.")
            % {"lamp": row["code"], "names": ", ".join(unknown)}
        )


register("lamps", load_lamps, table=LAMPS, order=50, place=40, label=gettext_lazy("Lamps"))
register(
    "score_overrides", load_overrides, table=OVERRIDES, order=51, place=41, label=gettext_lazy("Overrides of the score")
)
