"""Who may ask, and how often."""

from __future__ import annotations

import re

import pytest

from bot.service.ratelimit import RateLimits
from bot.telegram.conversations import MAX_QUESTIONS
from bot.telegram.rendering.inline import MAX_ANSWERS
from bot.telegram.state.database import KEPT_DAYS
from bot.telegram.state.journal import WAITING_S
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start

GROUP, OTHER_GROUP = -100500, -100600
CHANNEL = {"type": "channel", "title": "Blatt"}
STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}


def code_in(text: str) -> str:
    found = re.search(r"\b[2-9B-Z]{8}\b", text)
    assert found, text
    return found[0]


async def replied(admin: Phone, text: str) -> Message:
    """Says something and waits for the reply; a notice of who asks to be let in may come before."""
    asked = admin.say(text)

    def answer() -> Message | None:
        said = admin.api.from_bot(admin.chat["id"])
        return next((each for each in said if each.reply_to == asked.id), None)

    found = await admin.api.until(answer)
    assert isinstance(found, Message)
    return found


class TestAllowList:
    async def test_strangers_are_told_once_and_their_number(self, start: Start) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({500}))
        eve = bot.phone(666)
        note = await eve.ask(QUESTION)
        assert "666" in note.text
        eve.say(QUESTION)
        eve.say("Hallo?")
        again = await eve.ask("/start")
        assert again.text == note.text
        assert again.reply_to is not None
        assert bot.api.messages[666][again.reply_to].text == "/start"
        assert len(bot.api.from_bot(666)) == 2
        assert SENTENCE in (await bot.phone(500).ask(QUESTION)).text
        assert SENTENCE in (await bot.phone(ADMIN).ask(QUESTION)).text

    async def test_everyone_in_an_allowed_group_and_an_allowed_user_anywhere(
        self, start: Start
    ) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({500, GROUP}))
        assert SENTENCE in (await bot.phone(666, group=GROUP).ask(f"/frage {QUESTION}")).text
        assert SENTENCE in (await bot.phone(500, group=OTHER_GROUP).ask(f"/frage {QUESTION}")).text
        eve = bot.phone(666, group=OTHER_GROUP)
        eve.say("Was die anderen reden, geht ihn nichts an.")
        note = await eve.ask(f"/frage {QUESTION}")
        assert str(OTHER_GROUP) in note.text

    async def test_privacy_is_told_to_everyone(self, start: Start) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({500}))
        note = await bot.phone(666).ask("/datenschutz")
        assert "bis es beantwortet ist" in note.text

    async def test_privacy_says_what_is_kept_and_how_long(self, bot: Running) -> None:
        kept = [round(WAITING_S / 60), KEPT_DAYS["updates"], MAX_QUESTIONS + MAX_ANSWERS]
        kept += [KEPT_DAYS["answers"], KEPT_DAYS["pairings"], KEPT_DAYS["decisions"]]
        kept.append(KEPT_DAYS["uploads"] * 24)
        german = (await bot.phone().ask("/datenschutz")).text
        english = (await bot.phone(2, language="en").ask("/privacy")).text
        for text in (german, english):
            assert [int(n) for n in re.findall(r"\d+", text)] == kept

    async def test_presses_and_documents_of_strangers(self, start: Start) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({500}))
        answer = await bot.phone(500, group=GROUP).ask(f"/frage {QUESTION}")
        note = await bot.phone(666, group=GROUP).pressed(answer, "›")
        assert "666" in note["text"]
        eve = bot.phone(666)
        eve.send_document("a.md", b"# Titel\n\nText.")
        assert "666" in (await eve.answers(1))[0].text


class TestPairing:
    async def test_code_approved_in_the_chat(self, start: Start) -> None:
        bot = await start(access="pairing")
        eve, admin = bot.phone(666, name="Eve"), bot.phone(ADMIN)
        code = code_in((await eve.ask(QUESTION)).text)
        assert code_in((await eve.ask("/start")).text) == code
        done = await replied(admin, f"/allow {code.lower()}")
        assert "Eve (666)" in done.text
        await eve.answers(3)
        assert bot.api.from_bot(666)[-1].text == DE.paired
        assert SENTENCE in (await eve.ask(QUESTION)).text
        assert "Eve (666)" in (await replied(admin, "/allow")).text
        await replied(admin, "/revoke 666")
        assert "Code" in (await eve.ask("/start")).text

    async def test_code_approved_by_another_process_holds_at_once(self, start: Start) -> None:
        from bot.telegram.state import AccessStore, Database

        bot = await start(access="pairing")
        eve = bot.phone(666)
        code = code_in((await eve.ask(QUESTION)).text)
        other = Database(bot.folder / "state.sqlite")
        AccessStore(other).approve(code)
        other.close()
        assert SENTENCE in (await eve.ask(QUESTION)).text

    async def test_a_group_is_paired_as_a_whole(self, start: Start) -> None:
        bot = await start(access="pairing")
        eve, admin = bot.phone(666, group=GROUP, title="Stammtisch"), bot.phone(ADMIN)
        code = code_in((await eve.ask(f"/frage {QUESTION}")).text)
        assert "Stammtisch" in (await replied(admin, f"/allow {code}")).text
        other = bot.phone(667, group=GROUP)
        await eve.answers(2)
        assert SENTENCE in (await other.ask(f"/frage {QUESTION}")).text

    async def test_only_admins_approve(self, start: Start) -> None:
        bot = await start(access="everyone")
        assert (await bot.phone(666).ask("/allow 666")).text == DE.editors_only
        assert "ABCD2345" in (await bot.phone(ADMIN).ask("/allow ABCD2345")).text

    @pytest.mark.parametrize(
        ("settings", "allowed"),
        [
            ({"access": "pairing"}, False),
            ({"access": "allowed", "allowed_ids": frozenset({666})}, True),
            ({"access": "pairing", "admin_ids": frozenset({ADMIN, 666})}, True),
            ({"access": "everyone"}, True),
        ],
    )
    async def test_whom_the_settings_allow_is_not_said_to_be_out(
        self, start: Start, settings: dict, allowed: bool
    ) -> None:
        bot = await start(**settings)
        eve, admin = bot.phone(666), bot.phone(ADMIN)
        await replied(admin, "/allow 666")
        await eve.answers(1)
        said = [(await replied(admin, "/revoke 666")).text for _ in range(2)]
        texts = [DE.revoke_allowed] * 2 if allowed else [DE.revoke_done, DE.revoke_unknown]
        assert said == [text.format(id=666) for text in texts]
        assert (SENTENCE in (await eve.ask(QUESTION)).text) == allowed
        assert DE.allow_list_empty in (await replied(admin, "/allow")).text

    async def test_a_number_can_be_let_in_before_it_has_written(self, start: Start) -> None:
        bot = await start(access="pairing")
        later = bot.phone(777)
        assert "777" in (await bot.phone(ADMIN).ask("/allow 777")).text
        assert (await later.answers(1))[0].text == DE.paired
        assert SENTENCE in (await later.ask(QUESTION)).text

    async def test_a_group_that_becomes_a_supergroup_stays_paired(self, start: Start) -> None:
        bot = await start(access="allowed", allowed_ids=frozenset({-55}))
        old = bot.phone(666, group=-55)
        old.say("", extra={"migrate_to_chat_id": -10055})
        new = bot.phone(666, group=-10055)
        await bot.api.until(lambda: bot.services.access.is_admitted(-10055))
        assert SENTENCE in (await new.ask(f"/frage {QUESTION}")).text


