"""Between a posted form and an action: what was sent, and where its refusal is shown."""

from __future__ import annotations

from django.forms import BaseForm, CharField
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from holdspace.kernel.refusals import Refused


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when nothing was filled in; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def typed(form: BaseForm) -> str:
    """Every word that was typed into a form, as it was sent, whether or not it was taken."""
    fields = [form[name] for name, field in form.fields.items() if isinstance(field, CharField)]
    return "\n\n".join(str(each.data) for each in fields if each.data and not each.is_hidden)


def with_version(data: QueryDict, newest: object, *, field: str = "version") -> QueryDict:
    """What was sent, knowing of what was written meanwhile: sending it again is then meant."""
    renewed = data.copy()
    renewed[field] = str(newest)
    return renewed


def put_on_form(form: BaseForm, refusal: Refused) -> None:
    """Add the refusal's sentences: beside the fields it names, above the form otherwise.

    Pure rules refuse in English message ids; whoever reads gets them in their own language here.
    """
    named = {name: sentence for name, sentence in refusal.fields.items() if name in form.fields}
    for name, sentence in named.items():
        form.add_error(name, gettext(str(sentence)))
    if not named:
        form.add_error(None, gettext(str(refusal.sentence)))
