"""Addresses of the practice: its people, itself, where it meets."""

from __future__ import annotations

from django.urls import path

from holdspace.practice.web.views import people, places, practice

app_name = "practice"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.take_on, name="take_on"),
    path("people/<uuid:staff_id>/invite/", people.invite, name="invite"),
    path("people/<uuid:staff_id>/roles/", people.give_role, name="give_role"),
    path("people/roles/<uuid:spell_id>/end/", people.end_role, name="end_role"),
    path("practice/", practice.practice, name="practice"),
    path("practice/change/", practice.change, name="change_practice"),
    path("places/", places.places, name="places"),
    path("places/sites/new/", places.add_site, name="add_site"),
    path("places/sites/<uuid:pk>/", places.change_site, name="change_site"),
    path("places/sites/<uuid:pk>/open/", places.set_site_open, name="set_site_open"),
    path("places/rooms/new/", places.add_room, name="add_room"),
    path("places/rooms/<uuid:pk>/", places.change_room, name="change_room"),
    path("places/rooms/<uuid:pk>/open/", places.set_room_open, name="set_room_open"),
]