class TestRateLimit:
    async def test_a_friendly_note_once(self, start: Start) -> None:
        bot = await start(rate_limit_per_user_per_minute=2)
        ada = bot.phone()
        for _ in range(2):
            assert SENTENCE in (await ada.ask(QUESTION)).text
        note = await ada.ask(QUESTION)
        assert "30 Sekunden" in note.text
        for _ in range(3):
            ada.say(QUESTION)
        assert "3 Artikel" in (await ada.ask("/status")).text
        assert len(bot.api.from_bot(ada.chat["id"])) == 4

    async def test_a_sticker_does_not_use_up_the_note(self, start: Start) -> None:
        bot = await start(rate_limit_per_user_per_minute=1)
        ada = bot.phone()
        await ada.ask(QUESTION)
        note = await ada.ask("", extra={"sticker": STICKER})
        assert "60 Sekunden antworte ich Ihnen wieder" in note.text

    async def test_inline_does_not_use_up_the_note(self, start: Start) -> None:
        bot = await start(rate_limit_per_user_per_minute=1)
        ada = bot.phone()
        await ada.ask(QUESTION)
        await ada.inline("Was rät der Obmann der Imker?")
        assert "Sekunden antworte ich Ihnen wieder" in (await ada.ask(QUESTION)).text

    async def test_the_note_is_said_again_once_its_time_is_over(self, start: Start) -> None:
        now = 0.0
        bot = await start(rate_limit_per_user_per_minute=2)
        bot.services.limits = RateLimits(2, 100, lambda: now)
        ada = bot.phone()
        for _ in range(2):
            await ada.ask(QUESTION)
        assert "30 Sekunden" in (await ada.ask(QUESTION)).text
        now = 29.5
        ada.say(QUESTION)
        await ada.ask("/status")
        now = 30.0
        assert SENTENCE in (await ada.ask(QUESTION)).text
        now = 59.4
        assert "In 1 Sekunde antworte" in (await ada.ask(QUESTION)).text

    @pytest.mark.parametrize("kind", ["anonymous admin", "channel"])
    async def test_who_writes_as_a_chat_is_counted_as_it(self, start: Start, kind: str) -> None:
        bot = await start(rate_limit_per_user_per_minute=1)
        shared = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        groups = [bot.phone(n, group=number) for n, number in ((1, GROUP), (2, GROUP - 1))]
        for number, group in enumerate(groups):
            group.user = shared
            own = group.chat if kind == "anonymous admin" else CHANNEL | {"id": -1001 - number}
            as_chat = {"extra": {"sender_chat": own}}
            assert SENTENCE in (await group.ask(f"/ask {QUESTION}", **as_chat)).text
            assert "60 seconds" in (await group.ask(f"/ask {QUESTION}", **as_chat)).text

    async def test_a_chat_has_a_limit_of_its_own(self, start: Start) -> None:
        bot = await start(rate_limit_per_user_per_minute=10, rate_limit_per_chat_per_minute=2)
        people = [bot.phone(n, group=GROUP) for n in (1, 2, 3)]
        for person in people[:2]:
            assert SENTENCE in (await person.ask(f"/frage {QUESTION}")).text
        note = await people[2].ask(f"/frage {QUESTION}")
        assert "in diesem Chat" in note.text
        assert SENTENCE in (await bot.phone(3).ask(QUESTION)).text


async def test_refusals_are_counted(start: Start) -> None:
    bot: Running = await start(access="allowed", allowed_ids=frozenset({500}))
    await bot.phone(666).ask(QUESTION)
    text = bot.services.metrics.exposition().decode()
    assert 'wortlaut_refusals_total{reason="access"} 1.0' in text
