"""The Django app that carries the look; it stands before allauth so that its templates win."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and template tags; no models."""

    name = "holdspace.ui"
    label = "ui"
