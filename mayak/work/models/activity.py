"""Assignments, contacts (activities), agreements (W1, W7, W8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.accounts.models import Staff
from mayak.clients.models import Client, Person
from mayak.clients.models.client import words_index
from mayak.core.models import ExternalRecord
from mayak.core.text import lexemes_sql
from mayak.work.models.definition import Instrument, Outcome, Stage

# What a search finds of talks and agreements.
COMMENT_WORDS = lexemes_sql("{c}comment")
AGREED_WORDS = lexemes_sql("{c}text")


class Assignment(ExternalRecord):
    """A goal for one client (поручение). Every client and executor has one standing service assignment."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments")
    direction = models.CharField(_("direction"), max_length=200)
    type = models.CharField(_("type"), max_length=200, blank=True)
    goal = models.TextField(_("goal"), blank=True)
    opened_date = models.DateField(_("opened"))
    closed_date = models.DateField(pgettext_lazy("assignment", "closed"), null=True, blank=True)
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    executor = models.ForeignKey(Staff, models.PROTECT, related_name="assignments")
    is_standing = models.BooleanField(_("standing service"), default=False)

    class Meta:
        ordering = ["-opened_date"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "executor"],
                condition=Q(is_standing=True, closed_date=None),
                name="one_standing_assignment",
            )
        ]

    def __str__(self) -> str:
        return self.goal or self.direction


class AssignmentInstrument(models.Model):
    """An instrument planned in an assignment."""

    CLIENT_PATH: ClassVar[str] = "assignment__client"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="planned_instruments")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "instrument"], name="assignment_instrument_once")]

    def __str__(self) -> str:
        return f"{self.instrument_id} × {self.quantity}"


class ActivityKind(models.TextChoices):
    """How we met."""

    CALL = "call", pgettext_lazy("kind of contact", "call")
    VISIT = "visit", _("visit")
    MAIL = "mail", _("letter")
    ONLINE = "online", _("online session")


class ActivityDirection(models.TextChoices):
    """Who called."""

    OUTGOING = "outgoing", _("outgoing")
    INCOMING = "incoming", _("incoming")


class ActivityType(models.TextChoices):
    """Why we met (W1)."""

    PLANNED = "planned", _("planned")
    PROBLEM = "problem", pgettext_lazy("type of contact", "problem")
    EMERGENCY = "emergency", _("emergency")


class ActivityState(models.TextChoices):
    """Where a contact stands."""

    PLANNED = "planned", _("planned")
    DONE = "done", pgettext_lazy("state of a contact", "done")
    CANCELLED = "cancelled", pgettext_lazy("state of a contact", "cancelled")


