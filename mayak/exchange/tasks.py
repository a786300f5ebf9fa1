"""The worker's part: plans, commits and undos of imports; what was kept long enough goes."""

from mayak.jobs import background, daily


@background(attempts=3)
def work_on_import(*, run_id: int, phase: str, staff_id: int | None, language: str = "ru") -> None:
    """Do what was asked for on an import."""
    from mayak.exchange.background import work

    work(run_id=run_id, phase=phase, staff_id=staff_id, language=language)


@daily(at="03:20")
def forget_old_imports() -> None:
    """Rows, former values and files of imports go after the term of the office; their numbers stay."""
    from mayak.exchange.retention import forget_imports

    forget_imports()
