"""The one form of an invitation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PasswordForm(forms.Form):
    """A password, once: it can be shown, so it is not asked for twice."""

    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 15 characters. A sentence that only you would say works well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )
