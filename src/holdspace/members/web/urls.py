"""Addresses of the roster."""

from __future__ import annotations

from django.urls import path

from holdspace.members.web import views

app_name = "members"
urlpatterns = [
    path("", views.roster, name="roster"),
    path("new/", views.new, name="new"),
    path("oneself/", views.oneself, name="oneself"),
    path("<uuid:pk>/", views.member, name="member"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/invite/", views.invite, name="invite"),
]
