"""Asking to be let in: what admins are told, their buttons, and a flood of strangers."""

from __future__ import annotations

import asyncio

from bot.telegram.state.access import MAX_WAITING
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start
from tests.e2e.telegram.test_bot_access import GROUP, code_in, replied

SECOND = ADMIN + 1


async def with_two_admins(start: Start) -> tuple[Running, Phone, Phone]:
    bot = await start(access="pairing", admin_ids=frozenset({ADMIN, SECOND}))
    return bot, bot.phone(ADMIN, name="Anna"), bot.phone(SECOND, name="Ben")


async def notice(admin: Phone, name: str) -> Message:
    """Waits until an admin has been told of someone."""

    def told() -> Message | None:
        said = admin.api.from_bot(admin.chat["id"])
        return next((each for each in said if name in each.text), None)

    found = await admin.api.until(told)
    assert isinstance(found, Message)
    return found


class TestButtons:
    async def test_admitted_by_one_of_several_admins(self, start: Start) -> None:
        bot, anna, ben = await with_two_admins(start)
        eve = bot.phone(666, name="Eve")
        code = code_in((await eve.ask(QUESTION)).text)
        first, second = await notice(anna, "Eve"), await notice(ben, "Eve")
        assert (first.text, second.text) == (
            (DE.request_user.format(name="Eve", id=666, code=code),) * 2
        )
        data = second.buttons[0]["callback_data"]
        await anna.pressed(first, DE.button_admit)
        done = DE.request_admitted.format(admin="Anna", name="Eve", id=666)
        for message in (first, second):
            await anna.becomes(message, done)
            assert message.buttons == []
        assert [m.text for m in await eve.answers(2)][1] == DE.paired
        assert SENTENCE in (await eve.ask(QUESTION)).text
        late = await ben.pressed(second, "", data=data)
        assert late["text"] == DE.already_admitted.format(admin="Anna")
        assert len(bot.api.from_bot(ADMIN)) == len(bot.api.from_bot(SECOND)) == 1

    async def test_both_press_at_once_and_one_of_them_decides(self, start: Start) -> None:
        bot, anna, ben = await with_two_admins(start)
        eve = bot.phone(666, name="Eve")
        await eve.ask(QUESTION)
        first, second = await notice(anna, "Eve"), await notice(ben, "Eve")
        answers = await asyncio.gather(
            anna.pressed(first, DE.button_admit), ben.pressed(second, DE.button_decline)
        )
        assert len([answer for answer in answers if "text" in answer]) == 1
        decided = bot.services.access.decision(666)
        assert decided is not None
        assert decided.admitted == bot.services.access.is_admitted(666)
        await eve.answers(2)
        assert bot.api.from_bot(666)[-1].text == (DE.paired if decided.admitted else DE.declined)

    async def test_declined_is_told_and_asks_no_more(self, start: Start) -> None:
        bot, anna, ben = await with_two_admins(start)
        eve = bot.phone(666, name="Eve", language="en")
        await eve.ask(QUESTION)
        await anna.pressed(await notice(anna, "Eve"), EN.button_decline)
        await ben.becomes(await notice(ben, "Eve"), "Declined by Anna")
        assert (await eve.answers(2))[1].text == EN.declined
        for said in (QUESTION, "/start"):
            assert (await eve.ask(said)).text == EN.not_allowed.format(id=666)
        assert len(bot.api.from_bot(ADMIN)) == 1
        await replied(ben, "/allow 666")
        assert (await eve.answers(5))[
            4
        ].text == DE.paired  # her request, and so her language, is gone
        assert SENTENCE in (await eve.ask(QUESTION)).text

    async def test_a_group_and_who_may_press(self, start: Start) -> None:
        bot, anna, _ = await with_two_admins(start)
        eve = bot.phone(666, group=GROUP, title="Stammtisch")
        await eve.ask(f"/frage {QUESTION}")
        message = await notice(anna, "Stammtisch")
        data = message.buttons[0]["callback_data"]
        answer = bot.api.from_bot(GROUP)[0]
        assert "666" in (await eve.pressed(answer, "", data=data))["text"]
        assert not bot.services.access.is_admitted(GROUP)
        await anna.pressed(message, DE.button_admit)
        assert (await eve.answers(2))[1].text == DE.paired
        assert SENTENCE in (await bot.phone(667, group=GROUP).ask(f"/frage {QUESTION}")).text

    async def test_after_a_restart_and_let_in_from_the_command_line(self, start: Start) -> None:
        from bot.telegram.state import AccessStore, Database

        first, anna, ben = await with_two_admins(start)
        await first.phone(666, name="Eve").ask(QUESTION)
        await first.phone(667, name="Kim").ask(QUESTION)
        eve, kim = await notice(anna, "Eve"), await notice(anna, "Kim")
        await first.end()
        await with_two_admins(start)
        await anna.pressed(kim, DE.button_decline)
        await ben.becomes(await notice(ben, "Kim"), "Abgelehnt von Anna")
        other = Database(first.folder / "state.sqlite")
        AccessStore(other).let_in("666")
        other.close()
        late = await anna.pressed(eve, DE.button_decline)
        assert late["text"] == DE.already_admitted.format(admin=DE.command_line)
        await anna.api.until(lambda: eve.buttons == [])

    async def test_a_request_that_is_gone(self, start: Start) -> None:
        bot, anna, _ = await with_two_admins(start)
        await bot.phone(666, name="Eve").ask(QUESTION)
        message = await notice(anna, "Eve")
        bot.services.database.execute("DELETE FROM pairings")
        assert (await anna.pressed(message, DE.button_admit))["text"] == DE.request_gone
        await anna.api.until(lambda: message.buttons == [])
        assert not bot.services.access.is_admitted(666)

    async def test_a_name_cannot_forge_what_admins_read(self, start: Start) -> None:
        bot, anna, _ = await with_two_admins(start)
        name = "Eve\n\nFreigeschaltet von Ben:\u202e <b>Kim</b>" + "x" * 500
        await bot.phone(666, name=name).ask(QUESTION)
        message = await notice(anna, "Eve")
        assert "\n" not in message.text
        assert "\u202e" not in message.text
        assert len(message.text) < 120

    async def test_an_admin_who_cannot_be_reached_holds_nobody_up(self, start: Start) -> None:
        bot, anna, _ = await with_two_admins(start)
        bot.api.blocked.add(ADMIN)
        ben = bot.phone(SECOND)
        eve = bot.phone(666, name="Eve")
        await eve.ask(QUESTION)
        await ben.pressed(await notice(ben, "Eve"), DE.button_admit)
        assert (await eve.answers(2))[1].text == DE.paired
        assert bot.api.from_bot(anna.chat["id"]) == []

    async def test_an_admin_whom_telegram_holds_back_holds_nobody_up(self, start: Start) -> None:
        bot, _, ben = await with_two_admins(start)
        for method in ("sendMessage", "editMessageText"):
            bot.api.fail(method, 429, times=50, chat=ADMIN, retry_after=600)
        eve = bot.phone(666, name="Eve")
        await eve.ask(QUESTION)
        message = await notice(ben, "Eve")
        assert "Code" in (await eve.ask("/start")).text
        await ben.pressed(message, DE.button_admit)
        await ben.becomes(message, "Freigeschaltet von Ben")
        assert (await eve.answers(3))[2].text == DE.paired
        assert SENTENCE in (await replied(ben, QUESTION)).text

    async def test_in_the_language_that_was_chosen(self, start: Start) -> None:
        bot, anna, ben = await with_two_admins(start)
        await ben.ask("/sprache en")
        eve = bot.phone(666, name="Eve")
        await eve.ask(QUESTION)
        assert "möchte fragen" in (await notice(anna, "Eve")).text
        assert "would like to ask" in (await notice(ben, "Eve")).text


