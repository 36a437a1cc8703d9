"""Forms of the space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.circle.actions.answering import LONGEST_WORD
from holdspace.circle.actions.sending import SentOtherwise
from holdspace.circle.actions.space import LONGEST_QUESTION
from holdspace.circle.actions.writing import LONGEST
from holdspace.circle.models import Post, Rhythm
from holdspace.circle.queries.roles import Turns
from holdspace.circle.rules.questions import Question, Stage
from holdspace.groups.models import Group
from holdspace.groups.queries import SeatedMember
from holdspace.kernel.refusals import Refused
from holdspace.ui.choices import offer
from holdspace.ui.posting import put_on_form
from holdspace.ui.week_hours import WeekHoursField

ME, NAMED, UNNAMED = "me", "named", "unnamed"
Themes = list[tuple[str, list[tuple[str, str]]]]


class SentKeyField(forms.Field):
    """The key of this form as it was shown: a form sent again, after a lost answer, is written once.

    A form shown anew has a new one; shown again after a refusal it keeps its own. What is no key counts as
    none. Browsers are asked not to remember it, or a form shown anew would carry the one before. A draft
    keeps it with the words until the server has them (`hs-draft`).
    """

    widget = forms.HiddenInput(attrs={"autocomplete": "off", "data-sent-key": ""})

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def to_python(self, value: object) -> UUID | None:
        try:
            return UUID(str(value))
        except ValueError:
            return None

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self.to_python(data) else initial


def put_back(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal on the form. Where other words of it arrived already, sending again is then meant."""
    put_on_form(form, refusal)
    if isinstance(refusal, SentOtherwise):
        assert isinstance(form.data, QueryDict)
        data = form.data.copy()
        data["sent_key"] = str(uuid4())
        form.data = data


class WritingForm(forms.Form):
    """A reflection or a pattern: the words, what they are about, and who may read them."""

    text = forms.CharField(
        label=_("What do you want to put into words?"),
        help_text=_("A sentence is enough. Nobody reads it before you say so."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Post.Kind.REFLECTION.value, _("something I carry or think about")),
            (Post.Kind.PATTERN.value, _("a pattern of mine, such as “I go quiet when it gets loud”")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Up to three, or none. Words found here lead you to others who carry the same."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    share = forms.ChoiceField(label=_("Who may read it?"), required=False, widget=forms.RadioSelect)
    beyond = forms.BooleanField(
        label=_("Also for those who come after"),
        help_text=_(
            "People of other circles of this practice, and those who come to this one after you have left, "
            "may find it without your name, once your therapists have looked at it. You can take it back at "
            "any time."
        ),
        required=False,
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    sent_key = SentKeyField()

    def __init__(
        self, data: QueryDict | None, *, themes: Themes, unnamed: bool, kept: Post | None = None
    ) -> None:
        super().__init__(data, initial=_initial(kept))
        offer(self, "themes", themes)
        offer(self, "share", _readers(unnamed))
        if kept is not None:
            del self.fields["kind"], self.fields["sent_key"]


class EncouragementForm(forms.Form):
    """A few words to one of the circle, or to all."""

    to = forms.ChoiceField(label=_("For whom?"), required=False)
    text = forms.CharField(
        label=_("Your words"),
        help_text=_("What did you see in them? What do you wish them?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sent_key = SentKeyField()

    def __init__(self, *args: Any, people: Callable[[], Iterable[SeatedMember]], **more: Any) -> None:
        super().__init__(*args, **more)
        everybody = ("", _("for everybody in the circle"))
        offer(self, "to", lambda: [everybody, *((str(each.member_id), each.name) for each in people())])


class ThanksForm(forms.Form):
    """ "What you said helped me"."""

    words = forms.CharField(
        label=_("What was it that helped?"),
        help_text=_("You can leave this empty: that it helped is already something."),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unnamed = forms.BooleanField(label=_("Without my name"), required=False)
    sent_key = SentKeyField()

    def __init__(self, *args: Any, unnamed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not unnamed:
            del self.fields["unnamed"]


class SessionThanksForm(ThanksForm):
    """The same, about something that was said in a session."""

    said = forms.ChoiceField(label=_("Who said it, and when?"), widget=forms.RadioSelect)
    field_order = ("said", "words", "unnamed")

    def __init__(self, *args: Any, said: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "said", said)


class RhythmForm(forms.Form):
    """On which day a member wants to hear that something came."""

    day = forms.TypedChoiceField(
        label=_("Do you want to be told by mail when something came?"),
        help_text=_("The message says only that there is something to read, and where one signs in."),
        choices=[("", _("never")), *((str(value), words) for value, words in Rhythm.Day.choices)],
        coerce=int,
        empty_value=None,
        required=False,
    )


class RolesForm(forms.Form):
    """Who does what in a session: a choice among the circle for each role that is not settled already."""

    def __init__(self, data: QueryDict | None, *, turns: Turns) -> None:
        super().__init__(data)
        people = [("", _("nobody")), *((str(each.member_id), each.name) for each in turns.people)]
        for turn in (each for each in turns.turns if not each.settled):
            self.fields[turn.role.value] = forms.TypedChoiceField(
                label=turn.words.capitalize(),
                choices=people,
                coerce=UUID,
                empty_value=None,
                required=False,
                initial=str(turn.person or ""),
            )


class ReportForm(forms.Form):
    """Something here is not right."""

    reason = forms.CharField(
        label=_("What is not right?"),
        help_text=_("You can leave this empty. Your therapists alone read it."),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    worried = forms.BooleanField(
        label=_("I am worried that whoever wrote this is in danger"),
        help_text=_("Somebody looks after it at once. They do not learn that it was you."),
        required=False,
    )


class ContactForm(forms.Form):
    """Whether members write to each other between sessions, and in which hours."""

    contact_rule = forms.ChoiceField(
        label=_("Between sessions"), choices=Group.ContactRule.choices, widget=forms.RadioSelect
    )
    open_hours = WeekHoursField(
        label=_("Hours in which members may write"),
        help_text=_("On the practice's clock. No hours marked: always."),
        required=False,
    )


class QuestionForm(forms.Form):
    """The question of the week: one of the library, or one's own."""

    code = forms.ChoiceField(label=_("Or from the library"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offered: Iterable[Question], language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "code", ((each.code, each.words(language)) for each in offered))


class WordForm(forms.Form):
    """A leader's word, to a writer or to who reported."""

    word = forms.CharField(
        label=_("A word to them"), max_length=LONGEST_WORD, widget=forms.Textarea({"rows": 2})
    )


STAGES = (
    (Stage.BEGINNING.value, _("beginning")),
    (Stage.DIFFERING.value, _("differing")),
    (Stage.WORKING.value, _("working")),
    (Stage.PARTING.value, _("parting")),
)
"""The stages of a group's way, as a leader chooses among them."""


def _initial(kept: Post | None) -> dict[str, Any]:
    if kept is None:
        return {"kind": Post.Kind.REFLECTION, "share": ME, "version": 0}
    return {"text": kept.text, "themes": kept.themes, "share": ME, "version": kept.version}


def _readers(unnamed: bool) -> list[tuple[str, Any]]:
    readers: list[tuple[str, Any]] = [(ME, _("Only me, for now")), (NAMED, _("My circle, with my name"))]
    if unnamed:
        readers.append((UNNAMED, _("My circle, without my name: it appears tomorrow morning")))
    return readers
