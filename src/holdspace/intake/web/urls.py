"""Addresses of intake."""

from __future__ import annotations

from django.urls import URLPattern, path

from holdspace.intake.web.views import fairness

app_name = "intake"
urlpatterns: list[URLPattern] = [
    path("fairness/", fairness.fairness, name="fairness"),
]
