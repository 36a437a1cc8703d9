"""When somebody can come: the field, its grid without a script, and the drawing. No database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from holdspace.ui.week_hours import WeekHoursField
from tests.contexts.ui.test_components import drawn, read

GRID = '<c-week-grid :field="form.available" />'
TUESDAYS = frozenset({"tue-18", "tue-19", "tue-20"})


class Coming(forms.Form):
    """What the coordinator asks Bo."""

    name = forms.CharField(required=False)
    available = WeekHoursField(label="When can you come?", help_text="Mark what would do.", required=True)


def posted(*cells: str) -> Coming:
    data = QueryDict(mutable=True)
    data.setlist("available", list(cells))
    return Coming(data)


def boxes(html: str) -> list[dict[str, str]]:
    """The attributes of each box, in the order of the page."""
    return [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | ({"checked": "yes"} if " checked" in tag else {})
        for tag in re.findall(r"<input[^>]*>", html)
    ]


def marked(html: str) -> set[str]:
    return {box["value"] for box in boxes(html) if "checked" in box}


def test_the_hours_arrive_as_a_set() -> None:
    form = posted("tue-18", "thu-12", "tue-18")
    assert form.is_valid()
    assert form.cleaned_data["available"] == frozenset({"tue-18", "thu-12"})


def test_nothing_marked_is_an_empty_set_where_that_is_allowed() -> None:
    field = WeekHoursField(required=False)
    assert field.clean([]) == frozenset()
    assert field.clean(None) == frozenset()
    with pytest.raises(forms.ValidationError):
        WeekHoursField().clean([])


@pytest.mark.parametrize("wrong", ["tue-7", "someday-18", "", "<script>"])
def test_an_unknown_hour_is_refused_with_a_sentence_and_the_others_stay_marked(wrong: str) -> None:
    form = posted("tue-18", wrong)
    assert not form.is_valid()
    sentence = "One of these hours is not part of the week. Please look through the marks again."
    assert form.errors["available"] == [sentence]
    html = drawn(GRID, form=form)
    assert sentence in html
    assert marked(html) == {"tue-18"}


@pytest.mark.parametrize("given", [TUESDAYS, sorted(TUESDAYS), tuple(TUESDAYS), dict.fromkeys(TUESDAYS)])
def test_what_was_known_before_is_marked(given: Any) -> None:
    assert marked(drawn(GRID, form=Coming(initial={"available": given}))) == TUESDAYS


@pytest.mark.parametrize(("now", "changed"), [(["tue-18", "tue-20", "tue-19"], False), (["tue-18"], True)])
def test_whether_something_changed_does_not_depend_on_the_order(now: list[str], changed: bool) -> None:
    assert WeekHoursField().has_changed(TUESDAYS, now) is changed


def test_each_of_98_boxes_says_its_day_and_hour_and_needs_no_script() -> None:
    found = boxes(drawn(GRID, form=Coming()))
    assert (
        len(found) == len({box["value"] for box in found}) == len({box["aria-label"] for box in found}) == 98
    )
    assert {box["name"] for box in found} == {"available"}
    assert {box["type"] for box in found} == {"checkbox"}
    said = {box["value"]: box["aria-label"] for box in found}
    assert said["tue-18"] == "Tuesday, 18:00"
    assert said["sun-8"] == "Sunday, 08:00"


def test_the_grid_is_a_table_with_a_caption_and_heads() -> None:
    html = drawn(GRID, form=Coming())
    assert "<caption>Hours of a usual week, by the clock of the practice</caption>" in html
    assert html.count('<th scope="col"') == 7
    assert html.count('<th scope="row"') == 14
    assert html.count("<tr>") == 15
    page = read(html)
    assert page.refused == []
    assert len(page.ids) == len(set(page.ids))


def test_hint_and_error_belong_to_the_group() -> None:
    form = posted()
    html = drawn('<c-errors :form="form" />' + GRID, form=form)
    assert "Mark what would do." in html
    assert 'aria-describedby="id_available_helptext id_available_error"' in html
    assert "When can you come? <span" in html
    page = read(html)
    assert "#id_available_group" in page.references
    assert {"id_available_group", "id_available_helptext", "id_available_error"} <= set(page.ids)


def test_the_week_begins_on_monday() -> None:
    first = [box["value"] for box in boxes(drawn(GRID, form=Coming()))[:7]]
    assert first == ["mon-8", "tue-8", "wed-8", "thu-8", "fri-8", "sat-8", "sun-8"]


def test_days_are_named_in_the_language_of_the_reader() -> None:
    with translation.override("es"):
        html = drawn(GRID, form=Coming())
    assert 'aria-label="martes, 18:00"' in html
    assert ">mar</th>" in html


def test_a_form_as_django_draws_it_holds_the_same_grid() -> None:
    html = drawn("{{ form }}", form=Coming(initial={"available": TUESDAYS}))
    assert '<table class="week">' in html
    assert marked(html) == TUESDAYS


def test_a_prefix_and_a_disabled_field_reach_every_box() -> None:
    form = Coming(prefix='a"b')
    form.fields["available"].disabled = True
    html = drawn(GRID, form=form)
    assert html.count('name="a&quot;b-available"') == 98
    assert len(re.findall(r"<input[^>]* disabled>", html)) == 98


def test_the_drawing_says_the_same_in_words() -> None:
    html = drawn('<c-week :cells="cells" caption="When Bo can come" />', cells=TUESDAYS | {"thu-12"})
    assert html.count('<td class="marked">') == 4
    assert "Tuesday 18:00–21:00; Thursday 12:00–13:00" in html
    assert "When Bo can come" in html
    assert "<input" not in html
    assert read(html).refused == []


def test_the_drawing_marks_the_hour_where_its_day_and_time_meet() -> None:
    with translation.override("es"):
        rows = drawn('<c-week :cells="cells" />', cells=["tue-18"]).split("<tr>")
    evening = next(row for row in rows if "18:00</span>" in row)
    assert re.findall(r'<td( class="marked")?></td>', evening) == ["", ' class="marked"', "", "", "", "", ""]


def test_an_empty_week_says_so() -> None:
    html = drawn('<c-week :cells="cells" />', cells=frozenset())
    assert "No hours are marked." in html
    assert 'class="marked"' not in html
