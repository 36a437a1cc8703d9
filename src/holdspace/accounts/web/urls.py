"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from holdspace.accounts.web import views

app_name = "accounts"
urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("sign-in/preferences/", views.preferences, name="preferences"),
]
