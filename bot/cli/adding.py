"""What `wortlaut add` does with each file, and with each entry of a collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.cli.options import Session
from bot.cli.streams import notice, write_line
from bot.errors import InputError
from bot.escape import one_line
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.errors import ArticleError, Problem
from retrieval.library import CorpusFolder
from retrieval.reports import FieldsRead, SkippedEntry

if TYPE_CHECKING:
    from retrieval.library import Batch, Dropped, Duplicate, Proposal

_MAX_SHOWN_CHARS = 100
_MAX_UNUSED = 12


class Adding:
    """Adds articles, says what came of each, and counts.

    Attributes:
        added: How many were added, or would be.
        repeated: How many the corpus holds already.
        skipped: How many could not be read as articles.
        of_collections: Whether any came out of a collection.
    """

    added: int
    repeated: int
    skipped: int
    of_collections: bool

    def __init__(self, session: Session, batch: Batch, *, dry_run: bool, force: bool) -> None:
        """Adds nothing yet.

        Args:
            session: Says in which language, and to which corpus.
            batch: Writes.
            dry_run: Show only.
            force: Add even what the corpus holds already.
        """
        self._texts, self._corpus_dir = session.texts, session.settings.corpus_dir
        self._batch, self._dry_run, self._force = batch, dry_run, force
        self._other_kinds: Counter[str] = Counter()
        self.added = self.repeated = self.skipped = 0
        self.of_collections = False

    @property
    def entries(self) -> int:
        """How many there were."""
        return self.added + self.repeated + self.skipped

    def source(self, source: str) -> None:
        """Adds a file, or all that a collection holds.

        Args:
            source: Its path.

        Raises:
            StorageError: The corpus folder refuses.
        """
        several = CorpusFolder.holds_several(source)
        self.of_collections |= several
        try:
            for found in self._batch.propose(source):
                if isinstance(found, FieldsRead):
                    notice(self._fields(found))
                elif isinstance(found, SkippedEntry):
                    self._skip(found)
                else:
                    self.proposal(found, str(found.source), details=not several)
        except ArticleError as error:
            self.refused(error.problem)

    def proposal(self, proposal: Proposal, name: str, *, details: bool) -> None:
        """Adds a proposed article, unless the corpus holds it.

        Args:
            proposal: From `propose`.
            name: What it came from is called.
            details: Show what was recognised and what was dropped.

        Raises:
            StorageError: The corpus folder refuses.
        """
        texts, twin = self._texts, proposal.duplicate
        updates = None if self._force else proposal.updates
        if twin and not self._force and updates is None:
            notice(texts.duplicate.format(path=name, article=twin.id, how=_how(twin, texts)))
            self.repeated += 1
            return
        if self._dry_run:
            self._batch.note(proposal)
            path, said = self._corpus_dir / proposal.article.path, texts.would_add
            if updates is not None:
                said = texts.would_update
        else:
            try:
                path = self._batch.add(proposal, allow_duplicate=self._force)
            except ArticleError as error:  # another process was quicker
                self.refused(error.problem)
                return
            said = texts.added if updates is None else texts.updated
        write_line(one_line(said.format(path=path, article=updates)))
        for line in _details(proposal, texts) if details else ():
            write_line(line)
        unusable = [line.text for line in proposal.dropped if line.reason == "unusable"]
        if unusable and not details:
            notice(texts.without.format(path=name, values="; ".join(unusable)))
        self.added += 1

    def refused(self, problem: Problem) -> None:
        """Says why something was not added."""
        self.skipped += 1
        notice(self._texts.not_added.format(reason=in_words(problem, self._texts.language)))

    def sum_up(self) -> None:
        """Says how many became articles, and names the kinds of files that do not."""
        texts = self._texts
        if self._other_kinds:
            kinds = ", ".join(
                f"{suffix or '–'} ({n})" for suffix, n in sorted(self._other_kinds.items())
            )
            count = self._other_kinds.total()
            notice(texts.other_kinds[count != 1].format(n=count, kinds=kinds))
        if not self.of_collections:
            counts = {"added": self.added, "repeated": self.repeated, "failed": self.skipped}
            notice(texts.added_of.format(**counts))
            return
        summary = texts.would_add_entries if self._dry_run else texts.added_entries
        notice(
            summary.format(
                entries=self.entries,
                added=self.added,
                repeated=self.repeated,
                skipped=self.skipped,
            )
        )

    def _skip(self, entry: SkippedEntry) -> None:
        if entry.problem.code == "file.not_addable":  # a folder of pictures needs no line for each
            self.skipped += 1
            self._other_kinds[PurePath(entry.name).suffix.lower()] += 1
            return
        self.refused(Problem("file", {"path": entry.name, "reason": entry.problem}))

    def _fields(self, found: FieldsRead) -> str:
        labels = self._texts.shared.labels
        used = "; ".join(f"{labels[key]} ← {' / '.join(names)}" for key, names in found.used)
        line = self._texts.fields_read.format(path=found.name, fields=used)
        if not found.unused:
            return line
        unused = ", ".join(found.unused[:_MAX_UNUSED])
        more = ", …" if len(found.unused) > _MAX_UNUSED else ""
        return f"{line} {self._texts.fields_unused.format(fields=unused + more)}"


def fields_said(options: list[str]) -> dict[str, str]:
    """Reads `--field`.

    Args:
        options: Each as typed: `title=headline`.

    Returns:
        The name of a field by what it says of an article; empty where none is to be used.

    Raises:
        InputError: One is no such pair, or names nothing that is known of articles.
    """
    said = {}
    for option in options:
        word, equals, name = option.partition("=")
        key = CorpusFolder.field_key(word)
        if not equals or key is None:
            raise InputError("input.field", value=option)
        said[key] = name.strip()
    return said


def _how(duplicate: Duplicate, texts: Texts) -> str:
    # Down, so that 100 % is said of the same text only.
    return texts.same[duplicate.kind].format(percent=int(duplicate.similarity * 100))


def _details(proposal: Proposal, texts: Texts) -> Iterator[str]:
    article, label = proposal.article, texts.shared.labels
    recognised = {
        "title": article.title,
        "date": texts.day(article.date) if article.date else "",
        "publisher": article.publisher or "",
        "section": article.section or "",
        "authors": ", ".join(article.authors),
        "url": article.url or "",
        "sources": ", ".join(article.sources),
        "language": article.language,
        "words": str(len(article.text.split())),
    }
    width = max(map(len, label.values())) + 1
    for name, value in recognised.items():
        shown = one_line(value) or "–"
        if name in proposal.guessed:
            shown = texts.shared.guess.format(value=shown)
        yield f"  {label[name] + ':':<{width}} {shown}"
    for problem in article.problems:
        yield f"  {one_line(in_words(problem, texts.language))}"
    dropped = [line for line in proposal.dropped if not line.moved]
    if not dropped:
        yield f"  {texts.dropped_nothing}"
        return
    yield f"  {texts.dropped[len(dropped) != 1].format(n=len(dropped))}"
    for line in dropped:
        text = one_line(line.text)
        shown = text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]} […]"
        yield f"    {line.line_number:>4}  {shown} ({_why(line, texts)})"


def _why(line: Dropped, texts: Texts) -> str:
    found = line.recurrence
    if found is None:
        return texts.reasons[line.reason]
    where = texts.recurs_in if found.publisher else texts.recurs_in_unnamed
    return where.format(n=found.articles, publisher=one_line(found.publisher or ""))
