"""The first set-up of an office."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mayak.accounts.models import Role, Staff
from mayak.accounts.services import create_staff
from mayak.core.errors import ConflictError
from mayak.core.models import Office
from mayak.jobs.single_run import lock_key
from mayak.playbook.services import change_pack
from mayak.server import setup_token
from mayak.server.preparation import apply_office_zone


def set_up_office(
    *,
    office_name: str,
    timezone: str,
    last_name: str,
    first_name: str,
    login: str,
    password: str,
    playbook: str = "",
) -> Staff:
    """Name the office and make its first administrator, who can then do the rest in the browser.

    ``playbook``: another pack than the one that it was prepared with.

    Raises ConflictError when somebody else did it meanwhile, InvalidInputError for a weak password or taken name.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("setup")])
        if setup_token.is_set_up():
            raise ConflictError(_("The office has been set up meanwhile."), hint=_("Log in instead."))
        Office.objects.update_or_create(pk=1, defaults={"name": office_name, "timezone": timezone})
        staff = create_staff(
            login=login,
            last_name=last_name,
            first_name=first_name,
            role=Role.METHODOLOGIST,
            is_admin=True,
            password=password,
        )
        if playbook:
            change_pack(playbook, staff_id=staff.pk)
    setup_token.use_up()
    apply_office_zone()
    return staff
