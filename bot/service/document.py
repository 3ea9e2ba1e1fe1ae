"""A file as it was sent or fetched, before there is an article of it.

The name it comes with is a label, never a path.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from retrieval.library import CorpusFolder, Library

if TYPE_CHECKING:
    from retrieval.library import Given, Proposal

MAX_DOCUMENT_BYTES: Final = 20_000_000
"""What Telegram lets a bot download (Bot API, `getFile`)."""
_MAX_NAME_CHARS: Final = 100
_MAX_SUFFIX_CHARS: Final = 20
# A file's name has 255 at most; the suffix has up to 80.
_MAX_NAME_BYTES: Final = 170


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A file as it was sent or fetched.

    Attributes:
        name: Its file name, as a label.
        content: Its bytes.
        said: What is known of the article beside the file. `title`, `date` (ISO 8601), `publisher`,
            `url` and `authors` (between commas) win over what is recognised; `link`, where it was
            fetched, is its address where it names none; `fetched` is when (ISO 8601), `charset` the
            encoding that its server names; `replaces` is the id of the article it may replace.
    """

    name: str
    content: bytes
    said: Mapping[str, str] = dataclasses.field(default_factory=dict)


def is_readable(name: str) -> bool:
    """Whether a file of this name can be added."""
    return suffix_of(name) in CorpusFolder.addable_suffixes()


def suffix_of(name: str) -> str:
    """A name's suffix, lower-case, with its dot; empty if it has none."""
    return PurePosixPath(safe_name(name)).suffix.lower()


def safe_name(name: str) -> str:
    """The last part of a name, without anything that could lead elsewhere or hide."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    last = re.sub(r"[^\w .()-]", "_", last)
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = _cut(stem.strip(" .")[:_MAX_NAME_CHARS], _MAX_NAME_BYTES) or "document"
    suffix = suffix.strip()[:_MAX_SUFFIX_CHARS]
    return f"{stem}.{suffix}" if suffix else stem


def propose_from(
    path: Path, given: Given, document: Document, library: Library, *, keep: bool = False
) -> Proposal:
    """Works out what adding a document would do.

    Args:
        path: Where it is laid out.
        given: What is known of the article.
        document: Says where it was fetched, if it was: its address where it names none.
        library: The library.
        keep: As for `CorpusFolder.propose`.

    Returns:
        As `CorpusFolder.propose`, which also says what is raised.
    """
    link, corpus = document.said.get("link"), library.corpus
    fetched = document.said.get("fetched")
    origin = corpus.origin(
        safe_name(document.name),
        address=link and _address(link),
        fetched=dt.datetime.fromisoformat(fetched) if fetched else None,
        charset=document.said.get("charset", ""),
    )
    proposal = corpus.propose(path, given, origin, keep=keep)
    if proposal.article.url is None and origin.address is not None:
        named = dataclasses.replace(given, url=origin.address)
        again = corpus.propose(path, named, origin, keep=keep)
        proposal = dataclasses.replace(again, given=given)
    return proposal


def _address(link: str) -> str:
    """What a link leads to, without a place in it and without a name and password for it."""
    parts = urlsplit(link)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def _cut(text: str, max_bytes: int) -> str:
    """The beginning of a text that has no more bytes in UTF-8, in whole characters."""
    return text.encode("utf-8", "ignore")[:max_bytes].decode("utf-8", "ignore")
