"""No question is lost and none is answered twice, whatever ends the process or comes again."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from bot.telegram.state import Database, Journal
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone, post_webhook
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import QUICK, Running, Start
from tests.e2e.telegram.process import DEADLY, SLOW
from tests.e2e.telegram.test_bot_process import Spawn, ended, spawn
from tests.e2e.telegram.test_bot_running import free_port

__all__ = ["spawn"]

PEOPLE = 24
WORD = "Zebragehege"


def answered(api: BotApi, person: Phone) -> list[int | None]:
    """The messages of a person that have been answered, in order."""
    return [message.reply_to for message in api.from_bot(person.chat["id"])]


def stored(bot: Running) -> str:
    """What of the updates stands in the state file."""
    return str(bot.services.database.select("SELECT content FROM updates"))


class TestKilled:
    async def test_again_and_again_with_questions_waiting(self, api: BotApi, spawn: Spawn) -> None:
        people = [Phone(api, number) for number in range(1, PEOPLE + 1)]
        asked = [(person, person.say(QUESTION).id) for person in people]
        for more in (1, 4, 9):
            process = await spawn(**{SLOW: "0.05"})
            done = api.counts()["sendMessage"] + more
            await api.until(lambda done=done: api.counts()["sendMessage"] >= done)
            process.kill()
            await process.communicate()
        await spawn()
        await asyncio.gather(*(person.answers(1) for person in people))
        # Whatever would come twice is there before this.
        late = people[0].say(QUESTION)
        await api.until(lambda: late.id in answered(api, people[0]))
        for person, question in asked:
            assert answered(api, person)[:1] == [question]
            assert len(api.from_bot(person.chat["id"])) == (2 if person is people[0] else 1)

    async def test_before_anything_was_answered(self, api: BotApi, spawn: Spawn) -> None:
        process = await spawn(**{SLOW: "100"})
        ada = Phone(api, 1)
        asked = [ada.say(QUESTION).id for _ in range(3)]
        await api.until(lambda: api.counts()["getUpdates"] and not api._updates)
        process.kill()
        await process.communicate()
        assert WORD not in str(api.calls)
        await spawn()
        await ada.answers(3)
        assert answered(api, ada) == asked

    async def test_by_a_question_it_goes_on_without_it(self, api: BotApi, spawn: Spawn) -> None:
        ada, bob = Phone(api, 1), Phone(api, 2)
        deadly = ada.say(f"{QUESTION} {DEADLY}").id
        harmless = bob.say(QUESTION).id
        for _ in range(7):
            process = await spawn(**{DEADLY: "yes"})
            await process.communicate()
        await spawn(**{DEADLY: "yes"})
        (sorry,) = await ada.answers(1)
        assert sorry.reply_to == deadly
        assert sorry.text.startswith(DE.failed)
        assert SENTENCE in (await bob.answers(1))[0].text
        assert answered(api, bob) == [harmless]
        assert SENTENCE in (await ada.ask(QUESTION)).text


class TestTheSameTwice:
    async def test_delivered_again_by_the_webhook(self, start: Start, api: BotApi) -> None:
        settings = {
            "webhook_url": "https://bot.example/hook",
            "webhook_secret": "right-secret",
        }
        port = free_port()
        bot = await start(webhook_port=port, **settings)
        await api.until(lambda: api.counts()["setWebhook"] == 1)
        ada = bot.phone()
        asked = ada.say(QUESTION).id
        update = api._updates.pop()
        with bot.holding_up(QUESTION):
            for _ in range(3):
                assert await post_webhook(port, "hook", update, "right-secret") == 200
        await ada.answers(1)
        assert await post_webhook(port, "hook", update, "right-secret") == 200
        await bot.end()
        port = free_port()
        await start(webhook_port=port, **settings)
        await api.until(lambda: api.counts()["setWebhook"] == 2)
        assert await post_webhook(port, "hook", update, "right-secret") == 200
        later = ada.say(QUESTION).id
        assert await post_webhook(port, "hook", api._updates.pop(), "right-secret") == 200
        await ada.answers(2)
        assert answered(api, ada) == [asked, later]

    async def test_never_acknowledged(self, start: Start, api: BotApi, monkeypatch) -> None:
        """The server keeps what it has handed out: every acknowledgement is lost."""
        bot = await start(patience=dataclasses.replace(QUICK, poll_s=1))
        ada, kept = bot.phone(), api.do_getupdates

        async def forgetful(parameters: dict) -> list[dict]:
            return await kept({k: v for k, v in parameters.items() if k != "offset"})

        monkeypatch.setattr(api, "do_getupdates", forgetful)
        asked = ada.say(QUESTION).id
        await ada.answers(1)
        polls = api.counts()["getUpdates"]
        await api.until(lambda: api.counts()["getUpdates"] > polls + 2)
        await bot.end()
        monkeypatch.undo()
        await start()
        later = ada.say(QUESTION).id
        await ada.answers(2)
        assert answered(api, ada) == [asked, later]

    async def test_asked_twice_by_a_person_is_answered_twice(self, bot: Running) -> None:
        ada = bot.phone()
        asked = [ada.say(QUESTION).id for _ in range(2)]
        await ada.answers(2)
        assert answered(bot.api, ada) == asked


async def test_what_has_waited_for_more_than_an_hour_is_said_to_be_unanswered(
    start: Start, api: BotApi
) -> None:
    bot = await start()
    await bot.end()
    ada = bot.phone()
    late, later = ada.say(QUESTION), ada.say(QUESTION)
    ada.press(late, "", data="x")
    state = Database(bot.folder / "state.sqlite")
    received = {update["update_id"]: update for update in api._updates}
    assert len(Journal(state).receive(received)) == 3
    state.execute(
        "UPDATE updates SET created = created - 3601 WHERE content NOT LIKE ?",
        (f'%"message_id": {later.id}%',),
    )
    state.close()
    await start()
    await ada.answers(2)
    sorry, answer = sorted(api.from_bot(ada.chat["id"]), key=lambda message: message.reply_to or 0)
    assert (sorry.reply_to, answer.reply_to) == (late.id, later.id)
    assert DE.unanswered.partition("{asked}")[2] in sorry.text
    assert SENTENCE in answer.text
    assert api.counts()["answerCallbackQuery"] == 0


async def test_what_could_not_be_sent_before_the_stop_is_after_the_next_start(
    start: Start, api: BotApi
) -> None:
    api.drop("sendMessage", 1_000_000)
    bot = await start()
    ada = bot.phone()
    asked = ada.say(QUESTION).id
    await api.until(lambda: api.counts()["sendMessage"] > 1)
    await bot.end()
    api.recover()
    await start()
    await ada.answers(1)
    later = ada.say(QUESTION).id
    await ada.answers(2)
    assert answered(api, ada) == [asked, later]


class TestWhatIsStored:
    async def test_a_question_until_it_is_answered(self, bot: Running) -> None:
        ada = bot.phone()
        with bot.holding_up(WORD):
            ada.say(f"{QUESTION} {WORD}")
            await bot.api.until(lambda: WORD in stored(bot))
        await ada.answers(1)
        await bot.api.until(lambda: WORD not in stored(bot))
        await asyncio.to_thread(bot.services.journal.tidy)
        files = bot.folder.glob("state.sqlite*")
        assert not any(WORD.encode() in file.read_bytes() for file in files)

    async def test_not_what_people_in_a_group_say_to_each_other(self, bot: Running) -> None:
        ada = bot.phone(1, group=-100)
        with bot.holding_up(QUESTION):
            ada.say(f"Hast du das {WORD} gesehen?")
            ada.say(f"/frage {QUESTION}")
            await bot.api.until(lambda: "/frage" in stored(bot))
            assert WORD not in stored(bot)
        await ada.answers(1)

    async def test_no_inline_query(self, bot: Running) -> None:
        await bot.phone().inline(f"{QUESTION} {WORD}")
        assert stored(bot) == "[]"

    async def test_nothing_of_one_that_fails(self, bot: Running, monkeypatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("?")

        monkeypatch.setattr("bot.telegram.handlers.ask.render_answer", broken)
        await bot.phone().ask(f"{QUESTION} {WORD}")
        await bot.api.until(lambda: WORD not in stored(bot))


async def test_stopped_it_leaves_nothing_it_has_answered(
    api: BotApi, spawn: Spawn, tmp_path: Path
) -> None:
    process = await spawn(**{SLOW: "0.3"})
    people = [Phone(api, number) for number in range(1, 5)]
    await api.until(lambda: api.counts()["getUpdates"])
    for person in people:
        person.say(QUESTION)
    await api.until(lambda: not api._updates)
    process.terminate()
    status, _ = await ended(process)
    assert status == 0
    before = {person.user["id"]: len(api.from_bot(person.chat["id"])) for person in people}
    assert all(count <= 1 for count in before.values())
    await spawn()
    await asyncio.gather(*(person.answers(1) for person in people))
    late = [(person, person.say(QUESTION).id) for person in people]
    for person, question in late:
        await person.answers(2)
        assert answered(api, person)[-1] == question
        assert len(answered(api, person)) == 2
