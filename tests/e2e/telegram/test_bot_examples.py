"""/start offers questions that are answered when tapped."""

from __future__ import annotations

import json

from bot.texts.counting import Count
from bot.texts.telegram_de import DE
from tests.e2e.articles import ARTICLES
from tests.e2e.telegram.conftest import Running, Start

TITLES = [
    line.removeprefix("title: ")
    for text in ARTICLES.values()
    for line in text.splitlines()
    if line.startswith("title: ")
]


async def test_each_is_a_headline_and_is_answered_from_its_article(bot: Running) -> None:
    ada = bot.phone()
    greeting = await ada.ask("/start")
    assert greeting.text.endswith(DE.start_examples)
    titles = [button["text"] for button in greeting.buttons]
    assert len(titles) == 3
    assert set(titles) <= set(TITLES)
    for number, title in enumerate(titles, 2):
        await ada.pressed(greeting, title)
        answer = (await ada.answers(number))[-1]
        assert answer.text.startswith(f"Gesucht: „{title}“\n")
        assert DE.not_in_corpus not in answer.text
        assert title in answer.text.partition("\n")[2]
    await ada.pressed(answer, "👍")
    (line,) = bot.services.feedback.eval_lines()
    assert json.loads(line)["question"] == titles[-1]


async def test_they_are_found_once_an_index(bot: Running) -> None:
    ada = bot.phone()
    await ada.ask("/start")
    found = await bot.services.examples.articles()
    assert await bot.services.examples.articles() is found
    (bot.folder / "corpus" / "2025-03-11-theater.md").unlink()
    await bot.services.engine.build(lambda *_: None)
    again = await ada.ask("/start")
    assert "Stadttheater" not in str(again.buttons)
    assert again.buttons


async def test_a_headline_that_is_gone_is_said_to_be(bot: Running) -> None:
    ada = bot.phone()
    greeting = await ada.ask("/start")
    (bot.folder / "corpus" / "2025-03-11-theater.md").unlink()
    await bot.services.engine.build(lambda *_: None)
    assert (await ada.pressed(greeting, "Stadttheater"))["text"] == DE.article_gone


async def test_a_search_that_fails_does_not_cost_the_greeting(start: Start) -> None:
    from retrieval.errors import IndexDamagedError

    bot = await start()

    def fail(*_: object, **__: object) -> None:
        raise IndexDamagedError("index.damaged", detail="x", path="x")

    bot.services.engine._library.ask = fail  # type: ignore[method-assign, assignment]
    greeting = await bot.phone().ask("/start")
    assert greeting.text == DE.start.format(articles=Count(3))
