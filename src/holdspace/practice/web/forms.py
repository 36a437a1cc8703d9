"""Forms for people and roles."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.practice.roles import ROLE_WORDS


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
