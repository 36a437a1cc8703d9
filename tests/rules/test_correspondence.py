"""A calendar as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from holdspace.correspondence.rules.calendar import Entry, calendar_text, uid

ANA, BO, SESSION = uuid4(), uuid4(), uuid4()
SIX = datetime(2027, 3, 2, 18, tzinfo=UTC)


def lines(*entries: Entry, title: str = "Your appointments", summary: str = "A reminder") -> bytes:
    return calendar_text(entries, owner=ANA, title=title, summary=summary, stamped=SIX)


def test_an_entry_in_the_words_of_the_standard() -> None:
    text = lines(Entry(SESSION, SIX, SIX + timedelta(minutes=90), cancelled=False)).decode()
    for line in ("DTSTART:20270302T180000Z", "DTEND:20270302T193000Z", "STATUS:CONFIRMED", "CLASS:PRIVATE"):
        assert f"\r\n{line}\r\n" in text


def test_a_uid_belongs_to_one_person_and_one_session() -> None:
    assert uid(ANA, SESSION) == uid(ANA, SESSION)
    assert len({uid(ANA, SESSION), uid(BO, SESSION), uid(ANA, uuid4())}) == 3


@given(st.text(min_size=1, max_size=120).filter(lambda text: text.strip() and text.isprintable()))
def test_no_word_of_the_practice_breaks_the_calendar(word: str) -> None:
    text = lines(Entry(SESSION, SIX, SIX + timedelta(hours=1), True), title=word, summary=word)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))  # RFC 5545, 3.1
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == word
    assert str(event["STATUS"]) == "CANCELLED"
