"""Signals and the necessity of contact (S3, S4)."""

from mayak.lamps.models.definition import LampDefinition, ScoreOverride
from mayak.lamps.models.history import LampInterval, ScoreInterval
from mayak.lamps.models.state import LampsPass, LampState, Score, ScoreCorrection, State

__all__ = [
    "LampDefinition",
    "LampInterval",
    "LampState",
    "LampsPass",
    "Score",
    "ScoreCorrection",
    "ScoreInterval",
    "ScoreOverride",
    "State",
]
