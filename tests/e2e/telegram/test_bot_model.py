"""An index built with another model than the embedded one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION
from tests.e2e.bot_api_server import TOKEN, BotApi
from tests.e2e.cli import Cli, Result
from tests.e2e.telegram.conftest import ADMIN, Start
from tests.e2e.telegram.test_bot_buttons import NEW_ARTICLE
from tests.e2e.telegram.test_bot_editing import proposed


@pytest.fixture
def indexed(start: Start, api: BotApi, tmp_path: Path, tiny_model: Path) -> Cli:
    """The corpus of the bots that are started, indexed by `wortlaut index --model`."""
    environ = {
        "WORTLAUT_CACHE_DIR": str(tmp_path / "cache"),
        "WORTLAUT_STATE_PATH": "state.sqlite",
        "WORTLAUT_TELEGRAM_TOKEN": TOKEN,
        "WORTLAUT_TELEGRAM_BASE_URL": api.url,
    }
    cli = Cli(tmp_path, environ)
    result = cli.run("index", "--model", str(tiny_model))
    assert result.status == 0, result.err
    return cli


@pytest.mark.parametrize("named", [False, True])
async def test_the_bot_starts_and_builds_with_the_index_s_model(
    start: Start, indexed: Cli, tiny_model: Path, named: bool
) -> None:
    wish = {"embedding_model": str(tiny_model)} if named else {}
    bot = await start(encoder=None, cache_dir=indexed.folder / "cache", **wish)
    before = bot.services.engine._library.info
    assert before.model == str(tiny_model)
    assert (await bot.phone().ask(QUESTION)).buttons
    admin = bot.phone(ADMIN)
    proposal = await proposed(admin, "bad.md", NEW_ARTICLE.encode())
    await admin.pressed(proposal, DE.button_add)
    progress = (await admin.answers(2))[-1]
    await admin.becomes(progress, "1 neu")
    after = bot.services.engine._library.info
    assert (after.model, after.encoder, after.articles) == (before.model, before.encoder, 4)
    assert (await bot.phone().ask("Wer schließt das Freibad am Anger?")).buttons


async def test_another_model_that_is_named_is_one_clear_line(
    indexed: Cli, tiny_model: Path
) -> None:
    indexed.environ["WORTLAUT_EMBEDDING_MODEL"] = "embedded"
    result: Result = await asyncio.to_thread(indexed.spawn, "bot")
    line = result.error_line()
    assert result.status == 1
    assert str(tiny_model) in line
    assert "'embedded'" in line
    assert "wortlaut index" in line
