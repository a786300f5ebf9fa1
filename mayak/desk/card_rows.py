"""The lines of the card tab as HTML: drawn in Python, since a template of this size for each of forty lines is slow."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mayak.desk.panels.card import Look, Row
from mayak.ui import formats, markup

# A deed of a line is sent with the form over the table, which carries filter, source and who told.
_POST = 'form="card-form" formaction="{url}" name="do" value="{deed}" hx-post="{url}"'
_ICON = "btn btn--s btn--ghost btn--icon fc__do"


def row_html(row: Row, look: Look, words: dict[str, str]) -> SafeString:
    """One line: indicator, value with source and term (or the values that disagree), what can be done."""
    line = row.line
    css = f"{row.css} is-selected" if row.is_chosen else row.css
    chosen = ' aria-selected="true"' if row.is_chosen else ""
    at = f"?at={line.key}&amp;show={look.show}&amp;group={escape(look.group)}#{line.key}"
    return mark_safe(
        f'<tr id="{line.key}" data-row data-detail-url="{row.url}" class="{css}"{chosen}><th scope="row">'
        f'<a href="{at}" hx-get="{row.url}" hx-target="#card-history" hx-include="unset">{escape(line.name)}</a></th>'
        f"{_rivals(row, words) if row.is_conflict else _value(row, words)}"
        f'<td class="fc__act">{_deeds(row, words)}</td></tr>'
    )


def _post(row: Row, deed: str) -> str:
    return _POST.format(url=row.url, deed=deed)


def _rivals(row: Row, words: dict[str, str]) -> str:
    cells = []
    for number, rival in row.rivals:
        key = f' data-row-key="{number}"' if row.can_settle else " disabled"
        by = f" · {escape(rival.confirmed_by)}" if rival.confirmed_by else ""
        cells.append(
            f'<button class="cf__o" {_post(row, f"settle:{rival.pk}")}{key}>'
            f"<b>{escape(rival.shown) if rival.value else words['none']}</b>"
            f"<span>{escape(rival.source_words or formats.NOTHING)}"
            f'<span class="sub">{formats.day(rival.confirmed_date)}{by}</span></span>{markup.kbd(number)}</button>'
        )
    return f'<td colspan="4"><span class="cf">{"".join(cells)}</span></td>'


def _value(row: Row, words: dict[str, str]) -> str:
    word = row.line.word
    if word is None:
        say = f' <span class="fc__say">{escape(row.question)}</span>' if row.line.question else ""
        return f'<td class="fc__v" colspan="4"><span class="muted">{words["missing"]}</span>{say}</td>'
    shown, until = str(escape(row.line.shown)), str(escape(row.until))
    if row.is_struck:
        shown, until = f"<s>{shown}</s>", f'<span class="c-warn">{until}</span>'
    elif not word.value:
        shown = f'<span class="muted2">{words["confirmed_none"]}</span>'
    left = f' <span class="tag">{row.left}</span>' if row.left else ""
    confirmed = formats.day(word.confirmed_date) if word.confirmed_date else ""
    return (
        f'<td class="fc__v">{shown}</td>'
        f'<td class="fc__src" data-label="{words["from"]}">{escape(word.source_words)}</td>'
        f'<td class="fc__d" data-label="{words["confirmed"]}">{confirmed}</td>'
        f'<td class="fc__d" data-label="{words["until"]}">{until}{left}</td>'
    )


def _deeds(row: Row, words: dict[str, str]) -> str:
    parts = [f'<span class="tag tag--warn">{words["two"]}</span> '] if row.is_conflict else []
    if row.can_confirm:
        css = "btn btn--s fc__do" + (" fc__do--on" if row.line.is_soon else "")
        seen = f'hx-vals=\'{{"seen": "{row.seen}"}}\''
        label = f"{words['still_true']}{markup.kbd('v')}"
        parts.append(f'<button class="{css}" {_post(row, "confirm")} {seen} data-row-key="v">{label}</button>')
    else:
        parts.insert(0, f'<button hidden {_post(row, "skip")} data-row-key="v"></button>')
    if row.can_change:
        url, word = escape(row.edit_url), words["change"]
        parts.append(
            f'<a class="{_ICON}" href="{url}" hx-get="{url}" hx-include="#card-form select" data-row-key="e"'
            f' title="{word}">{markup.icon("edit", "s")}<span class="vh">{word}</span></a>'
        )
    if row.can_take_back and row.line.word:
        word = words["take_back"]
        parts.append(
            f'<button class="{_ICON}" {_post(row, f"take-back:{row.line.word.pk}")} data-row-key="u" title="{word}">'
            f'{markup.icon("arrow-back-up", "s")}<span class="vh">{word}</span></button>'
        )
    return "".join([*parts, _ask(row, words)])


def _ask(row: Row, words: dict[str, str]) -> str:
    line = row.line
    if not line.question:
        return ""
    if line.is_wanted:
        post = _post(row, "unask")
        return f'<button class="ask is-on" {post} data-row-key="s" aria-pressed="true">{words["in_scenario"]}</button>'
    css = "ask" if line.is_to_learn or row.is_conflict else "ask fc__do"
    return f'<button class="{css}" {_post(row, "ask")} data-row-key="s">{words["ask"]}</button>'
