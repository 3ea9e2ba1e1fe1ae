"""Days that a question names narrow it, which is said, and lifted by a button."""

from __future__ import annotations

import json

from bot.texts.telegram_de import DE
from tests.e2e.telegram.conftest import Running, Start

DATED = "Was hat der Bürgermeister im Januar 2025 zerschnitten?"
DAYS = "Gesucht: 1.–31. Januar 2025"
CUT = "Der\nBürgermeister zerschnitt um elf Uhr das Band."
OUTSIDE = "Wer hat das Stadttheater im Januar 2025 im großen Haus eröffnet?"


def labels(message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def test_the_days_stand_above_the_quote_and_one_button_lifts_them(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask(DATED)
    assert answer.text.startswith(f"{DAYS}\n")
    assert "18. Januar 2025" in answer.text
    assert DE.button_all_days in labels(answer)
    assert len((answer.markup or {})["inline_keyboard"]) == 2
    await ada.pressed(answer, DE.button_all_days)
    await bot.api.until(lambda: DAYS not in answer.text)
    assert "Gesucht" not in answer.text
    assert DE.button_all_days not in labels(answer)
    assert len(bot.api.from_bot(ada.chat["id"])) == 1


async def test_they_are_still_said_after_turning_pages(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask(DATED)
    first = answer.text
    await ada.pressed(answer, "›")
    await bot.api.until(lambda: answer.text != first)
    assert DE.button_all_days not in labels(answer)
    await ada.pressed(answer, "‹")
    await ada.becomes(answer, DAYS)
    assert DE.button_all_days in labels(answer)


async def test_the_button_works_after_a_restart(start: Start) -> None:
    first = await start()
    answer = await first.phone().ask(DATED)
    await first.end()
    second = await start()
    await second.phone().pressed(answer, DE.button_all_days)
    await second.api.until(lambda: DAYS not in answer.text)


async def test_where_nothing_of_those_days_answers_all_are_searched(bot: Running) -> None:
    answer = await bot.phone().ask(OUTSIDE)
    assert answer.text.startswith("1.–31. Januar 2025: Daraus antwortet nichts sicher;")
    assert "11. März 2025" in answer.text
    assert DE.button_all_days not in labels(answer)


async def test_a_no_of_those_days_can_be_lifted_too(bot: Running) -> None:
    ada = bot.phone()
    refused = await ada.ask("Leuchten Quallen seit März 2025 violett?")
    assert refused.text.startswith("Gesucht: seit 1. März 2025\nDas steht nicht im Bestand.")
    await ada.pressed(refused, DE.button_all_days)
    await bot.api.until(lambda: "Gesucht" not in refused.text)
    assert DE.not_in_corpus in refused.text


async def test_a_follow_up_may_name_days_only(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask("Was sagt der Bürgermeister zur Brücke?")
    follow_up = await ada.ask("Und im Februar 2025?", reply_to=answer)
    searched, days, *_ = follow_up.text.split("\n")
    assert searched == "Gesucht: „Was sagt der Bürgermeister zur Brücke? Und im Februar 2025?“"
    assert "1.–28. Februar 2025" in days


async def test_a_year_in_a_name_is_left_alone(bot: Running) -> None:
    answer = await bot.phone().ask("Was ist die Agenda 2010 für die Brücke?")
    assert "Gesucht" not in answer.text


async def test_inline_the_days_stand_above_the_list(bot: Running) -> None:
    ada = bot.phone()
    found = await ada.inline(DATED)
    assert json.loads(found["button"])["text"] == DAYS
    assert found["results"]
    assert "button" not in await ada.inline("Wie viele Plätze hat das Stadttheater?")


async def test_inline_days_are_read_anew_each_time(bot: Running) -> None:
    ada = bot.phone()
    for _ in range(2):
        await ada.inline(DATED)
        assert not bot.services.inline._answers
