"""The screening interview as a form, in the order of a conversation; all of it may be left empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.intake.actions.screening import TEXTS
from holdspace.intake.models import Screening
from holdspace.intake.rules.screening import (
    ANSWER_WORDS,
    LEAST_STRENGTH,
    MOST_STRENGTH,
    QUESTIONS,
    Facts,
)
from holdspace.intake.rules.stages import DECISION_WORDS
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.ui.choices import offer

LONGEST = 8000
"""Characters of each text: about four pages."""

_ANSWER: Final = "readiness_"
_LISTS: Final[Mapping[str, Kind]] = {
    "themes": Kind.THEME,
    "traits": Kind.TRAIT,
    "counted": Kind.TRAIT,
    "waived": Kind.TRAIT,
    "in_favour": Kind.IN_FAVOUR,
    "against": Kind.AGAINST,
    "not_now": Kind.NOT_NOW,
}


@dataclass(frozen=True, slots=True)
class Box:
    """One tick of a list."""

    id: str
    name: str
    code: str
    words: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """The ticks under one heading of the vocabulary."""

    words: str
    boxes: tuple[Box, ...]

    @property
    def chosen(self) -> int:
        return sum(box.checked for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that others see of a person: whether it is so, and what they asked for."""

    is_so: Box
    counted: Box
    waived: Box


def _text(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Please keep it under 8000 characters.")},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _codes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    gone = _("One of these is not in the vocabulary any more. Choose again.")
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gone},
    )


def _one(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, required=False, widget=forms.RadioSelect)


class ScreeningForm(forms.Form):
    """What a first meeting found out. `known` is what the practice offers, `words` also what it put away."""

    use_required_attribute = False

    hopes = _text(_("What do they hope for, and what do they fear?"))
    themes = _codes(_("What do they carry?"))
    style = _one(
        _("How are they with others?"), _("One, if one stands out. It serves to mix a circle, nothing else.")
    )
    strengths = _text(_("What can they lean on?"), rows=3)
    strength = forms.TypedChoiceField(
        label=_("How much can they work with now?"),
        choices=[(str(n), str(n)) for n in range(LEAST_STRENGTH, MOST_STRENGTH + 1)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    traits = _codes(_("What others see or would notice"))
    counted = _codes(_("Does not want to be the only one"))
    waived = _codes(_("Is all right with it after all"))
    high_risk = forms.BooleanField(
        label=_("A time of high risk: their life or somebody else’s may be in danger"),
        help_text=_("A circle takes only as many at once as its leaders can hold."),
        required=False,
    )
    note = _text(_("Note"), _("For whoever treats them later."))
    in_favour = _codes(_("In favour of a group"))
    against = _codes(_("Against a group"))
    not_now = _codes(_("Not now"))
    decision = _one(_("What do you decide?"))
    look_again_on = forms.DateField(
        label=_("For “not now”: on which day does somebody look again?"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, screening: Screening, known: Vocabulary, words: Vocabulary
    ) -> None:
        self.words, kept = words, Facts.of(screening.facts)
        super().__init__(data, initial=_initial(screening, kept))
        for name, kind in _LISTS.items():
            offer(self, name, [*known.headed(kind), *_gone(kind, kept, known, words)])
        offer(self, "style", [("", _("not said")), *_flat(known, Kind.STYLE)])
        offer(
            self,
            "decision",
            [("", _("not decided yet")), *((code, str(said)) for code, said in DECISION_WORDS.items())],
        )
        for code, question in QUESTIONS.items():
            self.fields[_ANSWER + code] = _answer(question)

    def facts(self) -> Facts:
        """The codes and numbers that were filled in."""
        said = self.cleaned_data
        again = said["look_again_on"]
        lists = {name: tuple(said[name]) for name in _LISTS}
        answers = ((code, said[_ANSWER + code]) for code in QUESTIONS)
        return Facts(
            decision=said["decision"],
            readiness=tuple((code, answer) for code, answer in answers if answer),
            style=said["style"],
            strength=said["strength"],
            high_risk=said["high_risk"],
            look_again_on=again.isoformat() if again else "",
            **lists,
        )

    def texts(self) -> dict[str, str]:
        """What was written in words."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    @property
    def readiness(self) -> list[BoundField]:
        """The questions about readiness, in order."""
        return [self[_ANSWER + code] for code in QUESTIONS]

    @property
    def theme_headings(self) -> list[Heading]:
        return self._headings("themes")

    @property
    def chosen_themes(self) -> list[Box]:
        return [box for heading in self.theme_headings for box in heading.boxes if box.checked]

    @property
    def trait_headings(self) -> list[tuple[str, int, list[Trait]]]:
        """Under each heading how many are so, and for each trait its three ticks."""
        columns = zip(*map(self._headings, ("traits", "counted", "waived")), strict=True)
        return [(so.words, so.chosen, _rows(so, counted, waived)) for so, counted, waived in columns]

    def _headings(self, name: str) -> list[Heading]:
        field = self[name]
        given = set(field.value() or ())
        return [
            Heading(str(heading), tuple(_box(field, code, words, given) for code, words in options))
            for heading, options in field.field.choices  # type: ignore[attr-defined]
        ]


def _rows(so: Heading, counted: Heading, waived: Heading) -> list[Trait]:
    return [Trait(*boxes) for boxes in zip(so.boxes, counted.boxes, waived.boxes, strict=True)]


def _box(field: BoundField, code: str, words: object, given: set[str]) -> Box:
    return Box(f"{field.auto_id}_{code}", field.html_name, code, str(words), code in given)


def _flat(known: Vocabulary, kind: Kind) -> list[tuple[str, str]]:
    return [(term.code, term.words) for term in known.of(kind)]


def _gone(
    kind: Kind, kept: Facts, known: Vocabulary, words: Vocabulary
) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What stands in this screening and has been put away since: it can stay, and be taken out."""
    stands = {code for name, of in _LISTS.items() if of is kind for code in getattr(kept, name)}
    codes = sorted(code for code in stands if not known.knows(kind, code))
    if not codes:
        return []
    return [(_("Not in the vocabulary any more"), [(code, words.words(kind, code)) for code in codes])]


def _answer(question: object) -> forms.ChoiceField:
    field = _one(str(question))
    field.choices = [(code, str(words)) for code, words in ANSWER_WORDS.items()]
    return field


def _initial(screening: Screening, kept: Facts) -> dict[str, Any]:
    answers = {_ANSWER + code: answer for code, answer in kept.readiness}
    texts = {name: getattr(screening, name) or "" for name in TEXTS}
    named = {name: getattr(kept, name) for name in (*_LISTS, "style", "strength", "high_risk", "decision")}
    return {
        **texts,
        **answers,
        **named,
        "look_again_on": kept.look_again_on or screening.waiting.look_again_on,
        "version": screening.version,
    }
