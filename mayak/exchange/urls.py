"""Addresses of the import pages."""

from django.urls import URLPattern, URLResolver, path

from mayak.exchange.views import runs, sources

urlpatterns: list[URLPattern | URLResolver] = [
    path("import/", sources.imports, name="import"),
    path("import/<int:pk>/", runs.import_run, name="import_run"),
    path("import/<int:pk>/commit/", runs.import_commit, name="import_commit"),
    path("import/<int:pk>/discard/", runs.import_discard, name="import_discard"),
]