class Activity(ExternalRecord):
    """A contact with a client (работа): planned or done. Every attempt is its own closed contact.

    ``planned_at`` carries a promise of time only with ``is_fixed_time``; else only its day counts.
    ``is_overload``: the day had no room (W7).
    """

    CLIENT_PATH: ClassVar[str] = "client"

    assignment = models.ForeignKey(
        Assignment, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("assignment")
    )
    client = models.ForeignKey(Client, models.CASCADE, related_name="activities", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="activities")
    kind = models.CharField(
        pgettext_lazy("contact", "kind"), max_length=10, choices=ActivityKind.choices, default=ActivityKind.CALL
    )
    direction = models.CharField(
        _("direction"), max_length=10, choices=ActivityDirection.choices, default=ActivityDirection.OUTGOING
    )
    is_unplanned = models.BooleanField(_("unplanned"), default=False)
    type = models.CharField(_("type"), max_length=10, choices=ActivityType.choices, default=ActivityType.PLANNED)
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, blank=True, related_name="+")
    goal = models.TextField(_("goal"), blank=True)
    planned_at = models.DateTimeField(_("planned"))
    is_fixed_time = models.BooleanField(_("at an agreed time"), default=False)
    is_call_back = models.BooleanField(_("call-back"), default=False)
    is_overload = models.BooleanField(_("beyond the day's room"), default=False)
    done_at = models.DateTimeField(pgettext_lazy("state of a contact", "done"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("contact", "minutes"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState.choices, default=ActivityState.PLANNED)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="+")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    comment = models.TextField(_("comment"), blank=True)
    is_product_entered = models.BooleanField(_("the product was entered"), null=True, blank=True)
    not_entered_reason = models.CharField(_("why not entered"), max_length=300, blank=True)
    occasion = models.CharField(_("occasion"), max_length=300, blank=True)
    feedback_level = models.CharField(_("level of feedback"), max_length=100, blank=True)
    # The lines of the scenario with their ticks and answers, as the contact was closed (P2).
    scenario = models.JSONField(_("scenario"), default=list, blank=True)
    # The place in the client's planned cycle, from 1 (W3); empty: outside of the cycle.
    cycle_step = models.PositiveSmallIntegerField(_("contact of the cycle"), null=True, blank=True)
    put_off_reason = models.CharField(_("why put off"), max_length=300, blank=True)
    # The key of the form that closed the contact: the same form sent twice closes it once.
    closing_key = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    executor = models.ForeignKey(Staff, models.PROTECT, related_name="activities")
    previous = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="next", verbose_name=_("made by")
    )

    class Meta:
        ordering = ["-planned_at"]
        verbose_name = _("contact")
        verbose_name_plural = pgettext_lazy("activities", "contacts")
        indexes = [
            models.Index(fields=["client", "-done_at"]),
            models.Index(fields=["executor", "planned_at"], condition=Q(state="planned"), name="activity_open_of"),
            models.Index(fields=["client", "planned_at"], condition=Q(state="planned"), name="activity_open_at"),
            models.Index(fields=["executor", "-done_at"], condition=Q(state="done"), name="activity_done_by"),
            words_index(COMMENT_WORDS, "activity_comment_words"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="done_has_a_moment"),
        ]

    def __str__(self) -> str:
        return self.goal or f"{self.kind} {self.planned_at:%Y-%m-%d}"


class ActivityReason(models.Model):
    """Why a planned contact exists: (client, kind, ref) is carried by one open contact at most (W7)."""

    CLIENT_PATH: ClassVar[str] = "client"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reasons")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    kind = models.CharField(pgettext_lazy("contact", "kind"), max_length=20)
    ref = models.CharField(_("reference"), max_length=100)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("reason of a contact")
        verbose_name_plural = _("reasons of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "ref"], condition=Q(is_open=True), name="one_open_contact_per_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.ref}"


class ActivityInstrument(models.Model):
    """An instrument used in a contact."""

    CLIENT_PATH: ClassVar[str] = "activity__client"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="instruments")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "instrument"], name="activity_instrument_once")]

    def __str__(self) -> str:
        return f"{self.instrument_id} × {self.quantity}"


class AgreementOwner(models.TextChoices):
    """Who has to do it."""

    US = "us", _("us")
    CLIENT = "client", _("the client")


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    OPEN = "open", pgettext_lazy("agreement", "open")
    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")


class Agreement(ExternalRecord):
    """What was agreed, who does it, by when (W8). A promise to pay is a money.Promise, not an agreement."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="agreements", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="agreements")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="agreements")
    text = models.CharField(_("what"), max_length=500)
    made_date = models.DateField(_("made on"), null=True, blank=True)
    due_date = models.DateField(_("due"))
    owner = models.CharField(_("who"), max_length=10, choices=AgreementOwner.choices)
    state = models.CharField(_("state"), max_length=10, choices=AgreementState.choices, default=AgreementState.OPEN)
    closed_date = models.DateField(pgettext_lazy("agreement", "closed"), null=True, blank=True)
    feedback = models.TextField(_("feedback"), blank=True)

    class Meta:
        ordering = ["due_date"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [
            models.Index(fields=["client", "due_date"]),
            models.Index(fields=["due_date"], condition=Q(state="open"), name="agreement_open_due"),
            words_index(AGREED_WORDS, "agreement_words"),
        ]

    def __str__(self) -> str:
        return self.text
