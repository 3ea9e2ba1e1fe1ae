"""What every request passes: whose host it names, where it comes from, how often it comes.

A page on the web can make a browser send requests to `127.0.0.1`, and by DNS rebinding even read
what comes back, under a host name of its own. So a request is answered only under an address of
digits, a name of this machine, or a name that the operator gave; and one that another site's page
has sent is refused. Where there is a token, nothing is shown without it.

What people ask stands in no log: not the request's line, not an error's text.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler

from bot.engine import AsyncEngine
from bot.errors import BotError
from bot.service.logs import frames_of, log_event
from bot.service.ratelimit import RateLimits
from bot.settings import Settings
from bot.texts.problems import in_words
from bot.texts.texts import Language
from bot.texts.web import WEB_TEXTS, WebTexts
from retrieval.errors import (
    ArticleError,
    IndexMissingError,
    MachineError,
    QuestionError,
    ReceiptError,
    WortlautError,
)

COOKIE: Final = "wortlaut_token"
_LOGGER = logging.getLogger(__name__)
_LOCAL: Final = frozenset({"localhost", "ip6-localhost"})
_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_STATUS: Final[dict[type[Exception], HTTPStatus]] = {
    ArticleError: HTTPStatus.NOT_FOUND,
    QuestionError: HTTPStatus.BAD_REQUEST,
    ReceiptError: HTTPStatus.BAD_REQUEST,
    IndexMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    MachineError: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(slots=True)
class WebServices:
    """What the handlers use.

    Attributes:
        engine: Answers.
        settings: All settings.
        limits: How often a client may come.
        token: What must be shown to be let in; None where everyone is.
        names: Host names under which the server may be reached, besides addresses of digits.
        waiting: How many requests are being answered.
        listed: Of the index in force, its name and its publishers, once they were asked for.
    """

    engine: AsyncEngine
    settings: Settings
    limits: RateLimits
    token: str | None
    names: frozenset[str]
    waiting: int = 0
    listed: tuple[str, tuple[str, ...]] | None = None

    async def publishers(self, generation: str) -> tuple[str, ...]:
        """The publishers of the articles, by name; looked up once an index.

        Args:
            generation: Name of the index in force.

        Returns:
            Their names, sorted.
        """
        if self.listed is None or self.listed[0] != generation:
            found = {article.publisher for article in await self.engine.articles()}
            self.listed = generation, tuple(sorted(name for name in found if name))
        return self.listed[1]


def _preferred(accepted: str) -> Language:
    """The language that a browser would rather have (RFC 9110, 12.5.4); English if neither."""
    best: Language = "en"
    weight = 0.0
    for each in accepted.split(","):
        name, _, parameter = each.strip().partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
        given = float(match[1]) if match else 1.0
        for language in WEB_TEXTS:
            if name.lower().partition("-")[0] == language and given > weight:
                best, weight = language, given
    return best


class Guarded(RequestHandler):
    """A handler behind the guard; its errors are pages, or JSON where it says so."""

    services: WebServices
    needs_token = True

    def initialize(self, services: WebServices) -> None:
        """Keeps the services."""
        self.services = services
        self._wait_s: int | None = None

    @property
    def texts(self) -> WebTexts:
        """The texts in the reader's language: the settings', else the browser's."""
        wanted = self.services.settings.language
        if wanted != "auto":
            return WEB_TEXTS[wanted]
        asked = self.get_argument("lang", "")
        if asked in WEB_TEXTS:
            return WEB_TEXTS["de" if asked == "de" else "en"]
        return WEB_TEXTS[_preferred(self.request.headers.get("Accept-Language", ""))]

    def set_default_headers(self) -> None:
        """Says what a browser may do with a page."""
        for name, value in {
            "Content-Security-Policy": _CSP,
            "X-Content-Type-Options": "nosniff",
            # `no-referrer` would make browsers send `Origin: null` with our own forms.
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Server": "wortlaut",
        }.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuses what must not be answered.

        Raises:
            HTTPError: It is refused.
        """
        if not self._is_host_ours(self.request.host):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST, reason="unknown host")
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.request.host:
            raise HTTPError(HTTPStatus.FORBIDDEN, reason="sent by another site")
        if self.request.method != "GET" and self.request.headers.get("Sec-Fetch-Site") in (
            *("cross-site", "same-site"),
        ):
            raise HTTPError(HTTPStatus.FORBIDDEN, reason="sent by another site")
        if self.needs_token and self.services.token is not None:
            self._check_token(self.services.token)
        if refusal := self.services.limits.take(hash(self.request.remote_ip), None):
            self._wait_s = refusal.wait_s
            raise HTTPError(HTTPStatus.TOO_MANY_REQUESTS, reason="too many requests")

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401 - as Tornado has it
        """Says in one sentence what went wrong; never where in the program."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, WortlautError | BotError):
            status_code = next(
                (status for kind, status in _STATUS.items() if isinstance(error, kind)),
                HTTPStatus.INTERNAL_SERVER_ERROR,
            )
            self.set_status(status_code)
            code = error.problem.code
            detail = in_words(error.problem, self.texts.language, "telegram")
        else:
            code = f"http.{status_code}"
            detail = self.texts.errors.get(status_code, self.texts.errors[500])
        if status_code == HTTPStatus.UNAUTHORIZED:
            self.set_header("WWW-Authenticate", "Bearer")
        if self._wait_s is not None:
            self.set_header("Retry-After", str(self._wait_s))
        self.write_problem(int(status_code), code, detail)

    def write_problem(self, status: int, code: str, detail: str) -> None:
        """Writes an error; the API writes JSON instead."""
        self.render("error.html", texts=self.texts, status=status, detail=detail, page="")

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:  # noqa: ANN401 - as Tornado has it
        """Logs what nobody foresaw: its type and place, never what was asked."""
        if isinstance(value, HTTPError | WortlautError | BotError):
            return
        log_event(_LOGGER, "web_error", logging.ERROR, type=typ.__name__, at=frames_of(value))

    def _is_host_ours(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        if name in _LOCAL or name in self.services.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _check_token(self, token: str) -> None:
        shown = self.request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        kept = self.get_cookie(COOKIE) or ""
        given = self.get_query_argument("token", "")
        for each in (shown, kept):
            if each and hmac.compare_digest(each.encode(), token.encode()):
                return
        if given and hmac.compare_digest(given.encode(), token.encode()):
            # From now on a cookie shows it: an address is seen by whoever looks over a shoulder.
            self.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
            self.redirect(self.request.path)
            return
        raise HTTPError(HTTPStatus.UNAUTHORIZED, reason="no token")
