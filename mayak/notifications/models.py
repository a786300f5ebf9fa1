"""What people were told, and how they want to be told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff


class Notification(models.Model):
    """One thing told to one member of staff; never twice for one ``key``. Moments are real time.

    ``params`` are what the kind's words need. ``client_id`` is a plain number (clients stand above): whether the
    reader may still see the client is asked at every reading. ``place`` orders notifications as they were committed;
    it is given right after the commit and is what a stream continues from. ``is_withdrawn``: about a client whom the
    reader has lost; such ones do not count in the bell.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    client_id = models.BigIntegerField(null=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    in_bell = models.BooleanField(default=True)
    has_pop_up = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)
    place = models.BigIntegerField(null=True, unique=True)
    created_at = models.DateTimeField(_("when"))
    seen_at = models.DateTimeField(_("seen"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)
    mailed_at = models.DateTimeField(_("in a digest"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["staff", "-id"], name="notification_of_staff"),
            models.Index(
                fields=["staff"],
                condition=Q(read_at=None, in_bell=True, is_withdrawn=False),
                name="notification_unread",
            ),
            models.Index(fields=["id"], condition=Q(place=None), name="notification_unplaced"),
            models.Index(
                fields=["staff", "id"],
                condition=Q(in_digest=True, mailed_at=None, read_at=None),
                name="notification_for_digest",
            ),
            models.Index(fields=["created_at"], name="notification_age"),
        ]
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="notification_once")]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.key}"


class Choice(models.Model):
    """The channels somebody chose for a kind, instead of the office's."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta:
        verbose_name = _("choice of channels")
        verbose_name_plural = _("choices of channels")
        constraints = [models.UniqueConstraint(fields=["staff", "kind"], name="channels_once")]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.kind}"


class OwnTimes(models.Model):
    """The times somebody chose instead of the office's; empty ones are the office's."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField(_("quiet hours from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet hours until"), null=True, blank=True)
    digest_time = models.TimeField(_("time of the digest"), null=True, blank=True)

    class Meta:
        verbose_name = _("times of notifications")
        verbose_name_plural = _("times of notifications")

    def __str__(self) -> str:
        return f"{self.staff_id}"
