"""Addresses of the notes. None holds a name."""

from __future__ import annotations

from django.urls import path

from holdspace.notes.web.views import apart, house, session, supervision, waiting

app_name = "notes"

urlpatterns = [
    path("", waiting.waiting, name="waiting"),
    path("formats/", house.formats, name="formats"),
    path("formats/practice/", house.practice_rule, name="practice_rule"),
    path("formats/groups/<uuid:pk>/", house.group_rule, name="group_rule"),
    path("formats/<uuid:pk>/put-away/", house.put_format_away, name="put_format_away"),
    path("phrases/", house.phrases, name="phrases"),
    path("phrases/<uuid:pk>/drop/", house.drop_phrase, name="drop_phrase"),
    path("apart/<uuid:member>/", apart.apart, name="apart"),
    path("apart/<uuid:member>/authorise/", apart.authorise, name="authorise"),
    path("apart/authorisations/<uuid:pk>/withdraw/", apart.withdraw, name="withdraw_authorisation"),
    path("comments/<uuid:pk>/resolve/", supervision.resolve, name="resolve_comment"),
    path("<uuid:session>/", session.session, name="session"),
    path("<uuid:session>/save/", session.save, name="save"),
    path("<uuid:session>/sign/", session.sign, name="sign"),
    path("<uuid:session>/co-sign/", session.cosign, name="cosign"),
    path("<uuid:session>/amend/", session.amend, name="amend"),
    path("<uuid:session>/group/", session.group_note, name="group_note"),
    path("<uuid:session>/group/supervision/", supervision.talk_about, name="talk_group"),
    path("<uuid:session>/<uuid:member>/supervision/", supervision.talk_about, name="talk"),
    path("<uuid:session>/<uuid:member>/", session.member_note, name="member_note"),
]
