"""Contact persons: names, roles, phones and mails, consents (C4)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models.client import NAME_SEARCHED, Client, folded_column, searched_index
from mayak.clients.models.consent import ConsentText
from mayak.core.models import ExternalRecord


class PersonRole(models.TextChoices):
    """What a person is at the client (domain §1)."""

    KEY_USER = "key_user", _("key user")
    RESPONSIBLE = "responsible", _("responsible for the system")
    DECISION_MAKER = "decision_maker", _("decision maker")
    INFLUENCER = "influencer", _("influencer")
    HAS_CONTACT = "has_contact", _("has contact")
    OPPONENT = "opponent", _("opponent")
    NEEDS_ONLINE = "needs_online", _("needs online access")
    USER = "user", _("user")


class Gender(models.TextChoices):
    """How a name is declined."""

    FEMALE = "f", _("woman")
    MALE = "m", _("man")


class MailState(models.TextChoices):
    """Whether newsletters are sent."""

    SUBSCRIBED = "subscribed", _("subscribed")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")


class Person(ExternalRecord):
    """Someone at the client we talk to. Works there from … until the day before ``left_date``."""

    CLIENT_PATH: ClassVar[str] = "client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="persons")
    last_name = models.CharField(_("last name"), max_length=150)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=150, blank=True)
    position = models.CharField(_("position"), max_length=300, blank=True)
    department = models.CharField(_("department"), max_length=300, blank=True)
    profile = models.CharField(_("profile"), max_length=200, blank=True)
    # "no patronymic", "née …": what is to be known about the name itself.
    name_note = models.CharField(_("note to the name"), max_length=150, blank=True, default="", db_default="")
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True, default="", db_default="")
    address_as = models.CharField(_("how to address"), max_length=150, blank=True, default="", db_default="")
    # By case, where the name does not decline by the rule: {"dative": "…"}.
    declined = models.JSONField(_("declined name"), default=dict, blank=True, db_default={})
    roles = ArrayField(
        models.CharField(max_length=20, choices=PersonRole.choices), verbose_name=_("roles"), default=list
    )
    birth_date = models.DateField(_("birthday"), null=True, blank=True)
    interests = ArrayField(models.CharField(max_length=200), verbose_name=_("interests"), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=200), verbose_name=_("own topics"), default=list, blank=True)
    topics_note = models.CharField(_("note to the topics"), max_length=300, blank=True, default="", db_default="")
    rubrics_checked_date = models.DateField(_("rubrics checked on"), null=True, blank=True)
    started_date = models.DateField(_("works since"), null=True, blank=True)
    left_date = models.DateField(_("left on"), null=True, blank=True)
    call_rhythm_days = models.PositiveSmallIntegerField(_("rhythm of calls, days"), null=True, blank=True)
    call_time = models.CharField(_("convenient time"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True, default="", db_default="")
    note_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    note_date = models.DateField(_("noted on"), null=True, blank=True)
    needs = models.TextField(_("use and needs"), blank=True, default="", db_default="")
    needs_checked_date = models.DateField(_("use and needs checked on"), null=True, blank=True)
    mail_state = models.CharField(
        _("newsletters"), max_length=12, choices=MailState.choices, blank=True, default="", db_default=""
    )
    mail_left_reason = models.CharField(_("why unsubscribed"), max_length=300, blank=True, default="", db_default="")
    congratulated_date = models.DateField(_("congratulated on"), null=True, blank=True)
    moved_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_to", verbose_name=_("came from")
    )
    name_folded = folded_column("last_name || ' ' || first_name || ' ' || middle_name", 500)

    class Meta:
        ordering = ["name_folded", "pk"]
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        indexes = [
            models.Index(fields=["name_folded"]),
            searched_index(NAME_SEARCHED, "person_search_trgm"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Last, first and middle name as known."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def short_name(self) -> str:
        """First and last name, as a person is spoken of."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


ADDRESS_SEARCHED = "lower({c}address)"


class ContactPointKind(models.TextChoices):
    """Which phone or mailbox it is."""

    WORK = "work", _("work")
    MOBILE = "mobile", _("mobile")
    PERSONAL = "personal", _("personal")
    OTHER = "other", _("other")


class ContactPoint(models.Model):
    """What phones and mailboxes share: kind, favourite, unwanted, order."""

    CLIENT_PATH: ClassVar[str] = "person__client"

    kind = models.CharField(_("kind"), max_length=10, choices=ContactPointKind.choices, default=ContactPointKind.WORK)
    is_favourite = models.BooleanField(_("favourite"), default=False)
    is_unwanted = models.BooleanField(_("unwanted"), default=False)
    order = models.PositiveSmallIntegerField(default=0)
    # Whose line it is when the kind does not say: "accounts department".
    label = models.CharField(_("remark"), max_length=100, blank=True, default="", db_default="")
    confirmed_date = models.DateField(_("confirmed"), null=True, blank=True)
    invalid_date = models.DateField(_("does not work since"), null=True, blank=True)
    invalid_reason = models.CharField(_("why it does not work"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class PersonPhone(ContactPoint):
    """A phone: E.164 when it could be read, else as written; ``digits`` finds any spelling."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = models.CharField(_("number"), max_length=40)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    digits = models.GeneratedField(
        expression=models.Func(
            F("number"), models.Value(r"\D"), models.Value(""), models.Value("g"), function="regexp_replace"
        ),
        output_field=models.CharField(max_length=40),
        db_persist=True,
    )

    class Meta:
        ordering = ["person", "is_unwanted", "-is_favourite", "order", "pk"]
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        indexes = [
            GinIndex(OpClass(F("digits"), name="gin_trgm_ops"), name="phone_digits_trgm"),
            models.Index(fields=["extension"], condition=~Q(extension=""), name="phone_extension"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "number", "extension"], name="phone_once")]

    def __str__(self) -> str:
        return self.number


class PersonEmail(ContactPoint):
    """A mailbox."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="emails")
    address = models.EmailField(_("address"), max_length=254)

    class Meta:
        ordering = ["person", "is_unwanted", "-is_favourite", "order", "pk"]
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes = [searched_index(ADDRESS_SEARCHED, "email_search_trgm")]
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="email_once")]

    def __str__(self) -> str:
        return self.address


class Consent(models.Model):
    """A person's permission to be contacted for a purpose over a channel."""

    CLIENT_PATH: ClassVar[str] = "person__client"

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=200)
    channel = models.CharField(_("channel"), max_length=50)
    given_date = models.DateField(_("given"))
    withdrawn_date = models.DateField(_("withdrawn"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    text_version = models.ForeignKey(
        ConsentText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("version of the text"),
    )
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, default="", db_default="")
    withdrawn_source = models.CharField(_("how withdrawn"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering = ["person", "-given_date"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose", "channel", "given_date"], name="consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.channel}"
