"""What stays of a person whose data were erased: enough to recognise them when a table brings them again."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mayak.clients.models.person import Person
from mayak.core.text import folded


class ErasedPerson(models.Model):
    """A person whose data are gone; the record stays, so that figures and links do. Moments are real time.

    ``key_digest`` is that of the key in the source system, ``digests`` those of the name at the client and of the
    mailboxes: hashes with the office's signing key, which nobody reads back.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="erasure")
    erased_at = models.DateTimeField(_("erased"))
    key_digest = models.CharField(max_length=64, blank=True, db_index=True)
    digests = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        verbose_name = _("erased person")
        verbose_name_plural = _("erased persons")

    def __str__(self) -> str:
        return f"{self.person_id}"


def key_digest(key: str) -> str:
    """The keyed hash of a key in the source system."""
    return _digest("key", key)


def name_digest(client_id: int, last_name: str, first_name: str, middle_name: str) -> str:
    """The keyed hash of a name at a client."""
    return _digest(f"name {client_id}", folded(f"{last_name} {first_name} {middle_name}"))


def mail_digest(address: str) -> str:
    """The keyed hash of a mailbox."""
    return _digest("mail", address.strip().lower())


def _digest(kind: str, value: str) -> str:
    key = hashlib.sha256(f"mayak erased {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
