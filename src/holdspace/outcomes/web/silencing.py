"""The form in which a reason to look again is put aside."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.outcomes.policies import SHORTEST_REASON


class SilenceForm(forms.Form):
    """Why a reason to look again can rest; `level` is the one that stood before the reader's eyes."""

    reason = forms.CharField(
        label=_("Why can this rest for now?"),
        help_text=_("One sentence: what you know that the numbers do not. The other leaders can read it."),
        min_length=SHORTEST_REASON,
        max_length=1000,
        error_messages={
            "required": _("Say in a sentence why this can rest for now."),
            "min_length": _("Say in a sentence why this can rest for now: a word is not enough."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    level = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
