"""Addresses that a practice's website leads to; they say nothing of what the practice does."""

from __future__ import annotations

from django.urls import path

from holdspace.intake.web.views import public

app_name = "refer"
urlpatterns = [
    path("", public.only_practice, name="only_practice"),
    path("<uuid:pk>/", public.refer, name="refer"),
    path("<uuid:pk>/sent/", public.sent, name="sent"),
]
