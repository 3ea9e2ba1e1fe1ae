"""The buttons below an answer, also after a restart, of an older index, and on the wrong screen."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.telegram.app import serve
from bot.telegram.rendering.callbacks import unpack
from bot.telegram.services import open_services
from bot.telegram.state.database import StateError
from bot.telegram.state.uploads import Upload
from bot.telegram.wiring import build_application
from bot.texts.telegram_de import DE
from retrieval.answer import SURE_FROM, Answer
from retrieval.evaluation.questions import load_questions
from retrieval.library import Library
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import ADMIN, TINY, Running, Start, settings_for
from tests.fakes import TinyEncoder, build_index

NEW_ARTICLE = """---
title: Bad schließt
date: 2025-04-01
---
Das Freibad am Anger bleibt in diesem Sommer geschlossen. Die Pumpen sind undicht.
"""


def rebuild(bot: Running) -> None:
    """Another process adds an article and builds the index."""
    (bot.folder / "corpus" / "bad.md").write_text(NEW_ARTICLE, encoding="utf-8")
    build_index(bot.folder / "corpus", bot.folder / "index", TinyEncoder(), model="embedded")


def unsurely(ask: Callable[..., Answer]) -> Callable[..., Answer]:
    """A library's `ask` whose answers are unsure."""
    return lambda *given, **named: replace(ask(*given, **named), confidence=SURE_FROM - 0.01)


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


