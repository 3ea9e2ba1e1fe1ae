"""What an editor sends → an article in the corpus folder.

What is written is named by the engine after the article's own title. The document is looked at in a
temporary folder and looked at again when the editor agrees, so that nothing has to be kept of it
but its bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.laid_out import laid_out
from bot.service.document import Document, propose_from, safe_name, suffix_of
from bot.telegram.fields import authors_in
from retrieval.article import ArticleSummary
from retrieval.errors import ArticleError, Problem, WortlautError
from retrieval.library import CorpusFolder, Library
from retrieval.reports import FieldsRead, FileChange, SkippedEntry

if TYPE_CHECKING:
    from retrieval.library import Batch, Given, Proposal

REPLACES: Final = "replaces"
RECURRING: Final = "recurring"
_MAX_NAMED: Final = 5


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


@dataclass(slots=True)
class Contents:
    """What a document that holds several articles holds.

    Attributes:
        added: How many of its articles were added, or would be.
        repeated: How many the corpus holds already.
        skipped: How many entries are no articles.
        titles: Of the first of those added.
        problems: What is wrong with the first of those skipped, each with its name.
        fields: Of records: how their fields are read.
        changes: How to take back what was done.
    """

    added: int = 0
    repeated: int = 0
    skipped: int = 0
    titles: list[str] = field(default_factory=list)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    fields: list[FieldsRead] = field(default_factory=list)
    changes: list[FileChange] = field(default_factory=list)


def formats() -> str:
    """The kinds of files that can be added, for people to read."""
    suffixes = CorpusFolder.addable_suffixes() | CorpusFolder.collection_suffixes()
    return ", ".join(sorted(suffix for suffix in suffixes if suffix))


def holds_several(name: str) -> bool:
    """Whether a file of this name holds several articles."""
    return suffix_of(name) in CorpusFolder.collection_suffixes()


def examine_several(document: Document, library: Library) -> Contents:
    """Works out what adding all of a document would do; writes nothing to the corpus.

    Raises `ArticleError`, its message the reason alone, if nothing in it can be read, and
    `CorpusError` if the corpus folder is missing.
    """
    return _gathered(document, library, writes=False)


def add_several(document: Document, library: Library) -> Contents:
    """Puts all articles of a document that the corpus does not hold into its folder.

    Raises as `examine_several`, and `StorageError` if the disk refuses, or `MachineError`: then
    what had been written is taken back.
    """
    return _gathered(document, library, writes=True)


def _gathered(document: Document, library: Library, *, writes: bool) -> Contents:
    found = Contents()
    # A title and an address are of one article.
    said = {key: value for key, value in document.said.items() if key not in ("title", "url")}
    try:
        with (
            _laid_out(document) as path,
            _reason_alone(path),
            library.corpus.batch(_given(said, library)) as batch,
        ):
            for one in batch.propose(path):
                _take(one, batch, found, writes=writes)
    except WortlautError:
        library.corpus.undo(found.changes)
        raise
    return found


def _take(
    one: Proposal | SkippedEntry | FieldsRead, batch: Batch, found: Contents, *, writes: bool
) -> None:
    if isinstance(one, FieldsRead):
        found.fields.append(one)
        return
    if isinstance(one, SkippedEntry):
        found.skipped += 1
        if len(found.problems) < _MAX_NAMED:
            found.problems.append((one.name, one.problem))
        return
    if one.duplicate is not None and one.updates is None:
        found.repeated += 1
        return
    if writes:
        try:
            batch.add(one, changes=found.changes)
        except ArticleError:  # somebody else was quicker
            found.repeated += 1
            return
    else:
        batch.note(one)
    found.added += 1
    if len(found.titles) < _MAX_NAMED:
        found.titles.append(one.article.title)


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


def recurring_shown(proposal: Proposal) -> str:
    """What `Document.said` keeps, as `RECURRING`, of the lines shown to leave for recurring."""
    lines = [line.text for line in proposal.dropped if line.recurrence is not None]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def add(document: Document, library: Library) -> Done:
    """Puts a document into the corpus folder.

    Raises `ArticleError` if there is no article in it or the corpus holds it already, `CorpusError`
    if the folder is missing, `StorageError` if the disk refuses.
    """
    changes: list[FileChange] = []
    with _laid_out(document) as path, _reason_alone(path):
        proposal = _proposed(document, path, library)
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
        proposal = _proposed(document, path, library)
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


def _proposed(document: Document, path: Path, library: Library) -> Proposal:
    """The proposal once more, as it was shown; raises `ArticleError` if it is another now."""
    proposal = _propose(document, path, library)
    shown = document.said.get(RECURRING)
    if shown is not None and shown != recurring_shown(proposal):
        # Which lines recur depends on the corpus: none leaves that the editor has not seen.
        raise ArticleError("add.other_duplicate")
    return proposal


def _given(said: Mapping[str, str], library: Library) -> Given:
    date = said.get("date")
    return library.corpus.given(
        title=said.get("title"),
        date=dt.date.fromisoformat(date) if date else None,
        publisher=said.get("publisher"),
        url=said.get("url"),
        authors=authors_in(said.get("authors", "")),
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
