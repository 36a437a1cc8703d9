"""Forms of goodbyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from holdspace.endings.actions.departures import LONGEST_SENTENCE, Told, Words
from holdspace.endings.actions.farewells import Own
from holdspace.endings.actions.notice import LONGEST_WORD, Said
from holdspace.endings.actions.words import LONGEST
from holdspace.endings.models import Departure, Gift, Leaving, OwnWords, Unsaid
from holdspace.endings.rules.last_sessions import MOST_NOTICE
from holdspace.endings.rules.neutral_sentences import SENTENCES
from holdspace.sessions.models import GroupSession
from holdspace.ui.choices import offer
from holdspace.ui.days import day

OWN_SENTENCE = "own"
"""The choice of a sentence that the leaders write themselves."""

OFFERED = 26
"""How many sessions can be chosen from."""


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


def _text(label: Any, *, rows: int = 4, longest: int = LONGEST, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=longest, required=False, widget=area)


def _after() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("The last session"), coerce=UUID)


class WriteDownForm(forms.Form):
    """A leader writes down after which session somebody leaves."""

    session = _after()
    how = forms.ChoiceField(label=_("How?"), choices=Leaving.How.choices, widget=forms.RadioSelect)
    tell = forms.BooleanField(
        label=_("The circle knows: mark the last sessions for everybody"), required=False
    )

    def __init__(
        self, data: QueryDict | None, *, sessions: Sequence[GroupSession], kept: Leaving | None = None
    ) -> None:
        super().__init__(data, initial=_said(kept))
        offer(self, "session", _dates(sessions))

    @property
    def said(self) -> Said:
        """What was said, without a sentence for the circle."""
        return Said(self.cleaned_data["session"], self.cleaned_data["how"], self.cleaned_data["tell"])


class LeaveForm(WriteDownForm):
    """A member says after which session they leave, and what their circle reads of it."""

    tell = forms.BooleanField(
        label=_("My circle may read it here now"),
        help_text=_(
            "They read your name and the day. Leave it unticked if you would rather tell them yourself first."
        ),
        required=False,
    )
    word = _text(
        _("A sentence to go with it, if you like"),
        rows=2,
        longest=LONGEST_WORD,
        hint=_("Your circle reads it beside the day. You do not have to say why."),
    )

    @property
    def said(self) -> Said:
        """What was said, with the sentence."""
        said = self.cleaned_data
        return Said(said["session"], said["how"], said["tell"], said["word"])


class ClosingForm(forms.Form):
    """After which session a whole group ends."""

    session = _after()

    def __init__(
        self, data: QueryDict | None, *, sessions: Sequence[GroupSession], kept: object = None
    ) -> None:
        super().__init__(data, initial={"session": str(getattr(kept, "last_session_id", ""))})
        offer(self, "session", _dates(sessions))


class NoticeForm(forms.Form):
    """How many sessions of notice a group asks for."""

    sessions = forms.IntegerField(
        label=_("Sessions of notice, the last one included"), min_value=1, max_value=MOST_NOTICE
    )


class OwnForm(forms.Form):
    """What I take with me, and what I leave here; both can be left empty."""

    takes = _text(_("What do you take with you?"))
    leaves = _text(_("What would you like to leave here?"))
    version = _version()

    def __init__(self, data: QueryDict | None, *, kept: OwnWords | None = None) -> None:
        initial = (
            {"takes": kept.takes, "leaves": kept.leaves, "version": kept.version} if kept else {"version": 0}
        )
        super().__init__(data, initial=initial)

    @property
    def own(self) -> Own:
        """What was written."""
        said = self.cleaned_data
        return Own(said["takes"], said["leaves"], said["version"] or 0)


class GiftForm(forms.Form):
    """A word to somebody; without words there is none. `considered` says that a question was shown
    already.
    """

    text = _text(_("A word to them"))
    version = _version()
    considered = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, name: str, kept: Gift | None = None) -> None:
        initial = {"text": kept.text, "version": kept.version} if kept else {"version": 0}
        super().__init__(data, initial=initial)
        self.fields["text"].label = _("Your word to %(name)s") % {"name": name}


class HeldForm(forms.Form):
    """Whether leaders read what is written before it is handed over."""

    held = forms.BooleanField(required=False)


class ReadForm(forms.Form):
    """A leader has read a word: it goes on, or back to who wrote it."""

    act = forms.ChoiceField(choices=[("let_on", "let_on"), ("give_back", "give_back")])
    word = _text(_("A word to who wrote it"), rows=2)
    version = _version()


class DepartureForm(forms.Form):
    """What the circle may know of somebody who left without a goodbye, and until when to reach out."""

    code = forms.ChoiceField(label=_("What may the circle know?"), widget=forms.RadioSelect)
    sentence = _text(
        _("A sentence of your own"),
        rows=2,
        longest=LONGEST_SENTENCE,
        hint=_("Never why. Nobody but them is named in it, and they only by the name that the circle knows."),
    )
    reach_by = forms.DateField(
        label=_("Until when do you want to reach out to them?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: QueryDict | None, *, name: str, soon: date, kept: Departure | None = None
    ) -> None:
        super().__init__(data, initial=_noted(kept, soon))
        neutral = [(code, str(words(name))) for code, words in SENTENCES.items()]
        offer(self, "code", [*neutral, (OWN_SENTENCE, _("In your own words"))])

    @property
    def told(self) -> Told:
        """What the circle reads."""
        said = self.cleaned_data
        own = said["code"] == OWN_SENTENCE
        return Told(said["reach_by"], "" if own else said["code"], said["sentence"] if own else "")


class UnsaidForm(forms.Form):
    """What I could not say any more, and who may read it."""

    text = _text(_("What would you have liked to say?"))
    share = forms.ChoiceField(
        label=_("Who may read it?"), choices=Unsaid.Share.choices, required=False, widget=forms.RadioSelect
    )
    version = _version()

    def __init__(self, data: QueryDict | None, *, kept: Unsaid | None = None) -> None:
        none = {"share": Unsaid.Share.NOBODY, "version": 0}
        initial = {"text": kept.text, "share": kept.share, "version": kept.version} if kept else none
        super().__init__(data, initial=initial)

    @property
    def words(self) -> Words:
        """What was written; for nobody, where nothing else was chosen."""
        said = self.cleaned_data
        return Words(said["text"], said["share"] or Unsaid.Share.NOBODY, said["version"] or 0)


def _dates(sessions: Iterable[GroupSession]) -> list[tuple[str, str]]:
    """The sessions to choose from, by their day."""
    return [(str(each.pk), day(timezone.localtime(each.starts_at))) for each in list(sessions)[:OFFERED]]


def _said(kept: Leaving | None) -> dict[str, Any]:
    if kept is None:
        return {"how": Leaving.How.LEAVING}
    told = {"tell": kept.to_circle, "word": kept.word or ""}
    return told | {"session": str(kept.last_session_id), "how": kept.how}


def _noted(kept: Departure | None, soon: date) -> dict[str, Any]:
    if kept is None:
        return {"code": next(iter(SENTENCES)), "reach_by": soon}
    return {
        "code": kept.code or OWN_SENTENCE,
        "sentence": kept.sentence or "",
        "reach_by": kept.reach_by,
    }
