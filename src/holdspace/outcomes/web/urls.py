"""Addresses of outcomes."""

from __future__ import annotations

from django.urls import URLPattern, path

from holdspace.outcomes.web.views import climate, goals, paths, programme

app_name = "outcomes"
urlpatterns: list[URLPattern] = [
    path("members/<uuid:pk>/", paths.path, name="path"),
    path("groups/<uuid:pk>/", paths.group, name="group"),
    path("groups/<uuid:group>/members/<uuid:pk>/silence/<str:key>/", paths.silence, name="silence"),
    path("groups/<uuid:group>/members/<uuid:pk>/goals/", goals.goals, name="goals"),
    path("groups/<uuid:group>/members/<uuid:pk>/goals/rate/", goals.rate_goals, name="rate_goals"),
    path("groups/<uuid:group>/members/<uuid:pk>/goals/time/", goals.goal_time, name="goal_time"),
    path("goals/<uuid:pk>/", goals.change_goal, name="change_goal"),
    path("goals/<uuid:pk>/put-away/", goals.put_goal_away, name="put_goal_away"),
    path("my-path/", paths.my_path, name="my_path"),
    path("groups/<uuid:pk>/climate/", climate.climate, name="climate"),
    path("groups/<uuid:pk>/together/", climate.together, name="together"),
    path("sessions/<uuid:pk>/repair/", climate.repair, name="repair"),
    path("programme/", programme.programme, name="programme"),
    path("programme/table/", programme.programme_as_csv, name="programme_csv"),
    path("programme/paper/", programme.programme_as_pdf, name="programme_pdf"),
]
