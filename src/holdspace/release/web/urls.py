"""Addresses of release."""

from __future__ import annotations

from django.urls import path

from holdspace.release.web import apart, keeping, own, staff

app_name = "release"
urlpatterns = [
    path("mine/", own.own, name="own"),
    path("mine/ask/", own.ask, name="ask"),
    path("mine/allow/", own.allow, name="allow"),
    path("mine/allowed/<uuid:pk>/take-back/", own.disallow, name="disallow"),
    path("mine/correct/", own.correct, name="correct"),
    path("mine/corrections/<uuid:pk>/disagree/", own.disagree, name="disagree"),
    path("mine/<uuid:pk>/fetch/", own.fetch_own, name="fetch_own"),
    path("mine/<uuid:pk>/take-back/", own.take_back_own, name="take_back_own"),
    path("", staff.requests, name="requests"),
    path("begin/<uuid:pk>/", staff.begin, name="begin"),
    path("apart/<uuid:pk>/begin/", apart.begin, name="begin_apart"),
    path("<uuid:pk>/", staff.release, name="release"),
    path("<uuid:pk>/prepare-apart/", apart.prepare, name="prepare_apart"),
    path("<uuid:pk>/prepare/", staff.prepare, name="prepare"),
    path("<uuid:pk>/leave-out/", staff.leave_out, name="leave_out"),
    path("<uuid:pk>/take-back/", staff.take_back, name="take_back"),
    path("<uuid:pk>/let-stand/", staff.let_stand, name="let_stand"),
    path("<uuid:pk>/approve/", staff.approve, name="approve"),
    path("<uuid:pk>/seal/", staff.seal, name="seal"),
    path("<uuid:pk>/fetch/", staff.fetch, name="fetch"),
    path("<uuid:pk>/withdraw/", staff.withdraw, name="withdraw"),
    path("<uuid:pk>/decline/", staff.decline, name="decline"),
    path("corrections/<uuid:pk>/", staff.answer, name="answer"),
    path("protected/<uuid:pk>/", staff.protect, name="protect"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/rule/", keeping.set_keeping, name="set_keeping"),
    path("keeping/<uuid:pk>/hold/", keeping.hold, name="hold"),
    path("keeping/holds/<uuid:pk>/lift/", keeping.lift, name="lift"),
    path("keeping/<uuid:pk>/erase/", keeping.erase, name="erase"),
    path("keeping/erasures/<uuid:pk>/approve/", keeping.approve_erasure, name="approve_erasure"),
    path("keeping/erasures/<uuid:pk>/withdraw/", keeping.withdraw_erasure, name="withdraw_erasure"),
    path("accounting/", keeping.accounting, name="accounting"),
]
