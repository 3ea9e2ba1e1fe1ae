"""Collections for tests, and what comes out of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.article import Article
from retrieval.corpus.additions import Given, Proposal, write
from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.collection.batch import Batch
from retrieval.corpus.seen import ArticlesSeen
from retrieval.reports import FieldsRead, SkippedEntry

_SUBJECTS = ("Stadtrat", "Hafen", "Theater", "Zoo", "Bahnhof", "Museum", "Freibad", "Rathaus")


def text(number: int) -> str:
    """An article's text like no other of another number."""
    words = " ".join(f"Wort{number}x{i}" for i in range(12))
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return (
        f"Der Plan für den {subject} mit der Nummer {number} wurde am Dienstag vorgestellt."
        f" {words}.\n\n"
        f"Die Kosten liegen nach Angaben der Stadt bei {number + 2} Millionen Euro."
    )


def add(
    proposal: Proposal,
    *,
    allow_duplicate: bool,
    changes: object,
    taken: Container[str],
) -> Path:
    """As `CorpusFolder.add`, without a past."""
    return write(proposal, allow_duplicate=allow_duplicate, taken=taken)


class Known(ArticlesSeen):
    """An empty corpus folder, as far as a batch asks."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def recurrences(self, article: Article) -> dict[str, Recurrence]:
        return {}

    def add(self, article: Article) -> None:
        self.ids.add(article.id)
        super().add(article)


@dataclass
class Gathered:
    """What a batch made of a source."""

    added: list[Article] = field(default_factory=list)
    doubles: list[Proposal] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    fields: list[FieldsRead] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.added]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.doubles) + len(self.skipped)


def here(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls it in this process: what has limits is tested elsewhere."""
    return function(*arguments)


def gather(
    corpus_dir: Path,
    *sources: Path,
    given: Given | None = None,
    fields: Mapping[str, str] | None = None,
    call: Callable[..., Any] = here,
    writes: bool = True,
) -> Gathered:
    """Adds all that sources hold."""
    found = Gathered()
    with Known() as known:
        batch = Batch(corpus_dir, known, call, add, given=given, fields=fields)
        for source in sources:
            _gather(batch, batch.propose(source), found, writes=writes)
    return found


def _gather(batch: Batch, proposed: Iterable[Any], found: Gathered, *, writes: bool) -> None:
    for one in proposed:
        if isinstance(one, FieldsRead):
            found.fields.append(one)
        elif isinstance(one, SkippedEntry):
            assert one.name not in found.skipped
            found.skipped[one.name] = one.problem.code
        elif one.duplicate is not None:
            found.doubles.append(one)
        else:
            if writes:
                batch.add(one)
            else:
                batch.note(one)
            found.proposals.append(one)
            found.added.append(one.article)
