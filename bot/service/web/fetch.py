"""Fetching the document behind a link."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Mapping
from email.message import Message
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import httpx

from bot.service.document import MAX_DOCUMENT_BYTES, Document, is_readable, safe_name
from bot.service.web.client import FetchError, Received, Web, host_of, media_type
from bot.service.web.politeness import Politeness
from retrieval.library import CorpusFolder

Fetch = Callable[[str], Coroutine[Any, Any, Document]]

FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml")
_WHOLE_TIMEOUT_S: Final = 120.0


async def fetch_document(
    url: str, *, allow_private: bool = False, politeness: Politeness | None = None
) -> Document:
    """Fetches what an http or https link leads to, within one time limit over all of it.

    The document is named after the last part of its address, with a suffix that fits its type. Its
    bytes are those that came (unpacked); it says when they did, and which encoding the server names
    for a text.

    Args:
        url: The link.
        allow_private: Whether it may lead to addresses that are not public.
        politeness: What hosts ask of programs; heeded if given.

    Returns:
        The document; it is the link's that was asked for, wherever that was redirected.

    Raises:
        FetchError: The link may not be fetched, its host does not answer, or refuses; or it leads
            to a feed.
        TooBigError: The document has more than 20 MB.
    """
    received = await receive(
        url, MAX_DOCUMENT_BYTES, allow_private=allow_private, politeness=politeness
    )
    if media_type(received.headers) in FEED_TYPES:
        raise FetchError("fetch.is_feed", host=host_of(url))
    fetched = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    said = {"fetched": fetched, "charset": _charset(received)}
    return Document(_name(received), received.content, {k: v for k, v in said.items() if v})


async def receive(
    url: str,
    max_bytes: int,
    *,
    allow_private: bool = False,
    politeness: Politeness | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Received:
    """Fetches what an http or https link leads to, within one time limit over all of it.

    Args:
        url: The link.
        max_bytes: That it may have, unpacked.
        allow_private: Whether it may lead to addresses that are not public.
        politeness: What hosts ask of programs; heeded if given.
        headers: Sent besides.

    Returns:
        What came.

    Raises:
        FetchError: The link may not be fetched, its host does not answer, or refuses.
        TooBigError: It has more bytes.
    """
    try:
        if politeness is not None:
            await politeness.rest(url)
        async with asyncio.timeout(_WHOLE_TIMEOUT_S), Web(allow_private=allow_private) as web:
            check = politeness.check if politeness else None
            return await web.get(url, max_bytes, check, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise FetchError(
            "fetch.no_answer", host=host_of(url), detail=type(error).__name__
        ) from None


def _charset(received: Received) -> str:
    header = Message()
    header["content-type"] = received.headers.get("content-type", "")
    is_text = header.get_content_maintype() == "text"
    return (header.get_content_charset() or "") if is_text else ""


def _name(received: Received) -> str:
    path = PurePosixPath(urlsplit(received.url).path)
    last = safe_name(unquote(path.name) or host_of(received.url))
    suffix = CorpusFolder.suffix_of_media_type(media_type(received.headers))
    has_suffix = PurePosixPath(last).suffix != "" and is_readable(last)
    return last if suffix is None or has_suffix else f"{last}{suffix}"
