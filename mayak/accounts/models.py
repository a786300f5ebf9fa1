"""Staff, the team tree, absences with substitutes (domain §1)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from mayak.accounts.security_models import EventKind, Invitation, SecurityEvent, StaffSecurity, StaffSession
from mayak.core.models import ExternalRecord

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "Absence",
    "EventKind",
    "Invitation",
    "Role",
    "SecurityEvent",
    "ServiceMode",
    "Staff",
    "StaffSecurity",
    "StaffSession",
    "Team",
]


class ServiceMode(models.TextChoices):
    """How clients are looked after: remote (ДС) or on site (КС)."""

    REMOTE = "remote", _("remote service")
    ON_SITE = "on_site", _("on-site service")


class Role(models.TextChoices):
    """What a member of staff owns (domain §1)."""

    EXPERT = "expert", _("expert")
    ACCOUNT_MANAGER = "account_manager", _("account manager")
    TEAM_LEAD = "team_lead", _("team lead")
    DIRECTOR = "director", _("director")
    METHODOLOGIST = "methodologist", _("methodologist")
    HOTLINE = "hotline", _("hotline specialist")


class Team(ExternalRecord):
    """A department or group; a group's lead leads a sub-team."""

    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    service_mode = models.CharField(
        _("service mode"), max_length=10, choices=ServiceMode.choices, default=ServiceMode.REMOTE
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Finds and makes staff by log-in name, regardless of case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The member of staff with the log-in name."""
        return self.get(login__iexact=username)

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "Staff":
        """A new member of staff; without a password nobody can log in as them."""
        staff = self.model(login=login, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(ExternalRecord, AbstractBaseUser):
    """A person who works here: an expert, manager, lead… and the account they log in with."""

    login = models.CharField(_("log-in name"), max_length=100, unique=True)
    last_name = models.CharField(_("last name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=100)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_admin = models.BooleanField(_("administrator"), default=False)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    hired_date = models.DateField(_("hired"), null=True, blank=True)
    dismissed_date = models.DateField(_("dismissed"), null=True, blank=True)
    daily_capacity = models.PositiveSmallIntegerField(_("contacts a day"), default=16)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["last_name", "first_name", "role"]

    class Meta:
        ordering = ["last_name", "first_name"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as colleagues are shown."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django allows a property here, its stubs do not
        """Whether the account may log in: nobody dismissed may (by the real calendar)."""
        from mayak.core import clock

        return self.dismissed_date is None or self.dismissed_date > clock.day_of(clock.real_now())

    def has_usable_password(self) -> bool:
        """Whether there is a password at all: imported people have none until they choose one."""
        return bool(self.password) and super().has_usable_password()

    def works_on(self, day: "date") -> bool:
        """Whether the person is on the staff on a day."""
        return (self.hired_date is None or self.hired_date <= day) and (
            self.dismissed_date is None or self.dismissed_date > day
        )


class Absence(models.Model):
    """Days (both inclusive) on which a member of staff is away; the substitute reads and writes what they do."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="absences", verbose_name=_("who is away"))
    substitute = models.ForeignKey(
        Staff,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="substitutions",
        verbose_name=_("substitute"),
    )
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-from_date"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(fields=["substitute", "from_date", "to_date"])]
        constraints = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("staff")), name="absence_other_substitute"
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_date"),
                            F("to_date"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.from_date:%Y-%m-%d}"
