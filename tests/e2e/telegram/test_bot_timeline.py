"""/timeline and /chronik: the sentences that answer, in the order of their days."""

from __future__ import annotations

from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION
from tests.e2e.telegram.conftest import Running

ASKED = "Was kostete Millionen Euro?"


async def test_the_oldest_comes_first(bot: Running) -> None:
    ada = bot.phone()
    shown = await ada.ask(f"/chronik {ASKED}")
    first, last = shown.text.index("18. Januar 2025"), shown.text.index("11. März 2025")
    assert first < last
    assert "14,2 Millionen Euro" in shown.text[:first]
    assert "neun Millionen Euro" in shown.text[first:last]
    assert not shown.buttons
    assert shown.of("bold")


async def test_the_question_before_is_taken_where_none_is_typed(bot: Running) -> None:
    ada = bot.phone(language="en")
    await ada.ask(QUESTION)
    assert "18 January 2025" in (await ada.ask("/timeline")).text


async def test_without_any_question_it_is_asked_for(bot: Running) -> None:
    assert (await bot.phone().ask("/chronik")).text == DE.ask_what


async def test_a_no_is_a_no(bot: Running) -> None:
    refused = await bot.phone().ask("/chronik Leuchten Quallen violett?")
    assert refused.text.startswith(DE.not_in_corpus)
    assert refused.buttons


async def test_a_reply_to_it_takes_its_question_along(bot: Running) -> None:
    ada = bot.phone(group=-77)
    shown = await ada.ask(f"/chronik {QUESTION}")
    follow_up = await ada.ask("Und wann?", reply_to=shown)
    assert follow_up.text.startswith("Gesucht: „Und wann? Millionen Euro hat die Brücke gekostet?“")


async def test_an_edited_question_is_answered_in_place(bot: Running) -> None:
    ada = bot.phone()
    asked = ada.say(f"/chronik {QUESTION}")
    (shown,) = await ada.answers(1)
    first = shown.text
    ada.say("/chronik Wie viele Plätze hat das Stadttheater?", edit=asked)
    await bot.api.until(lambda: shown.text != first)
    assert "Stadttheater" in shown.text
    assert len(bot.api.from_bot(ada.chat["id"])) == 1
