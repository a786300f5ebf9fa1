"""Strings in Python code: what gettext sees, and what it should have seen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.translations.messages import Finding, Message

# Where the words stand among the arguments of Django's functions: context, singular, plural.
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Arguments by these names are read by people.
SPOKEN_ARGUMENTS = {"label", "help_text", "verbose_name", "verbose_name_plural", "hint", "empty_label"}
# Errors told to people, and calls whose second argument is.
ERRORS = {"MayakError", "InvalidInputError", "ConflictError", "NotAllowedError"}
SAID = re.compile(r"messages\.(success|error|info|warning)|\w+\.add_error")
CHOICES = {"TextChoices", "IntegerChoices", "Choices"}


def messages(path: Path) -> tuple[list[Message], list[Finding]]:
    """The translatable strings of a module, and calls whose words gettext cannot know."""
    try:
        tree = _tree(path)
    except SyntaxError as error:
        return [], [Finding(path, error.lineno or 1, f"not Python: {error.msg}")]
    names = _gettext_names(tree)
    found: list[Message] = []
    wrong: list[Finding] = []
    for call in _calls(tree, names):
        context, singular, plural = (_argument(call, place) for place in SHAPES[_shape(call, names)])
        words = [node for node in (context, singular, plural) if node is not None]
        if any(isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call) for node in words):
            wrong.append(Finding(path, call.lineno, "gettext is given an expression: use a literal with %(name)s"))
        elif all(isinstance(node, ast.Constant) and isinstance(node.value, str) for node in words):
            found.append(Message(_text(singular), path, call.lineno, _text(plural), _text(context)))
    return found, wrong


def raw_strings(path: Path, *, may_hold_russian: bool = False) -> list[Finding]:
    """Strings that reach the screen in one language: Cyrillic literals, labels and errors without gettext."""
    try:
        tree = _tree(path)
    except SyntaxError:
        return []
    silent = {*_docstrings(tree), *_patterns(tree)}
    wrong = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in silent:
            continue
        if CYRILLIC.search(node.value) and not may_hold_russian:
            wrong.append(Finding(path, node.lineno, f"Cyrillic in code: {_short(node.value)}"))
    english = [node for node in _spoken(tree) if LETTERS.search(_text(node)) and not CYRILLIC.search(_text(node))]
    return wrong + [Finding(path, node.lineno, f"not translated: {_short(_text(node))}") for node in english]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _gettext_names(tree: ast.AST) -> dict[str, str]:
    """The module's own names of the functions (``_``, ``translation.gettext``) and what they are.

    Where they come from does not matter: the command has a gettext of its own, for before Django is there.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {item.asname or item.name: item.name for item in node.names if item.name in SHAPES}
            if node.module == "django.utils":
                aliases = [item.asname or item.name for item in node.names if item.name == "translation"]
                names |= {f"{alias}.{name}": name for alias in aliases for name in SHAPES}
    return names


def _calls(tree: ast.AST, names: dict[str, str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node


def _shape(call: ast.Call, names: dict[str, str]) -> str:
    return names[ast.unparse(call.func)]


def _argument(call: ast.Call, place: int | None) -> ast.expr | None:
    return None if place is None or place >= len(call.args) else call.args[place]


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """The literals that stand where a person's words are expected."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg in SPOKEN_ARGUMENTS)
            name = ast.unparse(node.func)
            if name.rpartition(".")[2] in ERRORS:
                yield from node.args[:1]
            elif SAID.fullmatch(name):
                yield from node.args[1:2]
        elif isinstance(node, ast.ClassDef) and {ast.unparse(b).rpartition(".")[2] for b in node.bases} & CHOICES:
            for member in node.body:
                if isinstance(member, ast.Assign) and isinstance(member.value, ast.Tuple):
                    yield member.value.elts[-1]


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        for statement in getattr(node, "body", None) or [] if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value


def _patterns(tree: ast.AST) -> Iterator[ast.Constant]:
    """Regular expressions read what people wrote; nobody reads them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            yield from (part for part in ast.walk(node) if isinstance(part, ast.Constant))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat[:60]}…”" if len(flat) > 60 else f"“{flat}”"
