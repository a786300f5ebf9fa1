"""``python -m tools.translations update | compile | check [APP ...]``."""

import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path

from mayak.server.translations import compile_stale
from tools.translations import catalogues, python, templates
from tools.translations.messages import App, Finding, apps_of, is_listed

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run a command; 1 when ``check`` found something."""
    parser = ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("command", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*", metavar="APP", help="labels of apps; all when none is given")
    options = parser.parse_args(arguments)
    apps = [app for app in apps_of(ROOT / "mayak") if not options.apps or app.name in options.apps]
    if options.command == "compile":
        compile_stale()
        return 0
    if options.command == "update":
        memory = catalogues.memory_of(apps_of(ROOT / "mayak"))
        for app in apps:
            added, dropped = catalogues.update(app, ROOT, memory)
            if added or dropped:
                print(f"{app.name}: {added} new, {dropped} gone")
        return 0
    wrong = check(apps, apps_of(ROOT / "mayak"))
    for finding in wrong:
        print(f"{finding.path.relative_to(ROOT)}:{finding.line}: {finding.text}")
    print(f"{len(wrong)} findings in the translations" if wrong else "Translations are complete")
    return 1 if wrong else 0


def check(apps: list[App], everything: list[App]) -> list[Finding]:
    """All findings of ``apps``, by place; conflicts are looked for over all apps."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mayak"]["translations"]
    wrong: list[Finding] = []
    for app in apps:
        wrong += catalogues.findings_of(app)
        for path in app.files(".py"):
            if not is_listed(path, ROOT, settings["data"]):
                is_language = is_listed(path, ROOT, settings["russian"])
                wrong += python.raw_strings(path, may_hold_russian=is_language)
        for path in app.files(".html"):
            wrong += templates.raw_strings(path, plain_words=settings["plain_words"])
        for path in app.files(".js"):
            if not is_listed(path, ROOT, settings["russian"]):
                wrong += _raw_in_script(path)
    roots = tuple(app.root for app in apps)
    clashes = catalogues.conflicts(everything)
    return sorted(wrong + [clash for clash in clashes if any(clash.path.is_relative_to(root) for root in roots)])


def _raw_in_script(path: Path) -> list[Finding]:
    """Scripts get their words from data attributes; a Cyrillic letter outside of a comment is a raw string."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [
        Finding(path, number, f"Cyrillic in a script: {line.strip()[:60]}")
        for number, line in enumerate(lines, 1)
        if python.CYRILLIC.search(line) and not line.lstrip().startswith(("//", "*", "/*"))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
