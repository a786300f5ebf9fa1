"""A draft that is saved while its contact is being closed."""

import threading
import time

import pytest
from django.db import connection, transaction

from mayak.accounts.models import Staff
from mayak.accounts.tests.makers import make_staff
from mayak.calling.models import ContactDraft
from mayak.calling.services import finish_activity, save_draft
from mayak.clients.tests.makers import make_client
from mayak.core import clock
from mayak.core.errors import ConflictError
from mayak.core.playbook import ensure_playbook
from mayak.work.models import Activity
from mayak.work.tests.makers import make_activity

LIMIT_SECONDS = 20


class Saving(threading.Thread):
    """The browser's own save, in a request of its own."""

    def __init__(self, user: Staff, contact: Activity) -> None:
        super().__init__(daemon=True)
        self.user = user
        self.contact = contact
        self.refusal: ConflictError | None = None

    def run(self) -> None:
        """Save, or be told that the contact is closed."""
        try:
            save_draft(user=self.user, activity_id=self.contact.pk, payload={"comment": ["typed"]})
        except ConflictError as error:
            self.refusal = error
        finally:
            connection.close()


def _waits_for_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_no_draft_is_left_of_a_contact_closed_in_the_same_moment() -> None:
    ensure_playbook()
    expert = make_staff()
    contact = make_activity(make_client(expert=expert), expert, clock.now())
    saving = Saving(expert, contact)
    with transaction.atomic():
        finish_activity(user=expert, activity_id=contact.pk, outcome_code="news")
        saving.start()
        deadline = time.monotonic() + LIMIT_SECONDS
        while saving.is_alive() and not _waits_for_lock() and time.monotonic() < deadline:
            time.sleep(0.02)
    saving.join(LIMIT_SECONDS)
    assert saving.refusal is not None
    assert not ContactDraft.objects.exists()
