"""Addresses of groups."""

from __future__ import annotations

from django.urls import path

from holdspace.groups.web.views import circle, records, setup

app_name = "groups"
urlpatterns = [
    path("", setup.groups, name="list"),
    path("new/", setup.new, name="new"),
    path("<uuid:pk>/", setup.detail, name="detail"),
    path("<uuid:pk>/change/", setup.change, name="change"),
    path("<uuid:pk>/begin/", setup.begin, name="begin"),
    path("<uuid:pk>/end/", setup.end, name="end"),
    path("<uuid:pk>/appoint/", setup.appoint, name="appoint"),
    path("facilitations/<uuid:pk>/end/", setup.end_facilitation, name="end_facilitation"),
    path("<uuid:pk>/propose/", setup.propose, name="propose"),
    path("members/<uuid:pk>/", setup.spells, name="spells"),
    path("proposals/", circle.proposals, name="proposals"),
    path("proposals/<uuid:pk>/admit/", circle.admit, name="admit"),
    path("proposals/<uuid:pk>/decline/", circle.decline, name="decline"),
    path("memberships/<uuid:pk>/end/", circle.end_membership, name="end_membership"),
    path("records/", records.open_record, name="open_record"),
    path("records/<uuid:pk>/close/", records.close_record, name="close_record"),
    path("records/<uuid:pk>/review/", records.review_opening, name="review_opening"),
]
