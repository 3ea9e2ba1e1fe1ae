"""`wortlaut ask`: one question, many (`--batch`), or a conversation with the corpus."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli import options
from bot.errors import InputError


def command(
    question: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="The question; without one, a prompt."),
    ] = None,
    json: options.Json = False,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help='Ask one question a line, plain or {"question": "…"}, and print JSON lines;'
            " - is standard input.",
        ),
    ] = None,
    quotes: Annotated[
        int | None,
        typer.Option("-k", "--quotes", metavar="N", min=1, max=20, help="Quotes at most."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Only articles since: 2025-01-18 or 18.01.2025."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only articles until that day.")
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only articles of this publisher.")
    ] = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Answers a question with quotes and their sources.

    Without QUESTION it prompts in a terminal, else it reads one question from standard input. A
    missing index is built first. Exit status 3: the corpus does not answer.
    """
    if batch is not None and question:
        raise InputError("--batch takes its questions from a file; leave QUESTION out")
    from bot.cli import asking
    from bot.cli import question as reading
    from bot.cli.session import start

    first, last = options.day_range(since, until)
    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model, max_quotes=quotes)
    filters = asking.Filters(session.settings.max_quotes, first, last, publisher)
    if batch is not None:
        return asking.ask_batch(session, filters, batch)
    if question is None and sys.stdin.isatty():
        return asking.ask_at_prompt(session, filters, as_json=json)
    text = reading.from_words(question) if question else reading.from_stdin()
    return asking.ask_once(session, filters, text, as_json=json)
