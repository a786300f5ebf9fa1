"""Sentences shown by the script, so that translations live in one place."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Key → translated sentence; ``{…}`` places are filled in by the script."""
    return {
        "saved": _("saved at {time}"),
        "saved_here": _("kept on this computer, {time}"),
        "restored": _("What you typed before is back"),
        "offline": _("No network. What you record is kept on this computer and will be sent by itself."),
        "offline_waiting": _("No network. Waiting to be sent: {count}. Kept on this computer, nothing is lost."),
        "online_sent": _("The network is back, everything was sent"),
        "queue_refused": _("A record kept on this computer was not accepted: {reason}"),
        "failed": _("It did not work: the server answered with an error. Nothing is lost, try again."),
        "queued": _("Kept on this computer, will be sent when the network is back"),
        "choose_outcome": _("Choose an outcome first: a digit or a mouse click"),
        "layout": _("The keyboard layout is Russian, the password may want English"),
        "caps": _("Caps Lock is on"),
        "show": _("show"),
        "hide": _("hide"),
        "rows": _("next, previous row"),
        "ticked": _("ticked: {count}"),
        "open_row": _("open the row"),
        "tabs": _("previous, next tab"),
        "help": _("this list"),
        "close": _("Close"),
        "passkey_failed": _("Nothing happened: the question was closed, or there is no passkey for Mayak here"),
        "session_ends": _("Are you still here?"),
        "session_ends_text": _("You have done nothing for long. In {time} the session ends; what you typed is kept."),
        "session_stay": _("I am here"),
        "session_over": _("The session has ended"),
        "session_over_text": _("Log in again and go on: the page and what you typed stay as they are."),
        "session_back": _("You are logged in again, go on"),
        "session_wrong": _("The password is not right."),
        "session_factor": _("A code is asked too: log in in a new tab and come back."),
        "password": _("Password"),
        "log_in": _("Log in"),
        "log_in_elsewhere": _("Log in in a new tab"),
    }
