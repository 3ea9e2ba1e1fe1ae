"""A Bot API server for tests, as strict as Telegram's and with its wording of refusals.

It speaks HTTP on a loopback socket, keeps chats and messages, and refuses what Telegram refuses:
bad HTML, texts that are too long after entity parsing, edits that change nothing, buttons that
cannot be, presses answered twice or too late, two pollers at once. Requests can be made to fail
(`fail`) or their connections to drop (`drop`). People with a Telegram client are in
`bot_api_phone.py`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from tests.e2e.bot_api_methods import Methods
from tests.e2e.bot_api_model import Call, Message, Refused

LAST_RESORT_S = 240.0
"""Below the suite's own limit: tests wait for facts, however long they take."""

TOKEN = "424242:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"  # noqa: S105 - opens nothing


class BotApi(Methods):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Condition()
        self.url = ""
        self.crashes: list[BaseException] = []
        self._faults: list[_Fault] = []
        self._held = asyncio.Event()
        self._server: HTTPServer | None = None

    # --- running -------------------------------------------------------------------------------

    async def start(self) -> None:
        server = HTTPServer(
            Application(
                [
                    (r"/bot([^/]+)/(\w+)", _Method, {"api": self}),
                    (r"/file/bot([^/]+)/(.+)", _File, {"api": self}),
                ],
                log_function=lambda _: None,
            ),
            max_buffer_size=100_000_000,
        )
        server.listen(0, "127.0.0.1")
        port = next(iter(server._sockets.values())).getsockname()[1]
        self._server, self.url = server, f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        assert self._server is not None
        if self._poller is not None:
            self._poller.set()
        self.release()
        self._server.stop()
        await self._server.close_all_connections()

    # --- faults --------------------------------------------------------------------------------

    def fail(
        self, method: str, status: int, times: int = 1, *, chat: int | None = None, **more: int
    ) -> None:
        """The next calls of a method, in a chat if one is named, are refused.

        429 with `retry_after=…`, 502, 403, …
        """
        self._faults.append(_Fault(method, times, status, more, chat))

    def drop(
        self, method: str, times: int = 1, *, chat: int | None = None, after: bool = False
    ) -> None:
        """The next calls of a method lose their connection, before or after taking effect."""
        self._faults.append(_Fault(method, times, None, {}, chat, after))

    def hang(self, method: str, times: int = 1) -> None:
        """The next calls of a method are never answered; `release` drops them."""
        self._faults.append(_Fault(method, times, None, {}, hangs=True))

    def release(self) -> None:
        """Drops the connections that hang."""
        self._held.set()
        self._held = asyncio.Event()

    def answer_raw(self, method: str, status: int, body: bytes, times: int = 1) -> None:
        """The next calls are answered by something that is no Bot API: a proxy's error page."""
        self._faults.append(_Fault(method, times, status, {}, body=body))

    def recover(self) -> None:
        """Nothing fails any more."""
        self._faults.clear()
        self.release()

    def fault_for(self, method: str, parameters: dict) -> _Fault | None:
        for fault in self._faults:
            concerned = fault.chat is None or str(fault.chat) == parameters.get("chat_id")
            if fault.method == method and concerned and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def call(self, token: str, method: str, parameters: dict) -> object:
        if token != TOKEN:
            raise Refused(401, "Unauthorized") if ":" in token else Refused(404, "Not Found")
        handler = getattr(self, f"do_{method.lower()}", None)
        if handler is None:
            raise Refused(404, "Not Found")
        result = handler(parameters)
        if asyncio.iscoroutine(result):
            result = await result
        async with self.changed:
            self.changed.notify_all()
        return result

    # --- what people do ------------------------------------------------------------------------

    def post(self, update: dict) -> dict:
        """An update for the bot; what it did not ask for it does not get."""
        kind = next(iter(update))
        update = {"update_id": next(self._update_ids), **update}
        if not self.allowed_updates or kind in self.allowed_updates:
            self._updates.append(update)
            self._arrived.set()
        return update

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def next_query_id(self) -> str:
        return str(next(self._query_ids))

    async def until(self, condition: Callable[[], object]) -> object:
        """Waits until something has come true; what it is, is returned."""
        async with asyncio.timeout(LAST_RESORT_S), self.changed:
            while not (result := condition()):
                # What is waited for may also come true without a call.
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), 0.05)
            return result

    def counts(self) -> Counter:
        return Counter(call.method for call in self.calls)

    def from_bot(self, chat: int) -> list[Message]:
        """What the bot has said in a chat and not deleted, oldest first."""
        mine = self.me["id"]
        return [m for m in self.messages[chat].values() if m.sender["id"] == mine and not m.deleted]


@dataclass
class _Fault:
    method: str
    times: int
    status: int | None
    parameters: dict
    chat: int | None = None
    after: bool = False
    hangs: bool = False
    body: bytes | None = None


class _Method(RequestHandler):
    def initialize(self, api: BotApi) -> None:
        self.api = api

    async def post(self, token: str, method: str) -> None:
        parameters = {k: v[-1].decode() for k, v in self.request.arguments.items()}
        for name, files in self.request.files.items():
            parameters[name] = json.dumps([files[0]["filename"], files[0]["body"].decode()])
        call = Call(method, parameters, time.monotonic())
        self.api.calls.append(call)
        if self.api.latency_s:
            await asyncio.sleep(self.api.latency_s)
        fault = self.api.fault_for(method, parameters)
        if fault is not None and fault.hangs:
            call.outcome = "hung"
            await self.api._held.wait()
        if fault is not None and fault.body is not None:
            call.outcome = f"raw {fault.status}"
            self.set_status(fault.status or 200)
            self.set_header("Content-Type", "text/html")
            self.write(fault.body)
            return
        if fault is not None and fault.status is None and not fault.after:
            call.outcome = "dropped"
            self.hang_up()
            return
        try:
            if fault is not None and fault.status is not None:
                raise _fault_answer(fault)
            result = await self.api.call(token, method, parameters)
        except Refused as error:
            call.outcome = error.description
            self.set_status(error.status)
            body = {"ok": False, "error_code": error.status, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            self.write(body)
            return
        if fault is not None and fault.after:
            call.outcome = "dropped after"
            self.hang_up()
            return
        self.write({"ok": True, "result": result})

    get = post

    def hang_up(self) -> None:
        self.request.connection.stream.close()

    def log_exception(self, kind: type, error: BaseException, _: object) -> None:
        self.api.crashes.append(error)


class _File(RequestHandler):
    def initialize(self, api: BotApi) -> None:
        self.api = api

    async def get(self, token: str, path: str) -> None:
        if self.api.hold_files is not None:
            await self.api.hold_files.wait()
        if token != TOKEN:
            self.set_status(401)
            return
        self.write(self.api.files[path.removeprefix("documents/")])


def _fault_answer(fault: _Fault) -> Refused:
    names = {
        400: "Bad Request: invalid",
        401: "Unauthorized",
        403: "Forbidden: bot was blocked by the user",
        404: "Not Found",
        409: "Conflict: terminated by other getUpdates request; make sure that only one bot"
        " instance is running",
        429: "Too Many Requests: retry after {retry_after}",
        500: "Internal Server Error",
        502: "Bad Gateway",
    }
    name = names[fault.status or 0].format(**fault.parameters)
    return Refused(fault.status or 0, name, **fault.parameters)
