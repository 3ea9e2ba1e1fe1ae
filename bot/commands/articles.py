"""`wortlaut articles`: what the index holds."""

from __future__ import annotations

from bot import options


def command(
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Lists the indexed articles, newest first.

    A table in a terminal, tab-separated lines in a pipe.
    """
    from bot import listing
    from bot.engine import note_changes, open_existing
    from bot.session import start

    session = start(corpus_dir=corpus, index_dir=index)
    with open_existing(session) as searcher:
        articles = searcher.articles()
    if json:
        listing.write_json_articles(articles)
    else:
        listing.write_articles(articles, session.texts)
    note_changes(session)
    return 0
