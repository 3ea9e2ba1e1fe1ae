"""`wortlaut eval`: asks a question set and shows how the answers scored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.comparison import value_cell, write_comparison
from bot.cli.index import note_changes, open_library
from bot.cli.options import Session
from bot.cli.progress import progress_on_stderr
from bot.cli.streams import notice, write_json, write_line
from bot.cli.tables import write_table
from bot.escape import one_line
from bot.texts.problems import in_words
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.library import Bin, EvalReport, Figure


def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(metavar="QUESTIONS", help="JSON lines with the key question and more."),
    ],
    failures: Annotated[
        bool, typer.Option("--failures", help="List each question that failed.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare with an earlier run: what --json printed."),
    ] = None,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Scores the answers to a set of questions.

    Each line of QUESTIONS is a JSON object: question, and any of answerable (true), article,
    paragraph, answer, answer_any, lang, id. Figures come with 95 % intervals, by language.
    A refused answer is no hit; the figures that say "found" count its nearest passages, too.
    A second table sets confidence beside how often the first quote was right.
    A missing index is built first.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    return _score(session, questions, against, as_json=json, failures=failures)


def _score(
    session: Session,
    questions_file: Path,
    against: Path | None,
    *,
    as_json: bool,
    failures: bool,
) -> int:
    """Asks every question of the set and writes the figures to standard output.

    Args:
        session: Says which index.
        questions_file: JSON lines.
        against: The JSON of an earlier run, to compare this one with.
        as_json: Print one JSON object, which holds every outcome, instead of a table.
        failures: List the questions that failed below the table.

    Returns:
        The exit status, 0.

    Raises:
        QuestionSetError: The question set cannot be read or asked, or the earlier run is none.
        WortlautError: The index cannot be used.
    """
    quotes = session.settings.max_quotes
    with open_library(session) as library, progress_on_stderr(session.texts) as progress:
        report = library.evaluate(questions_file, k=quotes, against=against, progress=progress)
        note_changes(session, library)
    for problem in report.problems:
        notice(in_words(problem, session.texts.language))
    if as_json:
        write_json(to_line(report.to_dict()))
    else:
        _write_table(report, session.texts)
        _write_reliability(report, session.texts)
        if failures:
            _write_failures(report, session.texts)
        if report.comparison:
            write_comparison(report.comparison, session.texts)
    return 0


def _write_table(report: EvalReport, texts: Texts) -> None:
    groups = report.groups()
    heads = [
        f"{group.language or texts.all_questions} ({texts.count(group.questions, texts.questions)})"
        for group in groups
    ]
    rows = [
        (texts.figures[figure.name], *(_cell(group[figure.name], texts) for group in groups))
        for figure in report.overall.figures
    ]
    write_table(["", *heads], rows, numeric=set(range(1, len(heads) + 1)))
    if report.resamples:
        notice(texts.interval.format(n=report.resamples))


def _write_reliability(report: EvalReport, texts: Texts) -> None:
    say, table = texts.reliability, report.reliability
    columns = [say["answered"], say["mean"], say["right"]]
    heads = [say["confidence"], *columns, texts.all_questions, *columns[1:]]
    rows = [
        (
            f"{texts.decimal(every.low)}–{texts.decimal(every.high)}",
            *_bin_cells(answered, texts),
            *_bin_cells(every, texts),
        )
        for answered, every in zip(table.answered, table.all, strict=True)
        if every.questions
    ]
    if rows:
        write_line("")
        write_table(heads, rows, numeric=set(range(1, len(heads))))


def _bin_cells(group: Bin, texts: Texts) -> tuple[str, ...]:
    means = (
        "–" if mean is None else texts.decimal(mean, 3) for mean in (group.confidence, group.right)
    )
    return str(group.questions), *means


def _write_failures(report: EvalReport, texts: Texts) -> None:
    say = texts.failures
    if not report.failures:
        write_line(f"\n{say['none']}")
    for outcome in report.failures:
        asked = outcome.question
        shown = [outcome.first_highlight] if outcome.first_highlight else []
        expected = _place(asked.article, asked.paragraph, asked.answers, texts)
        came = _place(outcome.first_article, outcome.first_paragraph, shown, texts)
        write_line(f"\n{one_line(asked.id)}  {one_line(asked.question)}")
        write_line(f"    {say[outcome.failure or 'missed']}")
        if asked.answerable and expected:
            write_line(f"    {say['expected'].format(what=expected)}")
        write_line(f"    {say['came'].format(what=came or say['nothing'])}")


def _place(
    article: str | None, paragraph: int | None, wordings: Sequence[str], texts: Texts
) -> str:
    place = [one_line(article)] if article else []
    place += [texts.shared.paragraph.format(number=paragraph)] if paragraph else []
    words = [texts.failures["words"].format(words=one_line(wording)) for wording in wordings]
    return " · ".join([*place, *words])


def _cell(figure: Figure, texts: Texts) -> str:
    value, low, high = (
        value_cell(figure.name, end, texts) for end in (figure.value, figure.low, figure.high)
    )
    return value if figure.low is None or figure.high is None else f"{value} [{low}–{high}]"
