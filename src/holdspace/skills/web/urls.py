"""Addresses of skills practised between sessions."""

from __future__ import annotations

from django.urls import path

from holdspace.skills.web.views import leading, library, trying

app_name = "skills"
urlpatterns = [
    path("", library.library, name="library"),
    path("skills/<slug:code>/", library.skill, name="skill"),
    path("own/", library.own, name="own"),
    path("own/new/", library.write_own, name="write_own"),
    path("own/<uuid:pk>/", library.change_own, name="change_own"),
    path("own/<uuid:pk>/stand/", library.stand_own, name="stand_own"),
    path("mine/", trying.mine, name="mine"),
    path("circles/<uuid:pk>/", trying.circle_page, name="circle"),
    path("circles/<uuid:pk>/<slug:code>/tried/", trying.note, name="note"),
    path("circles/<uuid:pk>/<slug:code>/choose/", trying.choose, name="choose"),
    path("tried/<uuid:pk>/", trying.own, name="tried"),
    path("tried/<uuid:pk>/change/", trying.change, name="change"),
    path("tried/<uuid:pk>/move/", trying.move, name="move"),
    path("tried/<uuid:pk>/hide/", leading.hide, name="hide"),
    path("words/<uuid:pk>/read/", trying.read_word, name="read_word"),
    path("assigned/<uuid:pk>/end/", leading.end, name="end"),
    path("groups/<uuid:pk>/", leading.group, name="group"),
    path("groups/<uuid:pk>/assign/", leading.assign, name="assign"),
]
