"""The stylesheet and the script that browsers get."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from mayak.ui import assets
from mayak.ui.assets import BUNDLES, joined, sources_of


@pytest.mark.parametrize("sheet", ["ui/mayak.css", "ui/office.css"])
def test_a_stylesheet_stays_small(sheet: str) -> None:
    text = joined(sheet).encode()
    assert len(text) <= 100_000
    assert len(gzip.compress(text, 9)) <= 20_000


def test_dark_is_the_same_chosen_or_by_the_system() -> None:
    tokens = sources_of("ui/mayak.css")[0].read_text(encoding="utf-8")
    chosen, system = re.findall(r"color-scheme: dark;\n(.*?)\n}", tokens, re.DOTALL)
    assert chosen == system


def test_django_finds_the_joined_files() -> None:
    for bundle in BUNDLES:
        found = finders.find(bundle)
        assert found
        with open(found, encoding="utf-8") as file:
            assert file.read() == joined(bundle)


def test_an_outdated_joined_file_is_made_again_and_nothing_is_left_beside_it(
    settings: Settings, tmp_path: Path
) -> None:
    settings.BUNDLES_DIR = tmp_path
    for path, _storage in assets.BundleFinder().list(None):
        (tmp_path / path).write_text("old")
    assert {path for path, _storage in assets.BundleFinder().list(None)} == set(BUNDLES)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")} == set(BUNDLES)
    assert all((tmp_path / bundle).read_text(encoding="utf-8") == joined(bundle) for bundle in BUNDLES)


def test_collectstatic_is_given_all() -> None:
    assert {path for path, _storage in assets.BundleFinder().list(None)} == set(BUNDLES)


def test_layers_are_declared_before_any_is_used() -> None:
    text = joined("ui/mayak.css")
    declared = re.search(r"@layer ([a-z, ]+);", text)
    assert declared
    names = {name.strip() for name in declared[1].split(",")}
    used = set(re.findall(r"@layer (\w+)\s*{", text + joined("ui/office.css")))
    assert used
    assert used <= names


def test_no_script_or_style_comes_from_elsewhere() -> None:
    for bundle in BUNDLES:
        assert not re.search(r"url\(.?https?:|@import|^import |\beval\(|new Function", joined(bundle), re.MULTILINE)
