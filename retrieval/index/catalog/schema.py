"""The tables of a catalog, and how runs of their rows are copied into the next one's.

A copied row keeps everything but its numbers, which are shifted: `:a` articles, `:p` passages, `:s`
sentences further on.
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final = """
CREATE TABLE contents (sha256 BLOB NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, date TEXT, publisher TEXT, url TEXT, authors TEXT NOT NULL, section TEXT,
    language TEXT NOT NULL, sources TEXT NOT NULL, guessed TEXT NOT NULL, pages TEXT NOT NULL,
    problems TEXT NOT NULL, text TEXT NOT NULL,
    sha256 BLOB NOT NULL, layout_sha256 BLOB NOT NULL, words INTEGER NOT NULL,
    file_sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL, sentence_count INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passage_count INTEGER NOT NULL
);
CREATE TABLE sketches (article INTEGER PRIMARY KEY, sketch BLOB NOT NULL);
CREATE TABLE lines (article INTEGER PRIMARY KEY, publisher TEXT, hashes BLOB NOT NULL);
CREATE TABLE paragraphs (
    article INTEGER NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;
CREATE TABLE sentences (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, paragraph INTEGER NOT NULL, answer_types INTEGER NOT NULL,
    role INTEGER NOT NULL
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, paragraph INTEGER NOT NULL, first_sentence INTEGER NOT NULL,
    end_sentence INTEGER NOT NULL
);
"""

COPY: Final = (
    "INSERT INTO articles SELECT number + :a, id, path, title, date, publisher, url, authors,"
    " section, language, sources, guessed, pages, problems, text, sha256, layout_sha256, words,"
    " file_sha256, size, mtime_ns, first_sentence + :s, sentence_count, first_passage + :p,"
    " passage_count"
    " FROM old.articles WHERE number BETWEEN :first AND :last ORDER BY number",
    "INSERT INTO sketches SELECT article + :a, sketch"
    " FROM old.sketches WHERE article BETWEEN :first AND :last ORDER BY article",
    "INSERT INTO lines SELECT article + :a, publisher, hashes"
    " FROM old.lines WHERE article BETWEEN :first AND :last ORDER BY article",
    "INSERT INTO paragraphs SELECT article + :a, number, start, end"
    " FROM old.paragraphs WHERE article BETWEEN :first AND :last ORDER BY article, number",
    "INSERT INTO sentences SELECT s.number + :s, s.article + :a, s.start, s.end, s.paragraph,"
    " s.answer_types, s.role FROM old.sentences s WHERE s.number >="
    " (SELECT first_sentence FROM old.articles WHERE number = :first) AND s.number <"
    " (SELECT first_sentence + sentence_count FROM old.articles WHERE number = :last)"
    " ORDER BY s.number",
    "INSERT INTO passages SELECT p.number + :p, p.article + :a, p.start, p.end, p.paragraph,"
    " p.first_sentence + :s, p.end_sentence + :s FROM old.passages p WHERE p.number >="
    " (SELECT first_passage FROM old.articles WHERE number = :first) AND p.number <"
    " (SELECT first_passage + passage_count FROM old.articles WHERE number = :last)"
    " ORDER BY p.number",
)