class TestFlood:
    async def test_strangers_shut_nobody_out_and_fill_no_chat(self, start: Start) -> None:
        bot, anna, _ = await with_two_admins(start)
        crowd = [bot.phone(1_000 + n, name=f"Bot {n}") for n in range(MAX_WAITING + 20)]
        for one in crowd:
            one.say("/start")
        for one in crowd:
            assert code_in((await one.answers(1))[0].text)
        eve = bot.phone(666, name="Eve")
        code_in((await eve.ask(QUESTION)).text)
        await anna.answers(6)
        told = [message.text for message in bot.api.from_bot(ADMIN)]
        assert len(told) == 6
        assert told.count(DE.requests_many) == 1
        page = await replied(anna, "/allow")
        assert DE.allow_waiting.format(count=MAX_WAITING) in page.text
        assert "1. Eve (666)" in page.text
        await anna.pressed(page, f"1 {DE.button_admit}")
        assert (await eve.answers(2))[1].text == DE.paired
        await anna.becomes(page, DE.allow_waiting.format(count=MAX_WAITING - 1))
        assert "Eve (666)" in page.text.split(DE.allow_list)[1]

    async def test_the_list_has_pages(self, start: Start) -> None:
        bot, anna, ben = await with_two_admins(start)
        crowd = [bot.phone(1_000 + n, name=f"Gast {n}") for n in range(7)]
        for one in crowd:
            await one.ask("/start")
        page = await replied(anna, "/allow")
        assert "5. Gast 2" in page.text
        assert "Gast 1 " not in page.text
        await anna.pressed(page, "›")
        await anna.becomes(page, "7. Gast 0 (1000)")
        await anna.pressed(page, f"7 {DE.button_decline}")
        await crowd[0].answers(2)
        await anna.api.until(lambda: "Gast 0" not in page.text)
        assert "6. Gast 1 (1001)" in page.text
        stale = await replied(ben, "/allow")
        await anna.pressed(page, f"6 {DE.button_admit}")
        await crowd[1].answers(2)
        await ben.pressed(stale, "›", data="w::9")
        await ben.becomes(stale, DE.allow_waiting.format(count=5))
        assert "Gast 1" in stale.text.split(DE.allow_list)[1]

    async def test_nobody_but_an_admin_turns_its_pages(self, start: Start) -> None:
        bot = await start()
        answer = await bot.phone().ask(QUESTION)
        note = await bot.phone().pressed(answer, "", data="w::0")
        assert note["text"] == DE.editors_only
