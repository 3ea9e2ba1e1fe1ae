"""The first line of a text without front matter: a headline, a sentence, or none of both."""

from __future__ import annotations

import datetime as dt

import pytest

from retrieval.corpus.readers import parse_article

REST = "Das teilte die Stadt am Montag mit. Der Rat stimmt am Freitag ab."
LONG = "Heute rief Onkel Alfred aus Bremerhaven an und sagte, er komme am Sonntag zu Besuch"


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    ("first", "title"),
    [
        (LONG, LONG),
        ("Treffen mit Frau Quandt um 9 Uhr: Es ging um die Halle. Sie will kaufen.", None),
        ("Warum fährt die Bahn nicht? Weil Schnee liegt.", None),
        ("Die Turnhalle in Wedel bleibt bis Ostern zu.", None),
        ("1. Die Turnhalle bleibt bis Ostern zu", "Die Turnhalle bleibt bis Ostern zu"),
    ],
)
def test_what_says_something_stays_in_the_text(name: str, first: str, title: str | None) -> None:
    article = parse_article(f"{first}\n\n{REST}\n".encode(), name)
    assert (article.title, article.text) == (title or first, f"{first}\n\n{REST}")


@pytest.mark.parametrize(
    ("first", "title", "stays"),
    [
        ("> „Wir bauen neu“, sagte Anke Vogt.", "„Wir bauen neu“, sagte Anke Vogt.", True),
        ("- [ ] Milch für Tante Hedwig holen", "Milch für Tante Hedwig holen", True),
        ("**Wichtig:** Die Halle in Wedel ist zu.", "Wichtig: Die Halle in Wedel ist zu.", True),
        ("[[Rita Kern]] leitet die Oper in Plauen.", "Rita Kern leitet die Oper in Plauen.", True),
        ("# **Die Oper** bei [Plauen](https://x.example/p)", "Die Oper bei Plauen", False),
        ("# [[orte/Plauen|Plauen]]", "Plauen", False),
    ],
)
def test_a_title_has_no_marks_of_markdown(first: str, title: str, stays: bool) -> None:
    article = parse_article(f"{first}\n\n{REST}\n".encode(), "a.md")
    assert (article.title, article.text.startswith(first)) == (title, stays)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "first", ["12.03.2024", "Dienstag, 12. März 2024", "2024-03-12 10:30", "#notiz #oper/neu"]
)
def test_a_day_or_tags_are_no_headline(name: str, first: str) -> None:
    article = parse_article(f"{first}\n\nNeues Dach\n\n{REST}\n".encode(), name)
    assert (article.title, article.text.startswith(first)) == ("Neues Dach", True)
    if first[0] != "#":
        assert (article.date, article.guessed) == (dt.date(2024, 3, 12), ("date",))


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_the_head_of_a_table_is_no_headline(name: str) -> None:
    text = f"| Ort | Zahl |\n|---|---|\n| Wedel | 3 |\n\n{REST}"
    article = parse_article(f"{text}\n".encode(), name)
    assert (article.title, article.text) == ("a", text)
