"""Articles, paragraphs, sentences and passages of one generation, on disk (SQLite).

Numbers are dense and run in the order of the articles' ids, so the same corpus always gets the same
numbers: passage `n` is row `n` of the passage vectors and of the keyword index, sentence `n` row
`n` of the sentence vectors. The catalog stores each article's text once; passages and sentences are
offsets into it, and `text[start:end]` is the only way to their words.

The file is written once, aside, and only read from then on.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.corpus.addresses import last_step, page_of
from retrieval.errors import ArticleError, IndexDamagedError, Problem
from retrieval.index.catalog.rows import (
    PassageRow,
    SentenceRow,
    SourceFile,
    StoredArticle,
    article_sha256,
    layout_sha256,
    roles_that_answer,
)
from retrieval.language.shingles import NO_HASH, SKETCH, least_shared, sketch_of, words_of
from retrieval.machine import raise_refusal

_ITERATED = 32
_ARTICLE_COLUMNS = (
    "number, id, path, title, date, publisher, url, authors, section, language, sources,"
    " guessed, pages, problems, text, sha256"
)


class Catalog:
    """Read access to one generation's catalog; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Opens the catalog read-only.

        Args:
            path: The SQLite file.

        Raises:
            IndexDamagedError: If the file is missing or no catalog.
        """
        self._path = path
        self._lock = threading.Lock()
        self._languages: dict[int, str] = {}
        try:
            # immutable: the file never changes, so SQLite needs no lock files beside it
            # and a read-only folder serves as well.
            uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            # A connection refers to itself: merely let go of, it would keep the file open.
            weakref.finalize(self, self._db.close)
            self._db.execute("SELECT number FROM articles LIMIT 1").fetchone()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def contents_sha256(self) -> str:
        """Names what the catalog holds: the hex SHA-256 of its articles' checksums, in order."""
        [(digest,)] = self._select("SELECT sha256 FROM contents")
        return str(digest.hex())

    def passages(self, numbers: Sequence[int]) -> list[PassageRow]:
        """The passages of the given numbers, by number."""
        rows = self._select_in("SELECT * FROM passages WHERE number IN ({})", numbers)
        return [PassageRow._make(row) for row in rows]

    def sentences(self, numbers: Sequence[int]) -> list[SentenceRow]:
        """The sentences of the given numbers, by number."""
        rows = self._select_in("SELECT * FROM sentences WHERE number IN ({})", numbers)
        return [SentenceRow._make(row) for row in rows]

    def answer_types(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        """What kinds of answers sentences can hold.

        Args:
            numbers: Sentence numbers, in any order, shape (n,).

        Returns:
            Bits of `AnswerType` of each, shape (n,), uint8.
        """
        return self._of_sentences("answer_types", numbers)

    def roles(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        """What sentences do in their texts: `Role` of each, as for `answer_types`."""
        return self._of_sentences("role", numbers)

    def can_answer(
        self, numbers: NDArray[np.int64], *, asked_what_was_asked: bool = False
    ) -> NDArray[np.bool_]:
        """Whether sentences of these numbers can be an answer; see `roles_that_answer`."""
        return roles_that_answer(self.roles(numbers), asked_what_was_asked=asked_what_was_asked)

    def place(self, passage: PassageRow) -> list[SentenceRow]:
        """The sentences of the paragraph (of the short paragraphs, joined) a passage lies in.

        Args:
            passage: The passage.

        Returns:
            The sentences, in order.

        Raises:
            IndexDamagedError: If the article's sentences are not those that were indexed.
        """
        _, sentences = self._layout(passage.article)
        before = sentences[0].number
        first = sentences[passage.first_sentence - before].paragraph
        last = sentences[passage.end_sentence - 1 - before].paragraph
        return [sentence for sentence in sentences if first <= sentence.paragraph <= last]

    def paragraphs(self, article_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of an article, in order.

        Args:
            article_id: The article's id.

        Returns:
            The paragraphs, each a slice of the article's text.

        Raises:
            ArticleError: If there is no such article.
        """
        number, article = self._article(article_id)
        paragraphs, rows = self._layout(number)
        sentences: dict[int, list[tuple[int, int]]] = {number: [] for number, _, _ in paragraphs}
        for row in rows:
            sentences[row.paragraph].append((row.start, row.end))
        return tuple(
            Paragraph(number, start, end, article.text[start:end], tuple(sentences[number]))
            for number, start, end in paragraphs
        )

    def articles_by_number(self, numbers: Sequence[int]) -> dict[int, Article]:
        """The articles of the given numbers.

        Args:
            numbers: Which, in any order.

        Returns:
            The articles by number.

        Raises:
            IndexDamagedError: If one is not what was indexed.
        """
        return {stored.number: self._sound(stored) for stored in self._articles(numbers)}

    def article(self, article_id: str) -> Article:
        """The article of that id.

        Args:
            article_id: The article's id.

        Returns:
            The article.

        Raises:
            ArticleError: If there is none.
            IndexDamagedError: If it is not what was indexed.
        """
        return self._article(article_id)[1]

    def ids(self) -> list[str]:
        """The ids of all articles."""
        return [id_ for (id_,) in self._select("SELECT id FROM articles")]

    def summaries(self) -> list[ArticleSummary]:
        """All articles, newest first, undated ones last, then by id."""
        rows = self._select(
            "SELECT id, title, publisher, date, section, path, url, words, passage_count,"
            " authors, guessed, problems"
            " FROM articles ORDER BY date IS NULL, date DESC, id"
        )
        return [
            ArticleSummary(
                id=row[0],
                title=row[1],
                publisher=row[2],
                date=_date(row[3]),
                section=row[4],
                path=row[5],
                url=row[6],
                words=row[7],
                passages=row[8],
                authors=tuple(json.loads(row[9])),
                guessed=tuple(json.loads(row[10])),
                problems=_problems(row[11]),
            )
            for row in rows
        ]

    def iterate(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, Article]]:
        """Articles with their numbers, a few at a time in memory.

        Args:
            numbers: Which; all in order if None.

        Yields:
            The number and the article.

        Raises:
            IndexDamagedError: If one is not what was indexed.
        """
        for stored in self.as_stored(numbers):
            yield stored.number, self._sound(stored)

    def as_stored(self, numbers: Iterable[int] | None = None) -> Iterator[StoredArticle]:
        """Articles as they lie on the disk, a few at a time in memory.

        Args:
            numbers: As for `iterate`.

        Yields:
            The articles, sound or not.
        """
        wanted = iter(range(self.counts()[0]) if numbers is None else numbers)
        while some := list(islice(wanted, _ITERATED)):
            found = {stored.number: stored for stored in self._articles(some)}
            yield from (found[number] for number in some)

    def article_passages(self, article: int) -> list[PassageRow]:
        """The passages of one article, in order."""
        rows = self._select(
            "SELECT p.* FROM articles a JOIN passages p"
            " ON p.number >= a.first_passage AND p.number < a.first_passage + a.passage_count"
            " WHERE a.number = ? ORDER BY p.number",
            (article,),
        )
        return [PassageRow._make(row) for row in rows]

    def article_sentences(self, article: int) -> list[SentenceRow]:
        """The sentences of one article, in order."""
        rows = self._select(
            "SELECT s.* FROM articles a JOIN sentences s"
            " ON s.number >= a.first_sentence AND s.number < a.first_sentence + a.sentence_count"
            " WHERE a.number = ? ORDER BY s.number",
            (article,),
        )
        return [SentenceRow._make(row) for row in rows]

    def sources(self) -> dict[str, SourceFile]:
        """The indexed files by path."""
        rows = self._select("SELECT path, size, mtime_ns, file_sha256 FROM articles")
        return {row[0]: SourceFile._make(row) for row in rows}

    def numbers_by_path(self) -> dict[str, int]:
        """The articles' numbers by path."""
        return dict(self._select("SELECT path, number FROM articles"))

    def sketches(self) -> NDArray[np.uint64]:
        """The sketches of all articles, by number; shape (n_articles, SKETCH)."""
        rows = self._select("SELECT sketch FROM sketches ORDER BY article")
        joined = b"".join(row[0] for row in rows)
        return np.frombuffer(joined, "<u8").reshape(len(rows), SKETCH)

    def line_hashes(self) -> list[tuple[str | None, NDArray[np.uint64]]]:
        """The publisher and the lines (`line_hashes.hashes_of`) of each article, by number."""
        rows = self._select("SELECT publisher, hashes FROM lines ORDER BY article")
        return [(publisher, np.frombuffer(hashes, "<u8")) for publisher, hashes in rows]

    def numbers_like(self, article: Article) -> set[int]:
        """The articles that may say the same as another.

        Args:
            article: Which need not be in the catalog.

        Returns:
            The numbers of those whose sketch is like its own, or whose address is of the same page
            (`corpus.addresses`), or that have its day and, letter case and punctuation aside, its
            headline.
        """
        of_text = sketch_of(words_of(article.text))
        shared = (np.isin(self.sketches(), of_text[of_text != NO_HASH])).sum(axis=1)
        like = shared >= least_shared((of_text != NO_HASH).sum())
        return self.numbers_named_like(article) | set(np.flatnonzero(like).tolist())

    def numbers_named_like(self, article: Article) -> set[int]:
        """Of the articles `numbers_like` another those that its text has nothing to do with."""
        found: set[int] = set()
        page = page_of(article.url)
        if article.url is not None and page is not None:
            like_it = "SELECT number, url FROM articles WHERE instr(url, ?)"
            at_address = self._select(like_it, (last_step(article.url),))
            found.update(number for number, url in at_address if page_of(url) == page)
        if article.date is not None:
            headline, day = words_of(article.title), article.date.isoformat()
            of_day = self._select("SELECT number, title FROM articles WHERE date = ?", (day,))
            found.update(number for number, title in of_day if words_of(title) == headline)
        return found

    def counts(self) -> tuple[int, int, int]:
        """Numbers of articles, passages and sentences."""
        row = self._select(
            "SELECT count(*), coalesce(sum(passage_count), 0), coalesce(sum(sentence_count), 0)"
            " FROM articles"
        )[0]
        return int(row[0]), int(row[1]), int(row[2])

    def date_span(self) -> tuple[dt.date | None, dt.date | None]:
        """The earliest and the latest publication day."""
        # One at a time, each is an end of the index over dates; together they scan the articles.
        ends = "SELECT (SELECT min(date) FROM articles), (SELECT max(date) FROM articles)"
        row = self._select(ends)[0]
        return _date(row[0]), _date(row[1])

    def languages_of(self, numbers: Iterable[int]) -> dict[int, str]:
        """The languages of the articles of the given numbers."""
        wanted = set(numbers)
        # Not by the sets' difference: it would go through all that is known.
        unknown = [number for number in wanted if number not in self._languages]
        if unknown:
            found = "SELECT number, language FROM articles WHERE number IN ({})"
            self._languages.update(self._select_in(found, unknown))
        return {number: self._languages[number] for number in wanted}

    def dates_of(self, numbers: Iterable[int]) -> dict[int, dt.date | None]:
        """The publication days of the articles of the given numbers, where they are known."""
        found = "SELECT number, date FROM articles WHERE number IN ({})"
        return {number: _date(date) for number, date in self._select_in(found, sorted(numbers))}

    def passages_of_articles(
        self, since: dt.date | None, until: dt.date | None, publisher: str | None
    ) -> NDArray[np.int64]:
        """Numbers of the passages whose articles pass the filter, ascending.

        Args:
            since: First publication day admitted.
            until: Last publication day admitted.
            publisher: Publisher, compared without regard to case.

        Returns:
            Shape (n,), int64. An article without a date passes no date filter.
        """
        clauses, values = ["1"], []
        if since is not None:
            clauses.append("date >= ?")
            values.append(since.isoformat())
        if until is not None:
            clauses.append("date <= ?")
            values.append(until.isoformat())
        rows = self._select(
            "SELECT first_passage, passage_count, publisher FROM articles"  # noqa: S608 - constants
            f" WHERE {' AND '.join(clauses)} ORDER BY number",
            tuple(values),
        )
        wanted = publisher.casefold() if publisher is not None else None
        runs = [
            np.arange(first, first + count, dtype=np.int64)
            for first, count, name in rows
            if wanted is None or (name or "").casefold() == wanted
        ]
        return np.concatenate(runs) if runs else np.empty(0, np.int64)

    def close(self) -> None:
        """Closes the file; the catalog must not be used after."""
        with self._lock:
            self._db.close()

    def _select(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            with self._lock, closing(self._db.execute(sql, tuple(values))) as cursor:
                return cursor.fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _select_in(self, sql: str, numbers: Sequence[int]) -> list[Any]:
        # json_each takes any number of values in one bound variable.
        marks = "SELECT value FROM json_each(?)"
        rows = self._select(sql.format(marks), (json.dumps([int(n) for n in numbers]),))
        return sorted(rows)

    def _of_sentences(self, column: str, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        wanted = numbers.tolist()
        select = f"SELECT number, {column} FROM sentences WHERE number IN ({{}}) AND {column} > 0"  # noqa: S608
        held = dict(self._select_in(select, wanted))
        return np.array([held.get(number, 0) for number in wanted], np.uint8)

    def _articles(self, numbers: Sequence[int]) -> list[StoredArticle]:
        select = f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE number IN ({{}})"  # noqa: S608
        return [_stored(row) for row in self._select_in(select, sorted(set(numbers)))]

    def _article(self, article_id: str) -> tuple[int, Article]:
        select = f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?"  # noqa: S608
        rows = self._select(select, (article_id,))
        if not rows:
            raise ArticleError("article.unknown", article=article_id)
        stored = _stored(rows[0])
        return stored.number, self._sound(stored)

    def _layout(self, article: int) -> tuple[list[tuple[int, int, int]], list[SentenceRow]]:
        """An article's paragraphs (number, start, end) and sentences, as they were indexed."""
        paragraphs = self._select(
            "SELECT number, start, end FROM paragraphs WHERE article = ? ORDER BY number",
            (article,),
        )
        sentences = self.article_sentences(article)
        rows = self._select("SELECT id, layout_sha256 FROM articles WHERE number = ?", (article,))
        if [layout_sha256(paragraphs, sentences)] != [expected for _, expected in rows]:
            named = rows[0][0] if rows else article
            raise IndexDamagedError("index.article_altered", article=named, path=self._path)
        return paragraphs, sentences

    def _sound(self, stored: StoredArticle) -> Article:
        if not stored.sound:
            named = stored.article.id
            raise IndexDamagedError("index.article_altered", article=named, path=self._path)
        return stored.article

    def _damaged(self, error: sqlite3.Error) -> IndexDamagedError:
        raise_refusal(error, self._path)
        return IndexDamagedError("index.file_unreadable", path=self._path, detail=error)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(map(Problem.from_json, json.loads(text)))


def _stored(row: Sequence[Any]) -> StoredArticle:
    number, id_, path, title, date, publisher, url, *others, sha256 = row
    authors, section, language, sources, guessed, pages, problems, text = others
    article = Article(
        id=id_,
        title=title,
        text=text,
        path=path,
        date=_date(date),
        publisher=publisher,
        url=url,
        authors=tuple(json.loads(authors)),
        section=section,
        language=language,
        sources=tuple(json.loads(sources)),
        guessed=tuple(json.loads(guessed)),
        pages=tuple((start, number) for start, number in json.loads(pages)),
        problems=_problems(problems),
    )
    return StoredArticle(number, article, article_sha256(article) == sha256)
