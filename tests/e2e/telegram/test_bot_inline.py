"""Inline mode: `@bot question` in any chat."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.telegram.rendering.callbacks import sharing_query, unpack
from bot.telegram.rendering.inline import InlineDesk
from bot.texts.telegram_de import DE
from retrieval.library import Library
from tests.bot.builders import answered, quote
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import TINY, Running, Start
from tests.e2e.telegram.test_bot_buttons import unsurely
from tests.fakes import build_index


async def test_quotes_are_offered_with_their_source(bot: Running) -> None:
    answer = await bot.phone().inline(QUESTION)
    first = answer["results"][0]
    assert first["title"] == SENTENCE
    assert "Neue Brücke" in first["description"]
    assert "Talbote" in first["description"]
    parsed = first["parsed"]
    assert SENTENCE in parsed.of("bold")
    assert "Talbote" in parsed.text
    assert first["reply_markup"]["inline_keyboard"][0][0]["url"].startswith("https://talbote")
    assert int(answer["cache_time"]) <= 10


async def test_nothing_is_left_out_neither_the_long_nor_the_many(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = quote(before="Davor steht noch einiges. " * 300)
    quotes = (long, *(quote(sentence=f"Satz Nummer {n}.") for n in range(59)))
    monkeypatch.setattr(Library, "ask", lambda *_, **__: answered(*quotes))
    ada = bot.phone()
    first = await ada.inline(QUESTION)
    assert len(first["results"]) == 50
    assert DE.shortened in first["results"][0]["parsed"].text
    assert long.highlight.text in first["results"][0]["parsed"].of("bold")
    rest = await ada.inline(QUESTION, first["next_offset"])
    titles = [result["title"] for result in first["results"] + rest["results"]]
    assert titles == [each.highlight.text for each in quotes]
    assert not rest.get("next_offset")


async def test_share_finds_the_very_quote_also_after_a_restart(start: Start) -> None:
    bot = await start()
    ada = bot.phone()
    answer = await ada.ask(QUESTION)
    await ada.pressed(answer, "›")
    await ada.becomes(answer, "2/3 · ")
    (quote,) = answer.of("bold")
    shared = share_of(answer)
    await bot.end()
    bot = await start()
    (result,) = (await bot.phone(2).inline(shared))["results"]
    assert result["parsed"].of("bold") == [quote]
    assert asked(bot) == 0


async def test_a_shared_quote_that_is_unsure_says_so(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "ask", unsurely(Library.ask))
    ada = bot.phone()
    for query in (share_of(await ada.ask(QUESTION)), QUESTION):
        result = (await ada.inline(query))["results"][0]
        assert result["description"].startswith(DE.inline_unsure)
        assert result["parsed"].text.startswith(DE.shared.unsure)
        assert not result["parsed"].of("bold")


async def test_a_shared_quote_that_is_gone(bot: Running) -> None:
    ada = bot.phone()
    shared = share_of(await ada.ask(QUESTION))
    refused = await ada.ask("Photosynthese im Quantencomputer?")
    nearest = unpack(refused.buttons[0]["callback_data"])
    assert nearest is not None
    for query in (sharing_query(nearest.target, 0), "#AAAAAAAAAAAA:0", shared[:-1] + "9"):
        answer = await ada.inline(query)
        assert answer["results"] == []
        assert button_of(answer)["text"] == DE.inline_gone
    (bot.folder / "corpus" / "2025-01-18-bruecke.md").unlink()
    build_index(bot.folder / "corpus", bot.folder / "index", TINY, model="embedded")
    assert button_of(await ada.inline(shared))["text"] == DE.inline_gone


async def test_a_bot_without_inline_mode_offers_no_share(api: BotApi, start: Start) -> None:
    api.me["supports_inline_queries"] = False
    bot = await start()
    answer = await bot.phone().ask(QUESTION)
    assert answer.buttons
    assert not any("switch_inline_query" in button for button in answer.buttons)


async def test_an_empty_list_explains_itself(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.inline("Photosynthese im Quantencomputer")
    assert answer["results"] == []
    assert button_of(answer)["text"] == DE.inline_nothing
    assert button_of(answer)["start_parameter"] == "inline"
    explained = await ada.ask("/start inline")
    assert "@WortlautTestBot" in explained.text


async def test_talk_is_offered_nothing(bot: Running) -> None:
    answer = await bot.phone().inline("Guten Morgen")
    assert answer["results"] == []
    assert button_of(answer)["text"] == DE.inline_type


async def test_a_beginning_is_not_searched(bot: Running) -> None:
    for beginning in ("", "W", "  Wi "):
        answer = await bot.phone().inline(beginning)
        assert button_of(answer)["text"] == DE.inline_type
    assert asked(bot) == 0


async def test_who_types_on_causes_one_search(bot: Running) -> None:
    bot.services.inline = InlineDesk(pause_s=0.3)
    ada = bot.phone()
    words = QUESTION.split()
    queries = [ada.type_inline(" ".join(words[: n + 1])) for n in range(1, len(words))]
    last = queries[-1]
    await bot.api.until(lambda: "answer" in bot.api.inline[last])
    assert asked(bot) == 1
    assert sum("answer" in bot.api.inline[query] for query in queries) == 1


async def test_the_same_query_is_answered_from_memory(bot: Running) -> None:
    for number, query in enumerate((QUESTION, QUESTION.upper(), f"  {QUESTION} ")):
        answer = await bot.phone(number + 1).inline(query)
        assert answer["results"]
    assert asked(bot) == 1


async def test_people_do_not_wait_for_one_another(bot: Running) -> None:
    people = [bot.phone(number) for number in range(1, 9)]
    answers = await asyncio.gather(
        *(person.inline(f"{QUESTION} {n}") for n, person in enumerate(people))
    )
    assert all("button" in answer or answer["results"] for answer in answers)
    assert asked(bot) == 8


async def test_an_answer_that_comes_too_late_is_no_error(bot: Running) -> None:
    ada = bot.phone()
    query = ada.type_inline(QUESTION)
    del bot.api.inline[query]
    assert (await ada.ask(QUESTION)).text
    await bot.api.until(lambda: asked(bot) == 2)
    assert not bot.services.metrics.errors.collect()[0].samples


async def test_too_many_are_told_so(start: Start) -> None:
    bot = await start(rate_limit_per_user_per_minute=1)
    ada = bot.phone()
    await ada.inline(QUESTION)
    answer = await ada.inline("Was rät der Obmann der Imker?")
    assert button_of(answer)["text"] == "Zu viele Fragen · weiter in 60 Sekunden"
    again = await ada.inline(QUESTION)
    assert again["results"]


async def test_strangers_are_shown_the_way_in(start: Start) -> None:
    bot = await start(access="pairing")
    ada = bot.phone()
    answer = await ada.inline(QUESTION)
    assert answer["results"] == []
    assert button_of(answer)["start_parameter"] == "access"
    assert answer["is_personal"] == "true"
    assert "Code" in (await ada.ask("/start access")).text


async def test_a_server_that_does_not_know_date_entities(start: Start, api) -> None:
    api.known_tags.discard("tg-time")
    bot = await start()
    answer = await bot.phone().inline(QUESTION)
    assert "18. Januar 2025" in answer["results"][0]["parsed"].text


def share_of(answer: Message) -> str:
    return next(b for b in answer.buttons if b["text"] == DE.button_share)["switch_inline_query"]


def asked(bot: Running) -> float:
    """How often something was searched."""
    samples = bot.services.metrics.search_s.collect()[0].samples
    return sum(sample.value for sample in samples if sample.name.endswith("_count"))


def button_of(answer: dict) -> dict:
    return json.loads(answer["button"])
