"""Addresses of the import pages."""

from django.urls import URLPattern, URLResolver, path

from mayak.exchange import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("import/", views.imports, name="import"),
    path("import/<int:pk>/", views.import_run, name="import_run"),
    path("import/<int:pk>/commit/", views.import_commit, name="import_commit"),
    path("import/<int:pk>/discard/", views.import_discard, name="import_discard"),
]
