from __future__ import annotations

import pytest

from bot.errors import InputError
from bot.telegram.fields import authors_in, field_value, read_fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", {}),
        ("Schöner Artikel: bitte aufnehmen!", {}),
        ("Datum: 18.01.2025", {"date": "2025-01-18"}),
        ("datum : 18. Januar 2025", {"date": "2025-01-18"}),
        ("Date: January 18, 2025", {"date": "2025-01-18"}),
        ("18.1.2025", {"date": "2025-01-18"}),
        ("am 18.1.2025 gelesen", {}),
        ("https://tagblatt.example/a?b=1#c", {"url": "https://tagblatt.example/a?b=1#c"}),
        ("Siehe https://tagblatt.example/a.", {"url": "https://tagblatt.example/a"}),
        ("Link: HTTPS://tagblatt.example", {"url": "HTTPS://tagblatt.example"}),
        ("Titel:  Ein   Titel: mit Punkten ", {"title": "Ein Titel: mit Punkten"}),
        ("Zeitung: Tagblatt\nÜberschrift: Neu", {"publisher": "Tagblatt", "title": "Neu"}),
        ("Zeitung:\nTitel: ", {}),
        ("Autor: Eva Lind, Ole Kamp", {"authors": "Eva Lind, Ole Kamp"}),
        ("title: " + "x" * 1_000, {"title": "x" * 300}),
    ],
)
def test_what_is_said(text: str, said: dict[str, str]) -> None:
    assert read_fields(text) == (said, [])


def test_what_will_not_do_is_named_and_the_rest_is_kept() -> None:
    said, wrong = read_fields("Datum: gestern\nAdresse: tagblatt\nTitel: Neu\nDatum: 30.02.2025")
    assert said == {"title": "Neu"}
    assert [error.problem.code for error in wrong] == ["field.date", "field.url", "field.date"]


def test_a_value_alone() -> None:
    assert field_value("publisher", "Tag\nblatt") == "Tag blatt"
    assert field_value("date", "18. Januar 2025") == "2025-01-18"
    with pytest.raises(InputError, match="morgen"):
        field_value("date", "morgen")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("", ()),
        ("Eva Lind", ("Eva Lind",)),
        ("Eva Lind, Ole Kamp und Ida Roth", ("Eva Lind", "Ole Kamp", "Ida Roth")),
        ("Eva Lind & Ole Kamp; ", ("Eva Lind", "Ole Kamp")),
    ],
)
def test_several_authors(value: str, names: tuple[str, ...]) -> None:
    assert authors_in(value) == names
