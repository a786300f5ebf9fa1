"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.desk.views import history

urlpatterns: list[URLPattern | URLResolver] = [
    path("clients/<int:pk>/history/", history.client_history, name="client_history"),
]
