"""How the history of changes tells the scenario of a closed contact (P2): what was said, with the answers."""

from typing import Any

from mayak.audit.queries import tell_values_of


def scenario_words(lines: Any) -> str:
    """The ticked and answered lines of a scenario as it is stored with its contact."""
    told = [line for line in lines if line.get("is_ticked") or line.get("answer")]
    return "; ".join(f"{line['say']} — {line['answer']}" if line.get("answer") else line["say"] for line in told)


def register() -> None:
    """Make the words known to the history."""
    tell_values_of("work_activity", "scenario", scenario_words)
