"""A backup brings the whole office, or nothing at all."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from mayak.server.backup.archive import open_backup, writing
from mayak.server.backup.manifest import Manifest
from tests.crash.office import Office
from tests.moving.conftest import Original, command, exported, logs_in, refused
from tests.moving.places import new_database, tree

MakeOffice = Callable[..., Office]


def altered(source: Path, target: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """The backup with another manifest, whole again by its digest."""
    with open_backup(source) as backup, writing(target, is_forced=True) as writer:
        for name in backup.manifest.parts:
            writer.add(name, backup.read(name))
        writer.finish(change(backup.manifest))
    return target


def picture(home: Path) -> dict[str, tuple[int, float]]:
    """What lies in a home, apart from logs and locks: any change of a file shows."""
    left_out = {"log", "run", "static"}
    files = [path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] not in left_out]
    return {str(path): (path.stat().st_size, path.stat().st_mtime) for path in files}


def test_restored_office_is_the_same(original: Original, new_office: MakeOffice, tmp_path: Path) -> None:
    office = new_office()
    command(office, "restore", str(original.backup))
    assert exported(office, tmp_path / "export") == original.export
    assert tree(office.home / "media") == original.media
    again = json.loads(command(office, "backup", str(tmp_path / "again.mayak"), "--json"))
    first = json.loads(command(office, "restore", "--check", str(original.backup), "--json"))
    assert again["counts"] == first["counts"]
    assert again["parts"].keys() == first["parts"].keys()
    keys = [json.loads((home / "secret").read_text())["django"] for home in (office.home, original.home)]
    assert keys[0] == keys[1]
    assert not list(office.home.glob("before-restore-*"))
    office.up()
    assert logs_in(office)


def test_file_is_private_and_never_overwritten_unasked(original: Original, new_office: MakeOffice) -> None:
    assert stat.S_IMODE(original.backup.stat().st_mode) == 0o600
    office = Office(original.home)
    before = original.backup.read_bytes()
    assert "--force" in refused(office, "backup", str(original.backup))
    assert original.backup.read_bytes() == before
    assert not original.backup.with_name(original.backup.name + ".part").exists()


def test_backup_while_serving_and_restore_only_when_stopped(
    original: Original, new_office: MakeOffice, tmp_path: Path
) -> None:
    office = new_office()
    command(office, "restore", str(original.backup))
    office.up()
    command(office, "backup", str(tmp_path / "live.mayak"))
    assert office.is_ready()
    assert "in use" in refused(office, "restore", str(original.backup), "--replace")
    assert office.is_ready()


def test_replacing_keeps_the_old_office_aside(original: Original, new_office: MakeOffice, tmp_path: Path) -> None:
    office = new_office()
    command(office, "user", "add", "former", "--role", "expert", given="correct-horse-battery\n")
    (office.home / "media" / "old.txt").write_text("old")
    assert "--replace" in refused(office, "restore", str(original.backup))
    command(office, "restore", str(original.backup), "--replace")
    assert exported(office, tmp_path / "export") == original.export
    (aside,) = office.home.glob("before-restore-*")
    assert (aside / "media" / "old.txt").read_text() == "old"
    # The way back, as told in docs/operations.md.
    for name in ("pg", "pg.json", "media", "secret"):
        (office.home / name).rename(aside / f"{name}.new")
        (aside / name).rename(office.home / name)
    assert "former" in command(office, "user", "list")


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: replace(manifest, format=manifest.format + 1, mayak="9.0"),
        lambda manifest: replace(manifest, migrations=["clients.9999_future"], mayak="9.0"),
        lambda manifest: replace(manifest, counts={**manifest.counts, "clients_client": 13}),
    ],
    ids=["newer format", "newer Mayak", "other counts"],
)
def test_a_refused_restore_leaves_the_home_as_it_was(
    original: Original, new_office: MakeOffice, tmp_path: Path, change: Callable[[Manifest], Manifest]
) -> None:
    wrong = altered(original.backup, tmp_path / "wrong.mayak", change)
    office = new_office()
    words = refused(office, "restore", str(wrong))
    assert "9.0" in words or "clients_client" in words
    assert [path.name for path in office.home.glob("*") if path.name not in ("log", "run", "static", "media")] == []
    before = picture(original.home)
    refused(Office(original.home), "restore", str(wrong), "--replace")
    assert picture(original.home) == before


def test_damaged_file_is_refused_before_anything_is_made(
    original: Original, new_office: MakeOffice, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.mayak"
    content = bytearray(original.backup.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    office = new_office()
    assert "damaged" in refused(office, "restore", str(damaged))
    assert not (office.home / "pg.json").exists()


def test_office_on_a_server_of_its_own_choice(original: Original, new_office: MakeOffice, tmp_path: Path) -> None:
    with new_database() as first, new_database() as second:
        office = new_office(DATABASE_URL=first)
        command(office, "restore", str(original.backup))
        assert exported(office, tmp_path / "export") == original.export
        assert tree(office.home / "media") == original.media
        command(office, "backup", str(tmp_path / "outside.mayak"))
        assert "--replace" in refused(office, "restore", str(tmp_path / "outside.mayak"))
        other = new_office(DATABASE_URL=second)
        command(other, "restore", str(tmp_path / "outside.mayak"))
        assert exported(other, tmp_path / "other-export") == original.export
        with psycopg.connect(second, autocommit=True) as session:
            session.execute("SELECT procrastinate_register_worker_v1()")
            assert "in use" in refused(other, "restore", str(original.backup), "--replace")
            session.execute("DELETE FROM procrastinate_workers")
        command(other, "restore", str(original.backup), "--replace")
        assert exported(other, tmp_path / "replaced-export") == original.export
        with psycopg.connect(second) as session:
            kept = session.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'").fetchall()
        assert len(kept) == 1
