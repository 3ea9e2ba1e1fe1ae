"""/export in reply to an answer: a file that reference managers read."""

from __future__ import annotations

import json

import pytest
import rispy

from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running

WHICH = DE.export_which.format(formats="ris, bibtex, csl-json")


@pytest.mark.parametrize("typed", ["/export", "/export ris", "/export RIS"])
async def test_what_an_answer_cites_is_a_file(bot: Running, typed: str) -> None:
    ada = bot.phone()
    answer = await ada.ask(QUESTION)
    sent = await ada.ask(typed, reply_to=answer)
    document = sent.extra["document"]
    assert document["file_name"] == "wortlaut.ris"
    records = rispy.loads(ada.api.files[document["file_id"]].decode())
    assert records[0]["secondary_title"] == "Talbote"
    assert SENTENCE in records[0]["notes"][0]


async def test_in_another_format(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask(QUESTION)
    sent = await ada.ask("/export csl-json", reply_to=answer)
    document = sent.extra["document"]
    assert document["file_name"] == "wortlaut.json"
    items = json.loads(ada.api.files[document["file_id"]])
    assert items[0]["container-title"] == "Talbote"


async def test_what_cannot_be_exported_is_told(bot: Running) -> None:
    ada = bot.phone()
    assert (await ada.ask("/export")).text == WHICH
    answer = await ada.ask(QUESTION)
    assert (await ada.ask("/export xlsx", reply_to=answer)).text == WHICH
    refused = await ada.ask("Wie hoch ist der Mount Everest?")
    assert (await ada.ask("/export", reply_to=refused)).text == WHICH
