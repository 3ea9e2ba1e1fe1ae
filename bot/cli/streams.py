"""Standard output for results, standard error for everything else.

Standard output is styled where it is a terminal, or FORCE_COLOR is set, and TERM is not `dumb`;
links go to terminals only; NO_COLOR takes the colours away and leaves bold. What a stream's
encoding cannot hold is written as an escape, never an error. JSON is always UTF-8.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.cli.terminal import BAR, MARK, Row, answer_rows, file_links, plain_lines
from bot.errors import OutputError
from bot.escape import visible
from bot.texts.texts import Texts
from retrieval.answer import Answer

# Those of an answer, and those of a check.
_PLAIN_MARKS = str.maketrans({BAR: "|", MARK: ">", "✓": "+", "✗": "x"})


def prepare_streams() -> None:
    """Makes both streams escape what their encoding cannot hold; a closed one swallows all."""
    # Python leaves None where the shell closed a stream (`2>&-`).
    sys.stdin, sys.stdout, sys.stderr = (
        stream or io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        for stream in (sys.stdin, sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_line(line: str) -> None:
    """Writes one line of a result to standard output.

    Args:
        line: Without its end.

    Raises:
        OutputError: It refuses.
        BrokenPipeError: Its reader has gone.
    """
    with _stdout():
        sys.stdout.write(line + "\n")


def stdout_refuses(error: Exception) -> OutputError:
    """Returns what to say where standard output cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return OutputError("output.refused", detail=reason)


def write_json(line: str) -> None:
    """Writes one line of JSON to standard output, in UTF-8 whatever the locale, and flushes it."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")
    write_line(line)
    with _stdout():
        sys.stdout.flush()


def write_document(text: str) -> None:
    """Writes a document to standard output as it is, in UTF-8 whatever the locale."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    with _stdout():
        sys.stdout.write(text)
        sys.stdout.flush()


def notice(line: str) -> None:
    """Writes one line to standard error, control characters made visible."""
    sys.stderr.write(visible(line.replace("\n", " ")) + "\n")
    sys.stderr.flush()


def is_styled(stream: TextIO) -> bool:
    """Whether to use bold, colours and a terminal's width on a stream."""
    if os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def show_answer(answer: Answer, texts: Texts, corpus_dir: Path, *, receipts: bool = False) -> None:
    """Writes an answer for a reader to standard output."""
    show_rows(lambda links: answer_rows(answer, texts, links, receipts=receipts), corpus_dir)


def show_rows(
    laid_out: Callable[[Callable[[str], str | None]], list[Row]], corpus_dir: Path
) -> None:
    """Writes rows for a reader to standard output.

    Args:
        laid_out: Makes them, given what turns a citation's path into an address.
        corpus_dir: The corpus folder, into which addresses lead.
    """
    rows = laid_out(file_links(corpus_dir))
    if is_styled(sys.stdout):
        from bot.cli.terminal_colour import print_styled, styled_console

        with _stdout():
            print_styled(rows, styled_console(sys.stdout), links=sys.stdout.isatty())
    else:
        ascii_only = not _can_write(BAR + MARK)
        for margin, line in plain_lines(rows):
            write_line((margin.translate(_PLAIN_MARKS) if ascii_only else margin) + line)
    with _stdout():
        sys.stdout.flush()


@contextmanager
def _stdout() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise stdout_refuses(error) from None


def _can_write(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
