"""Addresses of the import pages."""

from django.urls import URLPattern, URLResolver, path

from mayak.exchange.views import exports, runs, sources, watching

urlpatterns: list[URLPattern | URLResolver] = [
    path("import/", sources.imports, name="import"),
    path("import/<int:pk>/", runs.import_run, name="import_run"),
    path("import/samples.xlsx", sources.import_samples, name="import_samples"),
    path("import/<int:pk>/tables/", sources.import_tables, name="import_tables"),
    path("import/<int:pk>/files/", sources.import_files, name="import_files"),
    path("import/<int:pk>/files/<int:file>/remove/", sources.import_file_remove, name="import_file_remove"),
    path("import/<int:pk>/tables/<str:source>/", sources.import_source, name="import_source"),
    path("import/<int:pk>/columns/", sources.import_columns, name="import_columns"),
    path("import/<int:pk>/commit/", runs.import_commit, name="import_commit"),
    path("import/<int:pk>/progress/", watching.import_progress, name="import_progress"),
    path("import/<int:pk>/numbers/", runs.import_numbers, name="import_numbers"),
    path("import/<int:pk>/plan/", runs.import_replan, name="import_replan"),
    path("import/<int:pk>/stop/", runs.import_stop, name="import_stop"),
    path("import/<int:pk>/rows/<int:row>/", runs.import_row, name="import_row"),
    path("import/<int:pk>/mistakes/", runs.import_bad_rows, name="import_bad_rows"),
    path("import/<int:pk>/undo/look/", runs.import_look, name="import_look"),
    path("import/<int:pk>/undo/", runs.import_undo, name="import_undo"),
    path("export/", exports.exports, name="export"),
    path("export/<int:pk>/", exports.export_file, name="export_file"),
    path("import/<int:pk>/discard/", runs.import_discard, name="import_discard"),
]
