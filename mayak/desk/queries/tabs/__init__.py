"""The tabs of the client window: each the tables behind the figures of the overview (C5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from mayak.desk.queries.tables import FEW, Table
from mayak.desk.queries.tabs.money import money_tab
from mayak.desk.queries.tabs.persons import persons_tab
from mayak.desk.queries.tabs.product import hotline_tab, product_tab, training_tab
from mayak.desk.queries.tabs.work import activities_tab, cases_tab, mailings_tab
from mayak.desk.queries.window import Frame

Build = Callable[[int, Frame, int], list[Table]]


@dataclass(frozen=True)
class Tab:
    """A tab: its address, its label, the tables it shows."""

    code: str
    label: Any
    build: Build | None = None


TABS = (
    Tab("", gettext_lazy("Overview")),
    # A page of its own view.
    Tab("card", gettext_lazy("Card")),
    Tab("persons", gettext_lazy("People"), persons_tab),
    Tab("money", gettext_lazy("Money"), money_tab),
    Tab("product", gettext_lazy("Product"), product_tab),
    Tab("training", gettext_lazy("Training"), training_tab),
    Tab("hotline", gettext_lazy("Hotline"), hotline_tab),
    Tab("activities", gettext_lazy("Contacts"), activities_tab),
    Tab("cases", gettext_lazy("Cases"), cases_tab),
    Tab("mailings", gettext_lazy("Newsletters"), mailings_tab),
    # Not tables: pages of their own views.
    Tab("documents", gettext_lazy("Documents")),
    Tab("details", gettext_lazy("Details")),
    Tab("over-time", gettext_lazy("Over time")),
)


def tab_of(code: str) -> Tab | None:
    """The tab with an address, None for an unknown one."""
    return next((tab for tab in TABS if tab.code == code and tab.build), None)


def tables_of(tab: Tab, client_id: int, frame: Frame, limit: int = FEW) -> list[Table]:
    """The tables of a tab, each cut at a number of rows."""
    return tab.build(client_id, frame, limit) if tab.build else []


__all__ = ["TABS", "Tab", "tab_of", "tables_of"]
