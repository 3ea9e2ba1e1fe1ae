"""/meinedaten shows what is stored about whoever asks, and really deletes it."""

from __future__ import annotations

import asyncio

import pytest

from bot.service.document import Document
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start
from tests.e2e.telegram.test_bot_access import replied
from tests.e2e.telegram.test_bot_editing import FINISHED, proposed

GROUP = -100_500


def on_disk(bot: Running, words: str) -> bool:
    """Whether something stands in the state file or its log."""
    files = bot.folder.glob("state.sqlite*")
    return any(words.encode() in file.read_bytes() for file in files)


async def gone(bot: Running, words: str) -> None:
    """Waits until something is on the disk no more, once the press itself has been handled."""

    def is_gone() -> bool:
        bot.services.journal.tidy()
        return not on_disk(bot, words)

    await bot.api.until(is_gone)


async def answered(bot: Running, ada: Phone, question: str = QUESTION) -> Message:
    """An answer that is remembered."""
    answer = await ada.ask(question)
    assert SENTENCE in answer.text
    kept = "SELECT 1 FROM answers WHERE chat = ?"
    await bot.api.until(lambda: bot.services.database.select(kept, (ada.chat["id"],)))
    return answer


async def erased(ada: Phone, button: str = DE.button_erase_all) -> Message:
    """Asks for what is stored and deletes it."""
    shown = await replied(ada, "/meinedaten")
    await ada.pressed(shown, DE.button_erase)
    await ada.becomes(shown, DE.mydata_confirm)
    await ada.pressed(shown, button)
    return await ada.becomes(shown, DE.mydata_erased)


async def test_nothing_is_stored(bot: Running) -> None:
    shown = await bot.phone().ask("/meinedaten")
    assert (shown.text, shown.buttons) == (DE.mydata_nothing, [])
    shown = await bot.phone(2, language="en").ask("/mydata")
    assert shown.text == EN.mydata_nothing


async def test_answers_and_ratings_are_shown_and_deleted_to_the_last_byte(bot: Running) -> None:
    ada, kim = bot.phone(), bot.phone(501, name="Kim")
    for phone in (ada, kim):
        answer = await answered(bot, phone)
        await phone.pressed(answer, "👍")
    shown = await ada.ask("/meinedaten")
    assert f"👍 {QUESTION}" in shown.text
    assert "für die Knöpfe: 1" in shown.text
    assert on_disk(bot, QUESTION)
    await ada.pressed(shown, DE.button_erase)
    await ada.becomes(shown, DE.mydata_confirm)
    await ada.pressed(shown, DE.button_cancel)
    await ada.becomes(shown, QUESTION)
    assert DE.mydata_nothing in (await erased(ada)).text
    old = bot.api.from_bot(ada.chat["id"])[0]
    assert (await ada.pressed(old, "👍"))["text"] == DE.old_button
    assert f"👍 {QUESTION}" in (await kim.ask("/meinedaten")).text
    await erased(kim)
    bot.services.database.forget()
    await gone(bot, QUESTION)
    await gone(bot, SENTENCE)


@pytest.mark.parametrize("keep", [True, False])
async def test_an_admission(start: Start, keep: bool) -> None:
    bot = await start(access="pairing")
    eve, admin = bot.phone(666, name="Eve"), bot.phone(ADMIN)
    await eve.ask(QUESTION)
    assert "wartet auf" in (await replied(eve, "/meinedaten")).text.lower()
    await replied(admin, "/allow 666")
    await eve.answers(3)
    await answered(bot, eve)
    assert "als „Eve“" in (await replied(eve, "/meinedaten")).text
    button = DE.button_erase_but_admission if keep else DE.button_erase_all
    left = await erased(eve, button)
    assert ("als „Eve“" in left.text) == keep
    if not keep:
        await gone(bot, "Eve")
    assert (SENTENCE in (await replied(eve, QUESTION)).text) == keep


async def test_whoever_may_not_ask_sees_and_deletes_theirs(start: Start) -> None:
    bot = await start(access="pairing")
    eve, admin = bot.phone(666, name="Eve"), bot.phone(ADMIN)
    await eve.ask(QUESTION)
    await bot.api.until(lambda: bot.api.from_bot(ADMIN))
    await erased(eve)
    assert bot.services.access.waiting() == []
    await replied(eve, "/start")
    await bot.api.until(lambda: bot.services.access.waiting())
    await replied(admin, "/allow")
    bot.services.access.decide(666, admit=False, admin="Ada")
    shown = await replied(eve, "/meinedaten")
    assert "abgelehnt" in shown.text
    assert shown.buttons == []


async def test_an_editor_s_files(bot: Running) -> None:
    admin = bot.phone(ADMIN)
    proposal = await proposed(admin, "bad.md", FINISHED.encode())
    shown = await replied(admin, "/meinedaten")
    assert "– bad.md" in shown.text
    assert DE.mydata_settings in shown.text
    left = await erased(admin)
    assert "bad.md" not in left.text
    assert DE.mydata_settings in left.text
    assert (await admin.pressed(proposal, DE.button_add))["text"] == DE.proposal_gone
    await gone(bot, "Freibad")


async def test_what_is_still_to_be_answered(bot: Running) -> None:
    admin, may = bot.phone(ADMIN), asyncio.Event()

    async def fetch(_: str) -> Document:
        await may.wait()
        return Document("bad.md", FINISHED.encode())

    bot.services.fetch = fetch
    admin.say("https://tagblatt.example/bad")
    assert DE.mydata_unanswered.format(count=1) in (await replied(admin, "/meinedaten")).text
    may.set()
    await bot.api.until(lambda: "Erkannt" in bot.api.from_bot(ADMIN)[-1].text)
    assert "Noch zu" not in (await replied(admin, "/meinedaten")).text


class TestGroup:
    async def test_only_its_admins_delete_what_is_stored_about_it(self, bot: Running) -> None:
        ada, owner = bot.phone(500, group=GROUP), bot.phone(501, group=GROUP)
        bot.api.group_admins.add((GROUP, 501))
        answer = await answered(bot, ada, f"/frage {QUESTION}")
        await ada.pressed(answer, "👍")
        shown = await ada.ask("/meinedaten")
        assert "für die Knöpfe: 1" in shown.text
        assert QUESTION not in shown.text
        refused = await ada.pressed(shown, DE.button_erase)
        assert refused["text"] == DE.mydata_admins_only
        forged = await ada.pressed(shown, "", data="e::1")
        assert forged["text"] == DE.mydata_admins_only
        assert bot.services.answers.kept_in(GROUP)[0] == 1
        await owner.pressed(shown, DE.button_erase)
        await owner.becomes(shown, DE.mydata_confirm)
        await owner.pressed(shown, DE.button_erase_all)
        await owner.becomes(shown, DE.mydata_nothing_group)
        assert bot.services.answers.kept_in(GROUP)[0] == 0
        private = bot.phone(500)
        assert f"👍 {QUESTION}" in (await private.ask("/meinedaten")).text

    async def test_the_bot_s_admins_may_as_well(self, bot: Running) -> None:
        admin = bot.phone(ADMIN, group=GROUP)
        await answered(bot, admin, f"/frage {QUESTION}")
        assert DE.mydata_nothing_group in (await erased(admin)).text
        assert bot.api.counts()["getChatMember"] == 0


async def test_steps_this_version_does_not_know(bot: Running) -> None:
    ada = bot.phone()
    answer = await answered(bot, ada)
    assert (await ada.pressed(answer, "", data="e::9"))["text"] == DE.old_button
    assert bot.services.answers.kept_in(ada.chat["id"])[0] == 1
