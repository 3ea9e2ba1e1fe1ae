"""A mail (`.eml`) → its text: the plain part, or that of its HTML; attachments are named alone."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice
from typing import Final

from retrieval.corpus.readers.decoding import decode, normalise
from retrieval.corpus.readers.extracted import Extracted, LeftOut
from retrieval.corpus.readers.fields import one_line
from retrieval.corpus.readers.html.decode import decode_html
from retrieval.corpus.readers.html.tree import parse_html
from retrieval.corpus.readers.markup import whole_text
from retrieval.errors import ArticleError

MAX_PARTS: Final = 1_000
"""More is no mail that somebody wrote."""


def extract_mail(raw: bytes) -> Extracted:
    """Takes the text out of a mail.

    Args:
        raw: The whole file.

    Returns:
        The article: the subject as its title, the sender as its author, the day it was sent.

    Raises:
        ArticleError: It is no mail, holds no text, or more parts or levels than mails have.
    """
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        if len(list(islice(mail.walk(), MAX_PARTS + 1))) > MAX_PARTS:
            raise ArticleError("mail.too_many_parts", max_count=MAX_PARTS)
    except RecursionError:
        raise ArticleError("mail.too_deep") from None
    if not isinstance(mail, EmailMessage) or not {"from", "subject", "date"} & _headers(mail):
        raise ArticleError("mail.none")
    body = mail.get_body(("plain", "html"))
    text = _text_of(body) if isinstance(body, EmailMessage) else ""
    if not any(map(str.isalnum, text)):
        raise ArticleError("file.empty")
    name, address = parseaddr(str(mail.get("from", "")))
    author = one_line(name or address)
    return Extracted(
        text=text,
        title=one_line(str(mail.get("subject", ""))) or None,
        date=_sent(str(mail.get("date", ""))),
        authors=(author,) if author else (),
        left_out=tuple(
            LeftOut(1, one_line(part.get_filename() or part.get_content_type()), "attachment")
            for part in mail.iter_attachments()
            if part is not body
        ),
    )


def _headers(mail: EmailMessage) -> set[str]:
    return {name.lower() for name in mail.keys()}  # noqa: SIM118 (no mapping)


def _text_of(body: EmailMessage) -> str:
    raw = body.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    if body.get_content_subtype() == "html":
        return whole_text(parse_html(decode_html(raw, body.get_content_charset())))
    with suppress(LookupError, UnicodeDecodeError):
        return normalise(raw.decode(body.get_content_charset() or "utf-8"))
    return decode(raw)


def _sent(text: str) -> dt.date | None:
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(text).date()
    return None
