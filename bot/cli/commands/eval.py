"""`wortlaut eval`: scores the answers to a set of questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options


def command(
    questions: Annotated[
        Path,
        typer.Argument(metavar="QUESTIONS", help="JSON lines with the key question and more."),
    ],
    failures: Annotated[
        bool, typer.Option("--failures", help="List each question that failed.")
    ] = False,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Scores the answers to a set of questions.

    Each line of QUESTIONS is a JSON object: question, and any of answerable (true), article,
    paragraph, answer, answer_any, lang, id. Figures come with 95 % intervals, by language.
    A refused answer is no hit; the figures that say "found" count its nearest passages, too.
    A missing index is built first.
    """
    from bot.cli.scoring import score
    from bot.cli.session import start

    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model)
    return score(session, questions, as_json=json, failures=failures)
