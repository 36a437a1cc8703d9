"""Addresses of measures."""

from __future__ import annotations

from django.urls import path

from holdspace.measures.web import answering, views, wordings

app_name = "measures"
urlpatterns = [
    path("group/<uuid:pk>/", views.schedule, name="schedule"),
    path("member/<uuid:pk>/", views.own, name="own"),
    path("member/<uuid:pk>/paper/", views.paper, name="paper"),
    path("member/<uuid:pk>/tablet/", views.hand_over, name="hand_over"),
    path("tablet/<str:token>/", answering.tablet, name="tablet"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("wordings/<uuid:pk>/put-away/", wordings.put_away, name="put_wording_away"),
    path("afterwards/", answering.follow_up, name="follow_up"),
]
