"""Addresses of measures."""

from __future__ import annotations

from django.urls import path

from holdspace.measures.web import views

app_name = "measures"
urlpatterns = [
    path("group/<uuid:pk>/", views.schedule, name="schedule"),
]
