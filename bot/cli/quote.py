"""`wortlaut quote`: the words of a receipt, and what has become of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.streams import write_json, write_line
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line, visible
from bot.receipt_json import MAX_BYTES, receipt_object, verify_document
from retrieval.receipt import Receipt, ReceiptState

if TYPE_CHECKING:
    from bot.texts.texts import Texts

_HOLDS = (ReceiptState.UNCHANGED, ReceiptState.MOVED)


def quote(
    receipt: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The receipt's id, as `wortlaut ask --receipts` shows."),
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option(
            "--verify",
            metavar="FILE",
            help="Prove a receipt that was written with --json; no index is needed.",
        ),
    ] = None,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Shows the words of a receipt, and how they stand.

    A quote's id holds over rebuilds, and is right for its words alone. With --json it is written as
    a small document that --verify proves anywhere. Exit status 3: the words stand there no more.
    """
    if (receipt is None) == (verify is None):
        raise InputError("input.id_or_verify")
    session = options.start(corpus_dir=corpus, index_dir=index)
    texts = session.texts
    if verify is not None:
        document = verify_document(_read(verify), str(verify))
        write_line(texts.receipt["proved"].format(id=one_line(str(document["receipt"]))))
        _write_words(str(document["words"]))
        return 0
    found = library_of(session.settings).quote(receipt or "")
    if json:
        write_json(to_line(receipt_object(found, dt.datetime.now().astimezone())))
    else:
        write_receipt(found, texts)
    return 0 if found.state in _HOLDS else 3


def write_receipt(receipt: Receipt, texts: Texts) -> None:
    """Writes the words, their source, and how they stand."""
    if receipt.words is not None:
        _write_words(receipt.words)
    if receipt.citation is not None:
        citation = receipt.citation
        day = texts.day(citation.date) if citation.date else None
        facts = [one_line(fact) for fact in (citation.publisher, day, citation.url) if fact]
        for line in (one_line(citation.title), " · ".join(facts)):
            if line:
                write_line(line)
    write_line(_state(receipt, texts))
    if receipt.state is ReceiptState.CHANGED and receipt.words is not None:
        from bot.cli.word_changes import write_changes
        from retrieval.library import CorpusFolder

        now = receipt.now or ""
        changes = CorpusFolder.text_changes(receipt.words, now)
        write_changes(changes, receipt.words, now, "  ")


def _state(receipt: Receipt, texts: Texts) -> str:
    moment = {
        "since": receipt.since and texts.moment(receipt.since.astimezone()),
        "until": receipt.until and texts.moment(receipt.until.astimezone()),
    }
    key: str = receipt.state.value
    if receipt.state is ReceiptState.UNCHANGED and receipt.since is None:
        key = "here"
    if receipt.state is ReceiptState.CHANGED and receipt.now is None:
        key = "cut"
    return texts.receipt[key].format(
        id=receipt.id,
        place=texts.shared.place(receipt.citation) if receipt.citation else "",
        start=receipt.start,
        end=receipt.end,
        removed=receipt.removed and texts.day(receipt.removed),
        **moment,
    )


def _write_words(words: str) -> None:
    for line in visible(words).split("\n"):
        write_line(f"│ {line}".rstrip())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError("input.no_receipt_file", path=path, detail=error.strerror) from None
