"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.delivery.views import mail

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", mail.mail, name="mail"),
    path("mail/again/", mail.mail_again, name="mail_again"),
]
