"""Writes to the functional card and to its definitions."""

from mayak.card.services.definitions import (
    IndicatorDraft,
    add_indicator,
    change_indicator,
    retire_indicator,
    unfit_after,
)
from mayak.card.services.groups import move_status_group, retire_status_group, save_status_group
from mayak.card.services.questions import drop_question, want_question
from mayak.card.services.values import (
    AS_BEFORE,
    Told,
    change_value,
    confirm_value,
    record_answer,
    record_indicator,
    resolve_conflict,
    take_back,
)

__all__ = [
    "AS_BEFORE",
    "IndicatorDraft",
    "Told",
    "add_indicator",
    "change_indicator",
    "change_value",
    "confirm_value",
    "drop_question",
    "move_status_group",
    "record_answer",
    "record_indicator",
    "resolve_conflict",
    "retire_indicator",
    "retire_status_group",
    "save_status_group",
    "take_back",
    "unfit_after",
    "want_question",
]
