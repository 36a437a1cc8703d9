"""Days as each language tells them; English as it always was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from holdspace.ui import days
from holdspace.ui.lists import and_all
from holdspace.ui.rules.charts import number_words

EVENING = datetime(2025, 5, 3, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("show", "english", "spanish"),
    [
        ("moment", "Saturday 3 May, 18:00", "sábado 3 de mayo, 18:00"),
        ("day", "Saturday 3 May 2025", "sábado 3 de mayo de 2025"),
        ("week-day", "Saturday 3 May", "sábado 3 de mayo"),
        ("long-day", "3 May 2025", "3 de mayo de 2025"),
        ("plain-day", "3 May", "3 de mayo"),
        ("short-day", "3 May", "3 may"),
        ("month", "May 2025", "mayo de 2025"),
        ("short-month", "May 2025", "may 2025"),
        ("week-time", "Saturday 18:00", "sábado, 18:00"),
        ("time", "18:00", "18:00"),
    ],
)
def test_each_language_orders_a_day_in_its_own_way(show: str, english: str, spanish: str) -> None:
    with translation.override("en"):
        assert days.told(EVENING, show) == english
    with translation.override("es"):
        assert days.told(EVENING, show) == spanish


def test_a_page_shows_the_day_of_the_readers_clock_and_nothing_for_nothing() -> None:
    page = Template("{{ at|long_day }}|{{ at|plain_day }}|{{ none|week_day }}|{{ day|month }}")
    late = datetime(2025, 5, 3, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Madrid"), translation.override("es"):
        shown = page.render(Context({"at": late, "none": None, "day": date(2025, 5, 1)}))
    assert shown == "4 de mayo de 2025|4 de mayo||mayo de 2025"


def test_numbers_and_names_are_those_of_the_language() -> None:
    with translation.override("es"):
        assert number_words(7.5) == "7,5"
        assert number_words(7) == "7"
        assert and_all(["Ruth", "Inés"]) == "Ruth e Inés"
    with translation.override("en"):
        assert number_words(7.5) == "7.5"
        assert and_all(["Ruth", "Inés"]) == "Ruth and Inés"
