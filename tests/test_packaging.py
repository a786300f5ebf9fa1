"""What an installed package carries."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Read at building time, or in a checkout only.
LEFT_OUT = {".py", ".pyc", ".po"}


def test_every_file_beside_the_code_is_package_data() -> None:
    package = ROOT / "mayak"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = {path for pattern in settings["package-data"]["mayak"] for path in package.glob(pattern)}
    files = {path for path in package.rglob("*") if path.is_file() and path.suffix not in LEFT_OUT}
    assert {str(path) for path in files - shipped if "tests" not in path.parts} == set()
