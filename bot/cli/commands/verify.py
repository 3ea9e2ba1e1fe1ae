"""`wortlaut verify`: whether the index still holds what was indexed."""

from __future__ import annotations

from bot.cli import options


def command(index: options.Index = None) -> int:
    """Checks that the index holds what was indexed, word for word.

    Every stored article must still hash to what was indexed, every passage be the slice it claims,
    every file of the compiled model be what was written; a model that is not there is named, too.
    Prints a line for each disagreement and ends with status 1 if there is any.
    """
    from bot.cli.session import start
    from bot.cli.streams import write_line
    from bot.engine import library_of
    from bot.escape import one_line

    session = start(index_dir=index)
    texts = session.texts
    library = library_of(session.settings)
    problems = library.verify()
    info = library.info
    for problem in problems:
        write_line(one_line(problem))
    if problems:
        return 1
    write_line(
        texts.verified.format(
            articles=texts.count(info.articles, texts.articles),
            passages=texts.count(info.passages, texts.passages),
            sentences=texts.count(info.sentences, texts.sentences),
        )
    )
    return 0
