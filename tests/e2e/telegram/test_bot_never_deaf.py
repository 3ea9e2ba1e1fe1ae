"""Whatever `getUpdates` meets, the bot hears again, says so, and can be stopped."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import signal
import time
from collections.abc import Callable

import httpx
import pytest

from bot.telegram.intake.supervision import TokenRefusedError
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_phone import Phone
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import ADMIN, QUICK, Running, Start
from tests.e2e.telegram.test_bot_process import Spawn, ended, spawn
from tests.e2e.telegram.test_bot_running import free_port
from tests.e2e.telegram.test_bot_trouble import logged

__all__ = ["logged", "spawn"]

PROXY = b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>"
FOREVER = 1_000_000
HASTY = dataclasses.replace(QUICK, poll_s=1, answer_s=0.2)
PATIENT = dataclasses.replace(HASTY, refused_s=3600.0)

Fault = Callable[[BotApi, int], None]


def answers(status: int, **parameters: int) -> Fault:
    return lambda api, times: api.fail("getUpdates", status, times, **parameters)


def pages(status: int, body: bytes = PROXY) -> Fault:
    return lambda api, times: api.answer_raw("getUpdates", status, body, times)


FAULTS: dict[str, Fault] = {
    **{f"{status}": answers(status) for status in (400, 401, 403, 404, 409, 500, 502)},
    **{f"page {status}": pages(status) for status in (200, 401, 404, 502, 503)},
    "429": answers(429, retry_after=1),
    "garbage": pages(200, b"\xff\x00{"),
    "no list": pages(200, b'{"ok": true, "result": {}}'),
    "no numbers": pages(200, b'{"ok": true, "result": [{}, 7, {"update_id": true}]}'),
    "no number that can be": pages(
        200, b'{"ok": true, "result": [{"update_id": 1%s}]}' % (b"0" * 40)
    ),
    "no object": pages(200, b"[]"),
    "too deep": pages(200, b"[" * 100_000),
    "dropped": lambda api, times: api.drop("getUpdates", times),
    "reply lost": lambda api, times: api.drop("getUpdates", times, after=True),
    "hangs": lambda api, times: api.hang("getUpdates", times),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
class TestAnyFault:
    async def test_is_survived(self, start: Start, api: BotApi, fault: Fault) -> None:
        bot = await start(patience=PATIENT)
        await bot.phone().ask(QUESTION)
        before = api.counts()["getUpdates"]
        fault(api, 2)
        # A poll that waits already is answered as ever; it ends here.
        bot.phone(2).say(QUESTION)
        await api.until(lambda: api.counts()["getUpdates"] > before + 2)
        answer = await bot.phone(3).ask(QUESTION)
        assert SENTENCE in answer.text
        assert [SENTENCE in m.text for m in await bot.phone(2).answers(1)] == [True]

    async def test_is_red_at_once_and_for_as_long_as_it_lasts(
        self, start: Start, api: BotApi, fault: Fault
    ) -> None:
        port = free_port()
        bot = await start(patience=PATIENT, metrics_port=port)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await bot.phone().ask(QUESTION)
            assert (await client.get("/healthz")).status_code == 200
            fault(api, FOREVER)
            await api.until(lambda: bot.services.metrics.silence())
            for _ in range(3):
                seen = api.counts()["getUpdates"]
                await api.until(lambda seen=seen: api.counts()["getUpdates"] > seen)
                health = await client.get("/healthz")
                assert health.status_code == 503
                assert health.json()["reason"]
            assert "wortlaut_receiving 0.0" in (await client.get("/metrics")).text
            api.recover()
            await api.until(lambda: not bot.services.metrics.silence())
            assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize("fault", ["401", "page 404", "hangs", "dropped"])
async def test_it_can_be_stopped_while_deaf(start: Start, api: BotApi, fault: str) -> None:
    bot = await start(patience=PATIENT)
    FAULTS[fault](api, FOREVER)
    await api.until(lambda: bot.services.metrics.silence())
    await bot.end()


class TestTheToken:
    async def test_refused_for_long_ends_it(self, start: Start, api: BotApi) -> None:
        bot = await start()
        api.fail("getUpdates", 401, FOREVER)
        with pytest.raises(TokenRefusedError, match="WORTLAUT_TELEGRAM_TOKEN"):
            await bot.task
        bot.stop.set()
        assert bot.services.metrics.silence()

    async def test_refused_for_long_by_a_proxy_does_not(self, start: Start, api: BotApi) -> None:
        bot = await start(patience=dataclasses.replace(QUICK, refused_s=0.0))
        api.answer_raw("getUpdates", 401, PROXY, 5)
        await bot.phone().ask(QUESTION)

    async def test_refused_now_and_then_does_not(self, start: Start, api: BotApi) -> None:
        bot = await start(patience=dataclasses.replace(QUICK, refused_s=0.0))
        for _ in range(3):
            api.fail("getUpdates", 401, 2)
            api.fail("getUpdates", 502)
        await bot.phone().ask(QUESTION)

    async def test_refused_at_the_start_ends_it_at_once(self, start: Start, api: BotApi) -> None:
        api.fail("getMe", 401)
        bot = await start(patience=dataclasses.replace(QUICK, refused_s=3600.0))
        with pytest.raises(TokenRefusedError):
            await bot.task
        bot.stop.set()

    async def test_refused_for_a_moment_at_a_later_start_does_not(
        self, start: Start, api: BotApi
    ) -> None:
        await (await start()).end()
        api.fail("getMe", 401, 2)
        bot = await start(patience=dataclasses.replace(QUICK, refused_s=3600.0))
        await bot.phone().ask(QUESTION)
        await bot.end()
        api.fail("getMe", 401, FOREVER)
        bot = await start()
        with pytest.raises(TokenRefusedError):
            await bot.task
        bot.stop.set()

    async def test_a_page_of_a_proxy_at_the_start(self, start: Start, api: BotApi) -> None:
        for status in (401, 404, 200, 502):
            api.answer_raw("getMe", status, PROXY)
        bot = await start()
        await bot.phone().ask(QUESTION)


class TestAsAProcess:
    async def test_revoked_it_ends_with_one_line_and_a_status_to_restart_it(
        self, api: BotApi, spawn: Spawn
    ) -> None:
        process = await spawn(REFUSED_S="0.3")
        await api.until(lambda: api.counts()["getUpdates"])
        api.fail("getUpdates", 401, FOREVER)
        Phone(api, 5).say("?")  # ends the poll that waits
        out, err = await process.communicate()
        assert (process.returncode, out) == (1, b"")
        *log, last = err.decode().splitlines()
        assert "WORTLAUT_TELEGRAM_TOKEN" in last
        assert "refused" in [json.loads(line).get("kind") for line in log]

    @pytest.mark.parametrize("fault", ["401", "hangs"])
    async def test_sigterm_while_deaf(self, api: BotApi, spawn: Spawn, fault: str) -> None:
        process = await spawn()
        await api.until(lambda: api.counts()["getUpdates"])
        FAULTS[fault](api, FOREVER)
        Phone(api, 5).say("?")  # ends the poll that waits
        await api.until(lambda: api.counts()["getUpdates"] >= 2)
        process.send_signal(signal.SIGTERM)
        status, log = await ended(process)
        assert (status, log[-1]["event"]) == (0, "stopped")


class TestAdminsAreTold:
    async def test_once_while_it_lasts_where_they_can_be_reached(
        self, start: Start, api: BotApi
    ) -> None:
        bot = await start(patience=dataclasses.replace(PATIENT, tell_after_s=0.2), language="de")
        admin = bot.phone(ADMIN)
        api.fail("getUpdates", 404, FOREVER)
        (notice,) = await admin.answers(1)
        reason = DE.deaf_reasons["status"]
        assert notice.text == DE.deaf.format(minutes=1, reason=reason)
        seen = api.counts()["getUpdates"]
        await api.until(lambda: api.counts()["getUpdates"] > seen + 3)
        api.recover()
        await bot.phone().ask(QUESTION)
        assert len(api.from_bot(ADMIN)) == 1

    async def test_once_after_it_where_they_cannot(self, start: Start, api: BotApi) -> None:
        bot = await start(patience=dataclasses.replace(PATIENT, tell_after_s=0.1), language="en")
        admin = bot.phone(ADMIN)
        api.blocked.add(ADMIN)
        api.drop("getUpdates", FOREVER)
        await api.until(lambda: api.counts()["sendMessage"])
        api.blocked.clear()
        api.recover()
        (notice,) = await admin.answers(1)
        reason = EN.deaf_reasons["unreachable"]
        assert notice.text == EN.deaf_over.format(minutes=1, reason=reason)

    async def test_not_of_a_moment(self, bot: Running, api: BotApi) -> None:
        admin = bot.phone(ADMIN)
        api.fail("getUpdates", 502, 2)
        await bot.phone().ask(QUESTION)
        await admin.ask(QUESTION)
        assert len(api.from_bot(ADMIN)) == 1


UNREADABLE = {
    "a poll of a server before Bot API 9.6": {
        "message": {
            "poll": {"id": "1", "question": "Wer kommt?", "options": [{"text": "Ich"}]},
        }
    },
    "a name that is a number": {"message": {"from": 7}},
    "no chat": {"message": {"chat": None}},
    "a list": {"message": ["Geheimnis"]},
    "a press without a person": {"callback_query": {"id": "1", "data": "x"}},
}


def unreadable(api: BotApi, kind: str) -> None:
    """Posts an update that python-telegram-bot cannot read, with words in it."""
    ((name, content),) = UNREADABLE[kind].items()
    if isinstance(content, dict):
        person = {"id": 77, "is_bot": False, "first_name": "Geheimnisträger"}
        chat = {"id": 77, "type": "private", "first_name": "Geheimnisträger"}
        given = {"message_id": 1, "date": 1, "from": person, "chat": chat, "text": "Geheimnis"}
        content = {**given, **content} if name == "message" else {**content, "x": "Geheimnis"}
    api.allowed_updates = []
    api.post({name: content})


@pytest.mark.parametrize("kind", UNREADABLE)
class TestAnUpdateThatCannotBeRead:
    async def test_costs_no_other_and_is_not_written_out(
        self, bot: Running, api: BotApi, kind: str, logged
    ) -> None:
        ada, bob = bot.phone(1), bot.phone(2)
        with_it = (await ada.ask(QUESTION)).id
        ada.say(QUESTION)
        unreadable(api, kind)
        bob.say(QUESTION)
        assert SENTENCE in (await bob.answers(1))[0].text
        assert (await ada.answers(2))[-1].id != with_it
        # It is acknowledged with the others and does not come again.
        await api.until(lambda: not api._updates)
        # What can be read but not answered fails in its handler.
        seen = "failed" if kind == "no chat" else "update_unreadable"
        assert logged.getvalue().count(seen) == 1
        assert "Geheimnis" not in logged.getvalue()

    async def test_is_taken_from_the_webhook_too(
        self, start: Start, api: BotApi, kind: str, logged
    ) -> None:
        port = free_port()
        await start(webhook_url="https://bot.example/hook", webhook_port=port)
        await api.until(lambda: api.webhook)
        unreadable(api, kind)
        headers = {"X-Telegram-Bot-Api-Secret-Token": api.webhook_secret or ""}
        async with httpx.AsyncClient(headers=headers) as client:
            address = f"http://127.0.0.1:{port}/hook"
            response = await client.post(address, json=api._updates.pop())
        assert response.status_code == 200
        assert "Geheimnis" not in logged.getvalue()


class TestWebhook:
    async def test_one_that_was_taken_away_is_set_again(self, start: Start, api: BotApi) -> None:
        port = free_port()
        bot = await start(webhook_url="https://bot.example/hook", webhook_port=port)
        for other in ("", "https://other.example/"):
            await api.until(lambda: api.webhook == "https://bot.example/hook")
            api.webhook = other
        await api.until(lambda: api.webhook == "https://bot.example/hook")
        await api.until(lambda: not bot.services.metrics.silence())

    async def test_what_telegram_cannot_deliver_is_seen_and_its_end(
        self, start: Start, api: BotApi, monkeypatch
    ) -> None:
        bot = await start(webhook_url="https://bot.example/hook", webhook_port=free_port())
        await api.until(lambda: api.webhook and not bot.services.metrics.silence())
        info = api.do_getwebhookinfo
        failing = {"last_error_date": int(time.time()) + 60, "last_error_message": "Timed out"}
        monkeypatch.setattr(
            api, "do_getwebhookinfo", lambda p: {**info(p), **failing, "pending_update_count": 3}
        )
        await api.until(lambda: bot.services.metrics.silence() == "Telegram: Timed out")
        seen = api.counts()["getWebhookInfo"]
        await api.until(lambda: api.counts()["getWebhookInfo"] > seen + 2)
        assert bot.services.metrics.silence() == "Telegram: Timed out"
        monkeypatch.undo()
        await api.until(lambda: not bot.services.metrics.silence())

    async def test_setting_it_is_tried_until_it_works(self, start: Start, api: BotApi) -> None:
        api.fail("setWebhook", 502, 2)
        api.answer_raw("setWebhook", 404, PROXY)
        await start(webhook_url="https://bot.example/hook", webhook_port=free_port())
        await api.until(lambda: api.webhook)

    async def test_what_is_no_update_is_refused(self, start: Start, api: BotApi) -> None:
        port = free_port()
        await start(webhook_url="https://bot.example/", webhook_port=port)
        await api.until(lambda: api.webhook)
        headers = {"X-Telegram-Bot-Api-Secret-Token": api.webhook_secret or ""}
        async with httpx.AsyncClient(headers=headers) as client:
            for body in (b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b"[" * 100_000):
                response = await client.post(f"http://127.0.0.1:{port}/", content=body)
                assert response.status_code == 400


async def test_a_webhook_that_somebody_sets_is_taken_away(bot: Running, api: BotApi) -> None:
    api.webhook = "https://other.example/"
    await bot.phone().ask(QUESTION)
    assert api.webhook == ""


async def test_what_telegram_numbers_anew_after_a_silent_week(start: Start, api: BotApi) -> None:
    bot = await start(patience=HASTY)
    await bot.phone().ask(QUESTION)

    def acknowledged() -> bool:
        *_, before, last = (c.parameters for c in api.calls if c.method == "getUpdates")
        return "offset" in before and "offset" not in last

    await api.until(acknowledged)
    api._update_ids = iter(range(5, 100))
    assert SENTENCE in (await bot.phone().ask(QUESTION)).text


async def test_a_mistake_in_taking_over_does_not_end_it(
    bot: Running, api: BotApi, monkeypatch, caplog
) -> None:
    caplog.set_level(logging.INFO)
    broken = asyncio.Queue.put
    fails = iter([True, True])

    async def put(self: asyncio.Queue, item: object) -> None:
        if next(fails, False):
            raise RuntimeError("Geheimnis")
        await broken(self, item)

    monkeypatch.setattr(asyncio.Queue, "put", put)
    assert SENTENCE in (await bot.phone().ask(QUESTION)).text
    assert "Geheimnis" not in str([r.__dict__ for r in caplog.records])
