"""Opening and sending the pages of a person in tests."""

import re

from django.test import Client as Browser
from django.urls import reverse

from mayak.accounts.models import Staff
from mayak.clients.models import Person
from mayak.desk.tests.makers import Office


def browser_of(user: Staff) -> Browser:
    """A browser of that member of staff, in Russian."""
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def url_of(name: str, person: Person, *more: object) -> str:
    """The address of a page of a person."""
    return reverse(name, args=[person.client_id, person.pk, *more])


def page_of(office: Office, person: Person | None = None) -> str:
    """The person's page as the expert reads it; of the key user when none is given."""
    answer = browser_of(office.expert).get(url_of("person", person or office.key_user))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def post_to(office: Office, url: str, **data: object) -> str:
    """Send a form as the expert; gives where it leads."""
    answer = browser_of(office.expert).post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def edit_part(office: Office, part: str, **data: object) -> None:
    """Open the form of a part and send it: what it showed goes along."""
    url = url_of("person_edit", office.key_user, part)
    post_to(office, url, **data, **seen_of(office, url))


def seen_of(office: Office, url: str) -> dict[str, str]:
    """What the form of an address shows now, sealed."""
    shown = browser_of(office.expert).get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    return {"seen": seen[1]}
