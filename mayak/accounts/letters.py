"""Letters of accounts: a link to a first or a new password. Only where the office has a mail server."""

from django.utils import translation
from django.utils.translation import gettext as _

from mayak.accounts.invitations import Link, digest_of


def mail_works() -> bool:
    """Whether letters leave this office."""
    from mayak.delivery.mailbox import MailError, current_mailbox
    from mayak.delivery.writing import site_address

    try:
        return current_mailbox() is not None and bool(site_address())
    except MailError:
        return False


def send_link(link: Link) -> bool:
    """Put the letter into the outbox; False when there is no mail server or no address."""
    from mayak.delivery.services import post_letter
    from mayak.delivery.writing import Item, language_of, write

    if not link.staff.email or not mail_works():
        return False
    with translation.override(language_of(link.staff)):
        draft = write(
            heading=_("Choose your password for Mayak"),
            to=link.staff,
            lead=_("Your log-in name is %(login)s. The link works once. If you did not expect it, do nothing.")
            % {"login": link.staff.login},
            items=[Item(_("Choose a password"), url=link.path)],
        )
    return post_letter(key=f"password {digest_of(link.path)[:40]}", to=link.staff, draft=draft)
