import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.readers.dates import parse_day

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@pytest.mark.parametrize(
    "text",
    [
        "21. Dezember, 2024",
        "21. Dezember 2024",
        "21.Dez. 2024",
        "21.12.2024",
        "21.12.24",
        "21. 12. 2024",
        "21.12.2024, 14:35 Uhr",
        "Samstag, 21. Dezember 2024",
        "Samstag, den 21. Dezember 2024 um 14.35 Uhr MEZ",
        "Sa., 21.12.24",
        "2024-12-21",
        "2024-12-21T14:35:00Z",
        "2024-12-21T14:35:00.123+01:00",
        "2024-12-21 14:35:00 +0100",
        "December 21, 2024",
        "Dec. 21st, 2024, 2:35 p.m. ET",
        "21 December 2024",
        "21\u00a0December\u00a02024",
        "Saturday, December 21, 2024",
        "2:35 PM EST, December 21, 2024",
        "12/21/2024",
        "21/12/2024",
    ],
)
def test_a_day_is_read(text):
    assert parse_day(text) == dt.date(2024, 12, 21)


@pytest.mark.parametrize("text", ["18. Jänner 2025", "18 jan 2025", "18.1.2025", "18. JANUAR 2025"])
def test_january_has_many_names(text):
    assert parse_day(text) == dt.date(2025, 1, 18)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gestern",
        "2024",
        "Dezember 2024",
        "31.02.2024",
        "03/04/2024",
        "0. Mai 2024",
        "Am 21. Dezember 2024 in Moskau",
        "21. Dezember 2024 bis 3. Januar 2025",
        "21.12.2024 | Politik",
        "12.5.1.2024",
        "21. Brumaire 2024",
    ],
)
def test_what_is_not_exactly_one_day_is_none(text):
    assert parse_day(text) is None


@pytest.mark.parametrize(("text", "year"), [("1.5.69", 2069), ("1.5.70", 1970)])
def test_years_of_two_digits(text, year):
    assert parse_day(text) == dt.date(year, 5, 1)


def test_a_month_has_every_name_that_a_sentence_may_call_it() -> None:
    for text in ("3. Jän. 2025", "3. Jänner 2025", "3 Jan 2025"):
        assert parse_day(text) == dt.date(2025, 1, 3)
    for text in ("13. Febr. 2025", "13. Feber 2025", "13. Feb. 2025"):
        assert parse_day(text) == dt.date(2025, 2, 13)


@given(st.dates(dt.date(1600, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_in_three_forms(day):
    german = f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
    assert {parse_day(text) for text in (german, day.isoformat(), f"{day:%d.%m.%Y}")} == {day}
