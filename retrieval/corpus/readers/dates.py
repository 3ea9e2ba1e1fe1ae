"""Days as newspapers write them, in German and English.

Only a text that is a day and nothing else is one: there is no guessing (a library that finds dates
anywhere in a text would take the first number for one). A day that could be two days, such as
03/04/2024, is none.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from retrieval.language.de import DE
from retrieval.language.en import EN

_MONTHS = dict([*DE.numbered_months(), *EN.numbered_months()])
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
_WEEKDAY_NAMES = " ".join((DE.weekdays, EN.weekdays, DE.short_weekdays, EN.short_weekdays))
_WEEKDAY = rf"(?:(?:{'|'.join(_WEEKDAY_NAMES.split())})\.?,?\s+(?:(?:de[nmr]|dem)\s+)?)?"
_TIME = (
    r"(?:(?:,|\s[-–—|]|\sum|\sat|T)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?"
    r"(?:\s*(?:Uhr|h|[ap]\.?m\.?))?"
    r"(?:\s*\(?(?:MEZ|MESZ|CET|CEST|GMT|UTC|EST|EDT|ET|BST|Z)?(?:[+-]\d{1,2}(?::?\d\d)?)?\)?)?)?"
)
_TIME_FIRST = r"(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?| Uhr)?(?: [A-Z]{2,4})?, )?"
# Notebooks begin a name with day and time, `202501181030`.
_NAMED_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?=(?:\d{4}|\d{6})?(?!\d))")
_NAMED_GERMAN_DAY = re.compile(r"(?<!\d)(\d\d?)\.(\d\d?)\.((?:1[6-9]|20)\d\d)(?!\d)")


def parse_day(text: str) -> dt.date | None:
    """The day a text names, or None if the text is anything but one day.

    Reads `21. Dezember 2024`, `21. Dezember, 2024`, `Sa., 21.12.24, 14:35 Uhr`, `December 21st,
    2024`, `2024-12-21T14:35:00Z` and the like; the time of day is passed over.
    """
    text = " ".join(text.split())
    for pattern in _days():
        found = pattern.fullmatch(text)
        if found is not None:
            return _day(found.groupdict())
    return None


def day_in_name(path: str) -> dt.date | None:
    """The day that a file's name tells; None if it tells none, or several.

    Args:
        path: Of the file.

    Returns:
        That of `2025-01-18-vertrag.md`, `Protokoll 18.01.2025.txt`, `202501181030 Notiz.md` and the
        like.
    """
    name = path.rsplit("/", 1)[-1]
    found = [
        *(parse_day(f"{y}-{m}-{d}") for y, _, m, d in _NAMED_DAY.findall(name)),
        *(parse_day(f"{d}.{m}.{y}") for d, m, y in _NAMED_GERMAN_DAY.findall(name)),
    ]
    days = {day for day in found if day is not None}
    return days.pop() if len(days) == 1 else None


@cache
def _days() -> tuple[re.Pattern[str], ...]:
    """Compiled when a day is first looked for: whoever only asks needs none of these."""
    return tuple(
        re.compile(_TIME_FIRST + _WEEKDAY + day + _TIME, re.IGNORECASE)
        for day in (
            rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?{_MONTH},?\s+{_YEAR}",
            rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
            r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:(?:1[6-9]|20)\d\d|\d\d))",
            rf"{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})",
            rf"(?P<slash1>\d{{1,2}})(?P<sep>[-/])(?P<slash2>\d{{1,2}})(?P=sep){_YEAR}",
        )
    )


def _day(parts: dict[str, str | None]) -> dt.date | None:
    year = int(parts["year"] or 0)
    if year < 100:
        year += 2000 if year < 70 else 1900
    if parts.get("slash1"):
        pair = int(parts["slash1"] or 0), int(parts["slash2"] or 0)
        if max(pair) <= 12 and pair[0] != pair[1]:
            return None  # day before month, or month before day?
        month, day = sorted(pair)
    else:
        name = (parts["month"] or "").lower()
        month, day = _MONTHS.get(name) or int(name), int(parts["day"] or 0)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
