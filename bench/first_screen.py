"""Everything a browser fetches until the first screen of a page is complete: the page and what it needs.

Cold: nothing is cached. Warm: what may be kept without asking is kept, the rest is asked for again.
"""

import re
import statistics
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.latency import Measurement
from bench.targets import Target, Visit
from bench.wire import Answer, Wire

_TAG = re.compile(r"<(link|script|img|use|image)\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w:-]+)\s*=\s*"([^"]*)"')
_LOADED_BY_HTMX = re.compile(r'<[^>]*\bhx-get="([^"]+)"[^>]*\bhx-trigger="[^"]*\b(?:load|revealed)\b[^"]*"[^>]*>')
_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")
SHOWN_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "manifest"}


@dataclass(frozen=True)
class FirstScreen:
    """Milliseconds and bytes until the screen of a page is complete."""

    name: str
    cold_ms: float
    warm_ms: float
    requests: int
    warm_requests: int
    cold_bytes: int


def first_screen(measurement: Measurement, target: Target, rounds: int) -> FirstScreen:
    """Medians over the rounds, each with other people."""
    cold, warm, wanted, again, size = [], [], 0, 0, 0
    for number in range(rounds):
        visit = target.visits[number % len(target.visits)]
        page = measurement.visit(visit)
        wire = measurement.wire_of(visit.login)
        answers = _fetch_all(wire, page, visit)
        cold.append(page.seconds + sum(answer.seconds for answer in answers.values()))
        wanted, size = 1 + len(answers), len(page.body) + sum(len(answer.body) for answer in answers.values())
        page = measurement.visit(visit)
        asked = [_ask_again(wire, path, answer) for path, answer in answers.items() if not _is_kept(answer)]
        warm.append(page.seconds + sum(answer.seconds for answer in asked))
        again = 1 + len(asked)
    return FirstScreen(target.name, statistics.median(cold) * 1000, statistics.median(warm) * 1000, wanted, again, size)


def _fetch_all(wire: Wire, page: Answer, visit: Visit) -> dict[str, Answer]:
    """The page's own needs, then those of its stylesheets (fonts)."""
    answers: dict[str, Answer] = {}
    for path in _needs_of_page(page.text, visit.path):
        answers[path] = wire.get(path)
    for path, answer in list(answers.items()):
        if "text/css" in answer.header("content-type"):
            for needed in _CSS_URL.findall(answer.text):
                if not needed.startswith(("data:", "#")):
                    answers.setdefault(inner := _local(urljoin(path, needed)), wire.get(inner))
    return answers


def _needs_of_page(text: str, path: str) -> list[str]:
    found: list[str] = []
    for tag, inside in _TAG.findall(text):
        attributes = dict(_ATTRIBUTE.findall(inside))
        address = attributes.get("src") or attributes.get("href") or attributes.get("xlink:href") or ""
        if tag.lower() == "link" and not SHOWN_LINKS & set(attributes.get("rel", "").split()):
            continue
        found.append(address)
    found += _LOADED_BY_HTMX.findall(text)
    outside = ("data:", "#", "http:", "https:", "//")
    local = [_local(urljoin(path, address)) for address in found if address and not address.startswith(outside)]
    return list(dict.fromkeys(local))


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_kept(answer: Answer) -> bool:
    rule = answer.header("cache-control")
    return "immutable" in rule or ("max-age" in rule and "max-age=0" not in rule and "no-cache" not in rule)


def _ask_again(wire: Wire, path: str, answer: Answer) -> Answer:
    known = {"If-None-Match": answer.header("etag"), "If-Modified-Since": answer.header("last-modified")}
    return wire.get(path, **{name: value for name, value in known.items() if value})
