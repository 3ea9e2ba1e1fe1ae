"""When the network, Telegram or people do what they do."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.telegram.watch.logs import set_up_logging
from bot.telegram.watch.notices import Notices
from bot.texts.telegram_de import DE
from retrieval.errors import IndexDamagedError, Problem, StorageError
from retrieval.library import Library
from tests.bot.telegram.logging_kept import logging_kept
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_server import TOKEN
from tests.e2e.telegram.conftest import ADMIN, Running, Start

ASK = Library.ask
SECRET = TOKEN.split(":")[1]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log as it would be written, at its most talkative."""
    stream = io.StringIO()
    with logging_kept():
        set_up_logging("DEBUG", "text", TOKEN, stream)
        yield stream


def errors(bot: Running) -> dict[str, float]:
    samples = bot.services.metrics.errors.collect()[0].samples
    return {s.labels["type"]: s.value for s in samples if s.name.endswith("_total")}


class TestNetwork:
    async def test_429_is_waited_out(self, bot: Running) -> None:
        bot.api.fail("sendMessage", 429, retry_after=1)
        answer = await bot.phone().ask(QUESTION)
        assert SENTENCE in answer.text
        calls = [call for call in bot.api.calls if call.method == "sendMessage"]
        assert len(calls) == 2
        assert calls[1].at - calls[0].at >= 1

    @pytest.mark.parametrize("status", [500, 502])
    async def test_5xx_is_tried_again(self, bot: Running, status: int) -> None:
        bot.api.fail("sendMessage", status, times=3)
        assert SENTENCE in (await bot.phone().ask(QUESTION)).text
        assert errors(bot) == {}

    async def test_a_dropped_connection_is_tried_again(self, bot: Running) -> None:
        bot.api.drop("sendMessage", times=2)
        ada = bot.phone()
        assert SENTENCE in (await ada.ask(QUESTION)).text
        bot.api.drop("editMessageText")
        bot.api.drop("answerCallbackQuery")
        answer = bot.api.from_bot(ada.chat["id"])[-1]
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "2/3 · ")

    async def test_an_edit_whose_reply_was_lost_is_no_error(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        bot.api.drop("editMessageText", after=True)
        await ada.pressed(answer, "›")
        await ada.becomes(answer, "2/3 · ")
        assert SENTENCE in (await ada.ask(QUESTION)).text
        assert errors(bot) == {}
        assert len(bot.api.from_bot(ada.chat["id"])) == 2

    async def test_polling_goes_on_after_the_network_was_away(self, bot: Running) -> None:
        bot.api.drop("getUpdates", times=2)
        bot.api.fail("getUpdates", 502)
        assert SENTENCE in (await bot.phone().ask(QUESTION)).text
        assert SENTENCE in (await bot.phone(2).ask(QUESTION)).text

    async def test_another_poller_is_named_with_a_remedy(self, bot: Running, caplog) -> None:
        caplog.set_level(logging.INFO)
        bot.api.fail("getUpdates", 409)
        assert SENTENCE in (await bot.phone().ask(QUESTION)).text
        await bot.api.until(lambda: "conflict" in caplog.messages or None)

    async def test_telegram_is_away_when_the_bot_starts(self, start: Start, api) -> None:
        api.drop("getMe", times=1)
        bot = await start()
        assert SENTENCE in (await bot.phone().ask(QUESTION)).text


class TestPeople:
    async def test_blocked_by_the_user(self, bot: Running, caplog) -> None:
        caplog.set_level(logging.INFO)
        eve = bot.phone(666)
        bot.api.blocked.add(666)
        eve.say(QUESTION)
        assert SENTENCE in (await bot.phone().ask(QUESTION)).text
        await bot.api.until(lambda: "undelivered" in caplog.messages)
        assert "failed" not in caplog.messages

    async def test_silenced_in_a_group(self, bot: Running, caplog) -> None:
        caplog.set_level(logging.INFO)
        bot.api.silenced.add(-100)
        bot.phone(1, group=-100).say(f"/frage {QUESTION}")
        await bot.api.until(lambda: "undelivered" in caplog.messages)
        assert "failed" not in caplog.messages

    async def test_the_question_is_deleted_before_the_answer(self, bot: Running) -> None:
        bot.slow_down(0.3)
        ada = bot.phone()
        ada.say(QUESTION).deleted = True
        (answer,) = await ada.answers(1)
        assert answer.reply_to is None
        assert SENTENCE in answer.text

    async def test_the_answer_is_deleted_before_the_question_is_edited(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say("Photosynthese im Quantencomputer?")
        (answer,) = await ada.answers(1)
        answer.deleted = True
        ada.say(QUESTION, edit=question)
        (second,) = await ada.answers(1)
        assert SENTENCE in second.text

    async def test_an_edit_that_changes_nothing(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say("/status")
        await ada.answers(1)
        question = ada.say(QUESTION)
        (_, answer) = await ada.answers(2)
        before = answer.html
        ada.say(QUESTION, edit=question)
        assert SENTENCE in (await ada.ask("/frage " + QUESTION)).text
        assert answer.html == before
        assert errors(bot) == {}

    async def test_a_press_answered_too_late(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        press = ada.press(answer, "›")
        del bot.api.pressed[press]
        await ada.becomes(answer, "2/3 · ")
        assert errors(bot) == {}


class TestServers:
    async def test_one_without_date_entities(self, start: Start, api) -> None:
        api.known_tags.discard("tg-time")
        bot = await start()
        answer = await bot.phone().ask(QUESTION)
        assert "18. Januar 2025" in answer.text
        assert answer.of("bold")[0] == SENTENCE
        await bot.phone(2).ask(QUESTION)
        refused = [c for c in api.calls if "tg-time" in c.outcome]
        assert len(refused) == 1

    async def test_one_that_takes_no_markup_at_all(self, start: Start, api) -> None:
        api.known_tags.clear()
        bot = await start()
        answer = await bot.phone().ask(QUESTION)
        assert SENTENCE in answer.text
        assert "<" not in answer.text

    async def test_an_address_no_button_may_have(self, bot: Running, monkeypatch) -> None:
        monkeypatch.setattr(
            "bot.telegram.rendering.keyboards.best_url", lambda _: "http://intern/x"
        )
        answer = await bot.phone().ask(QUESTION)
        assert SENTENCE in answer.text
        assert answer.buttons
        assert not any("url" in button for button in answer.buttons)


class TestErrors:
    async def test_an_apology_an_id_and_silence_about_the_question(
        self, bot: Running, monkeypatch, caplog
    ) -> None:
        caplog.set_level(logging.INFO)

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError(f"cannot answer {QUESTION!r} with {TOKEN}")

        admin, ada = bot.phone(ADMIN), bot.phone()
        monkeypatch.setattr("bot.telegram.handlers.ask.render_answer", broken)
        note = await ada.ask(QUESTION)
        assert DE.failed in note.text
        (notice,) = await admin.answers(1)
        assert notice.text.startswith("RuntimeError · ")
        assert notice.text.split(" · ")[1] in note.text
        logged = [r for r in caplog.records if r.message == "failed"]
        fields = logged[0].fields
        assert fields["type"] == "RuntimeError"
        assert "ask.py" in fields["at"]
        assert "Brücke" not in str([r.__dict__ for r in caplog.records])
        monkeypatch.undo()
        assert SENTENCE in (await ada.ask(QUESTION)).text

    async def test_the_token_is_in_no_repr_and_no_log(self, bot: Running, logged) -> None:
        bot.api.drop("sendMessage")
        await bot.phone().ask(QUESTION)
        await bot.api.until(lambda: "answered" in logged.getvalue())
        seen = [repr(bot.application), repr(bot.application.bot), repr(bot.services.settings)]
        seen += [repr(bot.application.updater), str(bot.services), logged.getvalue()]
        assert [text for text in seen if SECRET in text] == []

    async def test_a_log_without_questions_and_with_them(self, start: Start, caplog) -> None:
        caplog.set_level(logging.INFO)
        bot = await start()
        await bot.phone().ask(QUESTION)
        assert "Brücke" not in str([r.__dict__ for r in caplog.records])
        await bot.end()
        bot = await start(log_questions=True)
        await bot.phone().ask(QUESTION)
        await bot.api.until(
            lambda: QUESTION in [getattr(r, "fields", {}).get("question") for r in caplog.records]
        )


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search finds the index damaged."""

    def ask(*_: object, **__: object) -> None:
        raise IndexDamagedError("index.vectors_unreadable", path="x")

    monkeypatch.setattr(Library, "ask", ask)


@pytest.mark.usefixtures("damaged")
class TestTheOperatorIsTold:
    """It is said exactly where it is true."""

    async def test_and_it_is_logged(self, bot: Running, caplog) -> None:
        caplog.set_level(logging.INFO)
        admin, ada = bot.phone(ADMIN), bot.phone()
        assert (await ada.ask(QUESTION)).text == DE.search_down
        (notice,) = await admin.answers(1)
        kind, error_id = notice.text.split(" · ")
        assert kind == "IndexDamagedError"
        (failed,) = [r.fields for r in caplog.records if r.message == "search_failed"]
        assert (failed["id"], failed["face"]) == (error_id, "private")
        assert "index file x" in failed["reason"]

    async def test_not_where_there_is_no_admin(self, start: Start) -> None:
        bot = await start(admin_ids=frozenset())
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down_untold

    async def test_not_where_the_admin_has_never_written_to_the_bot(self, bot: Running) -> None:
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down_untold

    async def test_not_where_the_admin_has_blocked_the_bot(self, bot: Running) -> None:
        bot.phone(ADMIN)
        bot.api.blocked.add(ADMIN)
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down_untold
        bot.api.blocked.clear()
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down

    async def test_where_one_of_several_admins_can_be_reached(self, start: Start) -> None:
        bot = await start(admin_ids=frozenset({899, ADMIN, 901}))
        admins = [bot.phone(number) for number in (899, ADMIN, 901)]
        bot.api.blocked.update((899, 901))
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down
        assert [len(bot.api.from_bot(admin.chat["id"])) for admin in admins] == [0, 1, 0]

    async def test_one_admin_who_takes_long_holds_up_nobody(
        self, start: Start, monkeypatch
    ) -> None:
        bot = await start(admin_ids=frozenset({899, ADMIN}))
        admins, may, send = (
            [bot.phone(899), bot.phone(ADMIN)],
            asyncio.Event(),
            bot.api.do_sendmessage,
        )

        async def held(parameters: dict) -> dict:
            if parameters["chat_id"] == "899":
                await may.wait()
            return send(parameters)

        monkeypatch.setattr(bot.api, "do_sendmessage", held)
        assert (await bot.phone().ask(QUESTION)).text == DE.search_down
        assert [len(bot.api.from_bot(admin.chat["id"])) for admin in admins] == [0, 1]
        assert [c.parameters.get("chat_id") for c in bot.api.calls].count("899") == 1
        may.set()
        await admins[0].answers(1)

    async def test_once_a_minute_of_each_kind(self, bot: Running, monkeypatch) -> None:
        now = 1000.0
        bot.services.notices = Notices(lambda: now)
        admin, ada = bot.phone(ADMIN), bot.phone()
        for _ in range(3):
            assert (await ada.ask(QUESTION)).text == DE.search_down
        assert len(await admin.answers(1)) == 1
        bot.api.blocked.add(ADMIN)
        now += 59
        assert (await ada.ask(QUESTION)).text == DE.search_down
        now += 2
        assert (await ada.ask(QUESTION)).text == DE.search_down_untold
        bot.api.blocked.clear()
        for _ in range(2):
            assert (await ada.ask(QUESTION)).text == DE.search_down
        assert len(await admin.answers(2)) == 2

        def other(*_: object, **__: object) -> None:
            raise StorageError("storage.refused", path="x", reason=Problem("disk.full"))

        monkeypatch.setattr(Library, "ask", other)
        assert (await ada.ask(QUESTION)).text == DE.search_down
        assert len(await admin.answers(3)) == 3

    async def test_many_at_once_cause_one_notice(self, bot: Running) -> None:
        admin, people = bot.phone(ADMIN), [bot.phone(number) for number in range(1, 7)]
        notes = await asyncio.gather(*(person.ask(QUESTION) for person in people))
        assert {note.text for note in notes} == {DE.search_down}
        assert len(await admin.answers(1)) == 1

    async def test_of_an_error_in_inline_mode(self, bot: Running) -> None:
        admin = bot.phone(ADMIN)
        answer = await bot.phone().inline(QUESTION)
        assert json.loads(answer["button"])["text"] == DE.inline_down
        assert (await admin.answers(1))[0].text.startswith("IndexDamagedError · ")

    async def test_of_an_error_behind_a_button(self, bot: Running, monkeypatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Library, "ask", ASK)
            ada = bot.phone()
            question = ada.say(QUESTION)
            (answer,) = await ada.answers(1)
            await bot.api.until(lambda: bot.services.answers.to_question(500, question.id))
        target = answer.buttons[0]["callback_data"].split(":")[1]
        await ada.pressed(answer, "", data=f"r:{target}:0")
        assert (await ada.answers(2))[-1].text == DE.search_down_untold
        admin = bot.phone(ADMIN)
        await ada.pressed(answer, "", data=f"r:{target}:0")
        assert (await ada.answers(3))[-1].text == DE.search_down
        await admin.answers(1)

    async def test_of_one_nobody_foresaw_and_the_other_admins_too(
        self, start: Start, monkeypatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("?")

        bot = await start(admin_ids=frozenset({899, ADMIN}))
        bot.phone(899)
        admin = bot.phone(ADMIN)
        bot.api.blocked.add(899)
        monkeypatch.setattr(Library, "ask", broken)
        note = await bot.phone().ask(QUESTION)
        assert note.text.startswith(DE.failed)
        assert (await admin.answers(1))[0].text.split(" · ")[1] in note.text

    async def test_of_one_in_a_rebuild_which_does_not_seem_to_go_on(
        self, bot: Running, monkeypatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("?")

        monkeypatch.setattr(Library, "build", broken)
        admin = bot.phone(ADMIN)
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, DE.failed)
        assert (await admin.answers(2))[-1].text.startswith("RuntimeError · ")
