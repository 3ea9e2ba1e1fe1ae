"""Webhook, health, metrics, the doctor, and many at once."""

from __future__ import annotations

import asyncio
import socket
import statistics
import sys
import time

import httpx
import pytest

from bot.errors import BotError
from bot.telegram.doctor import telegram_findings
from bot.telegram.wire.sending import PatientRateLimiter
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone, post_webhook
from tests.e2e.bot_api_server import TOKEN, BotApi
from tests.e2e.telegram.conftest import PAUSES_S, Running, Start, settings_for

CHATS, ROUNDS = 200, 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestWebhook:
    async def test_only_with_the_right_secret(self, start: Start, api: BotApi) -> None:
        port = free_port()
        bot = await start(
            webhook_url="https://bot.example/hook",
            webhook_port=port,
            webhook_secret="right-secret",  # noqa: S106
        )
        await api.until(lambda: api.webhook)
        assert (api.webhook, api.webhook_secret) == ("https://bot.example/hook", "right-secret")
        ada = bot.phone()
        ada.say(QUESTION)
        update = api._updates.pop()
        assert await post_webhook(port, "hook", update, "wrong") == 403
        assert await post_webhook(port, "hook", update, None) == 403
        assert await post_webhook(port, "elsewhere", update, "right-secret") == 404
        assert not api.from_bot(ada.chat["id"])
        assert await post_webhook(port, "hook", update, "right-secret") == 200
        (answer,) = await ada.answers(1)
        assert SENTENCE in answer.text

    async def test_a_secret_is_made_up_where_none_is_set(self, start: Start, api: BotApi) -> None:
        port = free_port()
        await start(webhook_url="https://bot.example/", webhook_port=port)
        await api.until(lambda: len(api.webhook_secret or "") >= 32)

    async def test_a_port_that_is_taken(self, start: Start) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            bot = await start(webhook_url="https://bot.example/", webhook_port=port)
            with pytest.raises(BotError, match="WORTLAUT_WEBHOOK_PORT"):
                await bot.task
            bot.stop.set()


class TestHealth:
    async def test_healthz_and_metrics(self, start: Start) -> None:
        port = free_port()
        bot = await start(metrics_port=port)
        await bot.phone().ask(QUESTION)
        await bot.phone().ask("Photosynthese im Quantencomputer?")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            health = await client.get("/healthz")
            assert (health.status_code, health.json()["ok"]) == (200, True)
            await bot.api.until(
                lambda: b'"not_in_corpus"} 1.0' in bot.services.metrics.exposition()
            )
            page = (await client.get("/metrics")).text
            bot.services.metrics._contact_at = time.monotonic() - 1000
            ill = await client.get("/healthz")
            assert ill.status_code == 503
            assert "1000 s" in ill.json()["reason"]
        assert 'wortlaut_questions_total{face="private",outcome="answered"} 1.0' in page
        assert 'wortlaut_questions_total{face="private",outcome="not_in_corpus"} 1.0' in page
        assert "wortlaut_reply_seconds_bucket" in page
        assert "wortlaut_index_age_seconds" in page
        assert "wortlaut_index_articles 3.0" in page

    async def test_a_port_that_is_taken(self, start: Start) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            bot = await start(metrics_port=taken.getsockname()[1])
            with pytest.raises(BotError, match="WORTLAUT_METRICS_PORT"):
                await bot.task
            bot.stop.set()


