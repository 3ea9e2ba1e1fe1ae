"""`wortlaut remove`: takes articles out of the corpus."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import options


def command(
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE", help="Its name in `wortlaut articles`, or its file."),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Deletes articles from the corpus folder.

    Then the index is brought up to date. Status 1: not every article was removed.
    """
    from bot.cli.adding import remove_articles
    from bot.cli.session import start

    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model)
    return remove_articles(session, articles, confirmed=yes, reindex=not no_index)
