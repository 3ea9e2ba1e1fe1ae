"""One word for one thing, on every face."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot

FACES = Path(bot.__file__).parent
GERMAN = (
    *sorted((FACES / "texts").glob("*de.py")),
    *(FACES / "texts" / name for name in ("shared.py", "help.py", "talk.py")),
    FACES / "telegram" / "doctor.py",
)


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ("Verlag|Herausgeber|Medium", "Zeitung"),
        ("Schlagzeile", "Titel"),
        ("Korpus", "Bestand"),
        ("Beitrag", "Artikel"),
        ("zulassen|Zulassung|zugelassen", "freischalten"),
        ("Telegram-I[dD]", "Telegram-Nummer"),
        ("(?:das|dieses|ein) Token", "der Token"),
    ],
)
def test_no_other_word_is_used_for_it(other: str, word: str) -> None:
    found = [
        (path.name, match[0])
        for path in GERMAN
        for match in re.finditer(rf"[^\n]*\b(?:{other})\b[^\n]*", path.read_text("utf-8"))
    ]
    assert found == [], f"say {word}"
