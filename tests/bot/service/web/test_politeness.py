"""What a host asks of programs is heeded."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.service.web import politeness
from bot.service.web.client import FetchError, Received, StatusError, TooBigError, Web
from bot.service.web.politeness import Politeness

URL = "https://zeitung.example/politik/a.html"


class Hosts(Web):
    """What each robots.txt says; an error is raised."""

    def __init__(self, **texts: str | FetchError) -> None:
        self.texts, self.asked = texts, list[str]()

    async def get(self, url: str, *_: object) -> Received:  # type: ignore[override]
        self.asked.append(url)
        text = self.texts[httpx.URL(url).host.partition(".")[0]]
        if isinstance(text, FetchError):
            raise text
        return Received(url, httpx.Headers(), text.encode("latin-1"))


async def allows(text: str | FetchError, url: str = URL) -> bool:
    try:
        await Politeness().check(Hosts(zeitung=text), url)
    except FetchError as error:
        return error.problem.code != "fetch.robots"
    return True


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /sport/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: wortlaut\nDisallow:", True),
        ("User-agent: Wortlaut\nDisallow: /politik", False),
        ("User-agent: *\nDisallow: /\nAllow: /politik/", True),
        ("User-agent: *\nDisallow: /*.html$", False),
        ("<!doctype html><p>\xff\0 Nicht da", True),
    ],
)
async def test_what_robots_txt_says(text: str, allowed: bool) -> None:
    assert await allows(text) is allowed


async def test_each_host_is_asked_once_without_name_and_password() -> None:
    web, polite = Hosts(zeitung="", blatt=""), Politeness()
    for url in (URL, "https://ich:geheim@Zeitung.example/b", "https://blatt.example/"):
        await polite.check(web, url)
    assert web.asked == ["https://zeitung.example/robots.txt", "https://blatt.example/robots.txt"]


@pytest.mark.parametrize(
    "refused",
    [StatusError("fetch.status", host="zeitung.example", status=503), TooBigError("fetch.too_big")],
)
async def test_what_forbids_is_unknown_as_long_as_robots_txt_cannot_be_had(
    refused: FetchError,
) -> None:
    with pytest.raises(type(refused)):
        await Politeness().check(Hosts(zeitung=refused), URL)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 1.0),
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 0.2", 1.0),
        ("User-agent: *\nCrawl-delay: 86400", 30.0),
        ("User-agent: *\nCrawl-delay: nan", 1.0),
        ("User-agent: *\nCrawl-delay: -5", 1.0),
    ],
)
async def test_a_host_rests_between_two_requests(
    monkeypatch: pytest.MonkeyPatch, text: str, seconds: float
) -> None:
    slept: list[float] = []
    now = [1000.0]

    async def sleep(wanted: float) -> None:
        slept.append(wanted)
        now[0] += wanted

    monkeypatch.setattr(politeness.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(asyncio, "sleep", sleep)
    web, polite = Hosts(zeitung=text, blatt=""), Politeness()
    for url in (URL, "https://blatt.example/", URL):
        await polite.rest(url)
        await polite.check(web, url)
    assert slept == [seconds]
