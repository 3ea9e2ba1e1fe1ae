"""Dates in a question that plainly say which articles are meant: "seit Oktober", "last week".

What goes in: a question, and which day it is. What comes out: the days that it names, or None.

Days of publication are meant, so that a date counts only where it is plainly a filter. Left alone
are
- a year or a day by itself, which may be part of a name ("Agenda 2010", "der 7. Oktober");
- "im Jahr 2024", "letztes Jahr", "heute", "ab Januar", "bis 2030": they say of when a fact is more
  often than which articles are to be searched;
- every date in a question for an amount: "Um wie viel ist der Strom seit 2020 teurer?" says what is
  counted, and the article that says so may be of any day;
- what stands in quotation marks, and what has not begun yet.

A day or a month without a year is the latest that has begun.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from retrieval.answer import Period
from retrieval.language.amounts import LANGUAGES
from retrieval.language.answer_type import AnswerType, expected_type
from retrieval.language.stopwords import is_stopword

_AMOUNTS: Final = (
    *(AnswerType.MONEY, AnswerType.PERCENT, AnswerType.DURATION, AnswerType.MEASURE),
    *(AnswerType.AGE, AnswerType.COUNT),
)
_QUOTED: Final = re.compile(r"[„“”\"»«‚][^„“”\"»«‘]*[“”\"»«‘]")
_MONTHS: Final = {name: n for words in LANGUAGES for name, n in words.numbered_months()}
_FULL: Final = "|".join(name for words in LANGUAGES for row in words.months for name in row.split())
_ANY: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Names and verbs, too: months only with a capital, or where a year follows.
_DOUBTFUL: Final = ("may", "march", "august")
_YEAR: Final = r"(?P<y>(?:19|20)\d\d)(?!\w|[/:-]\d|[.,]\d)"
_PART: Final = r"(?:(?P<part>anfang|mitte|ende|early|mid|late|the beginning of|the end of)[ -])?"
_DATES: Final = tuple(
    (unit, re.compile(pattern, re.IGNORECASE))
    for unit, pattern in (
        ("day", r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
        ("day", rf"(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.(?:\s?{_YEAR})?(?!\d)"),
        ("day", rf"(?P<d>\d\d?)(?:\.|st|nd|rd|th)?\s(?:of\s)?(?P<m>{_ANY})\b\.?(?:,?\s{_YEAR})?"),
        ("day", rf"(?P<m>{_ANY})\.?\s(?P<d>\d\d?)(?:st|nd|rd|th)?\b(?:,?\s{_YEAR})?"),
        ("month", rf"{_PART}(?P<m>{_ANY})\.?,?\s{_YEAR}"),
        ("month", rf"{_PART}(?P<m>{_FULL})\b(?!-\w)"),
        ("year", rf"{_PART}(?:jahr\s)?{_YEAR}"),
    )
)
_MARKED: Final = re.compile(
    r"\b(?:(?P<since>seit|since)|(?P<before>vor|before)|(?P<after>nach|after)"
    r"|(?:artikeln?|berichte?n?|meldung(?:en)?|nachrichten|articles?|reports?|news|stories)\s"
    r"(?P<published>vom|von|aus|from|of|on)"
    r"|(?P<within>im|in|during|vom|aus)|(?P<between>zwischen|between))\s(?:(?:dem|the)\s)?"
    r"|\b(?P<bare>(?=(?:anfang|mitte|ende|early|mid|late)[ -]))",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s(?:und|and)\s(?:(?:dem|the)\s)?", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"\s(?:bis|to|until|till)\b", re.IGNORECASE)
_NEXT_WORD: Final = re.compile(r"\s(\w+)")
_NUMBERS: Final = (
    *("ein|eine[nm]?|one", "zwei|two", "drei|three", "vier|four", "fünf|five", "sechs|six"),
    *("sieben|seven", "acht|eight", "neun|nine", "zehn|ten", "elf|eleven", "zwölf|twelve"),
)
_ROLLING: Final = re.compile(
    r"\b(?:(?:in|während|innerhalb|aus|over|during|within)\s)?(?:den|der|die|the)\s"
    r"(?:letzten|vergangenen|vorigen|last|past|previous)\s"
    rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})\s"
    r"(?:(?P<days>tagen?|days?)|(?P<weeks>wochen?|weeks?)|(?P<months>monaten?|months?)"
    r"|(?P<years>jahren?|years?))\b",
    re.IGNORECASE,
)
_WEEKDAYS: Final = {
    name: number
    for words in LANGUAGES
    for number, name in enumerate(words.weekdays.replace("sonnabend ", "").split())
} | {"sonnabend": 5}
_RELATIVE: Final = re.compile(
    r"(?<!\bdie\s)\b(?:(?:(?P<since>seit|since)|in|im|am|aus|während|during|over)\s)?"
    r"(?:(?:der|dem|the)\s)?"
    r"(?:(?P<last>(?:letzte|vergangene|vorige)[rnms]?|last)|(?P<this>diese[rnms]?|this))\s"
    r"(?:(?P<week>woche|week)|(?P<weekend>wochenende|weekend)|(?P<month>monat|month)"
    rf"|(?P<year>jahr|year)|(?P<weekday>{'|'.join(_WEEKDAYS)})|(?P<named>{_FULL}))"
    r"\b(?!\s(?:vor|des|der|of|before)\b|-)"
    r"|(?<!von\s)\b(?:(?P<since_day>seit|since)\s)?"
    r"(?:(?P<before_yesterday>vorgestern|the day before yesterday)"
    r"|(?P<yesterday>gestern|yesterday))\b"
    r"|\b(?P<new_year>(?:seit|since)\s(?:dem\s)?(?:jahres(?:beginn|anfang)"
    r"|(?:anfang|beginn) (?:des|dieses) jahres|the (?:beginning|start) of (?:the|this) year))\b",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    """Days, and where in the question the words stand that name them."""

    since: dt.date | None
    until: dt.date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Date:
    """A day, a month, a year or a third of one, as named.

    Attributes:
        unit: `day`, `month` or `year`.
        first: Its first day.
        last: Its last day.
        has_year: Whether its year is named.
        end: Where it ends in the question.
    """

    unit: str
    first: dt.date
    last: dt.date
    has_year: bool
    end: int


def period_in(question: str, today: dt.date, latest: dt.date | None = None) -> Period | None:
    """Finds the days that a question plainly narrows what is searched to.

    Args:
        question: On one line.
        today: Which day it is.
        latest: The newest article's day: a date without a year is the latest that had begun then.

    Returns:
        The first such days named; None where there are none.
    """
    if any(expected_type(question) & amount for amount in _AMOUNTS):
        return None
    text = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), question)
    begun = min(today, latest or today)
    found = [*_marked(text, begun), *_rolling(text, today), *_relative(text, today)]
    past = [one for one in found if (one.since or one.until or today) <= today]
    first = min(past, key=lambda one: one.start, default=None)
    return first and Period(question[first.start : first.end], first.since, first.until)


def _marked(text: str, begun: dt.date) -> Iterator[_Found]:
    """The days that a preposition and a date name."""
    for mark in _MARKED.finditer(text):
        date = _date_at(text, mark.end(), begun)
        if date is None:
            continue
        if mark["between"]:
            yield from _between(text, mark.start(), date, begun)
            continue
        days = _days(mark, date, text)
        if days is not None:
            start = mark.start("published" if mark["published"] else 0)
            yield _Found(*days, start, date.end)


def _days(
    mark: re.Match[str], date: _Date, text: str
) -> tuple[dt.date | None, dt.date | None] | None:
    """First and last day; None where date and preposition do not plainly make a filter."""
    dated = date.has_year and date.unit != "year"
    if mark["since"]:
        return date.first, None
    if mark["published"] and date.has_year and not _GOES_ON.match(text, date.end):
        plain = dated or _is_no_count(date, text) or _verb_follows(mark["published"], date, text)
        return (date.first, date.last) if plain else None
    if mark["before"] and (dated or date.unit == "day" or _is_no_count(date, text)):
        return None, date.first - dt.timedelta(1)
    if mark["after"] and dated:
        return date.last + dt.timedelta(1), None
    if mark["within"] and dated and date.unit == "month" and not _GOES_ON.match(text, date.end):
        return date.first, date.last
    if mark["bare"] is not None and dated and date.unit == "month":
        return date.first, date.last
    return None


def _is_no_count(date: _Date, text: str) -> bool:
    """Whether "vor 2000" is no "vor 2000 Leuten": nothing follows, or grammar."""
    word = _NEXT_WORD.match(text, date.end)
    return date.unit == "year" and (
        word is None or is_stopword(word[1]) or is_stopword(word[1], "en")
    )


def _verb_follows(preposition: str, date: _Date, text: str) -> bool:
    """Whether a German word without a capital follows: "Artikel von 2024 nennen", no noun."""
    word = _NEXT_WORD.match(text, date.end)
    return preposition.lower() in ("von", "vom", "aus") and word is not None and word[1].islower()


def _between(text: str, start: int, first: _Date, begun: dt.date) -> Iterator[_Found]:
    link = _AND.match(text, first.end)
    last = _date_at(text, link.end(), begun) if link else None
    if last is None or not last.has_year:
        return
    since = first.first
    if not first.has_year:
        since = since.replace(year=last.first.year - (since.month > last.first.month))
    if since <= last.last:
        yield _Found(since, last.last, start, last.end)


def _rolling(text: str, today: dt.date) -> Iterator[_Found]:
    """So many days, weeks, months or years up to now."""
    for found in _ROLLING.finditer(text):
        count = _count(found["n"])
        if found["days"] or found["weeks"]:
            since = today - dt.timedelta(count * (7 if found["weeks"] else 1))
        else:
            since = _months_before(today, count * (12 if found["years"] else 1))
        yield _Found(since, None, found.start(), found.end())


def _relative(text: str, today: dt.date) -> Iterator[_Found]:
    """The week or month before this one, or this one so far; yesterday."""
    monday = today - dt.timedelta(today.weekday())
    for found in _RELATIVE.finditer(text):
        if found.start() and found[0][0].isupper():
            continue  # "Welt von Gestern", "Yesterday": a name
        days = _relative_days(found, today, monday)
        if days is not None:
            since = found["since"] or found["since_day"] or found["new_year"]
            yield _Found(days[0], None if since else days[1], found.start(), found.end())


def _relative_days(
    found: re.Match[str], today: dt.date, monday: dt.date
) -> tuple[dt.date, dt.date] | None:
    if found["yesterday"] or found["before_yesterday"]:
        day = _less(today, 1 if found["yesterday"] else 2)
        return day, day
    january = today.replace(month=1, day=1)
    if found["new_year"]:
        return january, today
    if found["this"]:
        first = today.replace(day=1)
        return (monday, today) if found["week"] else (first, today) if found["month"] else None
    if found["week"]:
        return _less(monday, 7), _less(monday, 1)
    if found["weekend"]:
        return _less(monday, 2), _less(monday, 1)
    if found["year"]:  # by itself, it says of when a fact is
        return (_months_before(january, 12), today) if found["since"] else None
    if found["weekday"]:
        number = _WEEKDAYS[found["weekday"].lower()]
        day = _less(today, (today.weekday() - number - 1) % 7 + 1)
        return day, day
    return _last_month(found, today)


def _last_month(found: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    """The month before this one, or the latest of a name that is over."""
    first = _months_before(today.replace(day=1), 1)
    if found["named"]:
        month = _MONTHS[found["named"].lower()]
        first = first.replace(year=first.year - (month > first.month), month=month)
    return first, _last_of_month(first)


def _date_at(text: str, position: int, begun: dt.date) -> _Date | None:
    """The date that stands at a place of a text."""
    for unit, pattern in _DATES:
        found = pattern.match(text, position)
        if found is None:
            continue
        named = found.groupdict()
        month = named.get("m")
        if unit == "month" and not named.get("y") and month in _DOUBTFUL:
            return None
        try:
            return _date(unit, named, found.end(), begun)
        except ValueError:  # 31 February
            return None
    return None


def _date(unit: str, named: dict[str, str | None], end: int, begun: dt.date) -> _Date:
    year, month, day = named.get("y"), named.get("m"), named.get("d")
    number = _month_number(month) if month else 1
    first = dt.date(int(year or begun.year), number, int(day or 1))
    if not year and first > begun:
        first = first.replace(year=first.year - 1)
    last = first
    if unit == "month":
        last = _last_of_month(first)
    elif unit == "year":
        last = first.replace(month=12, day=31)
    part = named.get("part")
    if part:
        first, last = _part(part.lower(), unit, first, last)
    return _Date(unit, first, last, bool(year), end)


def _part(part: str, unit: str, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The first, second or last third of a month or a year."""
    third = 0 if "begin" in part or part in ("anfang", "early") else 1 if "mi" in part else 2
    if unit == "year":
        start = first.replace(month=4 * third + 1)
        return start, _last_of_month(start.replace(month=4 * third + 4))
    start = first.replace(day=10 * third + 1)
    return start, last if third == 2 else first.replace(day=10 * third + 10)


def _month_number(month: str) -> int:
    return int(month) if month.isdecimal() else _MONTHS[month.lower()]


def _count(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return next(n for n, w in enumerate(_NUMBERS, 1) if re.fullmatch(w, number, re.IGNORECASE))


def _less(day: dt.date, days: int) -> dt.date:
    return day - dt.timedelta(days)


def _months_before(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = dt.date(years, month + 1, 1)
    return first.replace(day=min(day.day, _last_of_month(first).day))


def _last_of_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
