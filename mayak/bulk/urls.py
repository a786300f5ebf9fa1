"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.bulk.views import runs

urlpatterns: list[URLPattern | URLResolver] = [
    path("bulk/<int:pk>/", runs.bulk_run, name="bulk_run"),
    path("bulk/<int:pk>/progress/", runs.bulk_progress, name="bulk_progress"),
    path("bulk/<int:pk>/file/", runs.bulk_file, name="bulk_file"),
]
