"""The form of a file with referrals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.intake.web.uploads import ENVELOPE, MOST_BYTES


class ReferralsForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, bytes_sent: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        # Filled in here, for a text with its places filled is no longer lazy.
        self.fields["file"].help_text = _("At most %(size)s MB.") % {"size": MOST_BYTES // 1024**2}
        self._too_large = _("This file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1024**2}
        if bytes_sent > MOST_BYTES + ENVELOPE:
            self.fields["file"].error_messages["required"] = self._too_large

    def clean_file(self) -> Any:
        """Refuse what is only just small enough to arrive."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(self._too_large)
        return file
