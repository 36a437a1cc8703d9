"""How a touch is answered: in place with the newest part of the page, or by leading back to the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from holdspace.accounts.access import Request
from holdspace.kernel.refusals import Conflict, Missing, Refused


def answered(
    request: Request,
    act: Callable[[], object],
    *,
    template: str,
    page: Callable[[], dict[str, Any]],
    back: tuple[str, UUID],
) -> HttpResponse:
    """Do it, and answer with `template` of `page()` as it is then, taken or not, and say which.

    409 where somebody else was first, 422 where it was refused; without scripts a message, and `back`.
    """
    refusal, status = None, 200
    try:
        act()
    except Missing:
        raise
    except Refused as problem:
        refusal, status = problem, 409 if isinstance(problem, Conflict) else 422
    if "HX-Request" in request.headers:
        return render(request, template, page() | {"refusal": refusal}, status=status)
    if refusal is not None:
        messages.warning(request, str(refusal))
    return redirect(*back)
