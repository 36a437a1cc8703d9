"""The form with which a practice adds words of its own."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.intake.rules.vocabulary import LONGEST_OWN, OPEN_KINDS, Kind

KIND_WORDS: Final = {
    Kind.THEME: _("What people carry"),
    Kind.TRAIT: _("What others see or would notice"),
    Kind.NEED: _("Access"),
    Kind.IN_FAVOUR: _("Reasons in favour"),
    Kind.AGAINST: _("Reasons against"),
    Kind.NOT_NOW: _("Reasons for “not now”"),
}
"""The lists that a practice changes, in the order of the page."""


class TermForm(forms.Form):
    """Words of the practice's own, for one of the lists."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("To which list"), choices=[(k.value, v) for k, v in KIND_WORDS.items()])
    words = forms.CharField(
        label=_("Words"),
        help_text=_("Short and plain, as somebody would say it of themselves."),
        max_length=LONGEST_OWN,
        error_messages={
            "required": _("Write a few words."),
            "max_length": _("Keep it under 60 characters: it stands in lists."),
        },
    )


class PutAwayForm(forms.Form):
    """Which word is not offered any more."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in OPEN_KINDS])
    code = forms.CharField(max_length=40)
