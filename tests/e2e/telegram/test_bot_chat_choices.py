"""/language and /quiet: chosen for a chat, in a group by its admins, and kept."""

from __future__ import annotations

import pytest

from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running, Start

GROUP, OWNER = -77, 501
BOT = "@WortlautTestBot"


def owner(bot: Running):
    bot.api.group_admins.add((GROUP, OWNER))
    return bot.phone(OWNER, group=GROUP)


class TestLanguage:
    @pytest.mark.parametrize("typed", ["en", "English", "englisch"])
    async def test_a_language_is_chosen_by_its_name_and_kept(self, start: Start, typed) -> None:
        first = await start()
        assert (await first.phone().ask(f"/sprache {typed}")).text == EN.language_done
        assert (await first.phone().ask("Hallo")).text == EN.talk["greeting"]
        assert (await first.phone(2).ask("Hallo")).text == DE.talk["greeting"]
        await first.end()
        second = await start()
        ada = second.phone()
        assert (await ada.ask("Hallo")).text == EN.talk["greeting"]
        assert (await ada.ask("/language auto")).text == DE.language_automatic
        assert (await ada.ask("Hallo")).text == DE.talk["greeting"]
        assert second.services.chats.all == {}

    async def test_a_button_chooses_it_and_goes(self, bot: Running) -> None:
        ada = bot.phone(language="en")
        offer = await ada.ask("/language")
        assert [b["text"] for b in offer.buttons] == ["German", "English", "Automatic"]
        await ada.pressed(offer, "German")
        await ada.becomes(offer, DE.language_done)
        assert not offer.buttons
        answer = await ada.ask(QUESTION)
        assert "18. Januar 2025" in answer.text

    async def test_it_holds_for_buttons_and_inline_too(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        await ada.ask("/sprache en")
        assert (await ada.pressed(answer, "👍"))["text"] == EN.thanks_up
        found = await ada.inline("x")
        assert EN.inline_type in found["button"]

    async def test_a_group_s_is_chosen_by_its_admins(self, bot: Running) -> None:
        member = bot.phone(500, group=GROUP)
        assert (await member.ask("/sprache en")).text == DE.group_admins_only
        assert (await owner(bot).ask("/sprache en")).text == EN.language_done
        assert (await member.ask("/frage Hallo")).text == EN.talk["greeting"]
        assert (await bot.phone(500).ask("Hallo")).text == DE.talk["greeting"]

    async def test_a_forged_press_chooses_nothing(self, bot: Running) -> None:
        offer = await owner(bot).ask("/sprache")
        member = bot.phone(500, group=GROUP)
        assert (await member.pressed(offer, "Englisch"))["text"] == DE.group_admins_only
        assert (await owner(bot).pressed(offer, "", data="l::9"))["text"] == DE.old_button
        assert bot.services.chats.all == {}


class TestQuiet:
    async def test_in_private_there_is_nothing_to_choose(self, bot: Running) -> None:
        assert (await bot.phone().ask("/ruhe")).text == DE.quiet_private

    async def test_only_mentions_and_commands(self, bot: Running) -> None:
        ada, chief = bot.phone(group=GROUP), owner(bot)
        answer = await ada.ask(f"/frage {QUESTION}")
        assert (await ada.ask("/ruhe")).text == DE.group_admins_only
        offer = await chief.ask("/ruhe")
        assert DE.answers["all"] in offer.text
        await chief.pressed(offer, DE.button_answers["mentions"])
        await ada.becomes(offer, DE.quiet_done.format(answers=DE.answers["mentions"]))
        count = len(bot.api.from_bot(GROUP))
        ada.say("Wie viele Plätze hat das Stadttheater?", reply_to=answer)
        mentioned = await ada.ask(f"{BOT} {QUESTION}")
        assert SENTENCE in mentioned.text
        assert len(bot.api.from_bot(GROUP)) == count + 1

    async def test_only_commands_and_what_they_ask_for(self, start: Start) -> None:
        first = await start()
        chief = owner(first)
        await chief.pressed(await chief.ask("/quiet"), DE.button_answers["commands"])
        await first.api.until(lambda: GROUP in first.services.chats.all)
        await first.end()
        second = await start()
        ada = second.phone(group=GROUP)
        ada.say(f"{BOT} {QUESTION}")
        asked = await ada.ask("/frage")
        assert asked.text == DE.ask_what
        answer = await ada.ask(QUESTION, reply_to=asked)
        assert SENTENCE in answer.text
        ada.say(QUESTION, reply_to=answer)
        assert SENTENCE in (await ada.ask(f"/frage {QUESTION}")).text
        said = [m for m in second.api.from_bot(GROUP) if SENTENCE in m.text]
        assert len(said) == 2

    async def test_who_writes_as_the_group_is_its_admin(self, bot: Running) -> None:
        anonymous = bot.phone(group=GROUP)
        anonymous.user = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        anonymous.say("/ruhe", extra={"sender_chat": anonymous.chat})
        (offer,) = await anonymous.answers(1)
        assert offer.buttons

    async def test_it_goes_with_a_group_that_becomes_a_supergroup(self, bot: Running) -> None:
        chief = owner(bot)
        await chief.pressed(await chief.ask("/ruhe"), DE.button_answers["commands"])
        await bot.api.until(lambda: GROUP in bot.services.chats.all)
        chief.upgrade(-100123)
        await bot.api.until(lambda: -100123 in bot.services.chats.all)
        assert GROUP not in bot.services.chats.all


async def test_a_caption_that_mentions_the_bot_is_for_it(bot: Running) -> None:
    ada = bot.phone(group=GROUP)
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    caption = f"{BOT} {QUESTION}"
    entities = [{"type": "mention", "offset": 0, "length": len(BOT)}]
    ada.say("", extra={"photo": photo, "caption": caption, "caption_entities": entities})
    assert SENTENCE in (await ada.answers(1))[0].text


async def test_what_is_chosen_is_shown_and_deleted_with_the_rest(bot: Running) -> None:
    ada = bot.phone()
    await ada.ask("/sprache en")
    shown = await ada.ask("/mydata")
    assert EN.mydata_language.format(language="English") in shown.text
    await ada.pressed(shown, EN.button_erase)
    await ada.becomes(shown, EN.mydata_confirm)
    await ada.pressed(shown, EN.button_erase_all)
    await bot.api.until(lambda: bot.services.chats.all == {})
