"""The bot's index follows the folder of articles, where the settings say so."""

from __future__ import annotations

import shutil

import pytest

from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running, Start

NEW = "# Zitronen\n\nIn Oberwalden wurden am Montag 120 Zitronenbäume gepflanzt.\n"
ASKED = "Wie viele Zitronenbäume wurden in Oberwalden gepflanzt?"


async def rebuilt(bot: Running, outcome: str, times: int = 1) -> None:
    wanted = f'wortlaut_rebuilds_total{{outcome="{outcome}"}} {times}.0'.encode()
    await bot.api.until(lambda: wanted in bot.services.metrics.exposition())


async def indexed(bot: Running, articles: int) -> None:
    """Waits until so many articles are indexed, in however many builds."""
    wanted = f"wortlaut_index_articles {articles}.0".encode()
    await bot.api.until(lambda: wanted in bot.services.metrics.exposition())


@pytest.mark.parametrize("settings", [{"watch": True}, {"feeds_every_minutes": 60}])
async def test_a_file_that_comes_is_answered_from_and_one_that_goes_is_not(
    start: Start, settings: dict[str, object]
) -> None:
    bot = await start(**settings, watch_poll_seconds=0.2)
    corpus, ada = bot.folder / "corpus", bot.phone()
    (corpus / "zitronen.md").write_text(NEW, encoding="utf-8")
    await indexed(bot, 4)
    assert "120 Zitronenbäume" in (await ada.ask(ASKED)).text
    (corpus / "zitronen.md").unlink()
    await indexed(bot, 3)
    assert "120 Zitronenbäume" not in (await ada.ask(ASKED)).text


async def test_an_editor_s_change_is_built_once(start: Start) -> None:
    bot = await start(watch=True, watch_poll_seconds=0.2)

    async def quiet(step: object) -> None:
        pass

    (bot.folder / "corpus" / "zitronen.md").write_text(NEW, encoding="utf-8")
    await bot.services.rebuilder.run(quiet)
    (bot.folder / "corpus" / "zwei.md").write_text(NEW.replace("120", "130"), encoding="utf-8")
    await rebuilt(bot, "built", 2)  # so that it has looked since
    exposition = bot.services.metrics.exposition()
    assert b'outcome="unchanged"' not in exposition


async def test_a_folder_that_vanishes_is_logged_once_and_the_index_serves(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bot = await start(watch=True, watch_poll_seconds=0.1)
    shutil.move(bot.folder / "corpus", bot.folder / "weg")
    await bot.api.until(lambda: "corpus_gone" in caplog.messages)
    assert SENTENCE in (await bot.phone().ask(QUESTION)).text
    shutil.move(bot.folder / "weg", bot.folder / "corpus")
    await bot.api.until(lambda: "corpus_back" in caplog.messages)
    assert caplog.messages.count("corpus_gone") == 1
