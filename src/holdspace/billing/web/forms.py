"""Forms of billing. What was typed is never lost: a form that is refused comes back as it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from holdspace.billing.actions.accounts import BY_HAND
from holdspace.billing.models import Account, Insurer, LedgerEntry
from holdspace.billing.rules.fees import Terms, TermsKind
from holdspace.billing.rules.identifiers import (
    MOST_DIAGNOSES,
    is_diagnosis,
    with_point,
)
from holdspace.billing.rules.ledger import ENTRY_WORDS, EntryKind
from holdspace.billing.rules.money import ZERO
from holdspace.billing.rules.profile import (
    RELATIONSHIP_WORDS,
    SEXES,
    Person,
    Profile,
    Relationship,
)
from holdspace.billing.web.addresses import ADDRESS, WithAddress, words
from holdspace.ui.choices import offer


class ProfileForm(WithAddress):
    """What claims need of a member."""

    payer = forms.ChoiceField(label=_("Insurer"), required=False)
    subscriber_id = words(_("Insurance number"), 30)
    relationship = forms.ChoiceField(
        label=_("Who holds the insurance?"),
        choices=[(code.value, _(said)) for code, said in RELATIONSHIP_WORDS.items()],
    )
    holder_given = words(_("Given name"), 35)
    holder_family = words(_("Family name"), 60)
    holder_born = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    holder_sex = forms.ChoiceField(
        label=_("Sex code that the insurer holds"),
        required=False,
        choices=[("", _("not kept")), *((code, _(said)) for code, said in SEXES.items())],
    )
    sex = forms.ChoiceField(
        label=_("Sex code that the insurer holds"),
        help_text=_("A field of the claim. It says nothing about who somebody is, and is used nowhere else."),
        required=False,
        choices=[("", _("not kept")), *((code, _(said)) for code, said in SEXES.items())],
    )
    diagnoses = words(
        _("Diagnosis codes (ICD-10-CM)"),
        120,
        help_text=_("Up to twelve, the principal one first, with spaces between. A clinician gives them."),
    )
    at_home = forms.BooleanField(label=_("At home when they join by video"), required=False)
    by_video = forms.BooleanField(label=_("Joins by video, where a group meets both ways"), required=False)
    terms = forms.ChoiceField(
        label=_("What was agreed about the fee"),
        choices=[
            (TermsKind.STANDARD.value, _("the group's fee")),
            (TermsKind.OWN.value, _("an own amount")),
            (TermsKind.SLIDING.value, _("a part of the fee, in per cent")),
        ],
        widget=forms.RadioSelect,
    )
    terms_value = forms.DecimalField(
        label=_("The amount, or the per cent"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, account: Account, insurers: Iterable[Insurer]) -> None:
        kept = account.profile
        super().__init__(data, initial=_initial(kept, account))
        offer(
            self, "payer", [("", _("none: billed to the member")), *((str(i.pk), i.name) for i in insurers)]
        )
        self._add_address()
        self._add_address("holder_")

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """The member's address."""
        return [self[name] for name in ADDRESS]

    @property
    def holder_fields(self) -> list[forms.BoundField]:
        """Who holds the insurance."""
        names = ("given", "family", "born", "sex", *ADDRESS)
        return [self[f"holder_{name}"] for name in names]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._check_address()
        self._check_address("holder_")
        self._check_terms()
        codes = self.codes()
        if len(codes) > MOST_DIAGNOSES or not all(map(is_diagnosis, codes)):
            self.add_error("diagnoses", _("Codes like F41.1, at most twelve, with spaces between."))
        return given

    def _check_terms(self) -> None:
        kind, value = self.cleaned_data.get("terms"), self.cleaned_data.get("terms_value")
        if kind != TermsKind.STANDARD and value is None and "terms_value" not in self.errors:
            self.add_error("terms_value", _("Write the amount, or the per cent."))
        if kind == TermsKind.SLIDING and value is not None and value > 100:
            self.add_error("terms_value", _("At most 100 per cent."))

    def codes(self) -> list[str]:
        """The diagnosis codes, each once."""
        typed = re.split(r"[\s,;]+", (self.cleaned_data.get("diagnoses") or "").upper())
        return list(dict.fromkeys(with_point(code) if is_diagnosis(code) else code for code in typed if code))

    def profile(self) -> Profile:
        """What was filled in."""
        given = self.cleaned_data
        born = given["holder_born"]
        return Profile(
            payer=given["payer"],
            subscriber_id=given["subscriber_id"],
            relationship=Relationship(given["relationship"]),
            holder=Person(
                family=given["holder_family"],
                given=given["holder_given"],
                born=born.isoformat() if born else "",
                sex=given["holder_sex"],
                address=self._address("holder_"),
            ),
            sex=given["sex"],
            address=self._address(),
            at_home=given["at_home"],
            by_video=given["by_video"],
            terms=Terms(TermsKind(given["terms"]), given["terms_value"] or ZERO),
        )


def _initial(kept: Profile, account: Account) -> dict[str, object]:
    holder = asdict(kept.holder) | asdict(kept.holder.address)
    is_standard = kept.terms.kind is TermsKind.STANDARD
    return {
        "payer": kept.payer,
        "subscriber_id": kept.subscriber_id,
        "relationship": kept.relationship.value,
        "sex": kept.sex,
        "diagnoses": " ".join(account.codes),
        "at_home": kept.at_home,
        "by_video": kept.by_video,
        "terms": kept.terms.kind.value,
        "terms_value": None if is_standard else kept.terms.value,
        "version": account.version,
        **asdict(kept.address),
        **{f"holder_{name}": value for name, value in holder.items()},
    }


class EntryForm(forms.Form):
    """Something added to an account by hand."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("What is it?"), choices=[(k.value, _(ENTRY_WORDS[k])) for k in BY_HAND])
    amount = forms.DecimalField(label=_("Amount"), max_digits=8, decimal_places=2, min_value=Decimal("0.01"))
    way = forms.ChoiceField(
        label=_("How it was paid"),
        required=False,
        choices=[("", _("not said")), *LedgerEntry.Way.choices],
    )

    def chosen(self) -> EntryKind:
        """What it is."""
        return EntryKind(self.cleaned_data["kind"])


class NumberForm(forms.Form):
    """What the insurer calls a claim."""

    number = forms.CharField(label=_("The insurer's number"), max_length=50, required=False)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if re.search(r"[*~:^]", number) or not number.isascii():
            raise forms.ValidationError(_now("Letters, digits and hyphens alone."))
        return number
