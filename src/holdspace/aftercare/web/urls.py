"""Addresses of the time after a group."""

from __future__ import annotations

from django.urls import path

from holdspace.aftercare.web.views import answering, planning, returning

app_name = "aftercare"
urlpatterns = [
    path("questions/<str:token>/", answering.questions, name="questions"),
    path("my-plan/", planning.my_plan, name="my_plan"),
    path("my-plan/copy/", planning.copy, name="plan_copy"),
    path("my-plan/worker.js", planning.worker, name="plan_worker"),
    path("my-plan/write/", planning.write, name="write_plan"),
    path("my-plan/versions/<int:number>/", planning.version, name="plan_version"),
    path("come-back/", returning.come_back, name="come_back"),
    path("come-back/no-more/", returning.stay_away, name="stay_away"),
    path("plans/<uuid:pk>/", planning.shared, name="shared_plan"),
]
