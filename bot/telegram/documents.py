"""What an editor sends → an article in the corpus folder.

What is written is named by the engine after the article's own title. The document is looked at in a
temporary folder and looked at again when the editor agrees, so that nothing has to be kept of it
but its bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.laid_out import laid_out
from bot.service.document import Document, propose_from, safe_name
from retrieval.article import ArticleSummary
from retrieval.errors import ArticleError, Problem
from retrieval.library import CorpusFolder, Library
from retrieval.reports import FileChange

if TYPE_CHECKING:
    from retrieval.library import Given, Proposal

REPLACES: Final = "replaces"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to the corpus folder.

    Attributes:
        title: The article's headline.
        id: Its id.
        changes: How to take it back.
    """

    title: str
    id: str
    changes: tuple[FileChange, ...]


def formats() -> str:
    """The kinds of files that can be added, for people to read."""
    return ", ".join(sorted(suffix for suffix in CorpusFolder.addable_suffixes() if suffix))


def examine(document: Document, library: Library) -> Proposal:
    """Works out what adding a document would do; writes nothing to the corpus.

    Raises `ArticleError`, its message the reason alone, if there is no article in it, and
    `CorpusError` if the corpus folder is missing.
    """
    with _laid_out(document) as path, _reason_alone(path):
        return _propose(document, path, library)


def is_repeated(proposal: Proposal) -> bool:
    """Whether the corpus holds the very same text, so that adding it makes no sense."""
    return proposal.duplicate is not None and proposal.duplicate.kind == "same_text"


def add(document: Document, library: Library) -> Done:
    """Puts a document into the corpus folder.

    Raises `ArticleError` if there is no article in it or the corpus holds it already, `CorpusError`
    if the folder is missing, `StorageError` if the disk refuses.
    """
    changes: list[FileChange] = []
    with _laid_out(document) as path, _reason_alone(path):
        proposal = _propose(document, path, library)
        # Of a merely similar article the editor has been told before agreeing.
        several = not is_repeated(proposal)
        written = library.corpus.add(proposal, allow_duplicate=several, changes=changes)
    return _done(proposal, written, changes)


def put_in_place(document: Document, library: Library) -> Done:
    """Makes a document the newest version of the article that it was shown to repeat.

    Raises `ArticleError` if there is no article in it, or what it would replace is another article
    now; else as `add`.
    """
    changes: list[FileChange] = []
    with _laid_out(document) as path, _reason_alone(path):
        proposal = _propose(document, path, library)
        duplicate = proposal.duplicate
        if duplicate is None or duplicate.id != document.said.get(REPLACES):
            raise ArticleError("add.other_duplicate")
        written = library.corpus.replace(proposal, duplicate.id, changes=changes)
    return _done(proposal, written, changes)


def remove(article: ArticleSummary, library: Library) -> Done:
    """Takes an article out of the corpus folder.

    Raises `ArticleError` if it is gone, `CorpusError` if the folder is missing, `StorageError` if
    the disk refuses.
    """
    changes: list[FileChange] = []
    library.corpus.remove(article.id, changes=changes)
    return Done(article.title, article.id, tuple(changes))


def _done(proposal: Proposal, written: Path, changes: Sequence[FileChange]) -> Done:
    path = written.relative_to(proposal.corpus_dir)
    return Done(proposal.article.title, path.with_suffix("").as_posix(), tuple(changes))


def _propose(document: Document, path: Path, library: Library) -> Proposal:
    return propose_from(path, _given(document.said, library), document, library)


def _given(said: Mapping[str, str], library: Library) -> Given:
    date = said.get("date")
    return library.corpus.given(
        title=said.get("title"),
        date=dt.date.fromisoformat(date) if date else None,
        publisher=said.get("publisher"),
        url=said.get("url"),
    )


def _laid_out(document: Document) -> AbstractContextManager[Path]:
    return laid_out(safe_name(document.name), document.content)


@contextmanager
def _reason_alone(path: Path) -> Iterator[None]:
    """An editor knows the document by its name, not by where it was laid out."""
    try:
        yield
    except ArticleError as error:
        reason = error.problem.fields.get("reason")
        raise ArticleError(reason if isinstance(reason, Problem) else error.problem) from None
