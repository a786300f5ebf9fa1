"""The playbook's definitions of work: stages, outcomes, instruments (W2, W6, P6)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.core.errors import InvalidInputError
from mayak.core.playbook import Column, DefinitionTable, register
from mayak.work.models import Instrument, Outcome, Stage

Rows = list[dict[str, Any]]

STAGES = DefinitionTable(
    Stage,
    (
        Column("name"),
        Column("number"),
        Column("goal"),
        Column("steps"),
        Column("script"),
        Column("is_recurring"),
        Column("lamps", refers="lamps"),
    ),
)
# ``stage`` names a stage by its code.
OUTCOMES = DefinitionTable(
    Outcome,
    (
        Column("name"),
        Column("key"),
        Column("is_reached"),
        Column("is_effective"),
        Column("next_rule"),
        Column("delay"),
        Column("max_attempts"),
        Column("tries_second_number"),
        Column("stage", refers="stages"),
    ),
    freed={"key": ""},
)
INSTRUMENTS = DefinitionTable(Instrument, (Column("name"), Column("is_product_entry")))


def load_outcomes(rows: Rows) -> None:
    """Create or update outcomes by code. Raises InvalidInputError when two are chosen by one key."""
    keys = {row["code"]: row.get("key", "") for row in rows}
    stored = dict(Outcome.objects.values_list("code", "key"))
    wanted = [key for key in ({**stored, **keys}).values() if key]
    if twice := sorted({key for key in wanted if wanted.count(key) > 1}):
        raise InvalidInputError(
            _("Two outcomes are chosen by the key “%(key)s”.") % {"key": ", ".join(twice)}, field="key"
        )
    # A key may move from one outcome to another: free the keys first, they are unique.
    moved = [code for code, key in keys.items() if stored.get(code) and stored[code] != key]
    Outcome.objects.filter(code__in=moved).update(key="")
    OUTCOMES.load(rows)


register("stages", table=STAGES, order=30, place=10, label=gettext_lazy("Stages"))
register("outcomes", load_outcomes, table=OUTCOMES, order=31, place=20, label=gettext_lazy("Outcomes"))
register("instruments", table=INSTRUMENTS, order=32, place=60, label=gettext_lazy("Instruments"))
