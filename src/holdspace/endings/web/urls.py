"""Addresses of goodbyes."""

from __future__ import annotations

from django.urls import path

from holdspace.endings.web.views import departures, farewells, leading, member

app_name = "endings"
urlpatterns = [
    path("mine/", member.mine, name="mine"),
    path("circles/<uuid:pk>/leave/", member.leave, name="leave"),
    path("circles/<uuid:pk>/line/", member.line, name="line"),
    path("leavings/<uuid:pk>/tell/", member.tell_circle, name="tell"),
    path("leavings/<uuid:pk>/take-back/", member.take_back, name="take_back"),
    path("keepsakes/<uuid:pk>/", member.keepsake, name="keepsake"),
    path("keepsakes/<uuid:pk>/paper/", member.paper, name="paper"),
    path("farewells/<uuid:pk>/", farewells.sheet, name="farewell"),
    path("farewells/<uuid:pk>/own/", farewells.own, name="own"),
    path("farewells/<uuid:pk>/to/<uuid:to>/", farewells.give, name="give"),
    path("gifts/<uuid:pk>/withdraw/", farewells.withdraw, name="withdraw"),
    path("groups/<uuid:pk>/", leading.group, name="group"),
    path("groups/<uuid:pk>/notice/", leading.notice, name="notice"),
    path("groups/<uuid:pk>/close/", leading.close, name="close"),
    path("memberships/<uuid:pk>/write-down/", leading.write_down, name="write_down"),
    path("leavings/<uuid:pk>/word/", leading.take_word_out, name="take_word_out"),
    path("leavings/<uuid:pk>/farewell/", leading.open_of_one, name="open_of_one"),
    path("closings/<uuid:pk>/farewell/", leading.open_of_all, name="open_of_all"),
    path("closings/<uuid:pk>/take-back/", leading.take_closing_back, name="take_closing_back"),
    path("farewells/<uuid:pk>/hold/", leading.hold, name="hold"),
    path("farewells/<uuid:pk>/hand-over/", leading.hand_over, name="hand_over"),
    path("gifts/<uuid:pk>/read/", leading.read, name="read"),
    path("memberships/<uuid:pk>/departed/", departures.note, name="departed"),
    path("departures/<uuid:pk>/", departures.departure, name="departure"),
    path("departures/<uuid:pk>/reached/", departures.reached, name="reached"),
    path("departures/<uuid:pk>/hand-over/", departures.hand_over, name="hand_over_unsaid"),
    path("departures/<uuid:pk>/unsaid/", departures.unsaid, name="unsaid"),
    path("unsaid/<uuid:pk>/let-on/", departures.let_on, name="let_on_unsaid"),
]