class TestDoctor:
    async def findings(self, api: BotApi, tmp_path, **changes: object) -> dict[str, tuple]:
        settings = settings_for(api, tmp_path, language="en", **changes)
        found = await asyncio.to_thread(telegram_findings, settings)
        assert all(TOKEN.split(":")[1] not in str(finding) for finding in found)
        return {finding.message: (finding.severity, finding.remedy) for finding in found}

    async def test_what_it_sees(self, api: BotApi, tmp_path) -> None:
        found = await self.findings(api, tmp_path)
        assert found["@WortlautTestBot answers"] == ("ok", None)
        severity, remedy = found["in groups only commands and replies arrive, no mentions"]
        assert severity == "note"
        assert "/setprivacy" in remedy
        assert found["inline mode is on"] == ("ok", None)

    async def test_what_is_wrong(self, api: BotApi, tmp_path) -> None:
        api.me["supports_inline_queries"] = False
        api.webhook = "https://other.example/"
        found = await self.findings(api, tmp_path)
        assert "inline mode (@WortlautTestBot in any chat) is off" in found
        foreign = next(text for text in found if "other.example" in text)
        assert found[foreign][0] == "warning"
        found = await self.findings(api, tmp_path, webhook_url="https://mine.example/")
        assert any("not https://mine.example/" in text for text in found)

    async def test_a_bad_token_and_no_network(self, api: BotApi, tmp_path) -> None:
        wrong = "111111:" + "x" * 35
        found = await self.findings(api, tmp_path, telegram_token=wrong)
        assert next(iter(found.values()))[0] == "error"
        assert "x" * 35 not in str(found)
        api.drop("getMe", times=10)
        found = await self.findings(api, tmp_path)
        assert "does not answer" in next(iter(found))

    async def test_no_token_no_question(self, api: BotApi, tmp_path) -> None:
        assert await self.findings(api, tmp_path, telegram_token=None) == {}


class TestMany:
    async def test_200_chats_at_once_none_lost_in_order(self, start: Start, api: BotApi) -> None:
        bot: Running = await start()
        people = [Phone(api, number) for number in range(1, CHATS + 1)]
        began = time.monotonic()
        asked = {
            person.user["id"]: [person.say(f"{QUESTION} {n}").id for n in range(ROUNDS)]
            for person in people
        }
        await asyncio.gather(*(person.answers(ROUNDS) for person in people))
        for person in people:
            answers = api.from_bot(person.chat["id"])
            assert [answer.reply_to for answer in answers] == asked[person.user["id"]]
            assert all(SENTENCE in answer.text for answer in answers)
        sends = [call.at - began for call in api.calls if call.method == "sendMessage"]
        p95 = statistics.quantiles(sends, n=20)[-1]
        sys.stdout.write(f"p50 {statistics.median(sends):.2f} s, p95 {p95:.2f} s\n")  # pytest -rP
        assert len(sends) == CHATS * ROUNDS
        counted = f'outcome="answered"}} {CHATS * ROUNDS}.0'.encode()
        await api.until(lambda: counted in bot.services.metrics.exposition())

    async def test_telegram_s_own_limits_are_kept_and_nothing_is_lost(
        self, start: Start, api: BotApi
    ) -> None:
        api.messages_per_second = 30
        await start(limiter=PatientRateLimiter(pauses_s=PAUSES_S))
        people = [Phone(api, number) for number in range(1, 61)]
        for person in people:
            person.say(QUESTION)
        await asyncio.gather(*(person.answers(1) for person in people))
        assert all(len(api.from_bot(person.chat["id"])) == 1 for person in people)

    async def test_a_busy_chat_does_not_hold_up_the_others(self, bot: Running) -> None:
        loud, quiet = bot.phone(1), bot.phone(2)
        with bot.holding_up("laut"):
            for n in range(15):
                loud.say(f"{QUESTION} laut {n}")
            await quiet.ask(QUESTION)
            assert bot.api.from_bot(1) == []
        await loud.answers(15)

    async def test_the_loop_is_never_blocked(self, bot: Running) -> None:
        people = [bot.phone(number) for number in range(1, 5)]
        with bot.holding_up(QUESTION):
            for person in people:
                person.say(QUESTION)
            await bot.phone(9).ask("/privacy")
            assert not any(bot.api.from_bot(person.chat["id"]) for person in people)
        await asyncio.gather(*(person.answers(1) for person in people))
