"""Addresses of personal data."""

from django.urls import URLPattern, URLResolver, path

from mayak.privacy.views import journal, person, registry

urlpatterns: list[URLPattern | URLResolver] = [
    path("privacy/", registry.privacy, name="privacy"),
    path("privacy/journal/", journal.access_journal, name="access_journal"),
    path("privacy/left/", registry.left_persons, name="left_persons"),
    path("privacy/clients/<int:pk>/", journal.client_accesses, name="client_accesses"),
    path("privacy/persons/<int:pk>/", person.person_data, name="person_data"),
    path("privacy/persons/<int:pk>/export/", person.person_export, name="person_export"),
    path("privacy/persons/<int:pk>/erase/", person.person_erase, name="person_erase"),
    path("privacy/exports/<int:pk>/", person.person_export_file, name="person_export_file"),
]
