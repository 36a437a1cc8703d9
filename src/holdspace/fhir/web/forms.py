"""The form of an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdspace.fhir.web.uploads import MOST_BYTES


class UploadForm(forms.Form):
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
        if bytes_sent > MOST_BYTES:
            sentence = _(
                "This file is larger than %(size)s MB. On the server, the command takes larger ones."
            )
            self.fields["file"].error_messages["required"] = sentence % {"size": MOST_BYTES // 1024**2}
