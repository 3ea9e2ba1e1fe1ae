"""The JSON API: what the command line prints with `--json`, and errors as RFC 9457 has them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError

from bot.answer_json import answer_object, to_line
from bot.check_json import check_object
from bot.receipt_json import receipt_object
from bot.web.asking import asked, in_turn
from bot.web.guard import Guarded
from bot.web.openapi import document
from bot.web.quoting import reading_address


class ApiHandler(Guarded):
    """A handler that answers in JSON."""

    def send(self, value: object) -> None:
        """Writes a value as JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.write(to_line(value) + "\n")

    def write_problem(self, status: int, code: str, detail: str) -> None:
        """Writes an error as `application/problem+json`."""
        self.set_header("Content-Type", "application/problem+json; charset=utf-8")
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status}
        self.finish(to_line({**problem, "detail": detail, "code": code}) + "\n")

    def body(self) -> dict[str, Any]:
        """Reads what was sent.

        Returns:
            The object.

        Raises:
            HTTPError: It is none.
        """
        try:
            value = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no JSON") from None
        if not isinstance(value, dict):
            raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no JSON object")
        return value


class AskApi(ApiHandler):
    """`/api/ask?q=…`."""

    async def get(self) -> None:
        """Answers."""
        self.send(answer_object(await asked(self)))


class CheckApi(ApiHandler):
    """`/api/check`: `{"text": …}`."""

    async def post(self) -> None:
        """Checks the quotations of a text."""
        text = self.body().get("text")
        if not isinstance(text, str) or not text.strip():
            raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no text")
        async with in_turn(self.services):
            report = await self.services.engine.search(lambda library: library.check(text))
        self.send(check_object(report))


class QuoteApi(ApiHandler):
    """`/api/quote/ID`."""

    async def get(self, receipt_id: str) -> None:
        """Tells of a receipt."""
        receipt = await self.services.engine.search(lambda library: library.quote(receipt_id))
        self.send(receipt_object(receipt, dt.datetime.now().astimezone()))


class ArticlesApi(ApiHandler):
    """`/api/articles`."""

    async def get(self) -> None:
        """Lists the articles, newest first."""
        self.send([_summary(asdict(each)) for each in await self.services.engine.articles()])


class ArticleApi(ApiHandler):
    """`/api/article/ID`."""

    async def get(self, article_id: str) -> None:
        """An article's text and where its paragraphs begin and end."""
        article, paragraphs = await self.services.engine.article(article_id)
        spans = [{"number": p.number, "start": p.start, "end": p.end} for p in paragraphs]
        self.send(_summary(asdict(article)) | {"paragraphs": spans})


class OpenApi(ApiHandler):
    """`/api/openapi.json`: what the API takes and gives."""

    def get(self) -> None:
        """Writes the document."""
        self.send(document(f"{self.request.protocol}://{self.request.host}"))


class NoApi(ApiHandler):
    """Every other address below `/api`."""

    def get(self) -> None:
        """Says that there is none."""
        raise HTTPError(HTTPStatus.NOT_FOUND)

    post = get


def _summary(fields: dict[str, Any]) -> dict[str, Any]:
    day = fields["date"]
    fields.pop("problems", None)
    return fields | {
        "date": day.isoformat() if day else None,
        "reading": reading_address(str(fields["id"])),
    }
