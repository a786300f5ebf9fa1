"""What an import made, as undo looks at it: plan rows, the tables they live in, their parts in other tables."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from mayak.exchange.commit.apply import columns_of
from mayak.exchange.commit.parts import POINTS, QUANTITIES
from mayak.exchange.models import ImportRun, PlanRow
from mayak.exchange.plan.directory import fetch
from mayak.exchange.tables import TABLES

PLAN = PlanRow._meta.db_table
# What happens to a record without anybody editing it: logging in is no work that undo could destroy.
OWN_LIFE = {"accounts_staff": {"last_login"}}
# Apps whose rows are computed from records: they go with their record and are computed anew.
DERIVED_APPS = {"facts", "lamps"}
PEOPLES_OWN = {"lamps_scorecorrection"}
# Rows that follow the words of a record by themselves: they come and go with it.
FOLLOWING = {"clients_personrubric"}
# Tables that conditions of the office write into beside people, with the column that tells which: such rows follow too.
BY_CONDITIONS = {"clients_clientsegment": "is_automatic"}
# What Mayak keeps of an account beside its record: log-ins, invitations, what it was told. It goes with the account:
# whoever works with one has chosen a password, and by that the record itself is changed and stays.
OF_ACCOUNTS = {
    "account_emailaddress",
    "accounts_invitation",
    "accounts_staffsecurity",
    "accounts_staffsession",
    "delivery_letter",
    "mfa_authenticator",
    "notifications_choice",
    "notifications_notification",
    "notifications_owntimes",
}


@dataclass(frozen=True)
class Made:
    """One kind of records that a run made. ``code``: as the plan names it (a table's code or a model's label)."""

    code: str
    model: type[Model]

    @property
    def db_table(self) -> str:
        """The table in the database."""
        return self.model._meta.db_table

    @property
    def action(self) -> str:
        """The plan's action that makes such records."""
        return "support" if "." in self.code else "create"


@dataclass(frozen=True)
class Part:
    """Records that live and die with another: ``owner`` is the column that names it, ``key`` the plan's ``+part``."""

    code: str
    owner: str
    key: str


PARTS: dict[str, Part] = {
    **{table: Part("persons", "person_id", f"+{part}") for part, (table, _columns) in POINTS.items()},
    **{table: Part(code, owner, f"+{part}") for code, (part, table, owner) in QUANTITIES.items()},
    "clients_clientstatusperiod": Part("clients", "client_id", "+status"),
    "clients_kitprice": Part("kits", "kit_id", "+price"),
    "clients_kitusers": Part("kits", "kit_id", "+users"),
}


def made_by(run: ImportRun) -> list[Made]:
    """The kinds of records that a run created, what refers to others first."""
    found = [Made(table.code, table.model) for table in TABLES if run.counts.get(table.code, {}).get("create")]
    labels = fetch(
        f"SELECT DISTINCT \"table\" FROM {PLAN} WHERE run_id = %s AND action = 'support' ORDER BY 1", [run.pk]
    )
    return [*reversed(found), *(Made(label, apps.get_model(label)) for (label,) in labels)]


def codes_of(model: type[Model]) -> list[str]:
    """How the plan may name records of a model."""
    return [model._meta.label, *(table.code for table in TABLES if table.model is model)]


def watched(model: type[Model]) -> "list[Field[Any, Any]]":
    """Columns whose change since the import keeps a record from being taken back."""
    own = OWN_LIFE.get(model._meta.db_table, set())
    return [
        field
        for field in columns_of(model)
        if not field.primary_key
        and field.column not in own
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
    ]


def is_derived(model: type[Model]) -> bool:
    """Whether rows of a model are computed from records."""
    return model._meta.app_label in DERIVED_APPS and model._meta.db_table not in PEOPLES_OWN


def goes_along(model: type[Model]) -> bool:
    """Whether rows of a model hold no record back: they are computed, or kept of an account alone."""
    return is_derived(model) or model._meta.db_table in OF_ACCOUNTS | FOLLOWING


def references_to(model: type[Model]) -> "list[tuple[type[Model], Field[Any, Any]]]":
    """(model, foreign key) of everything in Mayak that may refer to records of a model."""
    return [
        (other, field)
        for other in apps.get_models(include_auto_created=True)
        if not other._meta.proxy and other._meta.managed
        for field in other._meta.concrete_fields
        if field.is_relation and field.related_model is model and field.model._meta.db_table == other._meta.db_table
    ]
