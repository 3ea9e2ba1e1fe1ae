"""`wortlaut check`: whether what is quoted stands in the corpus word for word, and where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.streams import notice, show_rows, write_json
from bot.engine import library_of
from bot.errors import InputError
from bot.texts.checking import CHECK_TEXTS

if TYPE_CHECKING:
    from bot.cli.options import Session

HOLDS = 0
HOLDS_NOT = 3

_MAX_BYTES = 8 << 20


def check(
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT", help="A quotation, or a text that holds some; - is standard input."
        ),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="A draft (text, Markdown): what stands in quotation marks is checked.",
        ),
    ] = None,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Checks whether quotations stand in the corpus word for word.

    Each is found word for word, found altered (numbers, negations and names first), pieced together
    from several places, or not in the corpus. In a text all that stands in quotation marks is
    checked, from three words on; without any, the text itself. Needs no model. Exit status 3: one
    does not hold.
    """
    if bool(text) == (file is not None):
        raise InputError("input.what_to_check")
    session = options.start(corpus_dir=corpus, index_dir=index)
    content = _read(text or [], file)
    library = library_of(session.settings)
    try:
        report = library.check(content, draft=file is not None)
        if json:
            from bot.check_json import check_object

            write_json(to_line(check_object(report)))
        else:
            from bot.cli.checked import checked_rows

            show_rows(
                lambda links: checked_rows(report, session.texts, links),
                session.settings.corpus_dir,
            )
        _note(session)
    finally:
        library.close()
    return HOLDS if report.holds else HOLDS_NOT


def _read(words: list[str], file: str | None) -> str:
    from bot.cli.question import decoded, from_words

    if file is None and words != ["-"]:
        return from_words(words)
    if file is None or file == "-":
        return decoded(sys.stdin.buffer.read(_MAX_BYTES), "standard input")
    try:
        with Path(file).open("rb") as stream:
            return decoded(stream.read(_MAX_BYTES), file)
    except OSError as error:
        raise InputError("input.no_draft", path=file, detail=error.strerror) from None


def _note(session: Session) -> None:
    """Says once what is taken for the same, and what is never checked."""
    texts = CHECK_TEXTS[session.texts.language]
    notice(f"{texts.rules} {texts.not_checked}")
