"""Addresses of the space in between. What somebody wrote is named by its random key, never by a row's id."""

from __future__ import annotations

from django.urls import path

from holdspace.circle.web.views import after, answering, holding, looking, writing

app_name = "circle"
urlpatterns = [
    path("mine/", writing.mine, name="mine"),
    path("after/", after.after, name="after"),
    path("<uuid:pk>/", writing.the_space, name="space"),
    path("<uuid:pk>/stream/", writing.the_stream, name="stream"),
    path("<uuid:pk>/write/", writing.write, name="write"),
    path("<uuid:pk>/encourage/", answering.encourage, name="encourage"),
    path("<uuid:pk>/helped/", answering.helped, name="helped"),
    path("<uuid:pk>/came/", answering.came, name="came"),
    path("<uuid:pk>/rhythm/", answering.choose_rhythm, name="rhythm"),
    path("<uuid:pk>/roles/", holding.roles, name="roles"),
    path("<uuid:pk>/hold/", holding.hold, name="hold"),
    path("<uuid:pk>/hold/set/", holding.set_space, name="set_space"),
    path("<uuid:pk>/themes/", looking.themes, name="themes"),
    path("<uuid:pk>/reciprocity/", looking.reciprocity, name="reciprocity"),
    path("<uuid:pk>/contact/", holding.contact, name="contact"),
    path("<uuid:pk>/question/", holding.question, name="question"),
    path("words/<uuid:key>/", writing.own, name="own"),
    path("words/<uuid:key>/change/", writing.change, name="change"),
    path("words/<uuid:key>/move/", writing.move, name="move"),
    path("words/<uuid:key>/others/", writing.others, name="others"),
    path("words/<uuid:key>/after/", after.hand_on, name="hand_on"),
    path("words/<uuid:key>/know/", answering.know, name="know"),
    path("words/<uuid:key>/thank/", answering.thank, name="thank"),
    path("words/<uuid:key>/report/", answering.report, name="report"),
    path("words/<uuid:key>/judge/", holding.judge, name="judge"),
    path("reports/<uuid:pk>/settle/", holding.settle, name="settle"),
]
