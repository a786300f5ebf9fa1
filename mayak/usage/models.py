"""What the client does: log-ins, updates, hotline, training, events, portal, mail opens.

Bulk records of other systems: narrow tables, no audit trail.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mayak.clients.models import Client, Kit, Person
from mayak.clients.models.client import words_index
from mayak.core.models import ExternalRecord
from mayak.core.text import lexemes_sql


class UsageDay(models.Model):
    """Log-ins, searches and opened documents of a client (person, kit) on one day."""

    CLIENT_PATH: ClassVar[str] = "client"
    # Two rows of one day are added when their persons are merged, see clients.services.merging.
    MERGE_SUMS: ClassVar[tuple[str, ...]] = ("logins", "searches", "documents")

    client = models.ForeignKey(Client, models.CASCADE, related_name="usage_days", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    kit = models.ForeignKey(Kit, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField(_("day"))
    logins = models.PositiveIntegerField(_("log-ins"))
    searches = models.PositiveIntegerField(_("searches"), null=True, blank=True)
    documents = models.PositiveIntegerField(_("documents"), null=True, blank=True)

    class Meta:
        verbose_name = _("usage")
        verbose_name_plural = _("usage")
        constraints = [
            models.UniqueConstraint(fields=["client", "day", "person", "kit"], name="usage_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.day:%Y-%m-%d}"


class KitUpdate(models.Model):
    """A day on which a kit was updated."""

    CLIENT_PATH: ClassVar[str] = "kit__client"

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="updates", db_index=False)
    updated_date = models.DateField(_("updated"))

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        constraints = [models.UniqueConstraint(fields=["kit", "updated_date"], name="kit_update_once")]

    def __str__(self) -> str:
        return f"{self.kit_id}: {self.updated_date:%Y-%m-%d}"


# What a search finds of questions to the hotline.
QUESTION_WORDS = lexemes_sql("{c}topic || ' ' || {c}question")


class HotlineChannel(models.TextChoices):
    """How a question reached the hotline."""

    PHONE = "phone", _("phone")
    CHAT = "chat", _("chat")
    PORTAL = "portal", _("portal")


class HotlineKind(models.TextChoices):
    """What was asked for."""

    CONSULTATION = "consultation", _("consultation")
    DOCUMENT = "document", _("document")


class HotlineRequest(ExternalRecord):
    """A question of a client to the hotline, its answer and the rating of the answer (1 to 5)."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="hotline_requests", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="hotline_requests")
    asked_at = models.DateTimeField(_("asked"))
    channel = models.CharField(_("channel"), max_length=10, choices=HotlineChannel.choices, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=HotlineKind.choices, blank=True)
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    question = models.TextField(_("question"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    handler = models.CharField(_("handled by"), max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    feedback = models.TextField(_("feedback"), blank=True)
    is_important = models.BooleanField(_("important"), default=False)
    assignment_key = models.CharField(_("assignment"), max_length=100, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("hotline request")
        verbose_name_plural = _("hotline requests")
        indexes = [models.Index(fields=["client", "-asked_at"]), words_index(QUESTION_WORDS, "hotline_question_words")]
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="hotline_rating_1_to_5")
        ]

    def __str__(self) -> str:
        return self.topic or self.question[:60]


class Training(ExternalRecord):
    """A person's training; valid until the certificate's end, or for the playbook's term without one."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="trainings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="trainings")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=100, blank=True)
    program = models.CharField(_("programme"), max_length=300, blank=True)
    form = models.CharField(_("form"), max_length=100, blank=True)
    certificate = models.CharField(_("certificate"), max_length=100, blank=True)
    valid_until_date = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    def __str__(self) -> str:
        return self.program or f"{self.day:%Y-%m-%d}"


class EventKind(models.TextChoices):
    """What kind of educational event."""

    SEMINAR = "seminar", _("seminar")
    WEBINAR = "webinar", _("webinar")
    VIDEO = "video", _("video")


class Event(ExternalRecord):
    """A seminar, webinar or video seminar of the office."""

    name = models.CharField(_("name"), max_length=300)
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices, blank=True)
    is_paid = models.BooleanField(pgettext_lazy("event", "paid"), default=False)
    topics = ArrayField(models.CharField(max_length=200), verbose_name=_("topics"), default=list, blank=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """Who was invited to an event and came."""

    CLIENT_PATH: ClassVar[str] = "client"

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendance")
    client = models.ForeignKey(Client, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="attendance")
    day = models.DateField(_("day"), null=True, blank=True)
    is_invited = models.BooleanField(_("invited"), null=True, blank=True)
    is_attended = models.BooleanField(_("attended"), null=True, blank=True)
    revenue_amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["event", "client", "person"], name="attendance_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.client_id}"


class PortalActionKind(models.TextChoices):
    """What was done on the portal."""

    REGISTERED = "registered", _("registered")
    VISIT = "visit", _("visit")
    VIDEO = "video", _("video")
    PRODUCT_LINK = "product_link", _("link to the product")


class PortalAction(models.Model):
    """What a client's person did on the portal on a day, how often."""

    CLIENT_PATH: ClassVar[str] = "client"
    # Two rows of one day are added when their persons are merged, see clients.services.merging.
    MERGE_SUMS: ClassVar[tuple[str, ...]] = ("count",)

    client = models.ForeignKey(Client, models.CASCADE, related_name="portal_actions", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField(_("day"))
    action = models.CharField(_("action"), max_length=15, choices=PortalActionKind.choices)
    count = models.PositiveIntegerField(_("count"), default=1)

    class Meta:
        verbose_name = _("portal action")
        verbose_name_plural = _("portal actions")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "day", "person", "action"], name="portal_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.action}"


class MailEvent(models.Model):
    """What became of one newsletter for one person."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="mail_events")
    person = models.ForeignKey(Person, models.CASCADE, related_name="mail_events", db_index=False)
    mailing = models.CharField(_("mailing"), max_length=300)
    sent_at = models.DateTimeField(_("sent"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    clicks = models.PositiveIntegerField(_("clicks"), null=True, blank=True)
    clicks_to_product = models.PositiveIntegerField(_("clicks to the product"), null=True, blank=True)
    is_bounced = models.BooleanField(_("bounced"), default=False)
    is_unsubscribed = models.BooleanField(_("unsubscribed"), default=False)

    class Meta:
        verbose_name = _("mail event")
        verbose_name_plural = _("mail events")
        constraints = [models.UniqueConstraint(fields=["person", "mailing"], name="mail_event_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.mailing}"
