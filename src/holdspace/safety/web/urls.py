"""Addresses of safety."""

from __future__ import annotations

from django.urls import path

from holdspace.safety.web import views

app_name = "safety"
urlpatterns = [
    path("help/", views.help_now, name="help"),
    path("not-safe/", views.not_safe, name="not_safe"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/<uuid:pk>/", views.concern, name="concern"),
    path("concerns/<uuid:pk>/take-on/", views.acknowledge, name="acknowledge"),
    path("concerns/<uuid:pk>/close/", views.close, name="close"),
]
