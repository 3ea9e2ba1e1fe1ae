"""What is known of a language's words for times and amounts: one `Words` a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language, lower-case; those of a kind are parted by blanks.

    Attributes:
        months: Twelve, each with all its full names.
        short_months: Twelve, each with its abbreviations, without a full stop.
        weekdays: Full names.
        weekday_endings: A regular expression of what may follow one, as one word.
        short_weekdays: Abbreviations, without a full stop.
        centuries: Beginnings of the words for a hundred years.
        clock: What stands behind a number that is a time of day, as a regular expression.
        relative: A regular expression of times that are told without a number.
        numbers: Number words from two on, as a regular expression.
        one: The word for one, or for a half, which counts beside a unit only; likewise.
        large_numbers: Beginnings of the words for a million and more.
        currencies: Money's units.
        free: A regular expression of what costs nothing.
        shares: A regular expression of parts of a whole, and of the word for a hundredth.
        time_units: A regular expression of what lasts.
        lasting: A regular expression of how long something lasts, without a unit.
        ago: A regular expression of what makes a date of a span of time before it, after a blank.
        since: The same of what stands before one.
        measures: A regular expression of units of length, area, weight, speed and the like.
        ages: A regular expression of how somebody's age is told, `#` for a number.
        counted: Beginnings of what a number counts, which is no year then.
        numbered: What stands before a number that is a label, not a year; full stops included.
        asks_date: A regular expression of how a day or a year is asked for.
        asks: Regular expressions of how amounts are asked for, by the names of the kinds of
            answers that are expected then; the first one that matches counts.
        asks_question: A regular expression of how it is asked what somebody asked.
        doubtful_months: Those of the full names that are other words too: they name a month only
            beside what `before_month` or a number says.
        proper_months: Those that are other words too unless they begin with a capital letter.
        before_month: What stands before a month's name and nowhere before its double.
    """

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: str
    weekday_endings: str
    short_weekdays: str
    centuries: str
    clock: str
    relative: str
    numbers: str
    one: str
    large_numbers: str
    currencies: str
    free: str
    shares: str
    time_units: str
    lasting: str
    ago: str
    since: str
    measures: str
    ages: str
    counted: str
    numbered: str
    asks_date: str
    asks: tuple[tuple[str, str], ...]
    asks_question: str
    doubtful_months: str = ""
    proper_months: str = ""
    before_month: str = ""

    def numbered_months(self) -> Iterator[tuple[str, int]]:
        """Every name of a month, short ones too, with the month's number (1 to 12)."""
        for number, (full, short) in enumerate(
            zip(self.months, self.short_months, strict=True), start=1
        ):
            for name in f"{full} {short}".split():
                yield name, number
