"""A card that pages of other rooms load by its address: alone for htmx, a page for who follows the link."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def card(
    request: HttpRequest, template: str, content: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """The card of `template`; a browser without JavaScript gets it within a page of its own."""
    if "HX-Request" in request.headers:
        return render(request, template, dict(content), status=status)
    return render(request, "ui/card.html", {**content, "card": template}, status=status)
