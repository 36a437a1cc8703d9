from __future__ import annotations

from django.urls import path

from holdspace.practice.web import views

app_name = "practice"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.take_on, name="take_on"),
    path("<uuid:staff_id>/invite/", views.invite, name="invite"),
    path("<uuid:staff_id>/roles/", views.give_role, name="give_role"),
    path("roles/<uuid:spell_id>/end/", views.end_role, name="end_role"),
]
