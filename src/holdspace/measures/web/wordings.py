"""The owner's page of words that the practice may use for shells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from holdspace.accounts.access import Request, for_staff
from holdspace.kernel.refusals import Refused
from holdspace.measures import actions, catalogue, queries
from holdspace.measures.actions import LARGEST_WORDING, LONGEST_PERMISSION
from holdspace.measures.web.uploads import WordingUpload
from holdspace.practice.roles import Permission
from holdspace.ui.posting import posted, put_on_form

FORM = ["GET", "HEAD", "POST"]
TOO_LARGE = _lazy("This file is larger than %(size)s kB.")
SIZE = {"size": LARGEST_WORDING // 1000}


class WordingForm(forms.Form):
    """Words as a file or typed in, and who permitted them. `text` is what was sent, once it is valid."""

    file = forms.FileField(
        label=_lazy("The file with the words"),
        help_text=_lazy("A wording file, at most 200 kB."),
        required=False,
        allow_empty_file=True,
    )
    words = forms.CharField(
        label=_lazy("Or its text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    permission = forms.CharField(
        label=_lazy("Who permitted it, and where is that kept?"),
        help_text=_lazy("As “Letter of the owner, 3 May, in the cabinet of the office”."),
        required=False,
        max_length=LONGEST_PERMISSION,
    )

    def __init__(self, *args: Any, bytes_sent: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self._was_dropped = bytes_sent > WordingUpload.most_bytes

    def clean_file(self) -> str:
        """The file's text, empty without a file."""
        file = self.cleaned_data["file"]
        if self._was_dropped or (file and file.size > LARGEST_WORDING):
            raise forms.ValidationError(TOO_LARGE % SIZE)
        try:
            return str(file.read().decode("utf-8-sig")) if file else ""
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is not UTF-8 text.")) from error

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        given = super().clean() or {}
        sent = [each for each in (given.get("file"), given.get("words")) if each and each.strip()]
        if len(sent) != 1 and not self.errors:
            told = _("Send a file or its text, not both.") if sent else _("Choose a file, or paste its text.")
            self.add_error("file", told)
        given["text"] = sent[0] if sent else ""
        return given


@for_staff(Permission.PRACTICE_EDIT)
@require_http_methods(FORM)
def wordings(request: Request) -> HttpResponse:
    """Every wording that was kept, and a form for another."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    form = WordingForm(posted(request), request.FILES or None, bytes_sent=sent)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.upload_wording(text=given["text"], permission=given["permission"], by=request.actor)
        except Refused as refusal:
            put_on_form(form, refusal)
        else:
            messages.success(request, _("Kept. Every group can be asked it now, on its page of measures."))
            return redirect("measures:wordings")
    kept = queries.wordings(request.actor, _language())
    content = {
        "form": form,
        "in_use": [each for each in kept if each.is_in_use],
        "away": [each for each in kept if not each.is_in_use],
    }
    return render(request, "measures/wordings.html", content, status=422 if form.errors else 200)


@for_staff(Permission.PRACTICE_EDIT)
@require_http_methods(FORM)
def put_away(request: Request, pk: UUID) -> HttpResponse:
    """Ask before words are put away."""
    wording = queries.wording_for(request.actor, pk)
    name = catalogue.title(wording.instrument, _language())
    if request.method == "POST":
        actions.put_away_wording(wording=wording, by=request.actor)
        messages.success(request, _("Put away. Nobody is asked it any more."))
        return redirect("measures:wordings")
    return render(request, "measures/put_wording_away.html", {"wording": wording, "name": name})


def _language() -> str:
    return get_language() or "en"
