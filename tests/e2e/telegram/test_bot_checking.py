"""/check and /pruefen, and forwarded texts that quote something."""

from __future__ import annotations

import json

import pytest

from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running

ALTERED = "Die Brücke hat nicht 15,2 Millionen Euro gekostet."
ORIGIN = {
    "forward_origin": {
        "type": "hidden_user",
        "date": 1_700_000_000,
        "sender_user_name": "Eve",
    }
}


async def test_a_quotation_that_holds(bot: Running) -> None:
    shown = await bot.phone().ask(f"/pruefen {SENTENCE}")
    assert shown.text.startswith(f"✓ Wörtlich gefunden.\n\n{SENTENCE}\nNeue Brücke über die Lauter")
    assert "Absatz 1" in shown.text
    assert shown.of("blockquote") == [SENTENCE]


async def test_what_was_altered_is_struck_and_what_stands_there_is_bold(bot: Running) -> None:
    shown = await bot.phone(language="en").ask(f"/check {ALTERED}")
    first, number, negation = shown.text.split("\n")[:3]
    assert first == "✗ Altered."
    assert number == "Number: “15,2”, in the article “14,2”"
    assert negation == "Negation: “nicht” is not in the article"
    assert shown.of("strikethrough") == ["nicht", "15,2"]
    assert "14,2" in shown.of("bold")


@pytest.mark.parametrize(("language", "texts"), [("de", DE), ("en", EN)])
async def test_without_a_text_it_is_asked_for(bot: Running, language, texts) -> None:
    assert (await bot.phone(language=language).ask("/check")).text == texts.check_which


async def test_as_a_reply_what_that_says_is_checked(bot: Running) -> None:
    ada = bot.phone(group=-77)
    said = ada.say(ALTERED)
    assert (await ada.ask("/pruefen", reply_to=said)).text.startswith("✗ Abgeändert.")


async def test_what_cannot_be_checked_is_told_why(bot: Running) -> None:
    shown = await bot.phone().ask("/pruefen das ist es")
    assert shown.text.startswith("das Zitat besteht nur aus Funktionswörtern")
    assert "wortlaut" not in shown.text


async def test_a_forwarded_text_with_quotations_is_checked(bot: Running) -> None:
    ada = bot.phone()
    text = f"Gestern hieß es: „{SENTENCE}“ Und „{ALTERED}“"
    ada.say(text, extra=ORIGIN)
    (shown,) = await ada.answers(1)
    assert "✓ Wörtlich gefunden." in shown.text
    assert "✗ Abgeändert." in shown.text
    assert shown.text.endswith("1 wörtlich, 1 abgeändert.")


async def test_a_forwarded_text_without_one_is_a_question(bot: Running) -> None:
    ada = bot.phone()
    ada.say(QUESTION, extra=ORIGIN)
    (shown,) = await ada.answers(1)
    assert SENTENCE in shown.text
    assert shown.buttons


async def test_what_is_typed_with_quotation_marks_is_a_question(bot: Running) -> None:
    shown = await bot.phone().ask("Wo steht „Die Brücke hat 14,2 Millionen Euro gekostet“?")
    assert shown.buttons


async def test_in_a_group_a_forwarded_text_is_nobodys_question(bot: Running) -> None:
    ada = bot.phone(group=-77)
    ada.say(f"„{SENTENCE}“", extra=ORIGIN)
    shown = await ada.ask(f"/frage {QUESTION}")
    assert len(bot.api.from_bot(ada.chat["id"])) == 1
    assert shown.buttons


async def test_no_word_of_it_is_logged(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        await bot.phone().ask(f"/check {ALTERED}")
    assert "Millionen" not in json.dumps([record.getMessage() for record in caplog.records])
