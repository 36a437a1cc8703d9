"""Addresses of forming."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "forming"
urlpatterns: list[URLPattern] = []
