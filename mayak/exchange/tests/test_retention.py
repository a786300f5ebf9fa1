"""Plans, former values and files go after the term of the office; numbers stay, undo is refused in words."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.exchange.models import FormerRow, ImportRun, OfficeExport, PlanRow
from mayak.exchange.retention import forget_exports, forget_imports
from mayak.exchange.tests.makers import BASE, bring, write_folder, write_table
from mayak.exchange.undo.services import look_at_undo

pytestmark = pytest.mark.django_db


def test_old_imports_keep_their_numbers_only(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    write_folder(tmp_path / "media" / "imports" / "one", BASE)
    bring(tmp_path / "media" / "imports" / "one")
    bring(write_table(tmp_path / "clients.csv", [["id", "name", "service_mode"], ["11", "Иначе", "remote"]]))
    old, new = ImportRun.objects.order_by("pk")
    ImportRun.objects.filter(pk=old.pk).update(created_at=clock.real_now() - timedelta(days=91), folder="one")
    assert forget_imports() == 1
    assert not (tmp_path / "media" / "imports" / "one").exists()
    old.refresh_from_db()
    assert (old.is_kept, old.counts["clients"]["create"], old.rows.count()) == (False, 2, 0)
    assert PlanRow.objects.filter(run=new).exists()
    assert FormerRow.objects.filter(run=new).exists()
    with pytest.raises(ConflictError):
        look_at_undo(run_id=old.pk)
    assert look_at_undo(run_id=new.pk).undo_plan["back"] == 1


def test_files_of_exports_go_after_a_week(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.zip").write_bytes(b"x")
    export = OfficeExport.objects.create(
        created_at=clock.real_now() - timedelta(days=8), form="zip", file="a.zip", finished_at=clock.real_now()
    )
    assert forget_exports() == 1
    export.refresh_from_db()
    assert export.file == ""
    assert not (tmp_path / "exports" / "a.zip").exists()
