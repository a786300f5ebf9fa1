"""The rows of one portion of clients, table by table, with the numbers (primary keys) handed out so far."""

from collections import defaultdict
from typing import Any

Row = tuple[Any, ...]

# Tables in the order in which they are written, with the columns the generator fills; the rest takes defaults.
COLUMNS: dict[str, tuple[str, ...]] = {
    "clients.Client": (
        "id", "name", "legal_name", "inn", "kpp", "address", "region", "timezone", "group_head_id", "group_link",
        "payer_id", "service_mode", "status", "since_date", "remote_since_date", "left_date", "left_reason", "left_to",
    ),
    "clients.ClientStatusPeriod": ("client_id", "status", "from_date", "to_date"),
    "clients.Responsibility": ("client_id", "staff_id", "role", "from_date", "to_date"),
    "clients.ClientSegment": ("client_id", "type_id", "segment_id", "from_date", "to_date"),
    "clients.Person": (
        "id", "client_id", "last_name", "first_name", "middle_name", "position", "department", "profile", "roles",
        "birth_date", "interests", "topics", "started_date", "left_date", "call_rhythm_days", "call_time",
    ),
    "clients.PersonPhone": ("person_id", "number", "extension", "kind", "is_favourite", "is_unwanted", "order"),
    "clients.PersonEmail": ("person_id", "address", "kind", "is_favourite", "is_unwanted", "order"),
    "clients.Consent": ("person_id", "purpose", "channel", "given_date", "withdrawn_date", "text", "source"),
    "clients.PersonTaxRegime": ("person_id", "code", "note", "source", "noted_date"),
    "clients.Kit": (
        "id", "client_id", "product", "kind", "users", "price_amount", "place", "update_method", "person_id",
        "active_from_date", "active_to_date",
    ),
    "clients.KitPrice": ("kit_id", "price_amount", "from_date", "to_date"),
    "clients.Contract": (
        "client_id", "number", "signed_date", "ends_date", "payment_terms", "prepaid_until_date", "monthly_amount",
    ),
    "card.IndicatorValue": (
        "client_id", "person_id", "indicator_id", "value", "confirmed_date", "valid_until_date", "confirmed_by_id",
        "confirmed_by_name", "source", "told_by_id", "from_date", "to_date",
    ),
    "card.Confirmation": (
        "client_id", "person_id", "indicator_id", "value", "confirmed_date", "valid_until_date", "confirmed_by_id",
        "confirmed_by_name", "source", "told_by_id", "to_date",
    ),
    "card.QuestionToAsk": ("client_id", "indicator_id", "wanted_by_id", "wanted_date"),
    "usage.UsageDay": ("client_id", "person_id", "kit_id", "day", "logins", "searches", "documents"),
    "usage.KitUpdate": ("kit_id", "updated_date"),
    "usage.HotlineRequest": (
        "client_id", "person_id", "asked_at", "channel", "kind", "topic", "question", "answered_at", "handler",
        "rating", "feedback", "is_important",
    ),
    "usage.Training": ("client_id", "person_id", "day", "kind", "program", "form", "certificate", "valid_until_date"),
    "usage.Attendance": (
        "event_id", "client_id", "person_id", "day", "is_invited", "is_attended", "revenue_amount",
    ),
    "usage.PortalAction": ("client_id", "person_id", "day", "action", "count"),
    "usage.MailEvent": (
        "client_id", "person_id", "mailing", "sent_at", "opened_at", "clicks", "clicks_to_product", "is_bounced",
        "is_unsubscribed",
    ),
    "money.Invoice": (
        "id", "client_id", "number", "issued_date", "due_date", "period", "amount", "subject", "cancelled_date",
        "payer_id",
    ),
    "money.Act": (
        "client_id", "number", "period", "issued_date", "amount", "due_back_date", "at_expert_date", "returned_date",
        "cause",
    ),
    "money.Payment": ("client_id", "payer_inn", "paid_date", "posted_at", "amount", "invoice_id", "purpose"),
    "money.Promise": ("client_id", "person_id", "invoice_id", "promised_date", "expected_date", "amount"),
    "work.Assignment": (
        "id", "client_id", "direction", "type", "goal", "opened_date", "closed_date", "author_id", "executor_id",
        "is_standing",
    ),
    "work.AssignmentInstrument": ("assignment_id", "instrument_id", "quantity"),
    "work.Activity": (
        "id", "assignment_id", "client_id", "person_id", "kind", "direction", "is_unplanned", "type", "stage_id",
        "goal", "planned_at", "is_fixed_time", "is_call_back", "done_at", "minutes", "state", "outcome_id", "attempt",
        "comment", "is_product_entered", "not_entered_reason", "occasion", "feedback_level", "author_id",
        "executor_id", "previous_id",
    ),
    "work.ActivityReason": ("activity_id", "client_id", "kind", "ref", "is_open"),
    "work.ActivityInstrument": ("activity_id", "instrument_id", "quantity"),
    "work.Agreement": (
        "client_id", "person_id", "activity_id", "text", "made_date", "due_date", "owner", "state", "closed_date",
        "feedback",
    ),
    "cases.Case": (
        "client_id", "person_id", "kind", "title", "opened_at", "due_date", "reacted_at", "closed_at", "owner_id",
        "result", "competitor",
    ),
}  # fmt: skip


class Sheets:
    """Rows waiting to be written, and the next free number of every table whose rows are pointed at."""

    def __init__(self, next_ids: dict[str, int]) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._next = next_ids

    def new_id(self, table: str) -> int:
        """The next free primary key of the table."""
        number = self._next[table]
        self._next[table] = number + 1
        return number

    def next_ids(self) -> dict[str, int]:
        """The numbers to go on with."""
        return self._next

    def add(self, table: str, *row: Any) -> None:
        """One row in the order of COLUMNS."""
        self.rows[table].append(row)

    def clear(self) -> None:
        """Forget the rows that were written."""
        self.rows.clear()


_SAFE: dict[tuple[str, ...], str] = {}


def array(values: tuple[str, ...] | list[str]) -> str:
    """Texts as a PostgreSQL array literal."""
    key = tuple(values)
    if key not in _SAFE:
        _SAFE[key] = "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in key) + "}"
    return _SAFE[key]


def roubles(kopecks: int) -> str:
    """A sum of kopecks as PostgreSQL reads it."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"
