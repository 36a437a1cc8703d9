"""Addresses of forming."""

from __future__ import annotations

from django.urls import path

from holdspace.forming.web.views import boards, hands, places, rounds

app_name = "forming"
urlpatterns = [
    path("", rounds.held, name="round"),
    path("begin/", rounds.begin, name="begin"),
    path("close/", rounds.close, name="close"),
    path("groups/<uuid:pk>/", rounds.take_part, name="take_part"),
    path("groups/<uuid:pk>/leave/", rounds.leave_out, name="leave_out"),
    path("wishes/", rounds.wishes, name="wishes"),
    path("propose/", boards.propose, name="propose"),
    path("plans/<uuid:pk>/", boards.plan, name="plan"),
    path("plans/<uuid:pk>/progress/", boards.progress, name="progress"),
    path("plans/<uuid:pk>/stop/", boards.stop, name="stop"),
    path("plans/<uuid:pk>/again/", boards.again, name="again"),
    path("plans/<uuid:pk>/beside/<uuid:other>/", boards.compare, name="compare"),
    path("plans/<uuid:pk>/why/<uuid:person>/", hands.why, name="why"),
    path("plans/<uuid:pk>/weigh/", hands.weigh, name="weigh"),
    path("plans/<uuid:pk>/move/", hands.move, name="move"),
    path("plans/<uuid:pk>/decide/", hands.decide, name="decide"),
    path("decisions/<uuid:pk>/lift/", hands.lift, name="lift"),
    path("plans/<uuid:pk>/circles/<uuid:group>/", places.accept, name="accept"),
    path("offers/<uuid:pk>/answer/", places.answer, name="answer"),
    path("offers/<uuid:pk>/withdraw/", places.withdraw, name="withdraw"),
    path("places/<uuid:pk>/", places.place, name="place"),
]
