"""Addresses of sessions."""

from __future__ import annotations

from django.urls import path

from holdspace.sessions.web.views import attendance, rating, schedule

app_name = "sessions"
urlpatterns = [
    path("", schedule.schedule, name="schedule"),
    path("plan/", schedule.plan, name="plan"),
    path("series/", schedule.series, name="series"),
    path("series/<uuid:pk>/end/", schedule.end_series, name="end_series"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("attendance/<uuid:pk>/export/", attendance.export, name="export"),
    path("<uuid:pk>/cancel/", schedule.cancel, name="cancel"),
    path("<uuid:pk>/move/", schedule.move, name="move"),
    path("<uuid:pk>/rate/", rating.rate, name="rate"),
]
