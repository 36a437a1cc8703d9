"""A form with postal addresses in the form of claims."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.billing.rules.identifiers import is_state, is_zip
from holdspace.billing.rules.profile import Address

ADDRESS: Final = ("line", "city", "state", "zip_code")


def words(label: Any, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **options)


def digits(text: str) -> str:
    return re.sub(r"[\s\-–.()]", "", text)


class WithAddress(forms.Form):
    """A form with one address, whose fields begin with a prefix."""

    use_required_attribute = False

    def _add_address(self, before: str = "") -> None:
        labels = {
            "line": (_("Street and number"), 55),
            "city": (_("City"), 30),
            "state": (_("State, two letters"), 2),
            "zip_code": (_("ZIP code"), 10),
        }
        for name, (label, longest) in labels.items():
            self.fields[f"{before}{name}"] = words(label, longest)

    def _address(self, before: str = "") -> Address:
        given = {name: self.cleaned_data.get(f"{before}{name}", "") for name in ADDRESS}
        return Address(**given)

    def _check_address(self, before: str = "", *, whole: bool = False) -> None:
        """State and ZIP code in their form; what is left empty is missing later, and not wrong now."""
        state, code = (self.cleaned_data.get(f"{before}{name}") or "" for name in ("state", "zip_code"))
        self.cleaned_data[f"{before}state"] = state.upper()
        self.cleaned_data[f"{before}zip_code"] = digits(code)
        if state and not is_state(state.upper()):
            self.add_error(f"{before}state", _("Two letters, like ME."))
        if code and not is_zip(digits(code), whole=whole):
            sentence = _("Nine digits, like 04101-0012.") if whole else _("Five or nine digits.")
            self.add_error(f"{before}zip_code", sentence)
