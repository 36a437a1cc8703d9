"""Addresses of what arrives as a file."""

from __future__ import annotations

from django.urls import path

from holdspace.fhir.web import views

app_name = "fhir"
urlpatterns = [
    path("", views.import_roster, name="import"),
]
