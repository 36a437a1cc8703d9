"""Forms of the roster. Whether a person is described well is decided as for a file (`rules.roster`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.members.queries import PersonPage, Show, described, languages
from holdspace.members.queries.roster import LONGEST_SEARCH
from holdspace.members.rules.roster import LONGEST, EmergencyContact, RosterPerson
from holdspace.ui.choices import offer

MOST_CALLS: Final = 20
"""Emergency contacts that a form takes."""

#: The fields of the form that stand for a column of the roster under another name.
_FIELDS: Final[Mapping[str, str]] = {"name": "chosen_name", "phone": "phones", "email": "emails"}


class SearchForm(forms.Form):
    """Whom the roster shows."""

    q = forms.CharField(
        label=_("Name or number"), required=False, max_length=LONGEST_SEARCH, widget=forms.SearchInput
    )
    show = forms.ChoiceField(label=_("Show"), required=False, choices=Show.choices)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def asked(self) -> tuple[str, Show, int]:
        """The search, whom to show, and which page; what was sent in a wrong form counts as not sent."""
        self.is_valid()
        cleaned = self.cleaned_data
        return cleaned.get("q") or "", Show(cleaned.get("show") or Show.HERE), cleaned.get("page") or 1


class InvitationForm(forms.Form):
    """Where an invitation goes."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class LinesField(forms.CharField):
    """Several values, one a line, as a tuple."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 2, **options: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "class": "lines"}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return tuple(line for line in lines if line)


class PersonForm(forms.Form):
    """One person, without the emergency contacts."""

    use_required_attribute = False

    chosen_name = forms.CharField(
        label=_("Name to be called by"),
        help_text=_("The circle sees this name. Left empty, it is the given name."),
        required=False,
        max_length=LONGEST["chosen_name"],
    )
    given_name = forms.CharField(label=_("Given name"), required=False, max_length=LONGEST["given_name"])
    family_name = forms.CharField(label=_("Family name"), required=False, max_length=LONGEST["family_name"])
    pronouns = forms.CharField(
        label=_("Pronouns"),
        help_text=_("The circle sees them too."),
        required=False,
        max_length=LONGEST["pronouns"],
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Where they are when they join from home. Left empty, it is the practice's."),
        required=False,
    )
    access_needs = forms.CharField(
        label=_("Access needs"),
        help_text=_("What makes it possible to come and take part: a ramp, large print, a seat by the door."),
        required=False,
        max_length=LONGEST["access_needs"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phones = LinesField(label=_("Telephone numbers"), help_text=_("One a line, the best one first."))
    emails = LinesField(label=_("E-mail addresses"), help_text=_("One a line, the best one first."))
    address = LinesField(label=_("Postal address"), rows=3)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        kept = initial or {}
        spoken = languages(str(kept.get("language", "")))
        offer(self, "language", [("", str(_("not known"))), *spoken])
        offer(self, "time_zone", time_zones())


class NewPersonForm(PersonForm):
    """Somebody new."""

    is_somebody_else = forms.BooleanField(
        label=_("This is another person with the same name and birth date"), required=False
    )


class ChangeForm(PersonForm):
    """What is kept of somebody, and whether they come."""

    status = forms.ChoiceField(label=_("Status"), choices=Member.Status.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CalledForm(forms.Form):
    """How the circle calls somebody, as they say it themselves."""

    use_required_attribute = False

    chosen_name = forms.CharField(
        label=_("The name by which the circle calls you"),
        required=False,
        max_length=LONGEST["chosen_name"],
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(
        label=_("How one speaks of you"),
        help_text=_("For example: she, he, they. It may stay empty."),
        required=False,
        max_length=LONGEST["pronouns"],
    )


class CallForm(forms.Form):
    """Whom to call in an emergency."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST["emergency_name"])
    relation = forms.CharField(
        label=_("What they are to them"), required=False, max_length=LONGEST["emergency_relation"]
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=LONGEST["emergency_phone"])


CallForms = forms.formset_factory(CallForm, extra=1, max_num=MOST_CALLS, absolute_max=MOST_CALLS)


class PersonSheet:
    """The whole page of a person's details: `form` and `calls`, the emergency contacts."""

    def __init__(self, data: QueryDict | None = None, page: PersonPage | None = None) -> None:
        kind, initial = (ChangeForm, _initial(page)) if page else (NewPersonForm, None)
        self.form: PersonForm = kind(data, initial=initial)
        # Every row is read, also one that says what is saved already: after a conflict it was typed anew.
        read = {"empty_permitted": False}
        self.calls = CallForms(data, initial=_calls(page) if page else None, prefix="call", form_kwargs=read)
        self.may_be_somebody_else = bool(data and data.get("is_somebody_else"))

    def is_valid(self) -> bool:
        """Whether what was sent can be read."""
        return all([self.form.is_valid(), self.calls.is_valid()])

    @property
    def status(self) -> int:
        """The HTTP status with which the page is shown."""
        return 422 if self.form.errors or any(self.calls.errors) else 200

    def person(self) -> RosterPerson:
        """What was filled in, as a row of a roster."""
        said = self.form.cleaned_data
        return RosterPerson(
            given=said["given_name"],
            family=said["family_name"],
            chosen_name=said["chosen_name"],
            pronouns=said["pronouns"],
            birth_date=said["birth_date"],
            languages=(said["language"],) if said["language"] else (),
            phones=said["phones"],
            emails=said["emails"],
            address=said["address"],
            emergency_contacts=tuple(
                EmergencyContact(call.get("name", ""), call.get("relation", ""), call.get("phone", ""))
                for call in self.calls.cleaned_data
            ),
            access_needs=said["access_needs"],
        )

    def refuse(self, refusal: Refused) -> None:
        """Put each sentence of a refusal to the field that it is about."""
        for column, sentence in refusal.fields.items():
            name = _FIELDS.get(column, column)
            self.may_be_somebody_else |= name == "is_somebody_else"
            self.form.add_error(name if name in self.form.fields else None, str(sentence))
        if "is_somebody_else" in refusal.fields or not refusal.fields:
            self.form.add_error(None, str(refusal))


def _initial(page: PersonPage) -> dict[str, Any]:
    person, member = described(page), page.member
    return {
        "chosen_name": person.chosen_name,
        "given_name": person.given,
        "family_name": person.family,
        "pronouns": person.pronouns,
        "birth_date": person.birth_date,
        "language": member.language,
        "time_zone": member.time_zone,
        "access_needs": person.access_needs,
        "phones": person.phones,
        "emails": person.emails,
        "address": person.address,
        "status": member.status,
        "version": member.version,
    }


def _calls(page: PersonPage) -> list[dict[str, str]]:
    return [
        {"name": each.name, "relation": each.relation, "phone": each.phone}
        for each in described(page).emergency_contacts
    ]


@cache
def time_zones() -> list[tuple[str, str]]:
    """Every time zone that belongs to a place."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [("", "—"), ("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]
