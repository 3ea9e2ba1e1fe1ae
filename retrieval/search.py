"""The door to the engine: a question in, an `Answer` out.

    with Searcher.open(index_dir) as searcher:
        answer = searcher.ask("Wann wurde der Vertrag unterzeichnet?")

A searcher may be shared by any number of threads. It notices when another generation has come into
force and swaps to it between two questions; a question under way keeps the generation it began
with. Where the last article has been removed, it knows of nothing until another one is indexed.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from retrieval.answer import Answer, Refusal
from retrieval.article import Article
from retrieval.encoder import Encoder
from retrieval.errors import ArticleError, IndexDamagedError, IndexMissingError, QuestionError
from retrieval.models import open_encoder
from retrieval.quoting.quote import Asked, quote_hits
from retrieval.quoting.refusal import explain
from retrieval.ranking.calibrate import evidence_of
from retrieval.ranking.rank import Filter, rank
from retrieval.store.catalog import Catalog
from retrieval.store.generation import current_file, current_generation, is_withdrawn
from retrieval.store.manifest import Manifest, damage_named, verified_manifest
from retrieval.store.opened import Parts, open_parts
from retrieval.store.rows import ArticleSummary
from retrieval.store.verify import verify_generation

_log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is open.

    Attributes:
        generation: Name of the generation; empty where the last article has been removed.
        model: Embedding model as named by the operator.
        articles: Number of articles.
        passages: Number of passages.
        sentences: Number of sentences.
        built_at: When it was built, with time zone.
        first_date: Earliest publication day.
        last_date: Latest publication day.
    """

    generation: str
    model: str
    articles: int
    passages: int
    sentences: int
    built_at: dt.datetime
    first_date: dt.date | None
    last_date: dt.date | None


@dataclass(frozen=True, slots=True)
class _Open:
    """One generation, and the state of `current` when it was opened.

    Attributes:
        folder: The generation's folder.
        manifest: Its manifest.
        parts: What a search reads.
        stamp: Tells one `current` from another.
        withdrawn: Whether it was taken out of force since, and no other put in its place.
    """

    folder: Path
    manifest: Manifest
    parts: Parts
    stamp: tuple[int, int]
    withdrawn: bool = False


