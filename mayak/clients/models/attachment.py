"""Files kept with a client (contracts, letters: C1) and with a person (a photo, approval sheets: C4)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.accounts.models import Staff
from mayak.clients.models.client import Client
from mayak.clients.models.person import Person


class StoredFile(models.Model):
    """A file. The content lies in the home under ``stored`` and is in every backup.

    ``media_type`` was found by looking into the file, not by its name.
    """

    name = models.CharField(_("name of the file"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    stored = models.CharField(max_length=100, unique=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class ClientDocument(StoredFile):
    """A document of a client, about nobody in particular."""

    CLIENT_PATH: ClassVar[str] = "client"
    FOLDER: ClassVar[str] = "clients"

    client = models.ForeignKey(Client, models.CASCADE, related_name="documents")

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("document of a client")
        verbose_name_plural = _("documents of clients")


class PersonAttachment(StoredFile):
    """A file of a person."""

    CLIENT_PATH: ClassVar[str] = "person__client"
    FOLDER: ClassVar[str] = "persons"

    person = models.ForeignKey(Person, models.CASCADE, related_name="attachments")
    is_photo = models.BooleanField(_("photo"), default=False)

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("file of a person")
        verbose_name_plural = _("files of persons")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_photo=True), name="one_photo_of_a_person")
        ]
