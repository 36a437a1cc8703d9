"""Addresses of the time after a group."""

from __future__ import annotations

from django.urls import path

from holdspace.aftercare.web.views import answering

app_name = "aftercare"
urlpatterns = [
    path("questions/<str:token>/", answering.questions, name="questions"),
]
