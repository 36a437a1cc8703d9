"""Addresses of correspondence."""

from __future__ import annotations

from django.urls import path

from holdspace.correspondence.web import devices, reminders, views

app_name = "correspondence"
urlpatterns = [
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/off/<str:token>/", reminders.mails_off, name="mails_off"),
    path("calendar/", views.feeds, name="feeds"),
    path("calendar/open/", views.open_feed, name="open_feed"),
    path("calendar/<uuid:pk>/revoke/", views.revoke_feed, name="revoke_feed"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("devices/", devices.devices, name="devices"),
    path("devices/add/", devices.add, name="add_device"),
    path("devices/<uuid:pk>/remove/", devices.remove, name="remove_device"),
    path("devices/<uuid:pk>/try/", devices.try_it, name="try_device"),
    path("devices/worker.js", devices.worker, name="push_worker"),
]
