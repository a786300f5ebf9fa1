"""Signals and the necessity of contact (S3, S4)."""

from mayak.lamps.models.definition import LampDefinition, ScoreOverride
from mayak.lamps.models.history import LampInterval, LampsVersion, ScoreInterval
from mayak.lamps.models.news import UrgentNews
from mayak.lamps.models.state import LampsPass, LampState, Score, ScoreCorrection, State

__all__ = [
    "LampDefinition",
    "LampInterval",
    "LampState",
    "LampsPass",
    "LampsVersion",
    "Score",
    "ScoreCorrection",
    "ScoreInterval",
    "ScoreOverride",
    "State",
    "UrgentNews",
]
