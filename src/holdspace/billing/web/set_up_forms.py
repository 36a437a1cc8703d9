"""Forms of what is set up once for billing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.billing.models import Insurer, PracticeBilling
from holdspace.billing.rules.fees import Policy
from holdspace.billing.rules.identifiers import is_npi, is_tax_id, is_taxonomy
from holdspace.billing.rules.profile import FILING, BillingProvider, Payer, RenderingProvider
from holdspace.billing.web.addresses import WithAddress, digits, words
from holdspace.groups.models import Group
from holdspace.practice.models import Site
from holdspace.ui.choices import offer

PLACES: Final = [
    ("", _("11, office")),
    ("53", _("53, community mental health centre")),
    ("50", _("50, federally qualified health centre")),
    ("22", _("22, outpatient department of a hospital")),
    ("03", _("03, school")),
    ("99", _("99, another place")),
]


def _money(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=8, decimal_places=2, min_value=0, localize=False, **options
    )


class PracticeForm(WithAddress):
    """The practice's details for claims."""

    legal_name = words(_("Legal name"), 60)
    npi = words(_("NPI of the practice"), 12, widget=forms.TextInput({"inputmode": "numeric"}))
    tax_id = words(_("Tax number"), 12, widget=forms.TextInput({"inputmode": "numeric"}))
    taxonomy = words(_("Taxonomy code"), 10)
    contact = words(_("Whom the clearing house can call"), 60)
    phone = words(_("Their telephone number"), 20, widget=forms.TextInput({"inputmode": "tel"}))
    submitter_id = words(_("Submitter number"), 15, help_text=_("From your clearing house."))
    receiver_name = words(_("Clearing house"), 60)
    receiver_id = words(_("Its number as receiver"), 15)
    is_test = forms.BooleanField(
        label=_("Make test files"),
        help_text=_("A clearing house reads them and pays nothing. Clear this when they have accepted one."),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, billing: PracticeBilling, sites: Sequence[Site]) -> None:
        kept = billing.values
        initial = (
            asdict(kept)
            | asdict(kept.address)
            | {
                "is_test": billing.is_test,
                "version": billing.version,
            }
        )
        super().__init__(data, initial=initial)
        self.sites = sites
        self._add_address()
        for site in sites:
            self.fields[f"place_{site.pk.hex}"] = forms.ChoiceField(
                label=site.name, choices=PLACES, required=False, initial=billing.places.get(str(site.pk), "")
            )

    @property
    def place_fields(self) -> list[forms.BoundField]:
        """One choice for each site."""
        return [self[f"place_{site.pk.hex}"] for site in self.sites]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("npi", "tax_id", "phone"):
            given[name] = digits(given.get(name) or "")
        _check(self, "npi", is_npi, _("An NPI has ten digits, of which the last checks the others."))
        _check(self, "tax_id", is_tax_id, _("Nine digits."))
        _check(self, "taxonomy", is_taxonomy, _("Ten letters and digits; the last is an X."))
        self._check_address(whole=True)
        return given

    def provider(self) -> BillingProvider:
        """What was filled in."""
        names = [name for name in BillingProvider.__slots__ if name != "address"]
        return BillingProvider(**{name: self.cleaned_data[name] for name in names}, address=self._address())

    def places(self) -> dict[str, str]:
        """The places of service that are not an office, by site."""
        chosen = {str(site.pk): self.cleaned_data[f"place_{site.pk.hex}"] for site in self.sites}
        return {site: place for site, place in chosen.items() if place}


def _check(form: forms.Form, name: str, holds: Callable[[str], bool], sentence: object) -> None:
    value = form.cleaned_data.get(name)
    if value and not holds(value):
        form.add_error(name, str(sentence))


class FeesForm(forms.Form):
    """The usual fee, and what is owed by who does not come."""

    use_required_attribute = False

    fee = _money(_("Usual fee of a session"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in ("USD", "GBP", "EUR", "CAD")])
    notice_hours = forms.IntegerField(
        label=_("Hours of notice"),
        help_text=_("Who cancels earlier owes nothing. Illness is always excused."),
        min_value=0,
        max_value=336,
    )
    late_cancel = _money(_("Owed when cancelled later"))
    no_show = _money(
        _("Owed when nobody came and nothing was heard"),
        help_text=_(
            "Billed to the member alone, never to an insurer; and never more than the session costs."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, billing: PracticeBilling) -> None:
        super().__init__(data, initial={name: getattr(billing, name) for name in self.base_fields})

    def policy(self) -> Policy:
        """The attendance policy."""
        given = self.cleaned_data
        return Policy(given["notice_hours"], given["late_cancel"], given["no_show"])


class GroupFeeForm(forms.Form):
    """The fee of one group from a day on."""

    use_required_attribute = False

    group = forms.ChoiceField(label=_("Group"))
    amount = _money(_("Fee of a session"))
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: QueryDict | None, *, groups: Iterable[Group]) -> None:
        super().__init__(data, prefix="group")
        self.groups = {str(group.pk): group for group in groups}
        offer(self, "group", [(pk, group.name) for pk, group in self.groups.items()])

    @property
    def chosen(self) -> Group:
        """The group."""
        return self.groups[self.cleaned_data["group"]]


class InsurerForm(forms.Form):
    """An insurer."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=60)
    payer_id = words(_("Payer id"), 20, help_text=_("From your clearing house."))
    filing = forms.ChoiceField(label=_("Kind"), choices=[(code, _(said)) for code, said in FILING.items()])
    telehealth_modifier = forms.ChoiceField(
        label=_("Sessions by video are marked with"),
        choices=[("95", "95"), ("GT", "GT"), ("", _("nothing"))],
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, insurer: Insurer | None) -> None:
        kept = {name: getattr(insurer, name) for name in self.base_fields} if insurer else {}
        super().__init__(data, initial=kept or {"telehealth_modifier": "95"})

    def payer(self) -> Payer:
        """What was filled in."""
        given = self.cleaned_data
        return Payer(given["name"], given["payer_id"], given["filing"])


class ProviderForm(forms.Form):
    """Under which name and number somebody treats."""

    use_required_attribute = False

    given = words(_("Given name, as in the register"), 35)
    family = words(_("Family name, as in the register"), 60)
    npi = words(_("NPI"), 12, widget=forms.TextInput({"inputmode": "numeric"}))
    taxonomy = words(_("Taxonomy code"), 10)

    def __init__(self, data: QueryDict | None, *, kept: RenderingProvider) -> None:
        super().__init__(data, initial=asdict(kept))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        found["npi"] = digits(found.get("npi") or "")
        _check(self, "npi", is_npi, _("An NPI has ten digits, of which the last checks the others."))
        _check(self, "taxonomy", is_taxonomy, _("Ten letters and digits; the last is an X."))
        return found

    def values(self) -> RenderingProvider:
        """What was filled in."""
        return RenderingProvider(**{name: self.cleaned_data[name] for name in RenderingProvider.__slots__})
