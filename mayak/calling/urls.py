"""Addresses of contacts."""

from django.urls import URLPattern, URLResolver, path

from mayak.calling.views import contact

urlpatterns: list[URLPattern | URLResolver] = [
    path("contacts/<int:pk>/", contact.contact, name="contact"),
    path("contacts/<int:pk>/close/", contact.contact_close, name="contact_close"),
    path("contacts/<int:pk>/draft/", contact.contact_draft, name="contact_draft"),
    path("contacts/<int:pk>/next/", contact.contact_next, name="contact_next"),
    path("contacts/<int:pk>/agreement/", contact.contact_agreement, name="contact_agreement"),
    path("clients/<int:pk>/contact/", contact.contact_start, name="contact_start"),
]
