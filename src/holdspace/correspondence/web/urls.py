"""Addresses of correspondence."""

from __future__ import annotations

from django.urls import path

from holdspace.correspondence.web import views

app_name = "correspondence"
urlpatterns = [
    path("", views.feeds, name="feeds"),
    path("open/", views.open_feed, name="open_feed"),
    path("<uuid:pk>/revoke/", views.revoke_feed, name="revoke_feed"),
    path("<str:token>.ics", views.feed, name="feed"),
]
