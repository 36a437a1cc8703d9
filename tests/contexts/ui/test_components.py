"""The components as a page author uses them. No database: templates in, HTML out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

import holdspace.ui
from holdspace.kernel.actors import Actor, Kind
from holdspace.ui.rules.circle import Chord, Seat
from tests.contexts.ui import render_styleguide

TEMPLATES = Path(holdspace.ui.__file__).parent / "templates"
TUESDAY = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)


def drawn(source: str, **context: Any) -> str:
    """`source` rendered through the project's engine, components included."""
    engine = engines["django"]
    from django_cotton.compiler_regex import CottonCompiler

    return engine.from_string("{% load ui i18n %}" + CottonCompiler().process(source)).render(context)


def request_of(kind: Kind) -> HttpRequest:
    """A request as the middleware would hand it on."""
    request = RequestFactory().get("/somewhere/secret/")
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request.csp_nonce = "n0nce"  # type: ignore[attr-defined]
    request.actor = Actor(kind)  # type: ignore[attr-defined]
    return request


class CheckIn(forms.Form):
    openness = forms.ChoiceField(
        label="How open?",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label="E-mail", help_text="Only for reminders.")
    about = forms.CharField(label="About", required=False, widget=forms.Textarea)


class Strictness(HTMLParser):
    """Collects what the content security policy would refuse, and ids used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.refused += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.refused += [tag] if tag == "style" else []
        if tag == "script" and given.get("type") != "application/json":
            self.refused += [] if given.get("src") and "nonce" in given else ["script"]
        self.references += [value for name, value in attrs if name in ("src", "href") and value]
        self.ids += [value for name, value in attrs if name == "id" and value]


def read(html: str) -> Strictness:
    reader = Strictness()
    reader.feed(html)
    return reader


# what holds for everything


def style_guide() -> str:
    return render_to_string("ui/styleguide.html", render_styleguide.context())


@pytest.mark.parametrize(
    "template", ["ui/styleguide.html", "404.html", "500.html", "403_csrf.html", "ui/quick_exit.html"]
)
def test_nothing_that_the_content_security_policy_refuses(template: str) -> None:
    page = read(render_to_string(template, render_styleguide.context()))
    assert page.refused == []
    assert [link for link in page.references if re.match(r"https?:|//", link)] == []


def test_no_id_stands_twice_on_a_page_with_every_component() -> None:
    ids = read(style_guide()).ids
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_an_inline_style_or_handler(path: Path) -> None:
    assert not re.search(r"\s(?:style|on[a-z]+)=", path.read_text())


@pytest.mark.parametrize("path", sorted((TEMPLATES / "cotton").glob("*.html")), ids=lambda path: path.stem)
def test_every_component_stands_in_the_contract(path: Path) -> None:
    contract = (TEMPLATES.parent / "README.md").read_text()
    assert f"<c-{path.stem.replace('_', '-')}" in contract


# pages


def test_a_member_can_leave_quickly_and_get_help() -> None:
    html = render_to_string("ui/page.html", {"help_url": "/help/"}, request=request_of(Kind.MEMBER))
    assert "Leave quickly" in html
    assert 'href="/help/"' in html
    assert "Sign out" in html


def test_staff_have_no_way_out_but_signing_out() -> None:
    html = render_to_string("ui/page.html", {"help_url": "/help/"}, request=request_of(Kind.STAFF))
    assert "Leave quickly" not in html
    assert "hs-leave" not in html
    assert "Sign out" in html


def test_the_skip_link_leads_to_the_content() -> None:
    html = render_to_string("ui/page.html", {}, request=request_of(Kind.STAFF))
    assert '<a class="skip" href="#main">' in html
    assert re.search(r'<main [^>]*id="main"', html)


def test_the_theme_and_the_direction_are_those_of_the_person() -> None:
    assert 'data-theme="dark"' in render_to_string("ui/plain.html", {"theme": "dark"})
    with timezone.override("UTC"):
        from django.utils import translation

        with translation.override("ar"):
            assert '<html lang="ar" dir="rtl"' in render_to_string("ui/plain.html")


def test_missing_and_forbidden_pages_have_the_same_bytes() -> None:
    one = render_to_string("404.html", {"request_path": "/groups/1/"}, request=request_of(Kind.MEMBER))
    other = render_to_string("404.html", {"exception": "no"}, request=request_of(Kind.MEMBER))
    assert one == other
    assert "secret" not in one
    assert "groups" not in one


def test_the_page_of_a_broken_server_needs_nothing() -> None:
    assert "on our side" in render_to_string("500.html")


def test_the_neutral_page_does_not_give_us_away() -> None:
    html = render_to_string(
        "ui/quick_exit.html", {"app_name": "Harbour Street"}, request=request_of(Kind.MEMBER)
    )
    for word in ("Harbour", "Holdspace", "group", "therap", "session", "<script", "mark.svg", "tokens.css"):
        assert word.lower() not in html.lower()


# fields


def test_a_field_joins_its_label_hint_and_error() -> None:
    html = drawn('<c-field :field="form.email" />', form=CheckIn({"email": "nowhere"}))
    assert '<label for="id_email">E-mail' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_says_that_it_is_needed_only_beside_others_that_are_not() -> None:
    class Alone(forms.Form):
        email = forms.EmailField(label="E-mail")
        stay = forms.BooleanField(required=False)

    assert "(needed)" in drawn("{{ form }}", form=CheckIn())
    assert "(needed)" not in drawn("{{ form }}", form=Alone())


def test_the_errors_lead_to_their_fields() -> None:
    form = CheckIn({"email": "", "openness": "9"})
    html = drawn(
        '<c-errors :form="form" /><c-choice-scale :field="form.openness" />{{ form.email.as_field_group }}',
        form=form,
    )
    page = read(html)
    targets = [link[1:] for link in page.references if link.startswith("#")]
    assert targets == ["id_openness_group", "id_email"]
    assert set(targets) <= set(page.ids)


def test_no_errors_draw_nothing() -> None:
    assert drawn('<c-errors :form="form" />', form=CheckIn()).strip() == ""


# scales


def radios(html: str) -> list[tuple[str, bool]]:
    inputs = re.findall(r"<input type=\"radio\"([^>]*)>", html)
    return [(re.search(r'value="([^"]*)"', each).group(1), " checked" in each) for each in inputs]  # type: ignore[union-attr]


def test_a_scale_can_be_left_empty_and_taken_back() -> None:
    html = drawn('<c-choice-scale :field="form.openness" low="closed" high="open" />', form=CheckIn())
    assert radios(html) == [("1", False), ("2", False), ("3", False), ("4", False), ("5", False), ("", False)]
    assert "I would rather not say" in html


def test_a_scale_shows_what_was_answered() -> None:
    answered = drawn('<c-choice-scale :field="form.openness" />', form=CheckIn({"openness": "4"}))
    skipped = drawn('<c-choice-scale :field="form.openness" />', form=CheckIn({"openness": ""}))
    assert [value for value, checked in radios(answered) if checked] == ["4"]
    assert [value for value, checked in radios(skipped) if checked] == [""]


def test_a_scale_without_a_way_to_skip_when_the_page_says_so() -> None:
    assert len(radios(drawn('<c-choice-scale :field="form.openness" no-skip />', form=CheckIn()))) == 5


def test_the_empty_choice_of_the_field_gives_the_words_for_skipping() -> None:
    class Rating(forms.Form):
        heard = forms.ChoiceField(
            choices=[("", "Not this time"), ("0", "0"), ("1", "1")], required=False, widget=forms.RadioSelect
        )

    html = drawn('<c-choice-scale :field="form.heard" />', form=Rating())
    assert "Not this time" in html
    assert [value for value, _ in radios(html)] == ["0", "1", ""]


def test_a_questionnaire_is_one_group_of_radios_for_each_statement() -> None:
    context = render_styleguide.context()
    html = drawn('<c-questionnaire :fields="items" stem="How often?" />', items=context["items"])
    assert html.count("<fieldset") == html.count("<legend") == 4
    assert len(radios(html)) == 4 * 5
    assert 'data-options="5"' in html
    assert [value for value, checked in radios(html) if checked] == ["1", ""]


# the circle


def circle_of(*seats: Seat, **more: Any) -> str:
    return drawn(
        '<c-circle :seats="seats" :chords="chords" label="Who is here">Session 14</c-circle>',
        seats=seats,
        **more,
    )


ANA = Seat("ana", "Ana", "present", "Since 18:02", tone="present", action="/arrive/", holds_piece=True)
BO = Seat(
    "bo", "Bo", "absent", "Sent word", detail="Missed two in a row", tone="absent", url="/bo/", badge="2"
)
RUTH = Seat("ruth", "Ruth", "present", "Here", role="leader", tone="present")


def test_a_seat_is_a_button_a_link_or_only_words() -> None:
    html = circle_of(ANA, BO, RUTH, chords=None)
    assert re.search(r'<button type="submit" formaction="/arrive/" name="seat" value="ana"', html)
    assert re.search(r'<a href="/bo/" class="seat"', html)
    assert re.search(r'<div class="seat leads"', html)
    assert html.count("<form") == 1


def test_a_seat_says_everything_in_words() -> None:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", circle_of(ANA, BO, RUTH, chords=None)))
    assert "Ana: Since 18:02. Has the talking piece" in words
    assert "Bo: Sent word. Missed two in a row" in words
    assert "Ruth, leads: Here" in words


def test_the_list_says_the_same_as_the_circle() -> None:
    html = circle_of(ANA, BO, RUTH, chords=None)
    told = html.split("<details")[1]
    for words in (
        "Ana",
        "Since 18:02",
        "has the talking piece",
        "Bo",
        "Sent word",
        "Missed two in a row",
        "Ruth",
        "leads",
    ):
        assert words in told


def test_a_circle_without_actions_is_no_form() -> None:
    assert "<form" not in circle_of(BO, RUTH, Seat("chidi", "Chidi", "q", "Here"), chords=None)


def test_chords_are_drawn_in_both_shapes_and_told_in_words() -> None:
    html = circle_of(ANA, BO, RUTH, chords=[Chord("ana", "bo", 2, "Ana encouraged Bo twice.")])
    assert html.count('class="chord w2"') == 2
    assert "<li>Ana encouraged Bo twice.</li>" in html


def test_a_name_cannot_bring_markup_into_the_circle() -> None:
    html = circle_of(ANA, RUTH, Seat("x", "<b onclick=x>", "q", "<i>"), chords=None)
    assert "<b onclick" not in html
    assert "&lt;b onclick=x&gt;" in html


def test_the_circle_without_cotton_is_the_same() -> None:
    html = drawn('{% circle seats label="Who is here" %}', seats=[ANA, BO, RUTH])
    assert 'aria-label="Who is here"' in html
    assert html.count('class="circle-ring') == 2


# moments and small things


def test_a_moment_is_told_on_the_persons_own_clock() -> None:
    html = drawn('<c-time :at="at" zone="America/New_York" show-zone />', at=TUESDAY)
    # New York went over to summer time on 8 March 2026: four hours behind.
    assert '<time datetime="2026-03-10T18:00:00+00:00">Tuesday 10 March, 14:00 (EDT)</time>' in html


def test_without_a_zone_the_active_one_counts() -> None:
    with timezone.override("Europe/Madrid"):
        assert "19:00" in drawn('<c-time :at="at" show="time" />', at=TUESDAY)


def test_a_span_keeps_its_two_ends_together() -> None:
    html = drawn(
        '<c-time :at="at" show="span" :until="until" zone="UTC" />',
        at=TUESDAY,
        until=TUESDAY.replace(hour=19),
    )
    assert "18:00\u2060–\u206019:00" in html


def test_a_component_does_not_take_what_its_neighbour_was_given() -> None:
    html = drawn(
        '<c-card title="Outer" icon="alert"><c-card>inside</c-card></c-card>', title="leak", actions="leak"
    )
    assert html.count("Outer") == 1
    assert "leak" not in html


def test_unknown_attributes_go_to_the_outer_element_escaped() -> None:
    html = drawn('<c-notice id="n" data-who="{{ who }}">Hello</c-notice>', who='"><script>')
    assert 'id="n"' in html
    assert "<script>" not in html


def test_a_button_that_cannot_be_pressed_says_why() -> None:
    html = drawn('<c-button disabled reason="This group is full.">Admit</c-button>')
    assert " disabled" in html
    assert "This group is full." in html


def test_a_trajectory_has_its_numbers_beside_it() -> None:
    html = drawn(
        '<c-trajectory :points="points" :bands="bands" cutoff="10" :unreliable-band="unreliable"'
        ' low="0" high="27" caption="Mood" />',
        **{name: render_styleguide.context()[name] for name in ("points", "bands", "unreliable")},
    )
    assert html.count('<svg class="trajectory') == 2
    assert html.count('<th scope="row">') == 10
    assert "too little change to be sure of" in html


def test_numbers_in_a_picture_keep_their_point_in_every_language() -> None:
    from django.utils import translation

    with translation.override("es"):
        html = drawn(
            '<c-trajectory :points="points" low="0" high="27" caption="x" />',
            points=render_styleguide.context()["points"],
        )
    assert re.findall(r'c[xy]="[^"]*,[^"]*"', html) == []


def test_an_icon_is_silent_unless_it_has_words() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "check" %}')
    assert 'role="img" aria-label="Done"' in drawn('{% icon "check" label="Done" %}')
    assert "icon-pointing" in drawn('{% icon "arrow" %}')
    assert drawn('{% icon "" %}') == ""


def test_htmx_comes_without_inline_styles_eval_or_copies_of_pages() -> None:
    html = drawn("{% htmx %}", request=request_of(Kind.MEMBER))
    assert 'nonce="n0nce"' in html
    for wish in ("includeIndicatorStyles&quot;:false", "allowEval&quot;:false", "historyCacheSize&quot;:0"):
        assert wish in html
