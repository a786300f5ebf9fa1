"""Strings in templates: what gettext sees, and visible words outside of translation tags."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

from tools.translations.messages import Finding, Message

QUOTED = re.compile(r"""context\s+("[^"]*"|'[^']*')""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
COMMENTED = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
CLASSES = re.compile(r"\{%\s*block\s+\w+_class\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
SPOKEN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "aria-description", "hx-confirm", "label"}
# Words handed to a component or a filter: {% include "…" with title="Nothing yet" %}, {{ name|default:"No name" }}
HANDED = re.compile(
    r"""(?:\b(?:title|label|text|hint|heading|message|placeholder|alt|word|caption)=|\|default(?:_if_none)?:)"""
    r"""("[^"]*"|'[^']*')"""
)
SPOKEN = re.compile(r"[A-Z][a-z]|[a-z]{2} [a-z]{2}")
SILENT_ELEMENTS = {"script", "style", "code", "kbd", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def messages(path: Path) -> tuple[list[Message], list[Finding]]:
    """The translatable strings of a template, exactly as Django will look them up."""
    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    found: list[Message] = []
    wrong: list[Finding] = []
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents.split(" ")[0] == "comment":
            _skip_comment(tokens)
        elif token.token_type == TokenType.BLOCK and (inline := inline_re.match(token.contents)):
            text = _unquoted(inline[1]).replace("%", "%%")
            found.append(Message(text, path, _line(token), context=_context(token.contents)))
        elif token.token_type == TokenType.BLOCK and block_re.match(token.contents):
            found += _constants(token, path)
            found.append(_block(token, tokens, path, wrong))
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            found += _constants(token, path)
    return found, wrong


def raw_strings(path: Path, *, plain_words: Iterable[str] = ()) -> list[Finding]:
    """Words that stand in the page in one language: text and spoken attributes outside of translation tags.

    Keys and code (``<kbd>``, ``<code>``), elements with ``translate="no"`` and those of a declared ``lang`` say what
    they say in every language.
    """
    source = path.read_text(encoding="utf-8")
    wrong: list[Finding] = []
    for token in Lexer(_blanked(source, COMMENTED)).tokenize():
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            wrong += [Finding(path, _line(token), f"not translated: “{word}”") for word in _handed(token.contents)]
    reader = _Reader(set(plain_words))
    reader.feed(_blanked(source, COMMENTED, CLASSES, TRANSLATED, TAG))
    reader.close()
    return wrong + [Finding(path, line, f"not translated: “{text}”") for line, text in reader.found]


def _handed(contents: str) -> list[str]:
    """Words of one language inside a tag: Russian ones anywhere, English ones where a component shows them."""
    if CYRILLIC.search(contents):
        return [contents[:60]]
    words = [_unquoted(word) for word in HANDED.findall(contents)]
    return [word for word in words if SPOKEN.search(word)]


def _skip_comment(tokens: Iterator[Token]) -> None:
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents == "endcomment":
            return


def _block(opening: Token, tokens: Iterator[Token], path: Path, wrong: list[Finding]) -> Message:
    """The words between ``blocktranslate`` and its end, put together as Django's tag does."""
    forms: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if endblock_re.match(token.contents):
                break
            if plural_re.match(token.contents):
                forms.append([])
            else:
                wrong.append(Finding(path, _line(token), f"a tag inside blocktranslate: {token.contents}"))
        elif token.token_type == TokenType.VAR:
            forms[-1].append(f"%({token.contents})s")
        elif token.token_type == TokenType.TEXT:
            forms[-1].append(token.contents.replace("%", "%%"))
    is_trimmed = "trimmed" in opening.split_contents()
    texts = [trim_whitespace("".join(form)) if is_trimmed else "".join(form) for form in forms]
    plural = texts[1] if len(texts) > 1 else ""
    return Message(texts[0], path, _line(opening), plural, _context(opening.contents))


def _constants(token: Token, path: Path) -> list[Message]:
    words = constant_re.findall(token.contents)
    return [Message(_unquoted(word).replace("%", "%%"), path, _line(token)) for word in words]


def _context(contents: str) -> str:
    match = QUOTED.search(contents)
    return _unquoted(match[1]) if match else ""


def _line(token: Token) -> int:
    return token.lineno or 1


def _unquoted(literal: str) -> str:
    return literal[1:-1]


def _blanked(source: str, *patterns: re.Pattern[str]) -> str:
    """The source without what the patterns match, line numbers kept."""
    for pattern in patterns:
        source = pattern.sub(lambda match: "\n" * match[0].count("\n"), source)
    return source


class _Reader(HTMLParser):
    """Reads a page as a person does: its text and the attributes that are shown or spoken."""

    def __init__(self, plain_words: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._plain_words = plain_words
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_key = tag in SILENT_ELEMENTS or "kbd" in (values.get("class") or "").split()
        is_foreign = values.get("translate") == "no" or ("lang" in values and tag != "html")
        if self._silent or is_key or is_foreign:
            if tag not in VOID:
                self._silent.append(tag)
            return
        spoken = [values[name] for name in SPOKEN_ATTRIBUTES & values.keys()]
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            spoken.append(values.get("value"))
        for text in spoken:
            self._look_at(text or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._silent:
            for name, value in attrs:
                if name in SPOKEN_ATTRIBUTES:
                    self._look_at(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._look_at(data)

    def _look_at(self, text: str) -> None:
        words = [word for word in LETTERS.findall(text) if word not in self._plain_words]
        if words:
            shown = " ".join(text.split())
            line = self.getpos()[0] + text[: len(text) - len(text.lstrip())].count("\n")
            self.found.append((line, shown[:60]))
