"""A group becomes a supergroup: another number, messages numbered anew, old ones left behind."""

from __future__ import annotations

import logging

import pytest

from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start
from tests.e2e.telegram.test_bot_access import code_in, replied
from tests.e2e.telegram.test_bot_buttons import labels, rebuild

GROUP, SUPERGROUP = -55, -100_055
SEEN = pytest.mark.parametrize("seen", [("to", "from"), ("to",), ("from",)])


async def answered(bot: Running, ada: Phone) -> Message:
    """An answer that is remembered."""
    answer = await ada.ask(f"/frage {QUESTION}")
    assert SENTENCE in answer.text
    await bot.api.until(lambda: bot.services.database.select("SELECT 1 FROM answers"))
    return answer


async def moved(bot: Running, ada: Phone) -> Phone:
    """The same person in the supergroup, once the bot knows of it."""
    new = ada.upgrade(SUPERGROUP)
    chats = "SELECT 1 FROM answers WHERE chat = ?"
    await bot.api.until(lambda: bot.services.database.select(chats, (SUPERGROUP,)))
    return new


class TestAnswers:
    async def test_an_old_button_answers_in_the_supergroup(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        new = await moved(bot, ada)
        assert "text" not in await ada.pressed(answer, "›")
        (page,) = await new.answers(1)
        assert "\n2/3 · " in page.text
        await new.pressed(page, "‹")
        await new.becomes(page, SENTENCE)
        await new.pressed(page, "Im Zusammenhang")
        await bot.api.until(lambda: any("Zurück" in label for label in labels(page)))
        assert len(bot.api.from_bot(SUPERGROUP)) == 1

    async def test_context_and_thumbs(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        new = await moved(bot, ada)
        await ada.pressed(answer, "Im Zusammenhang")
        assert "Die alte Brücke aus dem Jahr 1931" in (await new.answers(1))[0].text
        assert (await ada.pressed(answer, "👍"))["text"] == DE.thanks_up
        assert (await ada.pressed(answer, "👍"))["text"] == DE.rating_withdrawn

    async def test_of_an_older_index(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        new = await moved(bot, ada)
        rebuild(bot)
        assert (await ada.pressed(answer, "›"))["text"] == DE.old_index
        (offer,) = await new.answers(1)
        assert labels(offer) == [DE.button_ask_again]
        await new.pressed(offer, DE.button_ask_again)
        await new.becomes(offer, SENTENCE)
        assert len(bot.api.from_bot(SUPERGROUP)) == 1

    async def test_no_other_chat_s_buttons(self, bot: Running) -> None:
        ada, eve = bot.phone(group=GROUP), bot.phone(2, group=-56)
        answer = await answered(bot, ada)
        await moved(bot, ada)
        mine = await eve.ask(f"/frage {QUESTION}")
        stolen = next(b for b in answer.buttons if b["text"] == "Weitere (2) ›")["callback_data"]
        assert (await eve.pressed(mine, "", data=stolen))["text"] == DE.old_button

    async def test_numbers_of_messages_that_mean_another_message_now(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        question = next(m for m in bot.api.messages[GROUP].values() if QUESTION in m.text)
        new = await moved(bot, ada)
        bystander = Message(new.chat, answer.id, bot.api.bot_user, "Etwas anderes")
        same_number = Message(new.chat, question.id, new.user, "?")
        for message in (bystander, same_number):
            bot.api.messages[SUPERGROUP][message.id] = message
        new.say(f"/frage {QUESTION}", edit=same_number)
        assert SENTENCE in (await new.answers(2))[-1].text
        assert bystander.text == "Etwas anderes"

    async def test_where_the_messages_came_along(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        new = await moved(bot, ada)
        answer.chat = new.chat
        bot.api.messages[SUPERGROUP][answer.id] = bot.api.messages[GROUP].pop(answer.id)
        await new.pressed(answer, "›")
        await new.becomes(answer, "2/3 · ")

    @SEEN
    async def test_one_under_way_is_not_lost(self, bot: Running, caplog, seen: tuple) -> None:
        caplog.set_level(logging.INFO)
        ada = bot.phone(group=GROUP)
        with bot.holding_up(QUESTION):
            ada.say(f"/frage {QUESTION}")
            new = ada.upgrade(SUPERGROUP, seen=seen)
            if "from" in seen:  # the other one waits in a queue with the question
                await bot.api.until(lambda: "chat_migrated" in caplog.messages)
        (answer,) = await new.answers(1)
        assert SENTENCE in answer.text
        await bot.api.until(lambda: caplog.messages.count("chat_migrated") == len(seen))
        await bot.api.until(lambda: bot.services.database.select("SELECT 1 FROM answers"))
        await new.pressed(answer, "›")
        await new.becomes(answer, "2/3 · ")

    @SEEN
    async def test_by_either_message(self, bot: Running, caplog, seen: tuple) -> None:
        caplog.set_level(logging.INFO)
        ada = bot.phone(group=GROUP)
        answer = await answered(bot, ada)
        new = ada.upgrade(SUPERGROUP, seen=seen)
        await bot.api.until(lambda: caplog.messages.count("chat_migrated") == len(seen))
        assert "text" not in await ada.pressed(answer, "›")
        assert "\n2/3 · " in (await new.answers(1))[0].text

    async def test_moved_though_whoever_upgrades_may_not_ask(self, start: Start) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({500}))
        ada, eve = bot.phone(500, group=GROUP), bot.phone(666, group=GROUP)
        answer = await answered(bot, ada)
        await moved(bot, eve)
        assert "text" not in await ada.pressed(answer, "›")

    async def test_the_group_s_old_number_is_forgotten_with_its_answers(self, bot: Running) -> None:
        ada, kept = bot.phone(group=GROUP), bot.services.database
        await answered(bot, ada)
        await moved(bot, ada)
        assert kept.forget() == 0
        assert str(GROUP) in str(kept.select("SELECT key FROM meta"))
        kept.execute("UPDATE answers SET created = created - 90 * 86400")
        assert kept.forget() == 1
        assert str(GROUP) not in str(kept.select("SELECT key FROM meta"))


async def test_a_code_shown_before_lets_the_supergroup_in(start: Start) -> None:
    bot = await start(access="pairing")
    eve, admin = bot.phone(666, group=GROUP), bot.phone(ADMIN)
    code = code_in((await eve.ask(f"/frage {QUESTION}")).text)
    new = eve.upgrade(SUPERGROUP)
    waiting = "SELECT 1 FROM pairings WHERE id = ?"
    await bot.api.until(lambda: bot.services.database.select(waiting, (SUPERGROUP,)))
    assert str(SUPERGROUP) in (await replied(admin, f"/allow {code}")).text
    assert (await new.answers(1))[0].text == DE.paired
    assert SENTENCE in (await new.ask(f"/frage {QUESTION}")).text


async def test_the_limit_of_the_chat_goes_with_it(start: Start) -> None:
    bot = await start(rate_limit_per_user_per_minute=10, rate_limit_per_chat_per_minute=2)
    ada = bot.phone(group=GROUP)
    await answered(bot, ada)
    await ada.ask(f"/frage {QUESTION}")
    new = await moved(bot, ada)
    assert "in diesem Chat" in (await new.ask(f"/frage {QUESTION}")).text
