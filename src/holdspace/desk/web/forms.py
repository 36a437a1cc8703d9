"""The check-in as a form: a few words, how open, the questionnaires that are due; all can be left empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.desk.actions import Brings
from holdspace.measures.questions import QuestionnaireForm
from holdspace.measures.rules.instrument import Instrument
from holdspace.sessions.models import CheckIn
from holdspace.skills.queries import Noted
from holdspace.ui.choices import offer

LONGEST = 4000
"""The most characters of what somebody brings: about two pages."""


class BringsForm(forms.Form):
    """What a member brings, who may read it, and how open they want to be."""

    brings = forms.CharField(
        label=_("What do you bring?"),
        help_text=_("A sentence is enough. A word is enough."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    share = forms.ChoiceField(
        label=_("Who may read this before the session?"), required=False, widget=forms.RadioSelect
    )
    openness = forms.TypedChoiceField(
        label=_("How open do you want to be?"),
        choices=[(str(value), str(value)) for value in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: str, **options: Any) -> None:
        super().__init__(*args, **options)
        therapists = (CheckIn.Share.THERAPISTS.value, readers or _("My therapists"))
        nobody = (CheckIn.Share.NOBODY.value, _("Nobody: for now it is for me alone"))
        offer(self, "share", [therapists, nobody])


class SentCheckInForm(BringsForm):
    """The same, written without network: the device made its key."""

    sent_key = forms.UUIDField()

    def brought(self) -> Brings:
        """What was written. Only after `is_valid()`; without a word about who may read it, nobody may."""
        words = self.cleaned_data
        return Brings(
            text=words["brings"],
            share=words["share"] or CheckIn.Share.NOBODY,
            openness=words["openness"],
            version=words["version"] or 0,
            sent_key=words["sent_key"],
        )


class WordsForm(forms.Form):
    """Something put into words without network; for oneself first, as everything that is written."""

    text = forms.CharField(
        label=_("What do you want to put into words?"),
        help_text=_("It is kept for you alone. Later you can share it, if you like."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SentWordsForm(WordsForm):
    """The same, as it arrives."""

    sent_key = forms.UUIDField()


class TriedForm(forms.Form):
    """What a member tried since the last session: each kept for this one, or left out.

    `offered` names what stood on the page: what was noted meanwhile is not left out by it.
    """

    bring = forms.TypedMultipleChoiceField(coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple)
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, tried: Sequence[Noted]) -> None:
        kept = [str(each.pk) for each in tried if each.brought]
        super().__init__(data, initial={"bring": kept, "offered": " ".join(str(each.pk) for each in tried)})
        self.tried = tried
        offer(self, "bring", [(str(each.pk), each.name) for each in tried])

    @property
    def lines(self) -> list[tuple[Noted, bool]]:
        """What was tried, and whether its box is ticked."""
        ticked = {str(pk) for pk in self["bring"].value() or ()}
        return [(each, str(each.pk) in ticked) for each in self.tried]

    def choice(self) -> tuple[frozenset[UUID], frozenset[UUID]]:
        """What was offered and is still there, and what of it is kept."""
        there = set(self.cleaned_data["offered"].split())
        offered = frozenset(each.pk for each in self.tried if str(each.pk) in there)
        return offered, offered & frozenset(self.cleaned_data["bring"])


class CheckInSheet:
    """The whole page of a check-in: `BringsForm`, one form for each questionnaire, and what was tried."""

    def __init__(
        self,
        *,
        readers: str,
        asked: Sequence[Instrument],
        language: str,
        data: QueryDict | None = None,
        kept: CheckIn | None = None,
        given: Mapping[str, Mapping[str, int | None]] | None = None,
        tried: Sequence[Noted] = (),
    ) -> None:
        self.brings = BringsForm(data, initial=_initial(kept), readers=readers)
        self.tried = TriedForm(data, tried=tried)
        self.questionnaires = [
            QuestionnaireForm(each, language=language, data=data, given=(given or {}).get(each.id))
            for each in asked
        ]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.brings, self.tried, *self.questionnaires]

    def is_valid(self) -> bool:
        """Every form is asked, so that the page shows all that has to be put right."""
        answers = [form.is_valid() for form in self.forms]
        return all(answers)

    def cleaned(self) -> Brings:
        """What was filled in. Without a word about who may read it, nobody may."""
        words = self.brings.cleaned_data
        return Brings(
            text=words["brings"],
            share=words["share"] or CheckIn.Share.NOBODY,
            openness=words["openness"],
            version=words["version"] or 0,
            answers={each.instrument.id: each.answers() for each in self.questionnaires},
            tried=self.tried.choice(),
        )


def _initial(kept: CheckIn | None) -> dict[str, Any]:
    if kept is None:
        return {"share": CheckIn.Share.THERAPISTS, "version": 0}
    return {"brings": kept.brings, "share": kept.share, "openness": kept.openness, "version": kept.version}


def number_of(text: str) -> int | None:
    """Where a page of a long list begins, from its address; None for the newest and for anything odd."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
