"""The forms of concerns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.safety.rules.concern_states import SHORTEST_OUTCOME


class OutcomeForm(forms.Form):
    """What a clinician writes when a concern is closed."""

    outcome = forms.CharField(
        label=_("What was done?"),
        help_text=_("One sentence is enough: whom you spoke with, and what was agreed."),
        min_length=SHORTEST_OUTCOME,
        max_length=2000,
        error_messages={
            "required": _("Say in a sentence what was done."),
            "min_length": _("Say in a sentence what was done: a word is not enough."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
