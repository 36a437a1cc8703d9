"""Forms of feedback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from holdspace.feedback.actions.giving import LONGEST, Parts
from holdspace.feedback.actions.rounds import LONGEST as LONGEST_WORD
from holdspace.feedback.actions.rounds import Plan
from holdspace.feedback.models import Feedback, FeedbackRound
from holdspace.feedback.rules.adjectives import Adjective
from holdspace.feedback.rules.pairs import Form
from holdspace.feedback.rules.prompts import PROMPTS, STEPS
from holdspace.groups.queries import SeatedMember
from holdspace.kernel import clock
from holdspace.ui.choices import offer

OWN = "own"
DAYS_OPEN = 6
"""Until when a round is proposed to be open: on the eve of the same evening a week on."""


class RoundForm(forms.Form):
    """What a leader asks of the circle, who gives to whom, and until when."""

    code = forms.ChoiceField(label=_("What do you ask?"), widget=forms.RadioSelect)
    prompt = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea({"rows": 3}),
    )
    shape = forms.ChoiceField(
        label=_("Who gives to whom?"),
        choices=FeedbackRound.Shape.choices,
        initial=Form.ALL.value,
        widget=forms.RadioSelect,
    )
    middle = forms.MultipleChoiceField(
        label=_("Who sits in the middle?"),
        help_text=_("One or two. They receive from everybody else, and give nothing this time."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(label=_("Open until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    held = forms.ChoiceField(
        label=_("When does it go on?"),
        choices=[
            ("read", _("After one of us has read it")),
            ("once", _("At once. We can read it at any time")),
        ],
        initial="read",
        widget=forms.RadioSelect,
    )
    hints = forms.BooleanField(
        label=_("Gentle hints while they write"),
        help_text=_("They appear before sending, can be passed over, and are kept nowhere."),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        people: Sequence[SeatedMember],
        proposed: Sequence[tuple[UUID, ...]],
        zone: str,
    ) -> None:
        self.people, self.zone = people, zone
        ahead = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=DAYS_OPEN)
        first = next(iter(PROMPTS))
        super().__init__(data, initial={"code": first, "day": ahead.date(), "time": "21:00"})
        offered: list[tuple[str, object]] = [(code, str(words)) for code, words in PROMPTS.items()]
        offer(self, "code", [*offered, (OWN, _("Something else, in your own words"))])
        offer(self, "middle", ((str(person.member_id), person.name) for person in people))
        self._pairs(proposed)

    def _pairs(self, proposed: Sequence[tuple[UUID, ...]]) -> None:
        place = {member: number for number, pair in enumerate(proposed, start=1) for member in pair}
        choices = [(str(n), _now("Pair %(n)s") % {"n": n}) for n in range(1, max(len(proposed), 1) + 1)]
        for person in self.people:
            self.fields[_pair_of(person)] = forms.ChoiceField(
                label=person.name,
                choices=choices,
                required=False,
                initial=str(place.get(person.member_id, 1)),
            )

    @property
    def pair_fields(self) -> list[forms.BoundField]:
        """One choice for each member: in which pair they sit."""
        return [self[_pair_of(person)] for person in self.people]

    def plan(self) -> Plan:
        """What was filled in, with the moment on the practice's wall clock."""
        filled = self.cleaned_data
        local = datetime.combine(filled["day"], filled["time"])
        return Plan(
            until=local.replace(tzinfo=ZoneInfo(self.zone)),
            code="" if filled["code"] == OWN else filled["code"],
            prompt=filled["prompt"],
            shape=Form(filled["shape"]),
            held=filled["held"] == "read",
            hints=filled["hints"],
            pairs=self._chosen_pairs(),
            middle=[UUID(member) for member in filled["middle"]],
        )

    def _chosen_pairs(self) -> list[tuple[UUID, ...]]:
        found: dict[str, list[UUID]] = defaultdict(list)
        for person in self.people:
            found[self.cleaned_data[_pair_of(person)]].append(person.member_id)
        return [tuple(members) for members in found.values()]


class GiveForm(forms.Form):
    """The three steps; each can be skipped."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    considered = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Hints were shown already: what comes now is sent as it is."""

    def __init__(self, data: QueryDict | None, *, kept: Feedback) -> None:
        initial = {name: getattr(kept, name) for name in STEPS} | {"version": kept.version}
        super().__init__(data, initial=initial)
        for name, (question, hint) in STEPS.items():
            self.fields[name] = forms.CharField(
                label=str(question),
                help_text=str(hint),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea({"rows": 4}),
            )

    @property
    def steps(self) -> list[forms.BoundField]:
        """The fields of the steps, in their order."""
        return [self[name] for name in STEPS]

    def parts(self) -> Parts:
        """What was filled in."""
        filled = self.cleaned_data
        return Parts(filled["saw"], filled["stirred"], filled["wish"], filled["version"] or 0)


class WordsForm(forms.Form):
    """Words for somebody, under their headings."""

    words = forms.MultipleChoiceField(label=_("Words"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, data: QueryDict | None, *, known: Sequence[Adjective], language: str, kept: Sequence[str]
    ) -> None:
        super().__init__(data, initial={"words": list(kept)})
        headed = groupby(known, key=lambda each: str(each.heading))
        offer(
            self,
            "words",
            ((heading, [(each.code, each.words(language)) for each in found]) for heading, found in headed),
        )


class WordForm(forms.Form):
    """A leader's word to the giver, and which version they read."""

    word = forms.CharField(
        label=_("A word to them"), max_length=LONGEST_WORD, required=False, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """Which version a leader read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReflectForm(forms.Form):
    """What a receiver writes for themselves."""

    text = forms.CharField(
        label=_("For yourself"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 4})
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class BackForm(forms.Form):
    """What is sent back: an answer, a question, or a reply."""

    kind = forms.ChoiceField(label=_("What is it?"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your words"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 4})
    )

    def __init__(
        self, data: QueryDict | None, *, kinds: Sequence[tuple[str, object]], text: str = ""
    ) -> None:
        super().__init__(data, initial={"kind": kinds[0][0] if kinds else "", "text": text}, prefix="back")
        offer(self, "kind", kinds)
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()

    def chosen(self) -> str:
        """What it is; the first possible where nothing was chosen."""
        return str(self.cleaned_data["kind"] or self.initial["kind"])


def versions_read(sent: Sequence[str]) -> dict[UUID, int]:
    """What stood on a leader's page, from values like `<id>:<version>`; what cannot be read is left out."""
    found = {}
    for value in sent:
        try:
            pk, version = value.split(":")
            found[UUID(pk)] = int(version)
        except ValueError:
            continue
    return found


def with_hints_shown(data: QueryDict) -> QueryDict:
    """The same words, once hints stood beside them: sending again is then meant."""
    renewed = data.copy()
    renewed["considered"] = "on"
    return renewed


def _pair_of(person: SeatedMember) -> str:
    return f"pair_{person.member_id.hex}"
