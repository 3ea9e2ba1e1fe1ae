"""A receipt as a small JSON document, which proves its words without an index.

What such a document proves is that these words, at this place of the article of this id, are those
that the receipt was made for: nobody has altered them since. Whether the article still says so
today, an index says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from retrieval.distribution import program_version
from retrieval.errors import ReceiptError
from retrieval.receipt import Receipt, read_receipt_id

MAX_BYTES = 1 << 20


def receipt_object(receipt: Receipt, now: dt.datetime) -> dict[str, Any]:
    """Returns a receipt's document.

    Args:
        receipt: The receipt.
        now: When it was looked up, with time zone.

    Returns:
        `receipt` (its id), `state`, the `words` with their SHA-256, where they stand (`article`,
        `start`, `end`, `title`, `publisher`, `date`, `url`, `path`, `page`, `paragraph`), the
        SHA-256 of the article's text, `since` and `until` when it was in force, what stands there
        `now`, when the article was `removed`, when this was `looked_up`, and by which version.
    """
    citation, words = receipt.citation, receipt.words
    return {
        "receipt": receipt.id,
        "state": receipt.state.value,
        "words": words,
        "words_sha256": words_digest(words) if words is not None else None,
        "start": receipt.start,
        "end": receipt.end,
        "article": citation and citation.article,
        "article_sha256": receipt.text_sha256,
        "title": citation and citation.title,
        "publisher": citation and citation.publisher,
        "date": citation.date.isoformat() if citation and citation.date else None,
        "url": citation and citation.plain_url,
        "path": citation and citation.path,
        "page": citation and citation.page,
        "paragraph": citation and citation.paragraph,
        "since": receipt.since.isoformat() if receipt.since else None,
        "until": receipt.until.isoformat() if receipt.until else None,
        "now": receipt.now,
        "removed": receipt.removed.isoformat() if receipt.removed else None,
        "looked_up": now.isoformat(timespec="seconds"),
        "wortlaut": program_version(),
    }


def words_digest(words: str) -> str:
    """The SHA-256 of words in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def verify_document(raw: bytes, path: str) -> dict[str, Any]:
    """Proves a receipt's document against itself.

    Args:
        raw: The file.
        path: Its name, for the error.

    Returns:
        The document.

    Raises:
        ReceiptError: It is no receipt, one without words, or it was altered.
    """
    try:
        if len(raw) > MAX_BYTES:
            raise ValueError(f"{len(raw)} bytes")
        document = json.loads(raw)
        id_, article, words, digest = (
            document[name] for name in ("receipt", "article", "words", "words_sha256")
        )
        if not all(isinstance(value, str) for value in (id_, article, words, digest)):
            raise TypeError("no words")
    except KeyError as error:
        raise ReceiptError("receipt.file", path=path, detail=f"no {error}") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise ReceiptError("receipt.file", path=path, detail=str(error)) from None
    if words_digest(words) != digest:
        raise ReceiptError("receipt.altered", path=path, what="words_sha256", id=id_)
    if not read_receipt_id(id_).proves(article, words):
        raise ReceiptError("receipt.altered", path=path, what="article, words", id=id_)
    return dict(document)
