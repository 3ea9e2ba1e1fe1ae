"""`wortlaut add --again`: the present reader and cleaner over the originals of articles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.cli.index import rebuild
from bot.cli.options import Session
from bot.cli.progress import progress_on_stderr
from bot.cli.streams import notice, write_line
from bot.cli.versions import changed_fields
from bot.cli.word_changes import write_changes
from bot.errors import InputError
from bot.escape import one_line
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.errors import ArticleError
from retrieval.library import CorpusFolder, Library

if TYPE_CHECKING:
    from retrieval.library import Rereading

YES: Final = frozenset({"y", "yes", "j", "ja"})
"""What says yes, whatever the language."""


def add_again(
    session: Session,
    library: Library,
    articles: Sequence[str],
    *,
    keep: bool,
    dry_run: bool,
    confirmed: bool,
    reindex: bool,
) -> int:
    """Reads originals again, shows what would change, and after a yes writes it as new versions.

    Args:
        session: The language.
        library: Which corpus and index.
        articles: Ids or paths; all that have an original if empty.
        keep: Keep the lines that recur in the publisher's other articles.
        dry_run: Show only.
        confirmed: Do not ask.
        reindex: Bring the index up to date afterwards.

    Returns:
        The exit status: 1 if an original could not be read, or the answer was no.

    Raises:
        ArticleError: There is no such article.
        CorpusError: The corpus folder is missing.
        InputError: There is nobody to ask.
        StorageError: A version cannot be written; those before it are.
    """
    texts, corpus = session.texts, library.corpus
    others: list[Rereading] = []
    unreadable = read = 0
    try:
        wanted = _ids(articles, corpus)
        with progress_on_stderr(texts) as progress:
            for done, article in enumerate(wanted, 1):
                found = corpus.reread(article, keep=keep)
                progress("reread", done, len(wanted))
                read += found.kind in ("same", "other")
                unreadable += found.kind == "unreadable"
                if found.kind == "other":
                    others.append(found)
                    _show(found, texts)
                elif found.kind == "by_hand":
                    notice(texts.again_by_hand.format(article=article))
                elif found.problem is not None:
                    reason = in_words(found.problem, texts.language)
                    notice(texts.again_unreadable.format(article=article, reason=reason))
    finally:
        corpus.close()
    write_line(texts.again_found.format(n=len(others), of=read))
    if not others or dry_run:
        return int(bool(unreadable))
    if not confirmed and not _confirm(len(others), texts):
        notice(texts.nothing_changed)
        return 1
    written = _write(others, corpus, texts)
    if written and reindex:
        rebuild(session, library, wait=True)
    return int(bool(unreadable) or written < len(others))


def _ids(articles: Sequence[str], corpus: CorpusFolder) -> list[str]:
    """The ids of the articles that are named, all of which must be there; of none, all."""
    if not articles:
        return corpus.with_originals()
    paths = [corpus.locate(article).relative_to(corpus.path) for article in articles]
    return list(dict.fromkeys(path.with_suffix("").as_posix() for path in paths))


def _show(found: Rereading, texts: Texts) -> None:
    if found.before is None or found.proposal is None:
        return
    before, after = found.before, found.proposal.article
    write_line(one_line(before.id))
    for line in changed_fields(before, after, texts):
        write_line(f"   {line}")
    changes = CorpusFolder.text_changes(before.text, after.text)
    write_changes(changes, before.text, after.text, "   ")


def _write(others: Sequence[Rereading], corpus: CorpusFolder, texts: Texts) -> int:
    written = 0
    for found in others:
        try:
            path = corpus.add_again(found)
        except ArticleError as error:
            reason = in_words(error.problem, texts.language)
            notice(texts.not_added.format(reason=reason))
            continue
        write_line(one_line(texts.again_written.format(path=path)))
        written += 1
    return written


def _confirm(count: int, texts: Texts) -> bool:
    if not sys.stdin.isatty():
        raise InputError("input.nobody_to_ask")
    sys.stdout.flush()
    sys.stderr.write(texts.again_confirm[count != 1].format(n=count) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in YES
