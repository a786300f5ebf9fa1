"""The worker's part: large exports, erasures, retention."""

from mayak.jobs import background, daily


@background(attempts=3)
def write_person_export(*, export_id: int, language: str = "ru") -> None:
    """Write everything about a person that somebody asked for."""
    from mayak.privacy.services.exporting import write_export

    write_export(export_id=export_id, language=language)


@background(attempts=3)
def erase_person_data(*, erasure_id: int) -> None:
    """Take a person's data out of the whole office."""
    from mayak.privacy.services.erasing import carry_out

    carry_out(erasure_id=erasure_id)


@daily(at="03:50")
def keep_terms() -> None:
    """Lines of the journal and files of exports go after their term, persons who left long ago are erased.

    Files that no person and no client has any more (left by a crash) go as well.
    """
    from mayak.clients.services.attachments import drop_strays
    from mayak.privacy.services.retiring import erase_those_who_left, forget_accesses, forget_exports

    forget_accesses()
    forget_exports()
    erase_those_who_left()
    drop_strays()
