"""Rules of passwords: long enough, not among the common ones, not one's own name, not one of the last."""

import gzip
from functools import lru_cache
from importlib import resources
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mayak.accounts.domain.keyboard import as_typed_in_other_layout
from mayak.accounts.models import Staff, StaffSecurity
from mayak.accounts.office_settings import FORMER_PASSWORDS, PASSWORD_LENGTH


def hints() -> list[str]:
    """The rules in words, shown before anything is typed."""
    return [str(validator.get_help_text()) for validator in get_default_password_validators()]


def remember_password(staff: Staff) -> None:
    """Keep the hash of the present password among the former ones, as many as the setting says."""
    if not staff.has_usable_password():
        return
    kept, _is_new = StaffSecurity.objects.get_or_create(staff=staff)
    kept.former_passwords = [staff.password, *kept.former_passwords][: FORMER_PASSWORDS.value]
    kept.save(update_fields=["former_passwords"])


class LengthRule:
    """At least as many characters as the office's setting says."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a short one."""
        if len(password) < PASSWORD_LENGTH.value:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        """The rule in words."""
        number = PASSWORD_LENGTH.value
        return ngettext(
            "At least %(number)s character; a phrase is easier to remember than signs",
            "At least %(number)s characters; a phrase is easier to remember than signs",
            number,
        ) % {"number": number}


class CommonRule:
    """No password that everybody tries first: known lists, Russian words, both as typed in the other layout."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a common one, also with digits or signs hung on."""
        whole = password.lower().strip()
        word = whole.strip("0123456789!@#$%^&*().,-_+=?")
        if len(set(whole)) < 4 or not any(sign.isalpha() for sign in whole):
            raise ValidationError(_("Digits or repeated signs alone are guessed at once."), code="password_too_common")
        for form in (whole, as_typed_in_other_layout(whole), word, as_typed_in_other_layout(word)):
            if len(form) > 3 and form in common_passwords():
                raise ValidationError(_("This password is among the first that are tried."), code="password_too_common")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("No common word or row of keys, in no keyboard layout (“qwerty”, “ghbdtn”)")


class OwnNameRule:
    """Not one's own name, log-in name or mail, in no layout."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when a part of one's own names makes up the password."""
        if not isinstance(user, Staff):
            return
        names = [user.login, user.last_name, user.first_name, user.middle_name, user.email.partition("@")[0]]
        typed = password.lower()
        for name in (name.lower() for name in names if len(name) > 3):
            for form in (typed, as_typed_in_other_layout(typed)):
                if name in form and len(form) - len(name) < 6:
                    raise ValidationError(_("The password is much like your own name."), code="password_too_similar")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not your own name, log-in name or mail")


class FormerRule:
    """Not the present password, nor one of the last."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for one that was used."""
        if not isinstance(user, Staff) or not user.pk or not FORMER_PASSWORDS.value:
            return
        kept = StaffSecurity.objects.filter(staff=user).first()
        former = [user.password, *(kept.former_passwords if kept else [])][: FORMER_PASSWORDS.value + 1]
        if any(check_password(password, hashed) for hashed in former if hashed):
            raise ValidationError(_("You have used this password before."), code="password_used_before")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not one you used before") if FORMER_PASSWORDS.value else ""


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Django's twenty thousand and the Russian ones of ours, in small letters."""
    django = resources.files("django.contrib.auth") / "common-passwords.txt.gz"
    ours = resources.files("mayak.accounts") / "domain" / "common_russian.txt"
    with django.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        known = {line.strip() for line in lines}
    return frozenset(known | {line.strip() for line in ours.read_text(encoding="utf-8").splitlines() if line.strip()})
