"""Addresses of files in a record. None of them says what a file is."""

from __future__ import annotations

from django.urls import path

from holdspace.attachments.web import views

app_name = "attachments"
urlpatterns = [
    path("members/<uuid:pk>/", views.of_member, name="of_member"),
    path("members/<uuid:pk>/card/", views.door, name="door"),
    path("members/<uuid:pk>/new/", views.add, name="add"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:pk>/file/", views.file, name="file"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
]
