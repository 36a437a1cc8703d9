"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from holdspace.desk.web.views import clinician, device, member, owner
from holdspace.desk.web.views import path as own

app_name = "desk"
urlpatterns = [
    path("home/", member.home, name="home"),
    path("home/device/", device.on_device, name="on_device"),
    path("home/copy/", device.copy, name="home_copy"),
    path("home/worker.js", device.worker, name="home_worker"),
    path("home/sending/", device.sending, name="sending"),
    path("home/sending/check-in/<uuid:pk>/", device.send_check_in, name="send_check_in"),
    path("home/sending/words/<uuid:pk>/", device.send_words, name="send_words"),
    path("check-in/<uuid:pk>/", member.check_in, name="check_in"),
    path("check-in/<uuid:pk>/kept/", member.checked_in, name="checked_in"),
    path("circle/", member.circle, name="circle"),
    path("record/", member.record, name="record"),
    path("path/", own.path, name="path"),
    path("path/file/", own.as_file, name="path_file"),
    path("path/paper/", own.on_paper, name="path_paper"),
    path("today/", clinician.today, name="today"),
    path("brief/<uuid:pk>/", clinician.brief, name="brief"),
    path("group/<uuid:pk>/", clinician.group, name="group"),
    path("member/<uuid:pk>/", clinician.member, name="member"),
    path("audit/", owner.audit, name="audit"),
]
