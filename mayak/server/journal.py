"""The log: one line per event, JSON in files and plain text on a terminal, nobody's data in it.

Log messages are English; what is Russian in them is somebody's name or text and is masked, like numbers of phones
and taxpayers, addresses of mail, quoted values and everything behind a question mark. ``mayak.server.requests`` adds
one line per request with its number, which every line written meanwhile carries too.
"""

import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

MASK = "…"
# Words under which no value is ever logged.
HIDDEN_KEYS = frozenset(
    {"password", "token", "secret", "authorization", "cookie", "csrfmiddlewaretoken", "query", "query_string"}
    | {"body", "post", "get", "data", "name", "last_name", "first_name", "middle_name", "phone", "email", "mail"}
    | {"inn", "kpp", "address", "note", "text"}
)
# What identifies a line, and is made by us.
OWN_KEYS = frozenset({"timestamp", "level", "logger", "request_id", "staff_id", "view", "method", "status", "ms"})

_DETAIL = re.compile(r"\b(DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+):.*")
_KEY_VALUE = re.compile(r"\)=\(.*?\)(?= |$|\.)")
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"'>]+")
_MAIL = re.compile(r"[^\s\"'<>(){}\[\],;]+@[^\s\"'<>(){}\[\],;]+")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*[А-Яа-яЁё][^\"\n]*\"|'[^'\n]*[А-Яа-яЁё][^'\n]*'")
_CAPITALISED = re.compile(r"\b[А-ЯЁ][А-ЯЁа-яё-]*\b\.?")
_NUMBER = re.compile(r"\+?\(?\d(?:[  ()./‑–-]{0,3}\d){6,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d)?|\d{1,2}\.\d\d\.\d{4}|\d{1,3}(?:\.\d{1,3}){3}")
_FEWEST_PLAIN_DIGITS = 9


def mask(text: str) -> str:
    """The text without what could belong to a person."""
    text = _DETAIL.sub(rf"\1: {MASK}", text)
    text = _KEY_VALUE.sub(f")=({MASK})", text)
    text = _QUERY.sub(rf"\1?{MASK}", text)
    text = _MAIL.sub(MASK, text)
    text = _QUOTED.sub(f"“{MASK}”", text)
    text = _CAPITALISED.sub(MASK, text)
    return _NUMBER.sub(_mask_number, text)


def _mask_number(match: "re.Match[str]") -> str:
    # A day and an address of the network look like numbers of phones; process and record numbers are short.
    found = match[0]
    is_short = found.isdigit() and len(found) < _FEWEST_PLAIN_DIGITS
    return found if is_short or _DAY.fullmatch(found) else MASK


def mask_value(value: Any) -> Any:
    """The same for whatever a line carries."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(key): MASK if _is_hidden(key) else mask_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(item) for item in value]
    if isinstance(value, bool | float | None):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**_FEWEST_PLAIN_DIGITS else MASK
    return mask(str(value))


def _is_hidden(key: object) -> bool:
    return str(key).lower() in HIDDEN_KEYS


def mask_line(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's processor: everything but the line's own keys is masked."""
    return {
        key: value if key in OWN_KEYS else MASK if _is_hidden(key) else mask_value(value)
        for key, value in line.items()
        if not key.startswith("_")
    } | {key: value for key, value in line.items() if key.startswith("_")}


_COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(allow=[]),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def logging_config(*, level: str, form: str = "") -> dict[str, Any]:
    """Django's LOGGING for a running office; ``form`` is json or text, by default what standard error is.

    structlog is told to go the same way.
    """
    is_text = form == "text" or (not form and sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if is_text
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_line, renderer],
                "foreign_pre_chain": _COMMON,
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
            # Each request has its line already; what Django adds is the fault itself.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }
