"""Render every component with invented people to static files and take pictures of them in Chromium.

    python tests/contexts/ui/render_styleguide.py [folder]

Needs nothing of the project but `holdspace.ui`: it configures Django by itself, serves the folder on
127.0.0.1:8101 for the time of the pictures, and stops.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

PORT = 8101
NONCE = "cGljdHVyZXM"
POLICY = (
    f"default-src 'none'; style-src 'self'; script-src 'nonce-{NONCE}'; img-src 'self' data:; "
    "connect-src 'self' ws://127.0.0.1:*; form-action 'self'; base-uri 'none'"
)
STATIC = Path(__file__).resolve().parents[3] / "src/holdspace/ui/static"


def configure() -> None:
    """The least that Django needs to draw our templates; does nothing where settings exist already."""
    if settings.configured:
        return
    settings.configure(
        SECRET_KEY="only for pictures",
        DEBUG=True,
        USE_TZ=True,
        TIME_ZONE="Europe/London",
        LANGUAGE_CODE="en",
        STATIC_URL="static/",
        ROOT_URLCONF=__name__,
        FORM_RENDERER="holdspace.ui.rendering.PageRenderer",
        INSTALLED_APPS=[
            "holdspace.ui",
            "django.contrib.staticfiles",
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.messages",
            "django.forms",
            "django_cotton",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [], "builtins": []},
            }
        ],
    )
    django.setup()


urlpatterns: list[Any] = []


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Viewer:
    is_member: bool


def _forms() -> dict[str, Any]:
    from django import forms

    from holdspace.ui.week_hours import WeekHoursField

    answers = [
        ("0", "Not at all"),
        ("1", "Several days"),
        ("2", "More than half the days"),
        ("3", "Nearly every day"),
    ]
    statements = [
        "Little interest or pleasure in doing things",
        "Feeling down, or without hope",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
    ]

    class CheckIn(forms.Form):
        openness = forms.ChoiceField(
            label="How open would you like to be this time?",
            choices=[(str(n), str(n)) for n in range(1, 6)],
            required=False,
            initial="3",
            widget=forms.RadioSelect,
            help_text="Your own choice. You can change your mind in the room.",
        )
        brings = forms.CharField(label="What do you bring today?", required=False, widget=forms.Textarea)
        rating = forms.ChoiceField(
            label="Did you feel heard last time?",
            choices=[(str(n), str(n)) for n in range(11)],
            required=False,
            widget=forms.RadioSelect,
        )

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            for number, statement in enumerate(statements, start=1):
                self.fields[f"item_{number}"] = forms.ChoiceField(
                    label=statement, choices=answers, required=False, widget=forms.RadioSelect
                )

    class Person(forms.Form):
        chosen_name = forms.CharField(
            label="What should we call you?", help_text="The others will see this name."
        )
        email = forms.EmailField(label="E-mail")
        language = forms.ChoiceField(
            label="Language", choices=[("en", "English"), ("es", "Español")], required=False
        )
        rhythm = forms.ChoiceField(
            label="How shall we remind you?",
            choices=[("mail", "By e-mail"), ("none", "Not at all")],
            widget=forms.RadioSelect,
            required=False,
        )
        agree = forms.BooleanField(label="I have read the group agreement.", required=False)

    class Week(forms.Form):
        available = WeekHoursField(
            label="When can you usually come?",
            help_text="Mark every hour that would do. It can be changed at any time.",
            required=False,
            initial=frozenset({"tue-18", "tue-19", "tue-20", "thu-12", "sat-9", "sat-10"}),
        )

    form = CheckIn({"openness": "4", "item_1": "1", "item_2": "", "brings": ""})
    broken = Person({"chosen_name": "", "email": "ana at home"})
    items = [form[f"item_{n}"] for n in range(1, 5)]
    return {"form": form, "broken": broken, "items": items, "week_form": Week()}


def _circles() -> dict[str, Any]:
    from holdspace.ui.rules.circle import Chord, Seat

    seats = [
        Seat("ruth", "Ruth", "present", "Here", role="leader", tone="present"),
        Seat("ana", "Ana", "present", "Since 18:02", tone="present", action="#ana", holds_piece=True),
        Seat(
            "bo",
            "Bo",
            "absent",
            "Sent word",
            detail="Missed two in a row",
            tone="absent",
            action="#bo",
            badge="2",
        ),
        Seat(
            "chidi",
            "Chidi",
            "present",
            "Please look",
            detail="Item 9 this morning",
            tone="concern",
            action="#chidi",
        ),
        Seat("tomas", "Tomás", "present", "Here", role="leader", tone="present"),
        Seat("emeka", "Emeka", "waiting", "Not yet here", tone="waiting", action="#emeka"),
        Seat("noor", "Noor", "late", "Late, 18:11", tone="present", action="#noor"),
        Seat("free", "Open place", "empty", "Nobody yet", tone="empty"),
    ]
    names = [
        "Ruth",
        "Ana",
        "Bo",
        "Chidi",
        "Margarethe",
        "Noor",
        "Tomás",
        "Emeka",
        "Li",
        "Ximena",
        "Søren",
        "Yusuf",
    ]
    tones = ["present", "present", "absent", "concern", "waiting", "present"] * 2
    states = ["Here", "Since 18:02", "Sent word", "Please look", "Not yet here", "Left early 19:10"] * 2
    large = [
        Seat(
            name,
            name,
            tone,
            words,
            tone=tone,
            url="#",
            role="leader" if name in ("Ruth", "Tomás") else "member",
        )  # type: ignore[arg-type]
        for name, tone, words in zip(names, tones, states, strict=True)
    ]
    small = [
        Seat(name, name, "quiet", words)
        for name, words in [
            ("Ana", "gave 4"),
            ("Bo", "gave 1"),
            ("Chidi", "gave 2"),
            ("Noor", "gave none"),
            ("Emeka", "gave 2"),
        ]
    ]
    chords = [
        Chord("Ana", "Chidi", 4, "Ana encouraged Chidi four times."),
        Chord("Bo", "Ana", 1, "Bo encouraged Ana once."),
        Chord("Chidi", "Emeka", 2, "Chidi encouraged Emeka twice."),
        Chord("Emeka", "Ana", 2, "Emeka encouraged Ana twice."),
    ]
    return {"seats": seats, "large": large, "small": small, "chords": chords}


def _series() -> dict[str, Any]:
    from holdspace.ui.rules.charts import Band, Point

    values = [17, 18, 15, 16, 13, 14, 11, 12, 9, 8]
    first = date(2026, 1, 6)
    points = [Point(first + timedelta(weeks=week), value) for week, value in enumerate(values)]
    bands = [
        Band(0, 4, "little or none"),
        Band(5, 9, "mild"),
        Band(10, 14, "moderate"),
        Band(15, 19, "strong"),
        Band(20, 27, "very strong"),
    ]
    return {"points": points, "bands": bands, "unreliable": (12.0, 22.0)}


def context() -> dict[str, Any]:
    """What the style guide shows."""
    starts = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
    return {
        "request": SimpleNamespace(csp_nonce=NONCE),
        "app_name": "Harbour Street",
        "actor": Viewer(is_member=True),
        "navigation": [
            Place("Home", "#", True),
            Place("My circle", "#"),
            Place("My path", "#"),
            Place("My record", "#"),
            Place("Safety plan", "#"),
        ],
        "leave_quickly_url": "quick_exit.html",
        "help_url": "#help",
        "sign_out_url": "missing.html",
        "csrf_token": "invented",
        "starts": starts,
        "ends": starts + timedelta(minutes=90),
        "now": starts + timedelta(minutes=3),
        "steps": [
            Step("Read the group agreement", "done"),
            Step("Sign it", "current", "#", "Takes three minutes"),
            Step("Meet Ruth or Tomás", "todo", "", "Thursday 12 March, 17:00"),
        ],
        **_forms(),
        **_circles(),
        **_series(),
    }


PAGES = {
    "styleguide": "ui/styleguide.html",
    "missing": "404.html",
    "broken": "500.html",
    "again": "403_csrf.html",
    "quick_exit": "ui/quick_exit.html",
}


def render(folder: Path) -> None:
    """Write the pages and the static files they need into `folder`."""
    configure()
    from django.template.loader import render_to_string
    from django.utils import translation

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    for name, template in PAGES.items():
        (folder / f"{name}.html").write_text(render_to_string(template, context()))
    with translation.override("ar"):
        (folder / "styleguide_ar.html").write_text(render_to_string("ui/styleguide.html", context()))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Files under the content security policy of the product, and no chatter."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_POST(self) -> None:
        """A form sent anywhere comes back as that page."""
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the pictures are the report."""


def serve(folder: Path, port: int = PORT) -> http.server.ThreadingHTTPServer:
    """A throw-away server for `folder`; the caller shuts it down."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", port), functools.partial(_Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def photograph(folder: Path, shots: Path) -> None:
    """Each page at 390 and 1280 px, by day and at dusk."""
    from playwright.sync_api import sync_playwright

    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width, height in ((390, 844), (1280, 900)):
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
                for name in (*PAGES, "styleguide_ar"):
                    page.goto(f"http://127.0.0.1:{PORT}/{name}.html")
                    page.wait_for_timeout(200)
                    page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


def main() -> None:
    shots = Path(sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "shots/ui")
    folder = shots / "site"
    render(folder)
    server = serve(folder)
    try:
        photograph(folder, shots)
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
