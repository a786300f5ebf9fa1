"""The worker's part: actions on many clients and their undo; old ones go."""

from mayak.jobs import background, daily


@background(attempts=3)
def work_on_bulk_run(*, run_id: int, language: str = "ru") -> None:
    """Do or undo what was asked for."""
    from mayak.bulk.services import work_on

    work_on(run_id=run_id, language=language)


@daily(at="03:40")
def forget_old_bulk_runs() -> None:
    """What was never started, and what was done long ago."""
    from mayak.bulk.services import forget_old_runs

    forget_old_runs()
