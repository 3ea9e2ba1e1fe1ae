"""What was searched, in words."""

import datetime as dt

import pytest

from bot.texts.shared import DE, EN, told_of_search
from retrieval.answer import Period


def days(since, until, **more):
    first, last = (day and dt.date.fromisoformat(day) for day in (since, until))
    return Period("x", first, last, **more)


@pytest.mark.parametrize(
    ("period", "german", "english"),
    [
        (days("2025-01-01", "2025-01-31"), "1.–31. Januar 2025", "1–31 January 2025"),
        (days("2024-10-01", None), "seit 1. Oktober 2024", "since 1 October 2024"),
        (days(None, "2025-01-17"), "bis 17. Januar 2025", "until 17 January 2025"),
        (days("2026-11-26", "2026-11-26"), "26. November 2026", "26 November 2026"),
        (
            days("2024-10-01", "2025-01-31"),
            "1. Oktober 2024 – 31. Januar 2025",
            "1 October 2024 to 31 January 2025",
        ),
    ],
)
def test_days_in_words(period, german, english):
    assert told_of_search(None, period, DE) == [f"Gesucht: {german}"]
    assert told_of_search(None, period, EN) == [f"Searched: {english}"]


def test_that_all_articles_were_searched_is_said():
    period = days("2025-01-01", "2025-01-31", kept=False)
    assert told_of_search(None, period, DE) == [
        "1.–31. Januar 2025: Daraus antwortet nichts sicher; gesucht in allen Artikeln."
    ]


def test_a_plain_question_needs_no_word():
    assert told_of_search(None, None, DE) == []
