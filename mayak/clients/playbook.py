"""The playbook's types of segments and their values (C2), the tree of rubrics and the texts of consents (C4)."""

from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from mayak.clients.models import ConsentPurpose, ConsentText, Rubric, Segment, SegmentType
from mayak.clients.services.rubrics import link_rubrics
from mayak.core.errors import InvalidInputError
from mayak.core.playbook import Children, Column, DefinitionTable, register
from mayak.core.text import localized

SEGMENTS = DefinitionTable(
    SegmentType,
    (Column("name"),),
    children=Children(
        "segments",
        DefinitionTable(Segment, (Column("name"), Column("condition", is_condition=True, default=None))),
        link="type",
    ),
)
RUBRICS = DefinitionTable(Rubric, (Column("parent", refers="rubrics"), Column("name"), Column("also")))
CONSENTS = DefinitionTable(
    ConsentPurpose,
    (Column("name"), Column("channel")),
    children=Children(
        "texts", DefinitionTable(ConsentText, (Column("from", "from_date"), Column("text"))), link="purpose"
    ),
)


def load_rubrics(rows: list[dict[str, Any]]) -> None:
    """The tree of rubrics; people whose words mean a rubric get it."""
    RUBRICS.load(rows)
    link_rubrics()


def load_consents(rows: list[dict[str, Any]]) -> None:
    """Purposes and texts. A version that somebody agreed to stays word for word: new words are a new version."""
    given = {
        (text.purpose.code, text.code): text
        for text in ConsentText.objects.filter(consents__isnull=False).select_related("purpose").distinct()
    }
    for row in rows:
        for text in row.get("texts", []):
            agreed = given.get((row["code"], text["code"]))
            if agreed is not None and agreed.text != text["text"]:
                raise InvalidInputError(
                    translated("Somebody agreed to “%(purpose)s”, version %(version)s: its words cannot be changed.")
                    % {"purpose": localized(row["name"]), "version": text["code"]},
                    hint=translated("Add the new words as a new version."),
                )
    CONSENTS.load(rows)


register("segments", table=SEGMENTS, order=10, place=55, label=_("Segments"))
register("rubrics", table=RUBRICS, order=11, place=56, label=_("Rubrics"), load=load_rubrics)
register("consents", table=CONSENTS, order=12, place=57, label=_("Consents"), load=load_consents)
