"""What of an article's metadata is missing, guessed or not plausible."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from retrieval.article import ArticleSummary
from retrieval.corpus.metadata import issues_of

TODAY = dt.date(2026, 11, 27)
GOOD = ArticleSummary(
    id="2025-01-18-haushalt",
    title="Stadtrat beschließt Haushalt",
    publisher="Tagblatt",
    date=dt.date(2025, 1, 18),
    section=None,
    path="2025-01-18-haushalt.md",
    url="https://tagblatt.example/haushalt",
    words=300,
    passages=6,
)


def seen(**changed: object) -> list[tuple[str, str, str]]:
    return [(i.key, i.kind, i.value) for i in issues_of(replace(GOOD, **changed), TODAY)]


def test_a_good_article_has_none() -> None:
    assert seen() == []
    assert seen(url=None) == []


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("title", GOOD.id, "missing"),
        ("title", "<!DOCTYPE html>", "markup"),
        ("title", "Haushalt <b>beschlossen</b>", "markup"),
        ("title", "Kaffee &amp; Kuchen", "markup"),
        ("title", "www.tagblatt.example", "host_name"),
        ("title", "https://tagblatt.example/haushalt?a=1", "host_name"),
        ("title", "2025 - 01", "no_words"),
        ("title", "Haushalt " * 30, "too_long"),
        ("date", None, "missing"),
        ("date", TODAY + dt.timedelta(1), "future"),
        ("date", dt.date(1899, 12, 31), "too_old"),
        ("publisher", None, "missing"),
        ("publisher", "tagblatt.example", "host_name"),
        ("publisher", "https://www.tagblatt.example/", "host_name"),
        ("publisher", "42", "no_words"),
        ("url", "https://tagblatt.example/", "site"),
    ],
)
def test_what_needs_a_look(key: str, value: object, kind: str) -> None:
    shown = "" if kind == "missing" else str(value)
    assert seen(**{key: value}) == [(key, kind, shown)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "3 > 2: Was x<y bedeutet"),
        ("title", "Müller & Söhne; Kran.Hafen läuft"),
        ("title", "Deutschland 2:1 Frankreich"),
        ("date", TODAY),
        ("date", dt.date(1900, 1, 1)),
        ("publisher", "Dr. Oetker"),
        ("publisher", "dpa"),
        ("publisher", "20 Minuten"),
        ("publisher", "F.A.Z."),
    ],
)
def test_what_does_not(key: str, value: object) -> None:
    assert seen(**{key: value}) == []


def test_a_guess_is_one_until_it_is_worse() -> None:
    guessed = ("title", "date", "publisher", "authors")
    assert seen(guessed=guessed, authors=("A", "B"), publisher="tagblatt.example") == [
        ("title", "guessed", GOOD.title),
        ("date", "guessed", "2025-01-18"),
        ("publisher", "host_name", "tagblatt.example"),
        ("authors", "guessed", "A, B"),
    ]
