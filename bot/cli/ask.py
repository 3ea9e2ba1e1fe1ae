"""`wortlaut ask`: one question, many (`--batch`), or a conversation with the corpus."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer_json import answer_object, to_line
from bot.cli import options
from bot.cli.options import Session
from bot.cli.streams import notice, show_answer, write_json
from bot.errors import InputError
from bot.escape import one_line
from bot.export.formats import ExportFormat
from bot.reading_page import with_reading_pages

if TYPE_CHECKING:
    from retrieval.answer import Answer, Quote
    from retrieval.library import Library


class Order(StrEnum):
    """In which order quotes are shown."""

    relevance = "relevance"
    date = "date"


ANSWERED = 0
NOT_IN_CORPUS = 3


def ask(
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
    no_dates: Annotated[
        bool,
        typer.Option("--no-dates", help='Search all days, whatever "since October" may mean.'),
    ] = False,
    sort: Annotated[
        Order, typer.Option(metavar="ORDER", help="Quotes by relevance or by date, oldest first.")
    ] = Order.relevance,
    format: Annotated[
        ExportFormat | None,
        typer.Option(
            metavar="FORMAT",
            help="Write the answer for other programs: markdown, csv, csl-json, ris or bibtex.",
        ),
    ] = None,
    receipts: Annotated[
        bool,
        typer.Option(
            "--receipts",
            help="Show with each quote the id of its receipt; see `wortlaut quote`.",
        ),
    ] = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Answers a question with quotes and their sources.

    Without QUESTION it prompts in a terminal, else it reads one question from standard input. A
    missing index is built first. Exit status 3: the corpus does not answer.
    """
    if batch is not None and question:
        raise InputError("input.batch_and_question")
    if json and format:
        raise InputError("input.format_and_json")
    from bot.cli import question as reading

    first, last = options.day_range(since, until)
    session = options.start(
        corpus_dir=corpus,
        index_dir=index,
        embedding_model=model,
        reader_model=reader,
        max_quotes=quotes,
    )
    filters = Filters(
        session.settings.max_quotes,
        first,
        last,
        publisher,
        not no_dates,
        sort is Order.date,
        session.settings.public_url,
    )
    if batch is not None:
        return _ask_batch(session, filters, batch, format)
    if question is None and sys.stdin.isatty():
        if format:
            raise InputError("input.format_at_prompt")
        return _ask_at_prompt(session, filters, as_json=json, receipts=receipts)
    text = reading.from_words(question) if question else reading.from_stdin()
    written_as = "json" if json else format
    return _ask_once(session, filters, text, written_as, receipts=receipts)


@dataclass(frozen=True, slots=True)
class Filters:
    """How many quotes, and from which articles.

    Attributes:
        quotes: At most so many.
        since: First day of publication admitted.
        until: Last day of publication admitted.
        publisher: Only this publisher.
        dates: Whether days that a question names narrow it.
        by_date: Whether the quotes are put in the order of their days.
        public_url: Where quotes without an address of their own can be read.
    """

    quotes: int
    since: dt.date | None = None
    until: dt.date | None = None
    publisher: str | None = None
    dates: bool = True
    by_date: bool = False
    public_url: str | None = None

    def ask(self, library: Library, question: str, previous: str = "") -> Answer:
        """Returns the answer to one question, which may hang on a previous one's topic.

        Raises `QuestionError` if it cannot be asked.
        """
        answer = library.ask(
            question,
            k=self.quotes,
            since=self.since,
            until=self.until,
            publisher=self.publisher,
            previous=previous,
            dates=self.dates,
        )
        answer = with_reading_pages(answer, self.public_url)
        return answer.by_date() if self.by_date else answer


