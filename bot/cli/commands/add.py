"""`wortlaut add`: puts files into the corpus as clean articles."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import options


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Markdown or plain text, any encoding.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be added.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Add even what the corpus holds already.")
    ] = False,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Adds files to the corpus as clean articles.

    Recognises headline, date, publisher and section, drops what a crawler left around the text, and
    says what it dropped. Then the index is brought up to date. Status 1: not every file was added.
    """
    from bot.cli.adding import add_files
    from bot.cli.session import start

    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model)
    return add_files(session, files, dry_run=dry_run, force=force, reindex=not no_index)
