"""A sheet of paper as PDF: titles, lines with a mark, a label and something on the right. Pure Python, own fonts.

The look is that of the pages: Inter, the same greys and lamp colours. What to print is decided by the page above; this
module only sets it. Fonts are made by ``python -m tools.pdf_fonts``.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from mayak.ui.sheet import Line, Section, Sheet

FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, BOLD = FONTS / "Inter-Regular.ttf", FONTS / "Inter-SemiBold.ttf"
INK, GREY, RULE, ACCENT = (17, 28, 38), (92, 105, 117), (214, 220, 226), (10, 90, 133)
# Colour, shape and word go together (design): the shapes of the lamps.
MARKS = {"ok": (0, 158, 115), "warn": (230, 159, 0), "urgent": (213, 94, 0), "info": (0, 114, 178)}
MARGIN, ROW = 16.0, 5.0
LABEL, RIGHT = 46.0, 40.0
_OTHERWISE = {"\u202f": "\u00a0", "\u2009": "\u00a0", "→": "–", "←": "–", "\t": " ", "\u2011": "-"}


@cache
def _known() -> frozenset[int]:
    """The characters that the fonts can draw."""
    return frozenset(TTFont(REGULAR).getBestCmap())


def printable(text: str) -> str:
    """The text with a question mark for what no font of ours can draw; close relatives stand in where there are any."""
    told = "".join(_OTHERWISE.get(sign, sign) for sign in text)
    return "".join(sign if sign == "\n" or ord(sign) in _known() else "?" for sign in told)


class _Paper(FPDF):
    """A4 with our margins and footer."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="A4", unit="mm")
        self.sheet = sheet
        self.add_font("Inter", "", REGULAR)
        self.add_font("Inter", "B", BOLD)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 6)
        self.set_title(sheet.title)
        self.set_lang(get_language() or "ru")
        self.set_creator("Mayak")
        self.alias_nb_pages("{all}")

    def footer(self) -> None:
        """The line at the bottom: what, who and when, which page."""
        self.set_y(-MARGIN - 2)
        self.set_font("Inter", "", 7.5)
        self.set_text_color(*GREY)
        self.cell(0, 4, printable(self.sheet.footer))
        self.set_x(self.l_margin)
        words = self.sheet.page_words.replace("{n}", str(self.page_no()))
        # The number of pages stands in at the end: the words are set as wide as they will be.
        wide = self.get_string_width(words.replace("{all}", "9")) + 3
        self.set_x(self.w - MARGIN - wide)
        self.cell(wide, 4, words)

    def put(self, text: str, size: float, *, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        """Running text from where the pen stands, wrapped at the right margin."""
        self.set_font("Inter", "B" if bold else "", size)
        self.set_text_color(*color)
        self.write(ROW, printable(text))

    def rule(self) -> None:
        """A hairline across the page."""
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.get_y(), self.w - MARGIN, self.get_y())


def drawn(sheet: Sheet) -> bytes:
    """The sheet as a PDF file."""
    paper = _Paper(sheet)
    paper.add_page()
    _draw_head(paper, sheet)
    for section in sheet.sections:
        if section.lines:
            _draw_section(paper, section)
    return bytes(paper.output())


def _draw_head(paper: _Paper, sheet: Sheet) -> None:
    paper.set_font("Inter", "B", 18)
    paper.set_text_color(*INK)
    paper.multi_cell(0, 8, printable(sheet.title), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if sheet.tags:
        paper.put(" · ".join(sheet.tags), 9, color=ACCENT)
        paper.ln(ROW)
    if sheet.sub:
        paper.put(sheet.sub, 9, color=GREY)
        paper.ln(ROW)
    if sheet.figures:
        paper.ln(2)
        _draw_figures(paper, sheet.figures)
    paper.ln(2)


def _draw_figures(paper: _Paper, figures: Sequence[tuple[str, str]]) -> None:
    top, wide = paper.get_y(), paper.epw / len(figures)
    for number, (label, value) in enumerate(figures):
        paper.set_xy(paper.l_margin + number * wide, top)
        paper.set_font("Inter", "", 7.5)
        paper.set_text_color(*GREY)
        paper.cell(wide, 4, printable(label), new_x=XPos.LEFT, new_y=YPos.NEXT)
        paper.set_font("Inter", "B", 12)
        paper.set_text_color(*INK)
        paper.cell(wide, 6, printable(value))
    paper.set_xy(paper.l_margin, top + 11)


def _draw_section(paper: _Paper, section: Section) -> None:
    if paper.will_page_break(ROW * 4):
        paper.add_page()
    paper.rule()
    paper.ln(2)
    paper.put(section.title, 11, bold=True)
    if section.note:
        paper.put(f"  {section.note}", 9, color=GREY)
    paper.ln(ROW + 1.5)
    for line in section.lines:
        _draw_line(paper, line)
    paper.ln(2.5)


def _draw_line(paper: _Paper, line: Line) -> None:
    if paper.will_page_break(ROW * 2):
        paper.add_page()
    top, left, right = paper.get_y(), paper.l_margin, paper.r_margin
    below = top + ROW
    if line.right:
        paper.set_font("Inter", "", 8)
        paper.set_text_color(*GREY)
        paper.set_xy(paper.w - right - RIGHT, top)
        paper.multi_cell(RIGHT, ROW, printable(line.right), align="R", new_x=XPos.LEFT, new_y=YPos.NEXT)
        below = max(below, paper.get_y())
    if line.mark in MARKS:
        _draw_mark(paper, line.mark, left, top)
        left += 5
    if line.label:
        paper.set_font("Inter", "", 9)
        paper.set_text_color(*GREY)
        paper.set_xy(left, top)
        paper.multi_cell(LABEL - 3, ROW, printable(line.label), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        below = max(below, paper.get_y())
        left += LABEL
    page = paper.page
    with paper.local_context():
        paper.set_left_margin(left)
        paper.set_right_margin(right + (RIGHT + 3 if line.right else 0))
        paper.set_xy(left, top)
        if line.strong:
            paper.put(f"{line.strong} ", 9, bold=True, color=GREY if line.is_pale else INK)
        paper.put(line.text, 9, color=GREY if line.is_pale or line.strong else INK)
        end = paper.get_y() + ROW
    paper.set_left_margin(MARGIN)
    paper.set_right_margin(MARGIN)
    paper.set_xy(MARGIN, (max(below, end) if paper.page == page else end) + 0.8)


def _draw_mark(paper: _Paper, state: str, x: float, y: float) -> None:
    paper.set_fill_color(*MARKS[state])
    middle = y + ROW / 2
    if state == "urgent":
        paper.rect(x, middle - 1.3, 2.6, 2.6, style="F")
    elif state == "warn":
        paper.polygon([(x, middle + 1.3), (x + 1.5, middle - 1.4), (x + 3, middle + 1.3)], style="F")
    else:
        paper.ellipse(x, middle - 1.3, 2.6, 2.6, style="F")
