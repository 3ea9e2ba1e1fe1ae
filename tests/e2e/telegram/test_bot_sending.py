"""Answers that cannot be sent at once: none is lost, and no chat waits for another."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

import pytest

from bot.telegram.wire.pace import Rate, Rates
from bot.telegram.wire.sending import ANSWER_WORTH_S, PatientRateLimiter
from bot.texts.telegram_de import DE
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import LIFTED, Running, Start

MANY = 100_000
PAGE = b"<html><h1>Not here</h1></html>"
OUTAGES: dict[str, Callable[[BotApi], None]] = {
    "no network": lambda api: api.drop("sendMessage", MANY),
    "500": lambda api: api.fail("sendMessage", 500, MANY),
    "502": lambda api: api.fail("sendMessage", 502, MANY),
    "429": lambda api: api.fail("sendMessage", 429, MANY, retry_after=40),
    "401": lambda api: api.fail("sendMessage", 401, MANY),
    "a proxy's 404": lambda api: api.answer_raw("sendMessage", 404, PAGE, MANY),
    "a proxy's 403": lambda api: api.answer_raw("sendMessage", 403, PAGE, MANY),
}


class Lapse:
    """Time that passes faster."""

    def __init__(self, times: float) -> None:
        self._times = times

    def now(self) -> float:
        return time.monotonic() * self._times

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._times)


def hurried(times: float = 1_000, rates: Rates = LIFTED, **more: float) -> PatientRateLimiter:
    """A limiter with the bot's own pauses, for which time passes faster."""
    lapse = Lapse(times)
    return PatientRateLimiter(rates, clock=lapse.now, sleep=lapse.sleep, **more)


def counted(bot: Running, sample: str) -> bool:
    return sample.encode() in bot.services.metrics.exposition()


@pytest.mark.parametrize("outage", OUTAGES)
async def test_an_outage_loses_no_answer(start: Start, api: BotApi, outage: str) -> None:
    bot = await start(limiter=hurried())
    people = [bot.phone(number) for number in range(1, 11)]
    OUTAGES[outage](api)
    asked = {who.chat["id"]: [who.say(f"{QUESTION} {n}").id for n in range(3)] for who in people}
    # Far more tries than were made until now, for every single one.
    await api.until(lambda: api.counts()["sendMessage"] >= 12 * len(people))
    assert not counted(bot, 'outcome="answered"')
    api.recover()
    for person in people:
        answers = await person.answers(3)
        assert [answer.reply_to for answer in answers] == asked[person.chat["id"]]
        assert all(SENTENCE in answer.text for answer in answers)
    await api.until(lambda: counted(bot, 'outcome="answered"} 30.0'))
    assert not counted(bot, "wortlaut_undelivered_total{")


async def test_an_edit_is_tried_as_long(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried())
    ada = bot.phone()
    question = ada.say("Photosynthese im Quantencomputer?")
    (answer,) = await ada.answers(1)
    api.drop("editMessageText", MANY)
    ada.say(QUESTION, edit=question)
    await api.until(lambda: api.counts()["editMessageText"] >= 12)
    api.recover()
    await ada.becomes(answer, SENTENCE)


async def test_a_press_is_done_though_it_cannot_be_acknowledged(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried())
    ada = bot.phone()
    answer = await ada.ask(QUESTION)
    first = answer.text
    api.drop("answerCallbackQuery", MANY)
    api.drop("editMessageText", MANY)
    ada.press(answer, "›")
    await api.until(lambda: api.counts()["editMessageText"] >= 12)
    api.recover()
    await api.until(lambda: answer.text != first)
    assert not counted(bot, "wortlaut_undelivered_total{")


async def test_429_for_one_chat_holds_back_no_other(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried(1))
    loud, others = bot.phone(1), [bot.phone(number) for number in range(2, 8)]
    api.fail("sendMessage", 429, 1, chat=1, retry_after=600)
    loud.say(QUESTION)
    await api.until(lambda: api.counts()["sendMessage"])
    for other in others:
        assert SENTENCE in (await other.ask(QUESTION)).text
    assert api.from_bot(1) == []


async def test_chat_after_chat_refused_holds_back_all(start: Start, api: BotApi) -> None:
    limiter = hurried(1)
    bot = await start(limiter=limiter)
    people = [Phone(api, number) for number in range(1, 41)]
    api.fail("sendMessage", 429, MANY, retry_after=600)
    for person in people[:5]:
        person.say(QUESTION)
    await api.until(lambda: limiter._pace.held_s(None))
    for person in people[5:]:
        person.say(QUESTION)
    await api.until(lambda: counted(bot, "wortlaut_search_seconds_count 40.0"))
    assert api.counts()["sendMessage"] == 5


async def test_a_lost_reply_costs_no_answer(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried())
    ada = bot.phone()
    api.drop("sendMessage", after=True)
    assert SENTENCE in (await ada.ask(QUESTION)).text


