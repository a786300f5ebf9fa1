"""The ranks of the house hold for imports, for foreign keys and names in strings, and for templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tools.house import FLOORS, PICTURE, Rank, may_see, picture, rank_of_apps, ranks

PACKAGE = Path(__file__).resolve().parent.parent / "mayak"
HOUSE = ranks()
APPS = rank_of_apps(HOUSE)
DOTTED = re.compile(rf"(?:mayak\.)?({'|'.join(APPS)})\.[A-Za-z_][\w.]*")
INCLUDED = re.compile(rf"""\{{%\s*(?:extends|include)\s+["']({"|".join(APPS)})/""")


def test_imports_go_down_only() -> None:
    assert lint_imports(config_filename=str(PACKAGE.parent / "pyproject.toml")) == EXIT_STATUS_SUCCESS


def test_every_app_has_its_rank_and_is_installed() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/apps.py")}
    installed = {config.label for config in apps.get_app_configs() if config.name.startswith("mayak.")}
    assert folders == set(APPS) == installed


def test_foreign_keys_go_down_only() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if _is_ours(model) and _is_ours(field.related_model)
        if not may_see(model._meta.app_label, field.related_model._meta.app_label, HOUSE)
    ]
    assert upward == []


def test_names_in_strings_go_down_only() -> None:
    """`apps.get_model("lamps.Lamp")` or an event named by its path is an import in disguise."""
    upward = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path, line, text in _string_literals()
        if (match := DOTTED.fullmatch(text)) and _names_a_class(match[0])
        if not may_see(path.relative_to(PACKAGE).parts[0], match[1], HOUSE)
    ]
    assert upward == []


def test_templates_include_downwards_only() -> None:
    upward = [
        f"{path.relative_to(PACKAGE)}: {app}/"
        for path in PACKAGE.rglob("templates/**/*.html")
        for app in INCLUDED.findall(path.read_text(encoding="utf-8"))
        if not may_see(path.relative_to(PACKAGE).parts[0], app, HOUSE)
    ]
    assert upward == []


def test_the_picture_of_the_house_is_current() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(HOUSE), "run: make house"


def test_every_floor_of_the_picture_has_its_words() -> None:
    assert [rank.apps[0] for rank in HOUSE] == list(FLOORS)


@pytest.mark.parametrize(
    ("app", "other", "is_allowed"),
    [("low", "low", True), ("top", "low", True), ("low", "top", False), ("a", "b", False), ("c", "d", True)],
)
def test_who_may_see_whom(app: str, other: str, is_allowed: bool) -> None:
    house = [Rank(("top",), True), Rank(("a", "b"), True), Rank(("c", "d"), False), Rank(("low",), True)]
    assert may_see(app, other, house) is is_allowed


def _is_ours(model: type) -> bool:
    return model.__module__.startswith("mayak.")


def _names_a_class(dotted: str) -> bool:
    """``lamps.Lamp``, not ``lamps.lit``: a code or a permission names no Python object."""
    return dotted.rpartition(".")[2][:1].isupper()


def _string_literals() -> Iterator[tuple[Path, int, str]]:
    for path in PACKAGE.rglob("*.py"):
        if {"migrations", "tests"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.lineno, node.value
