"""The file of a backup: whole under its name or not there, and any change of it is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayak.server.backup.archive import DamagedBackupError, open_backup, writing
from mayak.server.backup.manifest import BackupError, Manifest, check_version, shipped_migrations

PARTS = {"database.sql": b"SELECT 1;\n" * 500, "media/\u043f\u0438\u0441\u044c\u043c\u043e.txt": b"text", "empty": b""}
MANIFEST = Manifest(made_at="2026-11-21T10:00:00+00:00", postgres="18.6", migrations=[], counts={"a": 1})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small backup."""
    target = tmp_path_factory.mktemp("backup") / "office.mayak"
    with writing(target, is_forced=False) as writer:
        for name, content in PARTS.items():
            writer.add(name, [content[:7], content[7:]])
        writer.finish(MANIFEST)
    return target


def test_what_goes_in_comes_out(whole: Path, tmp_path: Path) -> None:
    with open_backup(whole) as backup:
        assert {name: b"".join(backup.read(name)) for name in backup.manifest.parts} == PARTS
        assert backup.manifest.counts == MANIFEST.counts
        backup.extract("database.sql", tmp_path / "deep" / "file")
    assert (tmp_path / "deep" / "file").read_bytes() == PARTS["database.sql"]


@given(data=st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_damage_is_noticed(whole: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(whole.read_bytes())
    match data.draw(st.sampled_from(["flip", "cut", "add", "drop"])):
        case "flip":
            content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del content[data.draw(st.integers(0, len(content) - 1)) :]
        case "add":
            content += data.draw(st.binary(min_size=1, max_size=200))
        case "drop":
            start = data.draw(st.integers(0, len(content) - 1))
            del content[start : start + data.draw(st.integers(1, 50))]
    damaged = tmp_path / "damaged.mayak"
    damaged.write_bytes(content)
    with pytest.raises(BackupError), open_backup(damaged):
        pass


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise RuntimeError

    with pytest.raises(RuntimeError), writing(tmp_path / "office.mayak", is_forced=False) as writer:
        writer.add("database.sql", broken())
    assert list(tmp_path.iterdir()) == []


def test_no_overwriting_unasked(whole: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(BackupError), writing(whole, is_forced=False):
        pass
    assert whole.read_bytes() == before


def test_a_part_that_is_not_what_the_manifest_says(whole: Path, tmp_path: Path) -> None:
    with open_backup(whole) as backup:
        backup.manifest.parts["empty"] = backup.manifest.parts["database.sql"]
        with pytest.raises(DamagedBackupError):
            list(backup.read("empty"))


def test_any_other_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("PostgreSQL database dump")
    for path in (tmp_path / "other", tmp_path / "missing", tmp_path):
        with pytest.raises(BackupError), open_backup(path):
            pass


def test_version_is_told_by_migrations() -> None:
    from dataclasses import replace

    ours = sorted(shipped_migrations())
    assert "accounts.0001_initial" in ours
    check_version(replace(MANIFEST, migrations=[*ours, "allauth_thing.0099_any"]))
    with pytest.raises(BackupError, match=r"core\.9999_later"):
        check_version(replace(MANIFEST, migrations=[*ours, "core.9999_later"]))
