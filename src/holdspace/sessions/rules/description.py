"""A series of sessions in words: "every Tuesday at 18:00"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from holdspace.kernel.words import gettext_noop as _
from holdspace.sessions.rules.recurrence import Recurrence
from holdspace.sessions.rules.repetition import Frequency, Repetition

Translate = Callable[[str], str]

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
EVERY = {
    Frequency.DAILY: (_("every day"), _("every {number} days")),
    Frequency.WEEKLY: (_("every week"), _("every {number} weeks")),
    Frequency.MONTHLY: (_("every month"), _("every {number} months")),
    Frequency.YEARLY: (_("every year"), _("every {number} years")),
}
PLACES = {
    0: _("{weekday}"),
    1: _("the first {weekday}"),
    2: _("the second {weekday}"),
    3: _("the third {weekday}"),
    4: _("the fourth {weekday}"),
    5: _("the fifth {weekday}"),
    -1: _("the last {weekday}"),
    -2: _("the second to last {weekday}"),
}
NTH_FROM_START = _("{weekday} number {number}")
NTH_FROM_END = _("{weekday} number {number} from the end")
ON = _("{how_often} on {days}")
IN = _("{how_often} in {months}")
AT = _("{how_often} at {time}")
TIMES = _("{series}, {number} times")
ONE_TIME = _("{series}, once")
UNTIL = _("{series}, until {date}")
ONCE = _("once, on {date} at {time}")
EVERY_WEEKDAY = _("every {days}")
DAY = _("day {number}")
LAST_DAY = _("the last day")
DAY_FROM_END = _("day {number} from the end")
DATE = _("{day} {month} {year}")
DAY_OF_YEAR = _("{day} {month}")
AND = _("{before} and {last}")


def describe(recurrence: Recurrence, translate: Translate = str) -> str:
    """The series in words. `translate` is a gettext; without one the words are English."""
    words = _Words(translate)
    if recurrence.repetition.frequency is None:
        return words(ONCE, date=words.date(recurrence.first), time=f"{recurrence.first:%H:%M}")
    series = words(AT, how_often=_how_often(recurrence, words), time=f"{recurrence.first:%H:%M}")
    return _with_end(recurrence, series, words)


class _Words:
    """Fills sentences in after their translation."""

    def __init__(self, translate: Translate) -> None:
        self.translate = translate

    def __call__(self, sentence: str, **values: object) -> str:
        return self.translate(sentence).format(**values)

    def date(self, day: datetime) -> str:
        return self(DATE, day=day.day, month=self(MONTHS[day.month - 1]), year=day.year)

    def listed(self, names: Sequence[str]) -> str:
        """ "Monday, Tuesday and Friday"."""
        if len(names) == 1:
            return names[0]
        return self(AND, before=", ".join(names[:-1]), last=names[-1])

    def weekday(self, nth: int, day: int) -> str:
        name = self(WEEKDAYS[day])
        beyond = NTH_FROM_START if nth > 0 else NTH_FROM_END
        return self(PLACES.get(nth, beyond), weekday=name, number=abs(nth))

    def month_day(self, number: int) -> str:
        if number == -1:
            return self(LAST_DAY)
        return self(DAY if number > 0 else DAY_FROM_END, number=abs(number))


def _how_often(recurrence: Recurrence, words: _Words) -> str:
    repetition = recurrence.repetition
    days = _days(recurrence, words)
    if repetition.frequency is Frequency.WEEKLY and repetition.interval == 1:
        how_often = words(EVERY_WEEKDAY, days=words.listed(days))
    else:
        how_often = _period(repetition, words)
        how_often = words(ON, how_often=how_often, days=words.listed(days)) if days else how_often
    if repetition.months:
        months = words.listed([words(MONTHS[month - 1]) for month in sorted(set(repetition.months))])
        how_often = words(IN, how_often=how_often, months=months)
    return how_often


def _period(repetition: Repetition, words: _Words) -> str:
    assert repetition.frequency is not None
    one, several = EVERY[repetition.frequency]
    return words(one) if repetition.interval == 1 else words(several, number=repetition.interval)


def _days(recurrence: Recurrence, words: _Words) -> list[str]:
    """The weekdays and days of the month; what the rule leaves open comes from the first session."""
    repetition, first = recurrence.repetition, recurrence.first
    named = [
        words.weekday(nth, day) for nth, day in sorted(set(repetition.weekdays), key=lambda each: each[1])
    ]
    named += [words.month_day(number) for number in repetition.month_days]
    if named or repetition.frequency is Frequency.DAILY:
        return named
    if repetition.frequency is Frequency.WEEKLY:
        return [words.weekday(0, first.weekday())]
    if repetition.frequency is Frequency.YEARLY and not repetition.months:
        return [words(DAY_OF_YEAR, day=first.day, month=words(MONTHS[first.month - 1]))]
    return [words.month_day(first.day)]


def _with_end(recurrence: Recurrence, series: str, words: _Words) -> str:
    count, until = recurrence.repetition.count, recurrence.repetition.until
    if count is not None:
        return words(ONE_TIME, series=series) if count == 1 else words(TIMES, series=series, number=count)
    if until is None:
        return series
    last = until.moment.astimezone(recurrence.zone) if until.moment else until.local
    assert last is not None
    return words(UNTIL, series=series, date=words.date(last))
