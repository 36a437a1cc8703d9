"""Forms about how notes are written: a format of one's own, a phrase, and when a signature is late."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.notes.actions.phrases import LONGEST_PHRASE
from holdspace.notes.queries import LABELS
from holdspace.notes.rules.formats import LONGEST_NAME, TOLD, Section
from holdspace.notes.rules.lateness import LONGEST, SHORTEST

SECTIONS = 6
"""How many sections the page offers."""


class FormatForm(forms.Form):
    """A name, up to six headings, and under which of them each text stands."""

    name = forms.CharField(label=_("Name of the format"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        numbers = [(str(number), str(number)) for number in range(1, SECTIONS + 1)]
        for number, _words in numbers:
            self.fields[f"section_{number}"] = forms.CharField(
                label=_("Section %(number)s") % {"number": number}, max_length=LONGEST_NAME, required=False
            )
        for text in TOLD:
            self.fields[f"place_{text}"] = forms.ChoiceField(label=str(LABELS[text]), choices=numbers)

    @property
    def headings(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("section_")]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("place_")]

    def sections(self) -> list[Section]:
        """What was sent, as the rules know it."""
        sent = self.cleaned_data
        return [
            Section(
                sent[f"section_{number}"],
                tuple(text for text in TOLD if sent[f"place_{text}"] == str(number)),
            )
            for number in range(1, SECTIONS + 1)
        ]


class LateForm(forms.Form):
    """From when on a signature is late."""

    hours = forms.IntegerField(
        label=_("A signature is a late entry after so many hours"), min_value=SHORTEST, max_value=LONGEST
    )


class PhraseForm(forms.Form):
    """A short name and what it stands for."""

    short = forms.CharField(
        label=_("Short name"),
        max_length=17,
        help_text=_("One word. While writing, type ; before it and a blank after."),
    )
    words = forms.CharField(
        label=_("Phrase"), max_length=LONGEST_PHRASE, widget=forms.Textarea(attrs={"rows": 2})
    )
