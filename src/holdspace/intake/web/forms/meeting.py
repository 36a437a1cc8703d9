"""Forms about who must not meet, and who knows somebody here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.intake.actions.meeting import LONGEST_WORDS
from holdspace.intake.models import Acquaintance, Apart
from holdspace.members.models import Member
from holdspace.ui.choices import offer


class PairForm(forms.Form):
    """The other one of two people, among those whom the clinician knows."""

    use_required_attribute = False

    other = forms.ChoiceField(label=_("With whom"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, people: Iterable[tuple[Member, bool]], **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(people)
        self.known = {member.pk: member for member, _waits in known}
        named = ((str(member.pk), _named(member, waits)) for member, waits in known)
        offer(self, "other", [("", "—"), *named])

    @property
    def chosen(self) -> Member:
        """The other one; after `is_valid`."""
        return self.known[UUID(self.cleaned_data["other"])]


class ApartForm(PairForm):
    """Who must not meet somebody, and what they are to each other."""

    kind = forms.ChoiceField(
        label=_("What they are to each other"),
        choices=[("", "—"), *Apart.Kind.choices],
        error_messages={"required": _("Say what they are to each other.")},
    )


class TellForm(forms.Form):
    """A member tells that they know somebody here."""

    words = forms.CharField(
        label=_("Whom do you know, and from where?"),
        help_text=_("As much or as little as you like. It can be left empty."),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={
            "max_length": _("Please keep it under 500 characters; the rest can be told when you meet.")
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SettleForm(forms.Form):
    """What came of the talk."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Acquaintance.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of it.")},
    )


def _named(member: Member, waits: bool) -> str:
    name = member.chosen_name or "—"
    return str(_("%(name)s, on the waiting list") % {"name": name}) if waits else name