class TestPages:
    async def test_next_and_back_edit_the_message(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        first = answer.text
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "2/3 · ")
        assert answer.text != first
        assert SENTENCE not in answer.text
        await ada.pressed(answer, "‹")
        await ada.becomes(answer, SENTENCE)
        assert answer.text == first
        assert len(bot.api.from_bot(ada.chat["id"])) == 1

    async def test_an_unsure_answer_says_so_on_every_page_also_after_a_restart(
        self, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = await start()
        monkeypatch.setattr(Library, "ask", unsurely(Library.ask))
        ada = first.phone()
        answer = await ada.ask(QUESTION)
        assert answer.text.startswith(DE.shared.unsure)
        assert not answer.of("bold")
        await first.end()
        await start()
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "2/3 · ")
        assert answer.text.startswith(DE.shared.unsure)
        assert not answer.of("bold")

    async def test_buttons_of_the_version_before_still_work(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        key = unpack(answer.buttons[0]["callback_data"]).target  # type: ignore[union-attr]
        for data, shown in ((f"p:{key}:1", "2/3 · "), (f"n:{key}:0", SENTENCE)):
            await ada.pressed(answer, "", data=data)
            await ada.becomes(answer, shown)
        await ada.pressed(answer, "", data=f"c:{key}:0")
        await bot.api.until(lambda: any("Zurück" in label for label in labels(answer)))
        assert "text" not in await ada.pressed(answer, "", data="o::0")
        assert (await ada.pressed(answer, "", data=f"u:{key}:0"))["text"] == DE.thanks_up

    async def test_two_presses_at_once_end_in_order(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        presses = [ada.press(answer, "›"), ada.press(answer, "›")]
        await bot.api.until(lambda: all("answer" in bot.api.pressed[p] for p in presses))
        await ada.becomes(answer, "2/3 · ")
        assert not bot.services.metrics.errors.collect()[0].samples


class TestContext:
    async def test_the_article_at_the_quote_and_back(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        await ada.pressed(answer, "Im Zusammenhang")
        await bot.api.until(lambda: any("Zurück" in b["text"] for b in answer.buttons))
        (around,) = answer.of("blockquote")
        article = (bot.folder / "corpus" / "2025-01-18-bruecke.md").read_text()
        assert around in article
        assert answer.of("bold") == [SENTENCE]
        assert answer.text.startswith("Neue Brücke über die Lauter eröffnet · Talbote")
        assert "\n\nDie alte Brücke aus dem Jahr 1931" in answer.text
        await ada.pressed(answer, "Zurück")
        await bot.api.until(lambda: "👍" in labels(answer))
        assert SENTENCE in answer.of("bold")

    async def test_the_article_is_read_on_and_back(
        self, bot: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.telegram.rendering.article._CONTEXT_UNITS", 120)
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        await ada.pressed(answer, "Im Zusammenhang")
        await bot.api.until(lambda: any("Zurück" in label for label in labels(answer)))
        here = next(label for label in labels(answer) if "/" in label)
        assert SENTENCE in answer.text
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "Die alte Brücke aus dem Jahr 1931")
        assert here not in labels(answer)
        await ada.pressed(answer, "‹")
        await ada.becomes(answer, SENTENCE)
        assert here in labels(answer)
        await ada.pressed(answer, "Zurück")
        await bot.api.until(lambda: "👍" in labels(answer))

    async def test_an_article_without_an_address_opens_by_its_title(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask("Was rät der Obmann der Imker?")
        (link,) = [e["url"] for e in answer.entities if e["type"] == "text_link"]
        start = link.removeprefix("https://t.me/WortlautTestBot?start=")
        opened = await ada.ask(f"/start {start}")
        assert opened.text.startswith("Imker klagen über den milden Winter")
        assert "Er rät dazu, die Stöcke jetzt zu wiegen" in opened.text
        gone = await ada.ask("/start a_0123456789abcdef_7")
        assert gone.text == DE.article_gone

    async def test_source_and_copy_are_in_telegram_s_own_hands(self, bot: Running) -> None:
        answer = await bot.phone().ask(QUESTION)
        source = next(b for b in answer.buttons if b["text"] == "Quelle")
        assert source["url"].startswith("https://talbote.example/bruecke#:~:text=")
        copied = next(b for b in answer.buttons if b["text"] == "📋")["copy_text"]["text"]
        assert copied == (
            f"„{SENTENCE}“ („Neue Brücke über die Lauter eröffnet“, Talbote, 18. Januar 2025,"
            " Absatz 1, https://talbote.example/bruecke)"
        )


class TestRestart:
    async def test_buttons_work_after_a_restart(self, start: Start) -> None:
        first = await start()
        ada = first.phone()
        answer = await ada.ask(QUESTION)
        await first.end()
        await start()
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "2/3 · ")

    async def test_an_edit_after_a_restart_still_finds_its_answer(self, start: Start) -> None:
        first = await start()
        ada = first.phone()
        question = ada.say("Photosynthese im Quantencomputer?")
        (answer,) = await ada.answers(1)
        await first.end()
        await start()
        ada.say(QUESTION, edit=question)
        await ada.becomes(answer, SENTENCE)

    async def test_the_state_file_holds_no_question(self, start: Start) -> None:
        bot = await start()
        await bot.phone().ask("Wie teuer war sie, Zwiebelfisch Rhabarber?")
        await bot.end()
        bot.services.journal.tidy()
        content = b"".join(path.read_bytes() for path in bot.folder.glob("state.sqlite*"))
        assert b"Zwiebelfisch" not in content


class TestOlderIndex:
    async def test_says_so_and_offers_to_ask_again(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        rebuild(bot)
        note = await ada.pressed(answer, "Im Zusammenhang")
        assert note["text"] == DE.old_index
        assert note["show_alert"] == "true"
        await bot.api.until(lambda: labels(answer) == [DE.button_ask_again])
        assert SENTENCE in answer.text
        await ada.pressed(answer, DE.button_ask_again)
        await bot.api.until(lambda: any("Zusammenhang" in b["text"] for b in answer.buttons))
        assert SENTENCE in answer.of("bold")[0]
        assert len(bot.api.from_bot(ada.chat["id"])) == 1

    async def test_the_question_is_deleted_and_the_bot_restarted(self, start: Start) -> None:
        bot = await start()
        ada = bot.phone()
        question = ada.say(QUESTION)
        (answer,) = await ada.answers(1)
        await bot.end()
        second = await start()
        rebuild(second)
        await ada.pressed(answer, "›")
        await second.api.until(lambda: labels(answer) == [DE.button_ask_again])
        question.deleted = True
        note = await ada.pressed(answer, DE.button_ask_again)
        assert note["text"] == DE.question_gone


class TestForgetting:
    async def test_a_bot_that_runs_on_forgets(
        self, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.telegram.app._FORGET_EVERY_S", 0.05, raising=False)
        bot = await start()
        ada, kept = bot.phone(), bot.services.database
        answer = await ada.ask(QUESTION)
        await bot.api.until(lambda: kept.select("SELECT 1 FROM answers"))
        kept.execute("UPDATE answers SET created = created - 90 * 86400")
        await bot.api.until(lambda: not kept.select("SELECT 1 FROM answers"))
        assert (await ada.pressed(answer, "›"))["text"] == DE.old_button

    async def test_so_does_one_that_cannot_reach_telegram(
        self, api: BotApi, tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.telegram.app._FORGET_EVERY_S", 0.05)
        shutil.copytree(built, tmp_path, dirs_exist_ok=True)
        api.drop("getMe", times=1000)
        with open_services(settings_for(api, tmp_path), TINY) as services:
            services.uploads.save(Upload(1, "a.md", b"x"))
            stop = asyncio.Event()
            serving = asyncio.create_task(serve(build_application(services), services, stop))
            await api.until(lambda: api.counts()["getMe"])
            services.database.execute("UPDATE uploads SET created = created - 86400")
            await api.until(lambda: not services.database.select("SELECT 1 FROM uploads"))
            stop.set()
            await serving

    async def test_a_sweep_that_fails_is_made_up_for(
        self, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.telegram.app._FORGET_EVERY_S", 0.05)
        bot = await start()
        kept = bot.services.database
        await bot.phone().ask(QUESTION)
        await bot.api.until(lambda: kept.select("SELECT 1 FROM answers"))
        forget, failures = kept.forget, iter((True, True))

        def failing() -> int:
            if next(failures, False):
                raise StateError("state.broken", path="x", detail="database is locked")
            return forget()

        monkeypatch.setattr(kept, "forget", failing)
        kept.execute("UPDATE answers SET created = created - 90 * 86400")
        await bot.api.until(lambda: not kept.select("SELECT 1 FROM answers"))


class TestForeignButtons:
    async def test_data_of_another_version_or_none(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        for data in ("page:1", "", "ü", "Z:x:1", "p:gone:0", "p::0", "c:gone:7", "u:gone:0"):
            note = await ada.pressed(answer, "", data=data)
            assert note["text"] == DE.old_button

    async def test_pages_that_are_not_there(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        callback = unpack(
            next(b for b in answer.buttons if b["text"] == "Weitere (2) ›")["callback_data"]
        )
        assert callback is not None
        for action in ("p", "c"):
            note = await ada.pressed(answer, "", data=f"{action}:{callback.target}:99")
            assert note["text"] == DE.old_button

    async def test_another_chat_s_answer_is_not_shown(self, bot: Running) -> None:
        ada, eve = bot.phone(1), bot.phone(2)
        private = await ada.ask(QUESTION)
        mine = await eve.ask("Was rät der Obmann?")
        stolen = next(b for b in private.buttons if b["text"] == "Weitere (2) ›")["callback_data"]
        note = await eve.pressed(mine, "", data=stolen)
        assert note["text"] == DE.old_button

    async def test_strangers_cannot_press_editors_buttons(self, bot: Running) -> None:
        admin, eve = bot.phone(ADMIN), bot.phone(2)
        admin.send_document("neu.md", NEW_ARTICLE.encode())
        (proposal,) = await admin.answers(1)
        await admin.becomes(proposal, "Bad schließt")
        add = next(b for b in proposal.buttons if b["text"] == DE.button_add)["callback_data"]
        mine = await eve.ask(QUESTION)
        note = await eve.pressed(mine, "", data=add)
        assert note["text"] == DE.editors_only
        assert not (bot.folder / "corpus" / "bad-schliesst.md").exists()


class TestThumbs:
    async def test_stored_with_the_question_exported_and_taken_back(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        note = await ada.pressed(answer, "👍")
        assert note["text"] == DE.thanks_up
        file = bot.folder / "feedback.jsonl"
        file.write_text("\n".join(bot.services.feedback.eval_lines()), encoding="utf-8")
        (line,) = load_questions(file)
        assert line.question == QUESTION
        assert line.article == "2025-01-18-bruecke"
        assert line.answers == (SENTENCE,)
        note = await ada.pressed(answer, "👍")
        assert note["text"] == DE.rating_withdrawn
        assert bot.services.feedback.count() == 0

    async def test_taken_back_when_question_and_answer_are_forgotten(self, start: Start) -> None:
        bot = await start()
        ada = bot.phone()
        question = ada.say(QUESTION)
        (answer,) = await ada.answers(1)
        await ada.pressed(answer, "👍")
        question.deleted = True
        bot.services.conversations._asked.clear()
        bot.services.database.execute("DELETE FROM answers")
        assert (await bot.phone(2).pressed(answer, "👍"))["text"] == DE.old_button
        note = await ada.pressed(answer, "👍")
        assert note["text"] == DE.rating_withdrawn
        assert bot.services.feedback.count() == 0

    async def test_taken_back_from_below_the_answer_that_replaced_it(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say(QUESTION)
        (answer,) = await ada.answers(1)
        await ada.pressed(answer, "👍")
        ada.say("Was rät der Obmann der Imker?", edit=question)
        await ada.becomes(answer, "Wendelin")
        assert (await ada.pressed(answer, "👍"))["text"] == DE.rating_withdrawn
        assert bot.services.feedback.count() == 0
        assert (await ada.pressed(answer, "👎"))["text"] == DE.thanks_down
        rebuild(bot)
        await ada.pressed(answer, "Im Zusammenhang")
        await bot.api.until(lambda: labels(answer) == [DE.button_ask_again])
        await ada.pressed(answer, DE.button_ask_again)
        await bot.api.until(lambda: any("Zusammenhang" in label for label in labels(answer)))
        assert (await ada.pressed(answer, "👎"))["text"] == DE.rating_withdrawn
        assert bot.services.feedback.count() == 0

    async def test_down_in_a_group_by_several(self, bot: Running) -> None:
        ada, bob = (bot.phone(n, group=-100) for n in (1, 2))
        answer = await ada.ask(f"/frage {QUESTION}")
        for person in (ada, bob):
            note = await person.pressed(answer, "👎")
            assert note["text"] == DE.thanks_down
        lines = [json.loads(x) for x in bot.services.feedback.eval_lines(include_down=True)]
        assert [line["question"] for line in lines] == [QUESTION] * 2

    async def test_right_that_it_is_not_in_the_corpus(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask("Was ist Photosynthese im Quantencomputer?")
        await ada.pressed(answer, "👍")
        (line,) = map(json.loads, bot.services.feedback.eval_lines())
        assert line["answerable"] is False
