"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from holdspace.intake.web.views import meeting, screening, vocabulary

app_name = "intake"
urlpatterns = [
    path("screenings/<uuid:pk>/", screening.screening, name="screening"),
    path("people/<uuid:member_pk>/", meeting.person, name="person"),
    path("people/<uuid:member_pk>/apart/", meeting.keep_apart, name="keep_apart"),
    path("people/<uuid:member_pk>/strangers/", meeting.strangers, name="strangers"),
    path("aparts/<uuid:pk>/lift/", meeting.lift, name="lift"),
    path("know-somebody/", meeting.know_somebody, name="know_somebody"),
    path("know-somebody/told/", meeting.told, name="told"),
    path("acquaintances/", meeting.acquaintances, name="acquaintances"),
    path("acquaintances/<uuid:pk>/settle/", meeting.settle, name="settle"),
    path("vocabulary/", vocabulary.vocabulary, name="vocabulary"),
    path("vocabulary/put-away/", vocabulary.put_away, name="put_away"),
    path("vocabulary/<uuid:pk>/bring-back/", vocabulary.bring_back, name="bring_back"),
]