def _ask_once(
    session: Session,
    filters: Filters,
    question: str,
    written_as: str | None,
    *,
    receipts: bool,
) -> int:
    """Asks one question.

    Args:
        session: Says which index.
        filters: Which articles may answer.
        question: What to ask.
        written_as: Print `json` or an `ExportFormat` instead of text.
        receipts: Show the ids of the quotes' receipts.

    Returns:
        The exit status: 0 answered, 3 not in the corpus or nothing asked.
    """
    from bot.cli.index import note_changes, open_library

    with open_library(session) as library:
        _check_publisher(session, library, filters)
        answer = filters.ask(library, question)
        if isinstance(written_as, ExportFormat):
            _export(session, library, [answer], written_as)
        else:
            _show(session, answer, as_json=written_as == "json", receipts=receipts)
        note_changes(session, library)
    return ANSWERED if answer.answered else NOT_IN_CORPUS


def _export(
    session: Session, library: Library, answers: list[Answer], format_: ExportFormat
) -> None:
    from bot.cli.streams import write_document
    from bot.export.write import export

    write_document(export(answers, format_, library.article, session.texts.shared))


def _ask_batch(
    session: Session, filters: Filters, source: str, format_: ExportFormat | None
) -> int:
    """Asks every question of a file.

    Args:
        session: Says which index.
        filters: Which articles may answer.
        source: The file, `-` for standard input.
        format_: Write one document of all answers instead of JSON lines.

    Returns:
        The exit status: 1 if any line could not be asked.
    """
    from bot.cli.batch import answers_to, open_questions, run_batch
    from bot.cli.index import note_changes, open_library

    texts = session.texts
    # The file first: no index is built for questions that are not there.
    with open_questions(source) as questions, open_library(session) as library:
        _check_publisher(session, library, filters)
        note_changes(session, library)
        ask = partial(filters.ask, library)
        if format_ is None:
            tally = run_batch(ask, questions)
        else:
            answers, tally = answers_to(ask, questions)
            _export(session, library, answers, format_)
    notice(
        texts.batch_done.format(
            asked=texts.count(tally.asked, texts.questions),
            answered=tally.answered,
            refused=tally.refused,
            talk=tally.talk,
            failed=tally.failed,
        )
    )
    return int(tally.failed > 0)


def _ask_at_prompt(session: Session, filters: Filters, *, as_json: bool, receipts: bool) -> int:
    """Answers questions typed at a prompt until the reader has had enough.

    Args:
        session: Says which index.
        filters: Which articles may answer.
        as_json: Print JSON objects instead of text.
        receipts: Show the ids of the quotes' receipts.

    Returns:
        The exit status, 0.
    """
    from bot.cli.index import note_changes, open_library
    from bot.cli.prompt import converse

    texts = session.texts
    with open_library(session) as library:
        _check_publisher(session, library, filters)
        note_changes(session, library)
        welcome = texts.welcome.format(articles=texts.count(library.info.articles, texts.articles))
        last: list[Quote] = []
        topic = ""

        def answer(question: str) -> None:
            nonlocal topic
            given = filters.ask(library, question, topic)
            topic = given.topic or topic
            last[:] = given.quotes
            _show(session, given, as_json=as_json, receipts=receipts)

        def open_source(number: int) -> bool:
            if not 1 <= number <= len(last):
                return False
            _show_source(session, library, last[number - 1])
            return True

        converse(answer, open_source, texts, welcome)
    return 0


def _show_source(session: Session, library: Library, quote: Quote) -> None:
    """Writes the whole article of a quote."""
    from bot.cli.show import write_head, write_paragraphs

    article = quote.citation.article
    write_head(library.article(article), session.texts)
    write_paragraphs(library.paragraphs(article))


def _show(session: Session, answer: Answer, *, as_json: bool, receipts: bool) -> None:
    if as_json:
        write_json(to_line(answer_object(answer)))
    else:
        show_answer(answer, session.texts, session.settings.corpus_dir, receipts=receipts)


def _check_publisher(session: Session, library: Library, filters: Filters) -> None:
    """Says so where no article is of the publisher asked for: a slip, most likely."""
    if filters.publisher is None:
        return
    known = {article.publisher for article in library.articles() if article.publisher}
    if filters.publisher.strip().casefold() not in {name.casefold() for name in known}:
        names = ", ".join(sorted(map(one_line, known))) or "–"
        notice(session.texts.no_publisher.format(name=one_line(filters.publisher), names=names))