async def test_what_was_held_back_is_answered_after_the_next_start(
    start: Start, api: BotApi
) -> None:
    bot = await start(limiter=hurried(1, stop_grace_s=0.1))
    people = [bot.phone(number) for number in range(1, 11)]
    api.drop("sendMessage", MANY)
    asked = {who.chat["id"]: [who.say(f"{QUESTION} {n}").id for n in range(3)] for who in people}
    await api.until(lambda: api.counts()["sendMessage"] >= len(people))
    await bot.end()
    api.recover()
    bot = await start()
    for person in people:
        await person.answers(3)
    later = people[0].say(QUESTION)
    await api.until(lambda: any(m.reply_to == later.id for m in api.from_bot(1)))
    asked[1].append(later.id)
    for chat, questions in asked.items():
        assert [answer.reply_to for answer in api.from_bot(chat)] == questions


async def test_a_group_that_becomes_a_supergroup_meanwhile(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried())
    ada = bot.phone(group=-55)
    api.fail("sendMessage", 429, MANY, chat=-55, retry_after=40)
    ada.say(f"/frage {QUESTION}")
    await api.until(lambda: api.counts()["sendMessage"] >= 3)
    new = ada.upgrade(-10055)
    api.recover()
    assert SENTENCE in (await new.answers(1))[0].text


async def test_after_an_hour_it_says_so(start: Start, api: BotApi, caplog) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(limiter=hurried(ANSWER_WORTH_S * 4))
    ada = bot.phone()
    api.drop("sendMessage", MANY)
    question = ada.say(QUESTION)
    await api.until(lambda: counted(bot, 'wortlaut_undelivered_total{reason="given_up"} 1.0'))
    # The network is away for hours more.
    tried = api.counts()["sendMessage"]
    await api.until(lambda: api.counts()["sendMessage"] >= tried + 50)
    api.recover()
    (note,) = await ada.answers(1)
    before, after = DE.unanswered.split("{asked}")
    assert note.text.startswith(before)
    assert note.text.endswith(after)
    assert note.reply_to == question.id
    assert note.of("date_time")
    assert SENTENCE in (await ada.ask(QUESTION)).text
    assert not counted(bot, 'outcome="answered"} 2.0')
    assert "Brücke" not in str([r.__dict__ for r in caplog.records])
    assert "undelivered" in caplog.messages


@pytest.mark.parametrize("refused", ["blocked", "unknown"])
async def test_a_refusal_is_final_at_once(start: Start, api: BotApi, refused: str) -> None:
    bot = await start()
    eve = bot.phone(666)
    eve.say(QUESTION)
    if refused == "blocked":
        api.blocked.add(666)
    else:
        del api.chats[666]
    await api.until(lambda: counted(bot, 'wortlaut_undelivered_total{reason="refused"} 1.0'))
    assert api.counts()["sendMessage"] == 1
    assert not counted(bot, 'outcome="answered"')


async def test_a_group_is_spoken_to_at_telegram_s_pace(start: Start, api: BotApi) -> None:
    rates = Rates(LIFTED.chat, Rate(4, 2), LIFTED.overall)
    bot = await start(limiter=PatientRateLimiter(rates))
    group, private = bot.phone(1, group=-100), bot.phone(2)
    for n in range(6):
        group.say(f"/frage {QUESTION} {n}")
    for n in range(6):
        private.say(f"{QUESTION} {n}")
    await private.answers(6)
    assert len(api.from_bot(-100)) < 6
    await group.answers(6)
    sent = [c.at for c in api.calls if c.parameters.get("chat_id") == "-100" and c.outcome == "ok"]
    assert sent[-1] - sent[0] >= 0.9


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request waits long for what Telegram says to it."""
    monkeypatch.setattr("bot.telegram.wire.connection._TIMEOUT_S", 0.5)


@pytest.mark.usefixtures("impatient")
async def test_requests_that_hang_lose_no_answer(start: Start, api: BotApi) -> None:
    bot = await start(limiter=hurried())
    people = [bot.phone(number) for number in range(1, 31)]
    api.hang("sendMessage", 40)
    for person in people:
        person.say(QUESTION)
    for person in people:
        assert SENTENCE in (await person.answers(1))[0].text
    assert api.counts()["sendMessage"] == 70


@pytest.mark.usefixtures("impatient")
async def test_stopping_while_requests_hang(start: Start, api: BotApi, caplog) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(limiter=hurried(1, stop_grace_s=0.1))
    people = [bot.phone(number) for number in range(1, 31)]
    api.hang("sendMessage", MANY)
    for person in people:
        for _ in range(3):
            person.say(QUESTION)
    await api.until(lambda: api.counts()["sendMessage"] >= 16)
    async with asyncio.timeout(20):
        await bot.end()
    # What hung, and no more than that, was tried.
    assert api.counts()["sendMessage"] == 16
    assert caplog.messages.count("held_back") == 90


async def test_stopping_waits_for_nothing_that_cannot_be_sent(
    start: Start, api: BotApi, caplog
) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(limiter=hurried(1, stop_grace_s=0.1))
    people = [bot.phone(number) for number in range(1, 4)]
    api.fail("sendMessage", 429, MANY, chat=1, retry_after=600)
    api.drop("sendMessage", MANY)
    for person in people:
        person.say(QUESTION)
    await api.until(lambda: api.counts()["sendMessage"] >= 3)
    async with asyncio.timeout(10):
        await bot.end()
    assert caplog.messages.count("held_back") == 3
    assert not counted(bot, "wortlaut_undelivered_total{")
