"""Addresses of feedback."""

from __future__ import annotations

from django.urls import path

from holdspace.feedback.web.views import leading, own, portraits

app_name = "feedback"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("<uuid:pk>/give/", own.give, name="give"),
    path("<uuid:pk>/given/", own.given, name="given"),
    path("<uuid:pk>/open/", own.open_one, name="open"),
    path("<uuid:pk>/received/", own.received, name="received"),
    path("<uuid:pk>/reflect/", own.reflect, name="reflect"),
    path("<uuid:pk>/send-back/", own.send_back, name="send_back"),
    path("<uuid:pk>/set-aside/", own.set_aside, name="set_aside"),
    path("answers/<uuid:pk>/open/", own.open_answer, name="open_answer"),
    path("portraits/", portraits.my_portraits, name="my_portraits"),
    path("portraits/<uuid:pk>/for/<uuid:about>/", portraits.choose, name="choose"),
    path("pictures/<uuid:pk>/open/", portraits.open_picture, name="open_picture"),
    path("pictures/<uuid:pk>/", portraits.picture, name="picture"),
    path("groups/<uuid:pk>/", leading.rounds, name="rounds"),
    path("groups/<uuid:pk>/new/", leading.open_round, name="open_round"),
    path("rounds/<uuid:pk>/", leading.round_page, name="round"),
    path("rounds/<uuid:pk>/close/", leading.close_round, name="close"),
    path("rounds/<uuid:pk>/reading/", leading.reading, name="reading"),
    path("rounds/<uuid:pk>/release/", leading.release_read, name="release_read"),
    path("<uuid:pk>/release/", leading.release, name="release"),
    path("<uuid:pk>/hold/", leading.hold, name="hold"),
    path("groups/<uuid:pk>/portraits/", portraits.portraits, name="portraits"),
    path("groups/<uuid:pk>/portraits/new/", portraits.open_portrait, name="open_portrait"),
    path("portraits/<uuid:pk>/", portraits.portrait, name="portrait"),
    path("portraits/<uuid:pk>/end/", portraits.put_together, name="put_together"),
    path("portraits/<uuid:pk>/show/", portraits.show, name="show"),
    path("pictures/<uuid:pk>/read/", portraits.read_picture, name="read_picture"),
    path("answers/<uuid:pk>/release/", leading.release_answer, name="release_answer"),
]
