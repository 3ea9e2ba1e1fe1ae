"""`wortlaut articles`: what the index holds."""

from __future__ import annotations

from bot.cli import options


def command(
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Lists the indexed articles, newest first.

    A table in a terminal, tab-separated lines in a pipe.
    """
    from bot.cli import tables
    from bot.cli.library import note_changes
    from bot.cli.session import start
    from bot.engine import library_of

    session = start(corpus_dir=corpus, index_dir=index)
    with library_of(session.settings) as library:
        articles = library.articles()
    if json:
        tables.write_json_articles(articles)
    else:
        tables.write_articles(articles, session.texts)
    note_changes(session, library)
    return 0
