"""The bare Django page that others are measured beside: a sentence, no query, no template."""

from __future__ import annotations

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.urls import path


@non_atomic_requests
def hello(request: HttpRequest) -> HttpResponse:
    """A sentence."""
    return HttpResponse("Hello.")


urlpatterns = [path("", hello)]
