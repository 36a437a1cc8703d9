"""Between a posted form and an action: what was sent, and where its refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm, CharField, Form
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from holdspace.kernel.refusals import Conflict, Missing, Refused

F = TypeVar("F", bound=Form)


def posted(request: HttpRequest, newest: object = None) -> QueryDict | None:
    """What a form was sent with, also when nothing was filled in; None when the page is only looked at.

    With `newest`, as `with_version` gives it.
    """
    if request.method != "POST":
        return None
    return request.POST if newest is None else with_version(request.POST, newest)


def typed(form: BaseForm) -> str:
    """Every word that was typed into a form, as it was sent, whether or not it was taken."""
    fields = [form[name] for name, field in form.fields.items() if isinstance(field, CharField)]
    return "\n\n".join(str(each.data) for each in fields if each.data and not each.is_hidden)


def with_version(data: QueryDict, newest: object, *, field: str = "version") -> QueryDict:
    """What was sent, knowing of what was written meanwhile: sending it again is then meant."""
    renewed = data.copy()
    renewed[field] = str(newest)
    return renewed


def accepted(form: Form, act: Callable[..., object], **given: object) -> bool:
    """Whether `act` took what was sent with `form`: it is called with what the form holds, and with `given`.

    As `taken`, for an action that asks for the form's fields by their names.
    """
    return taken(form, lambda: act(**form.cleaned_data, **given))


def taken(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether what was sent with `form` is valid, and `act`, which is called then, did not refuse it.

    What it refuses stands on the form; Missing is no matter of the form, and goes on.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except Missing:
        raise
    except Refused as refusal:
        put_on_form(form, refusal)
        return False
    return True


def sent(fill: Callable[[object], F], act: Callable[[F], object]) -> tuple[F, int]:
    """A form of which its reader may have been overtaken, and the status of its page; 302 when `act` took it.

    `fill` makes the form, with the newest version where there is one: then it holds what was typed, knowing
    of what was written meanwhile (`posted`). Only looked at, it is 200; refused 422; overtaken 409.
    """
    form = fill(None)
    if not form.is_bound:
        return form, 200
    if not form.is_valid():
        return form, 422
    try:
        act(form)
    except Missing:
        raise
    except Conflict as conflict:
        form = fill(conflict.newest)
        form.is_valid()
        put_on_form(form, conflict)
        return form, 409
    except Refused as refusal:
        put_on_form(form, refusal)
        return form, 422
    return form, 302


def tell(request: HttpRequest, act: Callable[[], object], words: str) -> None:
    """Do what one touch asks for, and tell on the next page what came of it: `words`, or why not."""
    try:
        act()
    except Missing:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)


def put_on_form(form: BaseForm, refusal: Refused) -> None:
    """Add the refusal's sentences: beside the fields it names, above the form otherwise.

    Pure rules refuse in English message ids; whoever reads gets them in their own language here.
    """
    named = {name: sentence for name, sentence in refusal.fields.items() if name in form.fields}
    for name, sentence in named.items():
        form.add_error(name, gettext(str(sentence)))
    if not named:
        form.add_error(None, gettext(str(refusal.sentence)))
