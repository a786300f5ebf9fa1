"""The second factor beside allauth's machinery: what is stored sealed, named in Russian and English, used once."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mayak.accounts.models import Staff
from mayak.core.models import Office
from mayak.core.sealing import seal, unseal

# A code of the app is worth something for three steps of 30 s; the library remembers it for one.
CODE_LIFE_SECONDS = 120


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no type hints
    """Our words, sealed secrets, the office's name in the app."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not fit. Check the time on the phone and try the next code."),
    }

    def encrypt(self, text: str) -> str:
        """How secrets of the apps stand in the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret of an app; one sealed with another signing key fits no code."""
        return unseal(encrypted_text) or ""

    def get_totp_label(self, user: Staff) -> str:
        """What the app shows beside the office's name."""
        return user.login

    def get_totp_issuer(self) -> str:
        """The office as the app shows it."""
        office = Office.objects.first()
        return office.name if office and office.name else _("Mayak")

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: Staff) -> str:
        return user.login


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no type hints
    """The question of the second factor at log-in: a code of the app, or a recovery code. Each counts once."""

    def clean_code(self) -> str:
        """The code as accepted."""
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "").replace("-", "")
        code: str = super().clean_code()
        if not cache.add(f"mayak.code.{self.user.pk}.{code}", True, CODE_LIFE_SECONDS):
            raise SecondFactorAdapter().validation_error("incorrect_code")
        return code


def has_second_factor(user: Staff) -> bool:
    """Whether a code or a passkey stands beside the password. 1 SQL."""
    return bool(factors_of(user).exists())


def factors_of(user: Staff) -> Any:
    """Apps and passkeys of a person; recovery codes alone are no factor."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
