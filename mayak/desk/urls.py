"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.desk.views import client, clients, history, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("clients/", clients.clients, name="clients"),
    path("clients/<int:pk>/", client.client, name="client"),
    path("clients/<int:pk>/history/", history.client_history, name="client_history"),
    path("clients/<int:pk>/<slug:code>/", client.client_tab, name="client_tab"),
    path("search/", search.search, name="search"),
    path("search/clients/<int:pk>/", search.search_preview, name="search_preview"),
]
