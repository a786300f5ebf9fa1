"""The columns of the list of clients: how each is called and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mayak.desk.panels.rows import RowWords, last_day, lit_lamps, name_cell, next_day, score_cell
from mayak.desk.queries.client_list import ClientLine
from mayak.desk.queries.list_shown import PLAIN, Beside, Shown
from mayak.facts.conditions.domain.vocabulary import Vocabulary, Word
from mayak.facts.conditions.sentences import value_in_words
from mayak.ui.formats import NOTHING, day_short, money_bare

REASONS_SHOWN = 2
Draw = Callable[[ClientLine], str]


@dataclass(frozen=True)
class Head:
    """The head of a column; ``sort`` is "" where one cannot sort."""

    code: str
    label: str
    css: str = ""
    sort: str = ""


def column_names(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Every column one can choose, by its code and name."""
    facts = [(f"fact:{code}", word.label) for code, word in vocabulary.facts.items()]
    segments = [(f"segment:{code}", word.label) for code, word in vocabulary.segments.items()]
    return [(code, head_of(code, vocabulary).label) for code in PLAIN] + segments + facts


def head_of(code: str, vocabulary: Vocabulary) -> Head:
    """The head of a column."""
    kind, _colon, name = code.partition(":")
    if kind == "fact":
        word = _word_of(name, vocabulary)
        is_number = word.type not in {"choice", "staff", "flag", "text"}
        return Head(code, word.label, "num" if is_number else "", code)
    if kind == "segment":
        return Head(code, vocabulary.segments[name].label if name in vocabulary.segments else name)
    return {
        "necessity": Head(code, pgettext("column", "Need"), "", code),
        "lamps": Head(code, _("What burns")),
        "why": Head(code, _("Why in the selection")),
        "who": Head(code, _("Who fits")),
        "debt": Head(code, _("Debt, ₽"), "num", code),
        "price": Head(code, _("A month, ₽"), "num cl__opt", code),
        "expert": Head(code, _("Expert")),
        "contact": Head(code, _("Contact"), "num", code),
        "next": Head(code, _("Next"), "num", code),
        "renewal": Head(code, _("Renewal"), "num", code),
        "inn": Head(code, _("INN")),
    }[code]


def _word_of(name: str, vocabulary: Vocabulary) -> Word:
    """What a fact is called; a group that the office has no more (another pack) goes by its fact's name."""
    return vocabulary.facts.get(name) or Word("share", name, unit="%")


def listed_rows(lines: Sequence[ClientLine], shown: Shown, near: Beside) -> SafeString:
    """The body of the list."""
    words = RowWords()
    draws = [_cell_of(code, near, shown.vocabulary, words) for code in shown.columns]
    return mark_safe(
        "".join(f"<tr data-row>{name_cell(line, words)}{''.join(draw(line) for draw in draws)}</tr>" for line in lines)
    )


def _cell_of(code: str, near: Beside, vocabulary: Vocabulary, words: RowWords) -> Draw:
    kind, _colon, name = code.partition(":")
    if kind == "fact":
        return _fact(name, near, vocabulary)
    if kind == "segment":
        return lambda line: f"<td>{escape(near.segments.get((line.pk, name), NOTHING))}</td>"
    plain: dict[str, Draw] = {
        "necessity": lambda line: f'<td class="cl__score">{score_cell(line.necessity, line.certainty)}</td>',
        "lamps": lambda line: f'<td class="cl__why">{lit_lamps(near.lit.get(line.pk, []), words)}</td>',
        "why": lambda line: f'<td class="cl__why">{_why(line, near)}</td>',
        "who": lambda line: f'<td class="cl__who">{_who(line, near)}</td>',
        "debt": lambda line: f'<td class="num" data-label="{words.debt}">{money_bare(line.debt)}</td>',
        "price": lambda line: f'<td class="num cl__opt">{money_bare(line.price)}</td>',
        "expert": lambda line: f'<td class="cl__expert">{escape(near.experts.get(line.expert_id or 0, ""))}</td>',
        "contact": lambda line: (
            f'<td class="num" data-label="{words.contact}">{last_day(line.last_contact, words)}</td>'
        ),
        "next": lambda line: f'<td class="num" data-label="{words.next}">{next_day(line.next_contact, words)}</td>',
        "renewal": lambda line: f'<td class="num">{day_short(line.renewal) if line.renewal else words.none}</td>',
        "inn": lambda line: f"<td>{escape(line.inn) or NOTHING}</td>",
    }
    return plain[code]


def _day(label: str, told: str) -> str:
    return f'<td class="num" data-label="{label}">{told}</td>'


def _fact(name: str, near: Beside, vocabulary: Vocabulary) -> Draw:
    word, css = _word_of(name, vocabulary), head_of(f"fact:{name}", vocabulary).css

    def draw(line: ClientLine) -> str:
        value = near.facts.get(line.pk, {}).get(name)
        told = NOTHING if value is None else escape(value_in_words(value, word))
        return f'<td class="{css}" data-label="{escape(word.label)}">{told}</td>'

    return draw


def _why(line: ClientLine, near: Beside) -> str:
    """The own figures of what speaks for the client; what is the same for everybody comes last."""
    why = near.why.get(line.pk)
    if why is None:
        return ""
    told = [reason for reason in why.reasons if reason.speaks_for and not reason.persons and not reason.is_plain]
    shown = "".join(f"<span>{escape(reason.label)} {escape(reason.own)}</span>" for reason in told[:REASONS_SHOWN])
    rest = len(told) - REASONS_SHOWN
    return shown + (f'<span class="muted">+{rest}</span>' if rest > 0 else "")


def _who(line: ClientLine, near: Beside) -> str:
    why = near.why.get(line.pk)
    names = list(dict.fromkeys(name for reason in why.reasons for name in reason.persons)) if why else []
    return "".join(f"<span>{escape(name)}</span>" for name in names[:REASONS_SHOWN])
