"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from holdspace.intake.web.views import fairness, importing, meeting, referrals, screening, vocabulary, waiting

app_name = "intake"
urlpatterns = [
    path("", waiting.waiting_list, name="waiting_list"),
    path("waiting/add/", waiting.add_wait, name="add_wait"),
    path("waiting/returning/", waiting.returning, name="returning"),
    path("waiting/<uuid:pk>/", waiting.wait, name="wait"),
    path("waiting/<uuid:pk>/end/", waiting.end_wait, name="end_wait"),
    path("members/<uuid:pk>/", waiting.waits, name="waits"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", referrals.letter, name="letter"),
    path("referrals/import/", importing.import_referrals, name="import"),
    path("referrals/door/", referrals.door, name="door"),
    path("referrals/<uuid:pk>/", referrals.referral, name="referral"),
    path("referrals/<uuid:pk>/agreed/", referrals.agreed, name="agreed"),
    path("referrals/<uuid:pk>/take-up/", referrals.take_up, name="take_up"),
    path("referrals/<uuid:pk>/turn-away/", referrals.turn_away, name="turn_away"),
    path("fairness/", fairness.fairness, name="fairness"),
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
