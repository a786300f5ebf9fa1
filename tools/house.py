"""The picture of the house, drawn from the layer contract: ``python -m tools.house`` writes docs/architecture.svg."""

import re
import sys
import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, MARGIN, ROW, GAP, ROOM_GAP = 960, 32, 56, 10, 8
LABELS = 232

# What each floor is about, bottom to top: the one idea, told by the ranks.
FLOORS = {
    "server": "runs it",
    "desk": "composes every page",
    "bulk": "many clients at once",
    "exchange": "brings in, takes out",
    "calling": "actions",
    "planning": "plans",
    "lamps": "judgements",
    "facts": "facts",
    "work": "records: what we do",
    "card": "records: what we know",
    "clients": "records: whom we serve",
    "accounts": "who may, who did, what runs",
    "ui": "how it looks",
    "core": "time, money, words, events",
}

# The product's own colours; the picture follows the reader's light or dark theme.
STYLE = """
  .paper { fill: #f5f7f9 } .room { fill: #ffffff; stroke: #ccd4db } .name { fill: #15202b } .about { fill: #5d6a77 }
  .floor { stroke: #e4e8ec } .idea .room { fill: #e6f0f6; stroke: #a9cade } .idea .name { fill: #0a5a85 }
  .roof { fill: #0a5a85 } .arrow { stroke: #5d6a77; fill: none } .tip { fill: #5d6a77 }
  text { font-family: Inter, "Segoe UI", system-ui, sans-serif } .name { font-size: 15px; font-weight: 600 }
  .about { font-size: 13px }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1319 } .room { fill: #1a232c; stroke: #364450 } .name { fill: #e7ecf1 } .about { fill: #8e9dab }
    .floor { stroke: #222d37 } .idea .room { fill: #13293a; stroke: #2a5672 } .idea .name { fill: #74bde3 }
    .roof { fill: #176c9b } .arrow { stroke: #8e9dab } .tip { fill: #8e9dab }
  }
"""
IDEA = {"facts", "lamps", "planning", "calling"}


@dataclass(frozen=True)
class Rank:
    """One floor: its apps, and whether they may see each other."""

    apps: tuple[str, ...]
    are_siblings: bool


def ranks(settings: Path = ROOT / "pyproject.toml") -> list[Rank]:
    """The floors of the layer contract, highest first."""
    contracts = tomllib.loads(settings.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    house = next(contract for contract in contracts if contract["type"] == "layers")
    return [
        Rank(tuple(re.split(r"\s*[|:]\s*", floor.strip("() "))), are_siblings=":" not in floor)
        for floor in house["layers"]
    ]


def rank_of_apps(house: list[Rank]) -> dict[str, int]:
    """The height of every app: 0 is the lowest floor."""
    return {app: height for height, rank in enumerate(reversed(house)) for app in rank.apps}


def may_see(app: str, other: str, house: list[Rank]) -> bool:
    """Whether ``app`` may import ``other``: itself, a lower floor, or a room of its floor without a wall between."""
    heights = rank_of_apps(house)
    if app == other or heights[other] < heights[app]:
        return True
    floor = next(rank for rank in house if app in rank.apps)
    return other in floor.apps and not floor.are_siblings


def picture(house: list[Rank]) -> str:
    """The house as SVG: one row a rank, a wall between siblings, none between apps that may see each other."""
    height = MARGIN + 40 + len(house) * (ROW + GAP) + MARGIN
    right = WIDTH - MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        '<title id="t">The house of Mayak</title>',
        f'<desc id="d">{escape("; ".join(", ".join(rank.apps) for rank in house))}. '
        "Higher floors import lower ones, never the other way round.</desc>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="12"/>',
        f'<path class="roof" d="M{MARGIN} {MARGIN + 30} L{(MARGIN + right - LABELS) // 2} {MARGIN - 12} '
        f'L{right - LABELS} {MARGIN + 30} Z"/>',
    ]
    for number, rank in enumerate(house):
        lines += _floor(rank, MARGIN + 40 + number * (ROW + GAP))
    lines += _arrow(height)
    return "\n".join([*lines, "</svg>", ""])


def _floor(rank: Rank, top: int) -> list[str]:
    inner = WIDTH - 2 * MARGIN - LABELS
    gap = ROOM_GAP if rank.are_siblings else 0
    width = (inner - gap * (len(rank.apps) - 1)) / len(rank.apps)
    kind = "idea" if rank.apps[0] in IDEA else "plain"
    about = FLOORS.get(rank.apps[0], "")
    lines = [f'<g class="{kind}">']
    for place, app in enumerate(rank.apps):
        left = MARGIN + place * (width + gap)
        lines.append(f'<rect class="room" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW}" rx="6"/>')
        x, y = f"{left + width / 2:.1f}", f"{top + ROW / 2 + 5:.0f}"
        lines.append(f'<text class="name" x="{x}" y="{y}" text-anchor="middle">{app}</text>')
    lines.append(f'<text class="about" x="{MARGIN + inner + 16}" y="{top + ROW / 2 + 5:.0f}">{escape(about)}</text>')
    return [*lines, "</g>"]


def _arrow(height: int) -> list[str]:
    """Imports point down."""
    x, top, bottom = WIDTH - MARGIN + 8, MARGIN + 48, height - MARGIN - GAP - 8
    return [
        f'<path class="arrow" d="M{x} {top} V{bottom}" stroke-width="1.5"/>',
        f'<path class="tip" d="M{x - 4} {bottom - 2} h8 l-4 8 Z"/>',
    ]


def main() -> int:
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(ranks()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
