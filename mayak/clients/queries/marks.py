"""What marks there are."""

from mayak.accounts.models import Staff
from mayak.clients.models import ClientMark
from mayak.clients.policies import visible_to


def marks_in_use(user: Staff) -> list[str]:
    """The words of the marks on clients that the person sees."""
    return list(visible_to(user, ClientMark).order_by("text").values_list("text", flat=True).distinct())
