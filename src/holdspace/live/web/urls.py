from __future__ import annotations

from django.urls import path

from holdspace.live.web import entering, room, views, voices, whispers

app_name = "live"
urlpatterns = [
    path("<uuid:session_id>/", views.session, name="session"),
    path("<uuid:session_id>/where/", entering.where, name="where"),
    path("<uuid:session_id>/room/", room.room, name="room"),
    path("<uuid:session_id>/room/inside/", room.inside, name="inside"),
    path("<uuid:session_id>/room/mine/", room.mine, name="mine"),
    path("<uuid:session_id>/voices/", voices.voices, name="voices"),
    path("<uuid:session_id>/whisper/", whispers.whisper, name="whisper"),
    path("<uuid:session_id>/whisper/<uuid:pk>/keep/", whispers.keep, name="keep_whisper"),
    path("<uuid:session_id>/floor/", views.floor, name="floor"),
    path("<uuid:session_id>/with/<uuid:member_id>/", views.step_out, name="step_out"),
    path("<uuid:session_id>/left/<uuid:member_id>/", views.left_in_distress, name="left_in_distress"),
    path("<uuid:session_id>/touch/", views.touch, name="touch"),
]
