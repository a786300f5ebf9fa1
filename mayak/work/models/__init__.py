"""What we do: definitions of the method, assignments, activities, agreements (W1-W8)."""

from mayak.work.models.activity import (
    Activity,
    ActivityDirection,
    ActivityInstrument,
    ActivityKind,
    ActivityReason,
    ActivityState,
    ActivityType,
    Agreement,
    AgreementOwner,
    AgreementState,
    Assignment,
    AssignmentInstrument,
)
from mayak.work.models.definition import Instrument, NextRule, Outcome, Stage
from mayak.work.models.note import Note

__all__ = [
    "Activity",
    "ActivityDirection",
    "ActivityInstrument",
    "ActivityKind",
    "ActivityReason",
    "ActivityState",
    "ActivityType",
    "Agreement",
    "AgreementOwner",
    "AgreementState",
    "Assignment",
    "AssignmentInstrument",
    "Instrument",
    "NextRule",
    "Note",
    "Outcome",
    "Stage",
]
