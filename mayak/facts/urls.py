"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.facts.views import condition

urlpatterns: list[URLPattern | URLResolver] = [
    path("conditions/edit/", condition.condition_edit, name="condition_edit"),
    path("conditions/words/", condition.condition_words, name="condition_words"),
    path("conditions/why/", condition.condition_why, name="condition_why"),
]