class Searcher:
    """Asks the generation in force."""

    def __init__(self, index_dir: Path, opened: _Open, encoder: Encoder) -> None:
        """Use `Searcher.open`."""
        self._index_dir = index_dir
        self._opened = opened
        self._encoder = encoder
        self._swapping = threading.Lock()

    @classmethod
    def open(
        cls,
        index_dir: Path,
        *,
        encoder: Encoder | None = None,
        model: str | None = None,
        cache_dir: Path | None = None,
    ) -> Self:
        """Opens the generation in force.

        Args:
            index_dir: The index folder.
            encoder: Embeds the questions; the index's own model is opened if None.
            model: The model the caller expects the index to be built with; any if None.
            cache_dir: Where compiled models lie; the user's cache folder if None.

        Returns:
            A searcher.

        Raises:
            IndexMissingError: If there is no index.
            IndexDamagedError: If it is damaged, or was built with another model or schema.
            ModelError: If the model cannot be opened.
        """
        opened = _open_current(index_dir)
        built_with = opened.manifest.model
        if model is not None and model != built_with:
            raise IndexDamagedError(
                f"the index in {index_dir} was built with the model {built_with!r}, not with"
                f" {model!r}; run `wortlaut index`"
            )
        if encoder is None:
            encoder = open_encoder(
                built_with, cache_dir=cache_dir, fingerprint=opened.manifest.encoder
            )
        _check_encoder(opened, encoder)
        return cls(index_dir, opened, encoder)

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        since: dt.date | None = None,
        until: dt.date | None = None,
        publisher: str | None = None,
    ) -> Answer:
        """Answers a question with quotes.

        Args:
            question: What to ask; at most `MAX_QUESTION_CHARS` code points.
            k: How many quotes at most, at least 1.
            since: Admits articles published on this day or later.
            until: Admits articles published on this day or earlier.
            publisher: Admits this publisher's articles, compared without regard to case.

        Returns:
            The answer; if the corpus does not answer, with the nearest passages and the reasons.

        Raises:
            QuestionError: If the question is empty or too long.
            IndexDamagedError: If the index turns out to be damaged.
        """
        started = time.perf_counter()
        asked = clean_question(question)
        vector = self._encoder.embed_questions([asked])[0]
        with self._in_force() as opened:
            if opened.withdrawn:
                return _nothing(question, started)
            parts, manifest = opened.parts, opened.manifest
            spread = manifest.calibration.spread
            hits = rank(parts, asked, vector, spread, Filter(since, until, publisher))
            quotes = quote_hits(parts, Asked(asked, vector, spread, manifest.corpus), hits, k)
            confidence = 0.0
            if hits:
                evidence = evidence_of(parts, asked, hits, spread)
                confidence = manifest.calibration.confidence(asked, evidence)
            answered = confidence >= 0.5
            return Answer(
                question=question,
                answered=answered,
                confidence=confidence,
                quotes=quotes,
                refusal=None if answered else explain(parts, asked, quotes),
                took_ms=(time.perf_counter() - started) * 1000,
            )

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first, undated ones last."""
        with self._in_force() as opened:
            return [] if opened.withdrawn else opened.parts.catalog.summaries()

    def article(self, article_id: str) -> Article:
        """The article of that id.

        Args:
            article_id: The article's id.

        Returns:
            The article as indexed.

        Raises:
            ArticleError: If there is none.
        """
        with self._in_force() as opened:
            return _catalog(opened, article_id).article(article_id)

    def paragraph(self, article_id: str, paragraph: int) -> str:
        """The words of one paragraph: the context of a quote.

        Args:
            article_id: The article's id.
            paragraph: Its number, from 1.

        Returns:
            A slice of the article's text.

        Raises:
            ArticleError: If there is no such article or paragraph.
        """
        with self._in_force() as opened:
            catalog = _catalog(opened, article_id)
            start, end = catalog.paragraph_span(article_id, paragraph)
            return catalog.article(article_id).text[start:end]

    def verify(self) -> list[str]:
        """Proves the index against itself; one line for each disagreement."""
        with self._in_force() as opened:
            return verify_generation(opened.folder, opened.manifest, opened.parts.catalog)

    @property
    def info(self) -> IndexInfo:
        """What is open."""
        with self._in_force() as opened:
            if opened.withdrawn:
                manifest = opened.manifest
                return IndexInfo("", manifest.model, 0, 0, 0, manifest.built_at, None, None)
            first, last = opened.parts.catalog.date_span()
        return IndexInfo(
            generation=opened.folder.name,
            model=opened.manifest.model,
            articles=opened.manifest.articles,
            passages=opened.manifest.passages,
            sentences=opened.manifest.sentences,
            built_at=opened.manifest.built_at,
            first_date=first,
            last_date=last,
        )

    def close(self) -> None:
        """Closes the index; the searcher must not be used after."""
        self._opened.parts.catalog.close()

    def __enter__(self) -> Self:
        """Returns the searcher itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the index."""
        self.close()

    @contextmanager
    def _in_force(self) -> Iterator[_Open]:
        """The generation to read from; its damage, if any, is named."""
        self._refresh()
        opened = self._opened  # read once: another thread may swap at any moment
        with damage_named(opened.folder, opened.manifest):
            yield opened

    def _refresh(self) -> None:
        """Swaps to another generation if one has come into force and can be used.

        The old one is closed when the last question that began with it is done: its files stay
        readable until then, even where the builder has removed their names.
        """
        stamp = _stamp(self._index_dir)
        if stamp == self._opened.stamp or not self._swapping.acquire(blocking=False):
            return
        try:
            opened = _open_current(self._index_dir)
            _check_encoder(opened, self._encoder)
            self._opened = opened
        except (IndexMissingError, IndexDamagedError) as error:
            if is_withdrawn(self._index_dir):
                self._opened = replace(self._opened, stamp=stamp, withdrawn=True)
                return
            _log.warning("keeping the index generation %s: %s", self._opened.folder.name, error)
            self._opened = replace(self._opened, stamp=stamp)
        finally:
            self._swapping.release()


def clean_question(question: str) -> str:
    """What is asked, fit for embedding: NFC, white space runs and unprintable characters folded.

    Args:
        question: As typed.

    Returns:
        The question on one line.

    Raises:
        QuestionError: If nothing is left, or more than `MAX_QUESTION_CHARS`.
    """
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question)} characters; ask in at most {MAX_QUESTION_CHARS}"
        )
    printable = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in question
    )
    asked = " ".join(unicodedata.normalize("NFC", printable).split())
    if not asked:
        raise QuestionError("the question is empty; ask something, e.g. “Wer unterzeichnete?”")
    return asked


def _nothing(question: str, started: float) -> Answer:
    """The answer of a corpus without an article."""
    return Answer(
        question=question,
        answered=False,
        confidence=0.0,
        quotes=(),
        refusal=Refusal((), None, None, None),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _catalog(opened: _Open, article_id: str) -> Catalog:
    if opened.withdrawn:
        raise ArticleError(f"no article {article_id!r}: the corpus holds none")
    return opened.parts.catalog


def _stamp(index_dir: Path) -> tuple[int, int]:
    """Tells one `current` from another: inode and time of its last change."""
    try:
        status = current_file(index_dir).stat()
    except OSError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def _open_current(index_dir: Path) -> _Open:
    """Opens the generation in force, again if a builder replaces it at this very moment."""
    while True:
        stamp = _stamp(index_dir)
        folder = current_generation(index_dir)
        try:
            manifest = verified_manifest(folder)
            with damage_named(folder, manifest):
                parts = open_parts(folder, manifest.dimension)
            return _Open(folder, manifest, parts, stamp)
        except IndexDamagedError:
            if _stamp(index_dir) == stamp:
                raise


def _check_encoder(opened: _Open, encoder: Encoder) -> None:
    if opened.manifest.encoder != encoder.fingerprint:
        raise IndexDamagedError(
            f"the index in {opened.folder} was built with the model {opened.manifest.encoder!r},"
            f" not with {encoder.fingerprint!r}; run `wortlaut index`"
        )
