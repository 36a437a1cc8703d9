"""Addresses of safety."""

from __future__ import annotations

from django.urls import path

from holdspace.safety.web import incidents, plans, rota, views

app_name = "safety"
urlpatterns = [
    path("help/", views.help_now, name="help"),
    path("not-safe/", views.not_safe, name="not_safe"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/new/", views.observe, name="observe"),
    path("concerns/<uuid:pk>/", views.concern, name="concern"),
    path("concerns/<uuid:pk>/take-on/", views.acknowledge, name="acknowledge"),
    path("concerns/<uuid:pk>/close/", views.close, name="close"),
    path("concerns/<uuid:pk>/judge/", views.judge, name="judge"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/new/", incidents.note, name="note_incident"),
    path("incidents/<uuid:pk>/", incidents.incident, name="incident"),
    path("incidents/<uuid:pk>/now/", incidents.crisis, name="crisis"),
    path("incidents/<uuid:pk>/take-over/", incidents.take_over, name="take_over"),
    path("incidents/<uuid:pk>/step/", incidents.step, name="crisis_step"),
    path("incidents/<uuid:pk>/place/", incidents.place, name="crisis_place"),
    path("incidents/<uuid:pk>/over/", incidents.over, name="crisis_over"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/write/", plans.write, name="write_plan"),
    path("plans/versions/<uuid:pk>/", plans.version, name="plan_version"),
    path("my-plan/", plans.my_plan, name="my_plan"),
    path("my-plan/copy/", plans.copy, name="plan_copy"),
    path("my-plan/worker.js", plans.worker, name="plan_worker"),
    path("on-call/", rota.rota, name="rota"),
    path("on-call/duties/new/", rota.put_on_call, name="put_on_call"),
    path("on-call/duties/<uuid:pk>/end/", rota.end_duty, name="end_duty"),
    path("on-call/away/new/", rota.note_away, name="note_away"),
    path("on-call/away/<uuid:pk>/end/", rota.end_away, name="end_away"),
    path("on-call/escalation/", rota.set_escalation, name="set_escalation"),
]
