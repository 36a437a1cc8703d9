"""Addresses of arriving, being missed, and coming back."""

from __future__ import annotations

from django.urls import path

from holdspace.preparation.web.views import leading, missing, own, people

app_name = "preparation"
urlpatterns = [
    path("", own.before, name="before"),
    path("what-a-group-is/", own.group_is, name="group_is"),
    path("groups/<uuid:pk>/step/", own.take_step, name="take_step"),
    path("groups/<uuid:pk>/hopes/", own.hopes, name="hopes"),
    path("groups/<uuid:pk>/when-and-where/", own.joining, name="joining"),
    path("groups/<uuid:pk>/name/", own.name_told, name="name_told"),
    path("asked/<uuid:pk>/", own.answer, name="answer"),
    path("asked/<uuid:pk>/back/", leading.take_back, name="take_back"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/met/", people.met, name="met"),
    path("people/<uuid:pk>/<uuid:member>/hopes/", people.read_hopes, name="read_hopes"),
    path("groups/<uuid:pk>/newcomers/", leading.newcomers, name="newcomers"),
    path("groups/<uuid:pk>/newcomers/<uuid:member>/told/", leading.told_from, name="told_from"),
    path("groups/<uuid:pk>/newcomers/<uuid:member>/ask/", leading.ask, name="ask"),
    path("groups/<uuid:pk>/missed/<uuid:member>/", missing.reach, name="reach"),
    path("missed/rule/", missing.rule, name="rule"),
]
