"""/from and /von: one publisher's articles alone."""

from __future__ import annotations

import json

from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running, Start

ONLY = "Nur aus: Talbote"
GROUP = -77


def labels(message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def test_a_question_to_one_publisher(bot: Running) -> None:
    answer = await bot.phone().ask(f"/von talbote {QUESTION}")
    assert answer.text.startswith(f"{ONLY}\n")
    assert SENTENCE in answer.text
    other = await bot.phone(2, language="en").ask("/from Landpost Wie heißt der Obmann?")
    assert other.text.startswith("Only from: Landpost\n")
    assert "Karl Wendelin" in other.text


async def test_another_publisher_s_answer_is_not_given(bot: Running) -> None:
    answer = await bot.phone().ask(f"/von Landpost {QUESTION}")
    assert answer.text.startswith(f"Nur aus: Landpost\n{DE.not_in_corpus}")
    assert "Neue Brücke über die Lauter eröffnet" in answer.text  # outside the filter


async def test_an_unknown_publisher_is_chosen_from_a_list(bot: Running) -> None:
    ada = bot.phone(group=GROUP)
    offer = await ada.ask(f"/von Tagblatt {QUESTION}")
    assert "„Tagblatt“" in offer.text
    assert labels(offer) == ["Talbote", "Landpost"]
    await ada.pressed(offer, "Talbote")
    answer = (await ada.answers(2))[1]
    assert answer.text.startswith(f"{ONLY}\n")
    assert SENTENCE in answer.text
    assert answer.reply_to == offer.reply_to


async def test_a_question_without_a_publisher_offers_them_too(bot: Running) -> None:
    offer = await bot.phone().ask(f"/von {QUESTION}")
    assert offer.text == DE.from_which
    assert labels(offer) == ["Talbote", "Landpost"]


async def test_without_a_question_the_one_before_is_asked(bot: Running) -> None:
    ada = bot.phone()
    usage = await ada.ask("/von Talbote")
    assert usage.text == DE.from_usage.format(names="Talbote, Landpost")
    answer = await ada.ask(QUESTION)
    assert ONLY not in answer.text
    assert (await ada.ask("/von Talbote")).text.startswith(f"{ONLY}\n")
    assert (await ada.ask("/von Talbote", reply_to=answer)).text.startswith(f"{ONLY}\n")


async def test_a_follow_up_to_one_publisher(bot: Running) -> None:
    ada = bot.phone()
    await ada.ask(QUESTION)
    follow_up = await ada.ask("/von Talbote Und wann?")
    assert follow_up.text.startswith("Gesucht: „Und wann? Millionen Euro hat die Brücke gekostet?“")
    assert ONLY in follow_up.text


async def test_it_stays_said_and_kept_on_other_pages_and_when_asked_again(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask("/von Talbote Was kostete die Brücke im Januar 2025?")
    first = answer.text
    await ada.pressed(answer, "Weitere")
    await bot.api.until(lambda: answer.text != first)
    await ada.pressed(answer, "‹")
    await ada.becomes(answer, ONLY)
    dated = await ada.ask("/von Talbote Wer zerschnitt im Januar 2025 das Band?")
    await ada.pressed(dated, DE.button_all_days)
    await bot.api.until(lambda: "Gesucht" not in dated.text)
    assert dated.text.startswith(f"{ONLY}\n")


async def test_a_rating_stores_the_question_without_the_publisher(start: Start) -> None:
    first = await start()
    ada = first.phone()
    answer = await ada.ask(f"/von Talbote {QUESTION}")
    await ada.pressed(answer, "👍")
    (line,) = first.services.feedback.eval_lines()
    assert json.loads(line)["question"] == QUESTION
    await first.end()
    second = await start()
    pressed = await second.phone(2).pressed(answer, "👍", data=None)
    assert pressed["text"] in (DE.feedback_without_question, DE.old_button)


async def test_an_offer_is_its_chat_s_alone_and_gone_after_a_restart(start: Start) -> None:
    first = await start()
    ada = first.phone()
    offer = await ada.ask(f"/von Tagblatt {QUESTION}")
    data = offer.buttons[0]["callback_data"]
    eve = first.phone(666)
    hers = await eve.ask(QUESTION)
    assert (await eve.pressed(hers, "", data=data))["text"] == DE.old_button
    await first.end()
    second = await start()
    assert (await second.phone().pressed(offer, "Talbote"))["text"] == DE.old_button
