"""The mail server of the office: where it is, what it answers, and that answer in words."""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from mayak.core.errors import MayakError
from mayak.delivery import office_settings

PATIENCE_SECONDS = 15
_SECURITY = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}
_PORTS = {"none": 25, "starttls": 587, "tls": 465}


class MailError(MayakError):
    """The mail server cannot be used as it is: nothing can leave."""

    status = 502


class LetterError(MayakError):
    """The server refused one letter. ``is_final``: trying again would not help."""

    status = 502

    def __init__(self, message: str, *, hint: str = "", is_final: bool) -> None:
        super().__init__(message, hint=hint)
        self.is_final = is_final


@dataclass(frozen=True)
class Mailbox:
    """A mail server and the sender's address. ``security``: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    is_from_environment: bool = False


def current_mailbox() -> Mailbox | None:
    """``MAYAK_SMTP_URL`` when set, else the office's settings; None when no server is named.

    Raises MailError for an address that is none.
    """
    if url := os.environ.get("MAYAK_SMTP_URL", ""):
        return _from_environment(url)
    host = str(office_settings.HOST.value).strip()
    if not host:
        return None
    user = str(office_settings.USER.value)
    return Mailbox(
        host,
        int(office_settings.PORT.value),
        str(office_settings.SECURITY.value),
        user,
        str(office_settings.PASSWORD.value),
        str(office_settings.SENDER.value).strip() or user,
    )


def _from_environment(url: str) -> Mailbox:
    try:
        parts = urlsplit(url)
        security = _SECURITY[parts.scheme]
        port = parts.port or _PORTS[security]
    except (KeyError, ValueError):
        raise MailError(
            _("MAYAK_SMTP_URL is no address of a mail server."),
            hint=_("Write smtp+starttls://user:password@host:587, smtps://… or smtp://…"),
        ) from None
    user = unquote(parts.username or "")
    sender = os.environ.get("MAYAK_MAIL_FROM") or user
    return Mailbox(parts.hostname or "", port, security, user, unquote(parts.password or ""), sender, True)


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
    """A session with the mail server, logged in. Raises MailError in words when there is none to be had."""
    if "@" not in mailbox.sender:
        raise MailError(
            _("The letters have no sender."), hint=_("Enter the address they come from in the office's settings.")
        )
    try:
        session = _open(mailbox)
    except (OSError, smtplib.SMTPException) as error:
        raise _in_words(error, mailbox) from error
    try:
        yield session
    finally:
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()


def _open(mailbox: Mailbox) -> smtplib.SMTP:
    context = ssl.create_default_context()
    session: smtplib.SMTP
    if mailbox.security == "tls":
        session = smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=PATIENCE_SECONDS, context=context)
    else:
        session = smtplib.SMTP(mailbox.host, mailbox.port, timeout=PATIENCE_SECONDS)
    try:
        if mailbox.security == "starttls":
            session.starttls(context=context)
        if mailbox.user:
            session.login(mailbox.user, mailbox.password)
    except BaseException:  # an interrupt too must not leave the session open
        session.close()
        raise
    return session


def _in_words(error: Exception, mailbox: Mailbox) -> MailError:
    place = {"host": mailbox.host, "port": mailbox.port}
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailError(
            _("The mail server does not accept the log-in name or the password."),
            hint=_("Check both; some services want a password made for programs."),
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailError(
            _("The mail server %(host)s does not offer what the settings ask for.") % place,
            hint=_("Check the encryption; without it the server may ask for no log-in."),
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailError(
            _("The certificate of %(host)s is not trusted: %(reason)s.") % {**place, "reason": error.verify_message},
            hint=_("Use the name that stands in the certificate, or install the certificate of the company."),
        )
    if isinstance(error, ssl.SSLError):
        return MailError(
            _("%(host)s does not speak this kind of encryption on port %(port)s.") % place,
            hint=_("TLS usually has port 465, STARTTLS 587."),
        )
    if isinstance(error, socket.gaierror):
        return MailError(
            _("There is no computer named %(host)s.") % place, hint=_("Check the name of the mail server.")
        )
    if isinstance(error, TimeoutError):
        return MailError(
            _("%(host)s does not answer on port %(port)s.") % place,
            hint=_("A firewall may be in the way, or the port is another one."),
        )
    if isinstance(error, ConnectionRefusedError):
        return MailError(
            _("%(host)s takes no connections on port %(port)s.") % place, hint=_("Check the port of the mail server.")
        )
    return MailError(_("The mail server %(host)s broke off: %(reason)s") % {**place, "reason": _answer_of(error)})


def send(session: smtplib.SMTP, mailbox: Mailbox, address: str, message: bytes) -> None:
    """Hand one letter over. Raises LetterError when the server refuses it, MailError when it is gone."""
    try:
        session.sendmail(mailbox.sender, [address], message)
    except smtplib.SMTPSenderRefused as error:
        raise MailError(
            _("The mail server does not let %(sender)s send: %(reason)s")
            % {"sender": mailbox.sender, "reason": _answer_of(error)},
            hint=_("Check the sender in the office's settings."),
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise LetterError(
            _("The mail server does not take letters for %(address)s: %(reason)s")
            % {"address": address, "reason": f"{code} {_text(answer)}"},
            hint=_("Check the address of this person."),
            is_final=code >= 500,
        ) from error
    except smtplib.SMTPDataError as error:
        raise LetterError(
            _("The mail server refused the letter: %(reason)s") % {"reason": _answer_of(error)},
            is_final=error.smtp_code >= 500,
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _in_words(error, mailbox) from error
    # A recipient left over from a refused letter would be offered again with the next one.
    session.rset()


def _answer_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: object) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
