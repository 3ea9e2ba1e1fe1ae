"""Mails to articles."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.additions import Composed, Given, compose
from retrieval.corpus.readers.mail import extract_mail
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers.pages import BODY, TITLE


def mail(text: str = "\n\n".join(BODY), charset: str = "utf-8") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = TITLE
    message["From"] = "Gesa Härms <gesa@kuestenbote.example>"
    message["Date"] = "Fri, 14 Mar 2025 23:30:00 +0100"
    message.set_content(text, charset=charset)
    return message


def composed(raw: bytes) -> Composed:
    return compose(raw, "mail", ".eml", Given(), frozenset())


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "windows-1252"])
def test_subject_sender_day_and_text_are_read(charset: str) -> None:
    text = "Die Fähre fährt wieder, und sie fährt am Samstag um sieben Uhr früh ab."
    found = composed(mail(text, charset).as_bytes())
    read = found.article
    assert (read.title, str(read.date), read.authors) == (TITLE, "2025-03-14", ("Gesa Härms",))
    assert (read.text, found.guessed) == (text, ())


def test_attachments_are_named_and_the_plain_part_is_the_text() -> None:
    message = mail()
    message.add_alternative("<p>Nur zum Ansehen.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    found = composed(message.as_bytes())
    assert found.article.text.split("\n\n") == list(BODY)
    assert [(line.text, line.reason) for line in found.dropped] == [("plan.pdf", "attachment")]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_mail_of_html_alone_is_read(charset: str) -> None:
    message = mail()
    html = f"<h2>Fähren</h2><p>{BODY[1].translate({8222: 34, 8220: 34})}</p>"
    message.set_content(html, subtype="html", charset=charset, cte="8bit")
    text = composed(message.as_bytes()).article.text
    assert text == f"## Fähren\n\n{BODY[1].translate({8222: 34, 8220: 34})}"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Nur ein Text, keine Mail.", "mail.none"),
        (b"\x00\x01\x02" * 50, "mail.none"),
        (b"Subject: Leer\nFrom: a@b.example\n\n \n", "file.empty"),
    ],
)
def test_what_is_no_mail_is_named(raw: bytes, code: str) -> None:
    with pytest.raises(ArticleError) as refused:
        composed(raw)
    assert refused.value.problem.code == code


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_no_bytes_are_a_surprise(raw: bytes) -> None:
    broken = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + raw
    with suppress(ArticleError):  # any other error is a surprise
        extract_mail(broken)
