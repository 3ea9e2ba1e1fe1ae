"""Writes a generation's catalog: new articles from their segments, unchanged ones copied in bulk.

Articles must arrive in the order of their ids. Because an earlier catalog holds its articles in the
same order, the unchanged ones lie there in long runs whose numbers are merely shifted, and each run
is one SQL statement a table.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from retrieval.article import Article
from retrieval.index.catalog.rows import SentenceRow, SourceFile, article_sha256, layout_sha256
from retrieval.index.catalog.schema import COPY, SCHEMA
from retrieval.index.line_hashes import hashes_of
from retrieval.language.answer_type import held_types
from retrieval.language.shingles import sketch_of, words_of
from retrieval.machine import raise_exhausted
from retrieval.regular_file import share_file
from retrieval.segmentation.segment import Segments


@dataclass(frozen=True, slots=True)
class CopiedRun:
    """Rows taken over from the previous generation: vectors move with them.

    Attributes:
        old_article: First article number there.
        articles: How many.
        old_passage: First passage number there.
        new_passage: First passage number here.
        passages: How many.
        old_sentence: First sentence number there.
        new_sentence: First sentence number here.
        sentences: How many.
    """

    old_article: int
    articles: int
    old_passage: int
    new_passage: int
    passages: int
    old_sentence: int
    new_sentence: int
    sentences: int


class CatalogWriter:
    """Builds one catalog file; `finish` closes it."""

    def __init__(self, path: Path, previous: Path | None) -> None:
        """Creates the file.

        Args:
            path: Where; must not exist.
            previous: The catalog of the generation in force, from which articles may be copied.

        Raises:
            MachineError: Memory or files have run out.
        """
        self._path, self._previous = path, previous
        try:
            self._db = sqlite3.connect(path, isolation_level=None, uri=True)
            # The file is written aside and renamed with its folder: a journal would only cost time.
            self._db.execute("PRAGMA journal_mode = OFF")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.executescript(SCHEMA)
            if previous is not None:
                uri = f"{previous.absolute().as_uri()}?mode=ro&immutable=1"
                self._db.execute("ATTACH ? AS old", (uri,))
            self._db.execute("BEGIN")
        except sqlite3.OperationalError as error:
            raise_exhausted(error, path.parent)
            raise
        self.articles = 0
        self.passages = 0
        self.sentences = 0
        self.runs: list[CopiedRun] = []
        self.fresh: list[int] = []
        self._pending: list[int] = []
        self._retimed: list[tuple[int, int]] = []

    def add(self, article: Article, file: SourceFile, segments: Segments) -> None:
        """Adds an article that is new or has changed."""
        self._flush()
        number = self.articles
        paragraphs = [(i, p.start, p.end) for i, p in enumerate(segments.paragraphs, 1)]
        rows = [
            SentenceRow(
                self.sentences + i,
                number,
                s.start,
                s.end,
                s.paragraph,
                int(held_types(article.text[s.start : s.end])),
                int(s.role),
            )
            for i, s in enumerate(segments.sentences)
        ]
        self._db.execute(
            f"INSERT INTO articles VALUES ({','.join('?' * 25)})",  # noqa: S608
            (
                number,
                article.id,
                article.path,
                article.title,
                article.date.isoformat() if article.date else None,
                article.publisher,
                article.url,
                json.dumps(article.authors, ensure_ascii=False),
                article.section,
                article.language,
                json.dumps(article.sources, ensure_ascii=False),
                json.dumps(article.guessed),
                json.dumps(article.pages),
                json.dumps([problem.to_json() for problem in article.problems]),
                article.text,
                article_sha256(article),
                layout_sha256(paragraphs, rows),
                len(article.text.split()),
                file.sha256,
                file.size,
                file.mtime_ns,
                self.sentences,
                len(segments.sentences),
                self.passages,
                len(segments.passages),
            ),
        )
        self._db.execute(
            "INSERT INTO sketches VALUES (?, ?)",
            (number, sketch_of(words_of(article.text)).astype("<u8").tobytes()),
        )
        self._db.execute(
            "INSERT INTO lines VALUES (?, ?, ?)",
            (number, article.publisher, hashes_of(article.text).astype("<u8").tobytes()),
        )
        self._db.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?, ?)",
            [(number, *paragraph) for paragraph in paragraphs],
        )
        self._db.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    self.passages + i,
                    number,
                    p.start,
                    p.end,
                    p.paragraph,
                    self.sentences + p.first_sentence,
                    self.sentences + p.end_sentence,
                )
                for i, p in enumerate(segments.passages)
            ],
        )
        self.fresh.append(number)
        self.articles += 1
        self.sentences += len(segments.sentences)
        self.passages += len(segments.passages)

    def copy(self, old_number: int, mtime_ns: int | None = None) -> None:
        """Takes over an unchanged article of the previous generation.

        Args:
            old_number: Its number there.
            mtime_ns: When its file was last changed, if that differs.
        """
        if self._pending and old_number != self._pending[-1] + 1:
            self._flush()
        if mtime_ns is not None:
            self._retimed.append((mtime_ns, self.articles + len(self._pending)))
        self._pending.append(old_number)

    def finish(self) -> None:
        """Writes what is pending and closes the file.

        Where that is all of the previous catalog and nothing else, the previous file is the new
        one: it is shared by a hard link, whatever the times of the articles' files.
        """
        shared = self._previous if self._is_previous() else None
        if shared is not None:
            self._count_pending()
            self._db.close()
            share_file(shared, self._path)
            return
        self._flush()
        self._db.executemany("UPDATE articles SET mtime_ns = ? WHERE number = ?", self._retimed)
        # Else dates and addresses are looked for among all articles' texts.
        self._db.execute("CREATE INDEX article_dates ON articles (date)")
        self._db.execute("CREATE INDEX article_urls ON articles (url)")
        digest = hashlib.sha256()
        for row in self._db.execute("SELECT sha256, layout_sha256 FROM articles ORDER BY number"):
            digest.update(row[0] + row[1])
        self._db.execute("INSERT INTO contents VALUES (?)", (digest.digest(),))
        self._db.execute("COMMIT")
        self._db.close()

    def abandon(self) -> None:
        """Closes the file as it is; its folder is about to be removed."""
        self._db.close()

    def _is_previous(self) -> bool:
        if self._previous is None or self.articles or not self._pending:
            return False
        [(last,)] = self._db.execute("SELECT max(number) FROM old.articles")
        return (self._pending[0], self._pending[-1]) == (0, last)

    def _flush(self) -> None:
        if not self._pending:
            return
        shift = self._count_pending()
        for statement in COPY:
            self._db.execute(statement, shift)

    def _count_pending(self) -> dict[str, int]:
        """Counts the run that is pending as copied; how far its numbers move, for `COPY`."""
        first, last = self._pending[0], self._pending[-1]
        self._pending = []
        passage, passages, sentence, sentences = self._db.execute(
            "SELECT min(first_passage), sum(passage_count), min(first_sentence),"
            " sum(sentence_count) FROM old.articles WHERE number BETWEEN ? AND ?",
            (first, last),
        ).fetchone()
        shift = {
            "first": first,
            "last": last,
            "a": self.articles - first,
            "p": self.passages - passage,
            "s": self.sentences - sentence,
        }
        self.runs.append(
            CopiedRun(
                old_article=first,
                articles=last - first + 1,
                old_passage=passage,
                new_passage=self.passages,
                passages=passages,
                old_sentence=sentence,
                new_sentence=self.sentences,
                sentences=sentences,
            )
        )
        self.articles += last - first + 1
        self.passages += passages
        self.sentences += sentences
        return shift
