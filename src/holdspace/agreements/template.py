"""A group agreement to begin with, in our own words: leaders read it, change it, and publish it as theirs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from holdspace.agreements.rules.sections import TITLE
from holdspace.groups.models import Group


def default_body(group: Group, limits: str = "") -> str:
    """The text in the group's language, with its own contact rule; `limits` are the practice's words on where
    confidentiality ends, "" for ours.
    """
    with override(group.language):
        return "\n\n".join(f"{TITLE}{title}\n{text}" for title, text in _sections(group, limits))


def _sections(group: Group, limits: str) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("What is said here stays here"),
            _(
                "I keep to myself who is in this group and what anybody says in it, also after I have"
                " left. I may speak about my own experience, never in a way that lets somebody else be"
                " recognised. This holds online too: I do not post, forward or photograph anything from"
                " the group."
            ),
        ),
        (
            _("Where confidentiality ends"),
            limits
            or _(
                "The therapists keep what they hear confidential too, within the law. They may have to"
                " pass something on when somebody's life is in danger, when a child or a person who cannot"
                " protect themselves is being harmed, or when a court orders it. They tell me first"
                " whenever that is safe. Members are bound by this agreement and by their word; the law"
                " protects what therapists hear more strongly than what members hear."
            ),
        ),
        (
            _("Being here"),
            _(
                "The group works because the same people come back. I come to every session, on time, and"
                " stay until its end. When I cannot come, I say so beforehand. When I have missed"
                " sessions, the therapists ask after me, because I am missed."
            ),
        ),
        (_("Between sessions"), str(group.get_contact_rule_display())),
        (
            _("Safe for everybody"),
            _(
                "I come sober. Nobody is threatened, touched without having agreed, or hurt, in words or"
                " otherwise. I may say no to any question and any exercise, and I do not need to give a"
                " reason."
            ),
        ),
        (
            _("Never recorded"),
            _(
                "No session is recorded, in sound or picture, by anybody. When we meet online, I am alone"
                " in a room where nobody can listen, and I tell the group when that changes."
            ),
        ),
        (
            _("Leaving means saying goodbye"),
            _(
                "I am free to leave. When I think of leaving, I bring it to the group, and I come at"
                " least once more to say goodbye, for my own sake and for those who stay."
            ),
        ),
    )
