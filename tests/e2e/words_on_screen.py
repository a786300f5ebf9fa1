"""Which words of a page are the product's own, and in which language."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import yaml
from babel.messages.pofile import read_po
from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[2]
# Everything a person sees or a reader reads aloud, but not what says that it is in another language.
COLLECT = """() => {
  const texts = [];
  const isForeign = (element) => element.closest('[lang]') !== document.documentElement;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.closest('script, style, textarea') && !isForeign(parent)) texts.push(walker.currentNode.data);
  }
  document.querySelectorAll('[title], [aria-label], [placeholder], [alt]').forEach((element) => {
    if (isForeign(element)) return;
    for (const name of ['title', 'aria-label', 'placeholder', 'alt']) texts.push(element.getAttribute(name) || '');
  });
  return [document.title, ...texts];
}"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def plain(text: str) -> str:
    """Without the differences that typography makes."""
    text = text.replace("\xa0", " ").replace("\u202f", " ").replace("\xad", "")
    return re.sub(r"\s+", " ", re.sub('[«»„“”"]', '"', text)).strip()


def texts_of(page: Page) -> set[str]:
    """The texts of the page that is open."""
    return {text for text in map(plain, page.evaluate(COLLECT)) if text}


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """(English, Russian) of every sentence of the product: catalogues and the shipped playbook."""
    pairs: set[tuple[str, str]] = set()
    for path in sorted(REPOSITORY.glob("mayak/*/locale/ru/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
                    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                    pairs |= {(english, "") for english in ids} | {("", russian or "") for russian in strings}
    for path in sorted(REPOSITORY.glob("mayak/packs/ric/*.yaml")):
        pairs |= set(_localized(yaml.safe_load(path.read_text())))
    return tuple(pairs)


def _localized(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"ru", "en"}:
            # what is the same in both languages is a name
            if value["ru"] != value["en"]:
                yield (str(value["en"]), str(value["ru"]))
            return
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _localized(item)


@cache
def patterns(language: str) -> tuple[set[str], re.Pattern[str]]:
    """Whole sentences of a language, and one expression for those with something filled in."""
    letters = "[а-яё]" if language == "ru" else "[a-z]"
    fixed, filled = set(), []
    for pair in sentences():
        for piece in re.split(r"<[^>]+>|&\w+;", pair[language == "ru"]):
            piece = plain(piece)
            bare = PLACEHOLDER.sub("", piece)
            if not re.search(letters + "{2}", bare, re.IGNORECASE):
                continue
            if bare == piece:
                fixed.add(piece)
            elif re.search(letters + "{4}", bare, re.IGNORECASE):
                filled.append(".+".join(re.escape(part) for part in PLACEHOLDER.split(piece)))
    return fixed, re.compile("|".join(filled) or "(?!)")


def product_texts(texts: set[str], language: str, data: set[str]) -> set[str]:
    """Those of the texts that are the product's own sentences in a language."""
    fixed, filled = patterns(language)
    # The kind of a record and its name: the name is the office's.
    named = {text for text in texts if text.partition(": ")[2] in data - {""}}
    return {text for text in texts - data - named if text in fixed or filled.fullmatch(text)}


def data_of(database_url: str) -> tuple[set[str], set[str]]:
    """All texts kept in the office's database, and all words of them; the playbook's two languages left out."""
    texts: set[str] = set()
    with psycopg.connect(database_url) as session:
        columns = session.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'ARRAY') AND table_name NOT IN"
            " (SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_id')"
            " AND table_name NOT LIKE 'django%' AND table_name NOT LIKE 'procrastinate%'"
        ).fetchall()
        for table, column in columns:
            rows = session.execute(f'SELECT DISTINCT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            texts |= {plain(row[0]) for row in rows}
    words = {word.lower() for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return texts, words
