"""Addresses of the notes. None holds a name."""

from __future__ import annotations

from django.urls import path

from holdspace.notes.web import views

app_name = "notes"

urlpatterns = [
    path("<uuid:session>/", views.session, name="session"),
    path("<uuid:session>/save/", views.save, name="save"),
    path("<uuid:session>/sign/", views.sign, name="sign"),
    path("<uuid:session>/co-sign/", views.cosign, name="cosign"),
    path("<uuid:session>/amend/", views.amend, name="amend"),
    path("<uuid:session>/group/", views.group_note, name="group_note"),
    path("<uuid:session>/<uuid:member>/", views.member_note, name="member_note"),
]
