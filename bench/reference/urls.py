"""Addresses of the reference project."""

from django.urls import URLPattern, path

from bench.reference import views

urlpatterns: list[URLPattern] = [
    path("bare/<int:shelf>/<int:rows>/", views.bare),
    path("shelf/<int:shelf>/", views.page),
    path("insert/", views.insert),
]
