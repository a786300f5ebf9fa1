"""The worker's part: plans, commits and undos of imports; what was kept long enough goes."""

from mayak.jobs import background, daily


@background(attempts=3)
def work_on_import(*, run_id: int, phase: str, staff_id: int | None, language: str = "ru") -> None:
    """Do what was asked for on an import."""
    from mayak.exchange.background import work

    work(run_id=run_id, phase=phase, staff_id=staff_id, language=language)


@background(attempts=3)
def write_office_export(*, export_id: int, language: str = "ru") -> None:
    """Write the tables that somebody asked for."""
    from mayak.exchange.export.services import write_export

    write_export(export_id=export_id, language=language)


@daily(at="03:20")
def forget_old_imports() -> None:
    """Rows, former values and files of imports go after the term of the office, files of exports after days."""
    from mayak.exchange.retention import forget_exports, forget_imports

    forget_imports()
    forget_exports()
