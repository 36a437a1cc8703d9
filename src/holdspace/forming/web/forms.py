"""The forms of forming."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.forming.actions import CandidateFields, WishFields
from holdspace.forming.models import Candidate, Wishes
from holdspace.forming.queries.weighing import LEVEL_WORDS
from holdspace.forming.rules.asked import Level
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.ui.choices import offer
from holdspace.ui.week_hours import WeekHoursField

PLACES = 4
"""Wishes that can be put in order; promised seats come first by themselves when a plan is made again."""


class CandidateForm(forms.Form):
    """When a group could meet, and for whom it is."""

    starts = WeekHoursField(
        label=_("It could begin at"),
        help_text=_("Mark every hour at which a session could begin; the search chooses one of them."),
        required=False,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=30, max_value=300)
    theme = forms.ChoiceField(label=_("What it is about"), required=False)
    excludes = forms.MultipleChoiceField(
        label=_("It is not for people who carry"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, vocabulary: Vocabulary, meets: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        themes = vocabulary.headed(Kind.THEME)
        offer(self, "theme", [("", _("open to everybody")), *themes])
        offer(self, "excludes", themes)
        if meets:
            del self.fields["starts"], self.fields["minutes"]

    @classmethod
    def initial_of(cls, row: Candidate | None) -> dict[str, Any]:
        """What is said so far."""
        if row is None:
            return {"minutes": 90}
        starts = [code.removesuffix(":00") for code in row.starts]
        return {"starts": starts, "minutes": row.minutes, "theme": row.theme, "excludes": row.excludes}

    def said(self) -> CandidateFields:
        """For the action."""
        given = dict(self.cleaned_data)
        if "starts" in given:
            given["starts"] = sorted(given["starts"])
        return given  # type: ignore[return-value]


class WishesForm(forms.Form):
    """What the practice finds important, in order, and its limits."""

    company = forms.IntegerField(
        label=_("With how many others everybody shares a struggle, at least"), min_value=0, max_value=6
    )
    widest = forms.IntegerField(
        label=_("How many points of strength a circle may span"), min_value=0, max_value=9
    )
    most_at_risk = forms.IntegerField(
        label=_("How many people at high risk one circle may hold"), min_value=0, max_value=14
    )
    person = forms.IntegerField(label=_("What placing one person counts"), min_value=0, max_value=100)
    urgency = forms.IntegerField(label=_("What each step of priority counts"), min_value=0, max_value=100)
    week = forms.IntegerField(label=_("What each week of waiting counts"), min_value=0, max_value=100)
    seconds = forms.IntegerField(label=_("Seconds to search"), min_value=1, max_value=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = [(level.value, LEVEL_WORDS[level]()) for level in Level if level is not Level.UNDISTURBED]
        for place in range(1, PLACES + 1):
            self.fields[f"place_{place}"] = forms.ChoiceField(
                label=_("Wish %(number)s") % {"number": place},
                choices=[("", _("nothing more")), *levels],
                required=False,
            )
        self.order_fields([*(f"place_{place}" for place in range(1, PLACES + 1)), *self.base_fields])

    @classmethod
    def initial_of(cls, wishes: Wishes) -> dict[str, Any]:
        """What holds now."""
        said = {name: getattr(wishes, name) for name in cls.base_fields}
        return said | {f"place_{number}": level for number, level in enumerate(wishes.order, start=1)}

    def said(self) -> WishFields:
        """For the action."""
        given = dict(self.cleaned_data)
        places = [given.pop(f"place_{place}") for place in range(1, PLACES + 1)]
        return {"order": [place for place in places if place], **given}  # type: ignore[typeddict-item]


class SearchForm(forms.Form):
    """How long to search, and from which seed."""

    seconds = forms.IntegerField(label=_("Seconds to search"), min_value=1, max_value=300)
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=1,
        max_value=9999,
        initial=1,
        help_text=_("The same question with the same seed has the same answer."),
    )


class MoveForm(forms.Form):
    """Whom to move, and where: a place of the board, or nothing for waiting."""

    person = forms.UUIDField(label=_("Who"))
    to = forms.CharField(label=_("Where"), required=False, max_length=60)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], places: list[tuple[str, str]], **options: Any
    ):
        super().__init__(*args, **options)
        self.fields["person"] = forms.ChoiceField(label=_("Who"), choices=people)
        self.fields["to"] = forms.ChoiceField(
            label=_("Where"), choices=[*places, ("", _("waits"))], required=False
        )


class ReasonForm(forms.Form):
    """Why something is decided by hand."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
