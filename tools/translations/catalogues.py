"""The `.po` files of the apps: bring them up to date, compile them, find what is missing or wrong."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po, write_po

from tools.translations import python, templates
from tools.translations.messages import App, Finding, Message

HEADER = """\
# Russian of Mayak. `make messages` brings new strings in; `make check-messages` tells what is left.
msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || \
n%100>=20) ? 1 : 2);\\n"

"""
PLURALS = 3
NAMED = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[sdif]|\{(\w*)\}")
MARKUP = re.compile(r"<[^>]*>|%\(\w+\)s|\{\w*\}")


def strings_of(app: App) -> tuple[list[Message], list[Finding]]:
    """Every translatable string of an app, and calls that gettext cannot follow."""
    found: list[Message] = []
    wrong: list[Finding] = []
    for path in app.files(".py", ".html", ".txt"):
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        reader = python if path.suffix == ".py" else templates
        strings, findings = reader.messages(path)
        found += [string for string in strings if string.singular]
        wrong += findings
    return found, wrong


def template_of(messages: Iterable[Message], root: Path) -> Catalog:
    """A catalogue without translations; places are files without lines, so that edits elsewhere change nothing."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message in messages:
        words = (message.singular, message.plural) if message.plural else message.singular
        place = message.path.relative_to(root) if message.path.is_relative_to(root) else message.path
        catalogue.add(words, locations=[(str(place), 0)], context=message.context or None)
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue of a file; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale="ru", domain="django")
    with path.open("rb") as stream:
        return read_po(stream, locale="ru", domain="django", abort_invalid=True)


def memory_of(apps: Iterable[App]) -> dict[tuple[str, str], Entry]:
    """What is translated already, in any app."""
    return {_key(entry): entry for app in apps for entry in read(app.catalogue) if entry.id and all(_forms(entry))}


def update(app: App, root: Path, memory: Mapping[tuple[str, str], Entry] = MappingProxyType({})) -> tuple[int, int]:
    """Add the app's new strings to its catalogue and drop those that are gone; the numbers of each.

    A new string takes over its translation in another app (``memory``). A near match is never guessed: a fuzzy
    translation is worse than none.
    """
    messages, _ = strings_of(app)
    catalogue = read(app.catalogue)
    before = {_key(entry) for entry in catalogue if entry.id}
    if not messages and not before:
        return 0, 0
    kept = {_key(entry): entry for entry in catalogue if entry.id}
    fresh = Catalog(locale="ru", domain="django", charset="utf-8", fuzzy=False)
    for entry in template_of(messages, root):
        if entry.id:
            old = kept.get(_key(entry)) or memory.get(_key(entry))
            same_shape = old is not None and isinstance(old.id, str) == isinstance(entry.id, str)
            fresh.add(
                entry.id,
                old.string if old is not None and same_shape else None,
                locations=entry.locations,
                context=entry.context,
                user_comments=old.user_comments if old is not None else (),
            )
    app.catalogue.parent.mkdir(parents=True, exist_ok=True)
    _write(fresh, app.catalogue)
    after = {_key(entry) for entry in fresh if entry.id}
    return len(after - before), len(before - after)


def findings_of(app: App) -> list[Finding]:
    """What is missing, fuzzy, obsolete or wrong in an app's catalogue."""
    messages, wrong = strings_of(app)
    catalogue = read(app.catalogue)
    if catalogue.num_plurals != PLURALS and app.catalogue.exists():
        wrong.append(Finding(app.catalogue, 1, f"{catalogue.num_plurals} plural forms, Russian has {PLURALS} here"))
    entries = {_key(entry): entry for entry in catalogue if entry.id}
    needed = {message.key: message for message in messages}
    for key, message in needed.items():
        if key not in entries:
            wrong.append(Finding(message.path, message.line, f"not in the catalogue: “{message.singular}”"))
        elif message.plural and isinstance(entries[key].id, str):
            wrong.append(Finding(message.path, message.line, f"no plural in the catalogue: “{message.singular}”"))
    for key, entry in entries.items():
        line = entry.lineno or 1
        if key not in needed:
            wrong.append(Finding(app.catalogue, line, f"no longer used: “{key[1]}”"))
        wrong += [Finding(app.catalogue, line, text) for text in _faults(entry)]
    wrong += [Finding(app.catalogue, 1, f"obsolete entry: “{words}”") for words in _obsolete(catalogue)]
    return wrong


def conflicts(apps: Iterable[App]) -> list[Finding]:
    """One English string translated differently by two apps: only one would be seen; a context tells them apart."""
    seen: dict[tuple[str, str], tuple[App, Entry]] = {}
    wrong = []
    for app in apps:
        for entry in read(app.catalogue):
            if not entry.id or not all(_forms(entry)):
                continue
            first_app, first = seen.setdefault(_key(entry), (app, entry))
            if _forms(first) != _forms(entry):
                text = f"“{_singular(entry)}” is translated differently in {first_app.name}: use a context"
                wrong.append(Finding(app.catalogue, entry.lineno or 1, text))
    return wrong


def _faults(entry: Entry) -> list[str]:
    forms = _forms(entry)
    words = _singular(entry)
    if entry.fuzzy:
        return [f"fuzzy: “{words}”"]
    expected = PLURALS if not isinstance(entry.id, str) else 1
    if len(forms) != expected or not all(forms):
        return [f"not translated: “{words}”"]
    allowed = [_placeholders(text) for text in ([entry.id] if isinstance(entry.id, str) else entry.id)]
    faults = [f"placeholders differ: “{form}”" for form in forms if not _fits(form, allowed)]
    return faults + [fault for form in forms for fault in typography(form)]


def _fits(form: str, allowed: list[set[str]]) -> bool:
    """A form names what the English names; a singular may leave out the number that it says in words."""
    mine = _placeholders(form)
    return mine in allowed or (len(allowed) > 1 and min(allowed, key=len) <= mine <= set().union(*allowed))


def typography(text: str) -> list[str]:
    """What a Russian proof-reader would mark: straight quotes, hyphens for dashes, doubled spaces."""
    words = MARKUP.sub("x", text)
    marks = {
        "straight quotes, use « »": '"' in words,
        "a hyphen for a dash, use –": re.search(r"\s-\s", words) is not None,
        "two spaces": re.search(r"\S {2,}\S", words) is not None,
        "three dots, use …": "..." in words,
        "English quotes, use « »": re.search(r"[”“]\w|‘\w", words) is not None and "„" not in words,
    }
    return [f"{mark}: “{text}”" for mark, is_there in marks.items() if is_there]


def _placeholders(text: str) -> set[str]:
    return {first or f"{{{second}}}" for first, second in NAMED.findall(text)}


def _forms(entry: Entry) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def _singular(entry: Entry) -> str:
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def _key(entry: Entry) -> tuple[str, str]:
    return (entry.context or "", _singular(entry))


def _obsolete(catalogue: Catalog) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in catalogue.obsolete.values():
        found[_singular(entry)].append(entry.context or "")
    return sorted(found)


def _write(catalogue: Catalog, path: Path) -> None:
    """The file has no dates, names or line numbers: two branches that add strings merge."""
    with path.open("wb") as stream:
        stream.write(HEADER.encode())
        write_po(
            stream,
            catalogue,
            width=100,
            omit_header=True,
            sort_by_file=True,
            include_lineno=False,
            ignore_obsolete=True,
        )
