"""A file as an answer: to be kept, under a name that says nothing of anybody.

That no browser stores or guesses at it is said for every page already (`project.middleware`).
"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse


def download(content: str | bytes, kind: str, name: str, **headers: str) -> HttpResponse:
    """`content` of the media type `kind`; further `headers` by their names with underscores."""
    own = {header.replace("_", "-"): value for header, value in headers.items()}
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', **own}
    )


def of_the_day(day: date, ending: str) -> str:
    """The name of an export: the day, and nothing of what is in it."""
    return f"export-{day:%Y-%m-%d}.{ending}"
