"""The tab of documents: files of the client and of its people, for whom, kept and removed by whom."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from mayak.accounts.models import Role, Staff
from mayak.accounts.tests.makers import make_staff
from mayak.audit.models import Change
from mayak.clients.models import ClientDocument, PersonAttachment, Responsibility
from mayak.core import clock
from mayak.desk.tests.makers import Office, make_office

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 contract"


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = tmp_path
    return make_office()


def _browser(user: Staff) -> Browser:
    browser = Browser(headers={"accept-language": "ru"})
    browser.force_login(user)
    return browser


def _keep(office: Office, content: bytes = PDF, **more: Any) -> HttpResponse:
    url = reverse("client_documents", args=[office.client.pk])
    given = SimpleUploadedFile("договор К-1043.pdf", content)
    return _browser(office.expert).post(url, {"file": given, **more})  # type: ignore[return-value]


def _page(office: Office, user: Staff | None = None) -> str:
    url = reverse("client_documents", args=[office.client.pk])
    return _browser(user or office.expert).get(url).content.decode()


def _content(browser: Browser, url: str) -> bytes:
    return b"".join(browser.get(url).streaming_content)  # type: ignore[attr-defined]


def test_a_document_of_the_client_is_kept_opened_and_removed(
    office: Office, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert _keep(office).status_code == 302
    document = ClientDocument.objects.get()
    url = reverse("client_document", args=[document.pk])
    assert "договор К-1043.pdf" in _page(office)
    assert _content(_browser(office.expert), url) == PDF
    assert _browser(make_staff()).get(url).status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        _browser(office.expert).post(reverse("client_document_remove", args=[document.pk]))

    assert "договор К-1043.pdf" not in _page(office)
    assert list((tmp_path / "clients").iterdir()) == []
    assert set(Change.objects.filter(table="clients_clientdocument").values_list("operation", flat=True)) == {"I", "D"}


def test_a_file_of_a_person_stands_among_the_documents(office: Office) -> None:
    _keep(office, person=office.key_user.pk)
    kept = PersonAttachment.objects.get(person=office.key_user)
    page = _page(office)
    assert reverse("person_file", args=[kept.pk]) in page
    assert reverse("person", args=[office.client.pk, office.key_user.pk]) in page


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<svg onload=alert(1)>"])
def test_what_is_no_document_is_refused_at_its_field(office: Office, content: bytes) -> None:
    answer = _keep(office, content)
    assert answer.status_code == 422
    assert "id_file_error" in answer.content.decode()
    assert not ClientDocument.objects.exists()


def test_a_document_of_a_colleague_is_removed_by_a_lead(office: Office) -> None:
    _keep(office)
    document = ClientDocument.objects.get()
    colleague, lead = make_staff(), make_staff(role=Role.DIRECTOR)
    Responsibility.objects.create(
        client=office.client, staff=colleague, role="account_manager", from_date=clock.today()
    )
    url = reverse("client_document_remove", args=[document.pk])

    assert url not in _page(office, colleague)
    assert _browser(colleague).post(url).status_code == 403
    assert url in _page(office, lead)
    assert _browser(lead).post(url).status_code == 302
    assert not ClientDocument.objects.exists()
