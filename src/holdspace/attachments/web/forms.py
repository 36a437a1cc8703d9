"""Forms: a file to be attached, and why one is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from holdspace.attachments.policies import LONGEST_TITLE
from holdspace.attachments.rules.kinds import BY_CODE, Kind
from holdspace.attachments.rules.limits import LONGEST_SIDE, MOST_PAGES, MOST_SENT, in_megabytes
from holdspace.attachments.rules.remade import Remade
from holdspace.attachments.rules.unreadable import Why, sentence_for
from holdspace.attachments.web.uploads import ENVELOPE, Examined
from holdspace.sessions.models import GroupSession

AGAIN = _("Please choose the file again: browsers do not keep it.")


class AddForm(forms.Form):
    """A file, what it is, and a title where one is wanted."""

    kind = forms.ChoiceField(label=_("What it is"), error_messages={"required": _("Say what it is.")})
    title = forms.CharField(
        label=_("Title"),
        help_text=_("It can stay empty. Only those who may open the file see it."),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    session = forms.ChoiceField(label=_("From a session"), required=False)
    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Kind],
        sessions: Sequence[GroupSession],
        bytes_sent: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        # Filled in here, for a text with its places filled is no longer lazy.
        self.fields["file"].help_text = _(
            "A PDF of at most %(pages)s pages, or a PNG or JPEG picture; at most %(size)s MB. Pictures "
            "are kept at most %(side)s pixels long, without place and time; a PDF without links, scripts "
            "and digital signatures."
        ) % {"pages": MOST_PAGES, "size": in_megabytes(MOST_SENT), "side": LONGEST_SIDE}
        self.offered = offered
        self.sessions = {str(session.pk): session for session in sessions}
        self._choices("kind", [("", "—"), *((kind.code, _named(kind)) for kind in offered)])
        self._choices(
            "session",
            [
                ("", pgettext_lazy("a session", "none")),
                *((key, _day(each)) for key, each in self.sessions.items()),
            ],
        )
        if bytes_sent > MOST_SENT + ENVELOPE:
            self.fields["file"].error_messages["required"] = str(sentence_for(Why.TOO_LARGE))

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_file(self) -> Remade:
        """The file that was made anew while it arrived."""
        file = self.cleaned_data["file"]
        if not isinstance(file, Examined) or file.remade is None:
            why = getattr(file, "why", None) or Why.UNKNOWN
            raise forms.ValidationError(str(sentence_for(why)))
        return file.remade

    @property
    def chosen_kind(self) -> Kind:
        """What it is."""
        return BY_CODE[self.cleaned_data["kind"]]

    @property
    def chosen_session(self) -> GroupSession | None:
        """The session to which it is put."""
        return self.sessions.get(self.cleaned_data.get("session", ""))

    def ask_again(self) -> None:
        """After a refusal of something else: a browser has let the file go."""
        if self.errors and "file" not in self.errors:
            self.add_error("file", AGAIN)


class RemoveForm(forms.Form):
    """Why a file is taken out."""

    reason = forms.CharField(
        label=_("Why it is taken out"),
        help_text=_("The file cannot be brought back. This sentence stays, with your name and the day."),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why in a few words.")},
    )


def _named(kind: Kind) -> str:
    words = str(kind.words)
    return words[:1].upper() + words[1:]


def _day(session: GroupSession) -> str:
    return date_format(localtime(session.starts_at), "DATE_FORMAT")
