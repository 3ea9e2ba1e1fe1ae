"""Numbers in sentences agree with their nouns."""

from __future__ import annotations

import dataclasses
import re

import pytest

from bot.texts import telegram_de, telegram_en
from bot.texts.counting import Count, decimal
from bot.texts.telegram import TelegramTexts

BARE = re.compile(
    r"\{(articles|passages|sentences|words|paragraphs|count|days|hours)\} (?!more)[^\W\d_]"
)
CONSTANT = ("privacy", "pairing_code", "pairing_code_group", "mydata_answers", "mydata_declined")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 Sekunden"), (1, "1 Sekunde"), (2, "2 Sekunden")]
)
def test_one_and_many(number: int, said: str) -> None:
    assert f"{Count(number):Sekunde/Sekunden}" == said
    assert f"{Count(number)}" == str(number)


def test_decimals() -> None:
    assert (decimal(1.25, "de", 2), decimal(1.25, "en", 2)) == ("1,25", "1.25")


@pytest.mark.parametrize("texts", [telegram_de.DE, telegram_en.EN])
def test_no_number_stands_before_a_noun_that_does_not_bend(texts: TelegramTexts) -> None:
    said = {f.name: str(getattr(texts, f.name)) for f in dataclasses.fields(texts)}
    assert [name for name, text in said.items() if BARE.search(text) and name not in CONSTANT] == []
