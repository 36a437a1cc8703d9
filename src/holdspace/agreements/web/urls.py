"""Addresses of agreements."""

from __future__ import annotations

from django.urls import path

from holdspace.agreements.web import views

app_name = "agreements"
urlpatterns = [
    path("", views.chase, name="chase"),
    path("<uuid:pk>/", views.read, name="read"),
    path("<uuid:pk>/sign/", views.sign, name="sign"),
    path("<uuid:pk>/on-paper/<uuid:member>/", views.witness, name="witness"),
    path("groups/<uuid:pk>/publish/", views.publish, name="publish"),
    path("groups/<uuid:pk>/state/", views.state, name="state"),
]
