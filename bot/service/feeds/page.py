"""A page that a feed or a sitemap names, made an article of the corpus."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from bot.laid_out import laid_out
from bot.service.document import Document, propose_from, safe_name
from bot.service.feeds.report import PageResult
from retrieval.library import CorpusFolder, Library


@dataclass(frozen=True, slots=True)
class TakenPage:
    """What became of a page that was fetched.

    Attributes:
        result: What became of it.
        path: The article's file, where one was written.
        article: The id of the article of which it is a new version.
        day: The article's own, where it is `older`.
    """

    result: PageResult
    path: Path | None = None
    article: str = ""
    day: dt.date | None = None


def take_page(
    document: Document,
    link: str,
    library: Library,
    *,
    day: dt.date | None = None,
    since: dt.date | None = None,
    keep: bool = False,
) -> TakenPage:
    """Adds a page to the corpus.

    Args:
        document: What its address gave.
        link: Its address, which is the article's where it names none.
        library: Takes it.
        day: When it was published as the feed says it; the article's where it states none.
        since: The first day that is wanted.
        keep: Whether lines that recur in the publisher's other articles are kept.

    Returns:
        What became of it.

    Raises:
        ArticleError: There is no article in it.
        CorpusError: The corpus folder is missing.
        StorageError: The disk refuses.
    """
    document = replace(document, said={**document.said, "link": link})
    with laid_out(safe_name(document.name), document.content) as path:
        nothing = CorpusFolder.given()
        proposal = propose_from(path, nothing, document, library, keep=keep)
        if day and (proposal.article.date is None or "date" in proposal.guessed):
            given = CorpusFolder.given(date=day)
            dated = propose_from(path, given, document, library, keep=keep)
            proposal = replace(dated, given=nothing)  # nobody has said so by hand
        stated = proposal.article.date
        if since and stated and stated < since:
            return TakenPage("older", day=stated)
        updates = proposal.updates
        if proposal.duplicate is not None and updates is None:
            return TakenPage("there")
        written = library.corpus.add(proposal)
        return TakenPage("version" if updates else "added", written, updates or "")
