"""Addresses of outcomes."""

from __future__ import annotations

from django.urls import URLPattern, path

from holdspace.outcomes.web.views import programme

app_name = "outcomes"
urlpatterns: list[URLPattern] = [
    path("programme/", programme.programme, name="programme"),
    path("programme/table/", programme.programme_as_csv, name="programme_csv"),
    path("programme/paper/", programme.programme_as_pdf, name="programme_pdf"),
]
