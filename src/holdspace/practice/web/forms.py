"""Forms of the practice: people and roles, what is said of the practice, sites and rooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.practice import queries
from holdspace.practice.actions import places, practice
from holdspace.practice.actions.practice import PracticeFields
from holdspace.practice.models import Practice, Room, Site
from holdspace.practice.queries import Message
from holdspace.practice.roles import ROLE_WORDS
from holdspace.practice.rules import own_lines
from holdspace.practice.rules.neutral import telling
from holdspace.practice.rules.own_lines import LONGEST, MOST_LINES, OwnLine
from holdspace.ui.posting import put_on_form


class PersonForm(forms.Form):
    """Somebody new on the staff."""

    display_name = forms.CharField(label=_("Name, as members see it"), max_length=80)
    given_name = forms.CharField(label=_("First name"), max_length=60)
    email = forms.EmailField(label=_("E-mail address"))
    licence = forms.CharField(label=_("Licence"), max_length=80, required=False)
    is_trainee = forms.BooleanField(label=_("In training: their notes need a co-signature"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLE_WORDS)


class RoleForm(forms.Form):
    """One role more."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_WORDS)


# the practice


class PracticeForm(forms.Form):
    """What an owner says of the practice, without its crisis lines."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("It stands on pages behind the sign-in, and in no message."),
        max_length=practice.LONGEST_NAME,
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_(
            "Begin to type a city. What you plan from now on stands on this clock. Sessions that are planned"
            " already keep their hour on the clock with which they were planned: each series has its own."
        ),
        max_length=64,
        widget=forms.TextInput({"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Pages and messages speak it to everybody of whom we know no other."),
        choices=settings.LANGUAGES,
    )
    region = forms.CharField(
        label=_("Country"),
        help_text=_(
            "Its code in two letters. Telephone numbers without a country's code are read as numbers of this"
            " country, and its crisis lines come before those of others."
        ),
        max_length=2,
        widget=forms.TextInput({"list": "countries", "autocomplete": "off"}),
    )
    sender_name = forms.CharField(
        label=_("Sender"),
        help_text=_("From whom messages come. It stands on locked screens and over calendars."),
        max_length=practice.LONGEST_NEUTRAL["sender_name"],
    )
    neutral_subject = forms.CharField(
        label=_("Subject"),
        help_text=_("The same for every message, and for every entry of a calendar."),
        max_length=practice.LONGEST_NEUTRAL["neutral_subject"],
    )
    limits = forms.CharField(
        label=_("Where confidentiality ends, and what has to be reported"),
        help_text=_(
            "As the law where you are asks it; a lawyer should have seen it. It stands in the text with which"
            " a group's agreement begins. Left empty, our own general words stand there."
        ),
        max_length=practice.LONGEST_LIMITS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    word_when_missed = forms.BooleanField(
        label=_("The morning after, a friendly word to whoever missed a session without a word"),
        help_text=_(
            "It says that you thought of them, and where they sign in. Whoever told you, was excused or was"
            " away for a reason that you know gets none. Each member can switch it off for themselves."
        ),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, found: Practice) -> dict[str, object]:
        """What the form shows of a practice."""
        return {name: getattr(found, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        """Neutral words are looked at here too, so that everything that is wrong is said at once."""
        given = super().clean() or self.cleaned_data
        for name in practice.LONGEST_NEUTRAL:
            if told := telling(given.get(name, ""), own_name=given.get("name", "")):
                self.add_error(name, str(told.sentence))
        return given


class LineForm(forms.Form):
    """One crisis line of the practice's own. A line without a word is none."""

    use_required_attribute = False

    name = forms.CharField(label=_("Whose number it is"), required=False, max_length=LONGEST["name"])
    call = forms.CharField(
        label=_("Number to call"),
        required=False,
        max_length=LONGEST["call"],
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    text = forms.CharField(
        label=_("Number to text"),
        required=False,
        max_length=LONGEST["text"],
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    say = forms.CharField(
        label=_("Word to text"),
        help_text=_("Where the line asks for one."),
        required=False,
        max_length=LONGEST["say"],
    )
    note = forms.CharField(
        label=_("What else one should know"),
        help_text=_("When somebody answers, in which languages."),
        required=False,
        max_length=LONGEST["note"],
    )
    emergency = forms.BooleanField(label=_("For danger to life"), required=False)
    around_the_clock = forms.BooleanField(label=_("Answers day and night"), required=False)
    free = forms.BooleanField(label=_("Free of charge"), required=False)

    @property
    def line(self) -> OwnLine:
        """What was filled in, as far as it could be read."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}
        return own_lines.normal(OwnLine(**said))

    @property
    def summary(self) -> str:
        """The line in one row, as it stands in the form; nothing for an empty one."""
        return " · ".join(str(part) for name in ("name", "call", "text") if (part := self[name].value()))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not self.line.is_empty:
            for name, sentence in own_lines.faults(self.line).items():
                self.add_error(name, str(sentence))
        return given


def _said(saved: object, languages: Mapping[str, object]) -> str:
    if isinstance(saved, bool):
        return gettext("yes") if saved else gettext("no")
    return str(languages.get(str(saved), saved))


LineForms = forms.formset_factory(
    LineForm, extra=MOST_LINES, max_num=MOST_LINES, absolute_max=10 * MOST_LINES
)


class PracticeSheet:
    """The whole page of what is said of the practice: `form`, and `lines`, the crisis lines."""

    def __init__(self, found: Practice, data: QueryDict | None = None) -> None:
        kept = [line.kept() for line in own_lines.read(found.crisis_lines)]
        # Every row is read, also one that says what is saved already: after a conflict it may be typed anew.
        whole = {"empty_permitted": False}
        self.form = PracticeForm(data, initial=PracticeForm.initial_of(found))
        self.lines = LineForms(data, initial=kept, prefix="line", form_kwargs=whole)

    def is_valid(self) -> bool:
        """Whether what was sent can be read; says so above the form where it is a line that cannot."""
        both = [self.form.is_valid(), self.lines.is_valid()]
        if not both[1]:
            self.form.add_error(None, gettext("One of your own crisis lines needs another look."))
        return all(both)

    @property
    def status(self) -> int:
        """The HTTP status with which the page is shown."""
        return 422 if self.form.errors else 200

    @property
    def version(self) -> int:
        """The version that was looked at."""
        return int(self.form.cleaned_data["version"])

    @property
    def message(self) -> Message:
        """How a message looks with the words that stand in the form."""
        return queries.message(*(str(self.form[name].value() or "") for name in practice.LONGEST_NEUTRAL))

    def fields(self) -> PracticeFields:
        """What was filled in."""
        said = {name: value for name, value in self.form.cleaned_data.items() if name != "version"}
        return cast(PracticeFields, said | {"crisis_lines": self._lines()})

    def refuse(self, refusal: Refused) -> None:
        """Put each sentence of a refusal to the field that it is about."""
        put_on_form(self.form, refusal)

    def saved_otherwise(self, now: Practice) -> Iterator[tuple[str, str]]:
        """Label and saved words of everything in which `now` differs from what was filled in."""
        words = dict(settings.LANGUAGES)
        for field in self.form.visible_fields():
            if self.form.cleaned_data.get(field.name) != (saved := getattr(now, field.name)):
                yield str(field.label), _said(saved, words)
        kept = own_lines.read(now.crisis_lines)
        if kept != self._lines():
            said = "\n".join(line.summary for line in kept)
            yield gettext("Crisis lines"), said or gettext("none")

    def _lines(self) -> list[OwnLine]:
        filled = (form.line for form in self.lines)
        return [line for line in filled if not line.is_empty]


# sites and rooms


class SiteForm(forms.Form):
    """What is said of a site."""

    name = forms.CharField(label=_("Name"), max_length=places.LONGEST_NAME)
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=places.LONGEST_ADDRESS,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    @classmethod
    def initial_of(cls, site: Site) -> dict[str, object]:
        """What the form shows of a site that exists."""
        return {name: getattr(site, name) for name in cls.base_fields}


class SiteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among sites, each shown by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoomForm(forms.Form):
    """What is said of a room."""

    site = SiteField(None, label=_("Site"))
    name = forms.CharField(label=_("Name"), max_length=places.LONGEST_NAME)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=places.MOST_SEATS, initial=10)
    step_free = forms.BooleanField(
        label=_("Step-free: one gets in without stairs, also with a wheelchair"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site, kept = self.fields["site"], self.initial.get("site")
        assert isinstance(site, SiteField)
        site.queryset = queries.sites_to_choose(actor, keep=kept if isinstance(kept, UUID) else None)

    @classmethod
    def initial_of(cls, room: Room) -> dict[str, object]:
        """What the form shows of a room that exists."""
        said = {name: getattr(room, name) for name in cls.base_fields if name != "site"}
        return {"site": room.site_id, **said}
