"""Mutated articles: read, proposed, built. Each is an article, or one problem of its file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.readers import parse_article
from retrieval.errors import ArticleError, CorpusError
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.corpus.mutations import mutated
from tests.torture import children
from tests.torture.given import Given
from tests.torture.processes import run
from tests.torture.report import Row, row

_AT_A_TIME = 200
_MAX_CPU_S = 20.0
"""Of reading or proposing a file of at most some hundred kilobytes; most take a millisecond."""
_QUESTION = "Wer hat den Haushalt beschlossen?"
_SUFFIXES = (".md", ".md", ".txt")


def files(given: Given, scratch: Path) -> list[Row]:
    """Tries mutated articles.

    Args:
        given: How many; the seed says which million of mutations.
        scratch: A folder for what is laid out.

    Returns:
        A row for reading and proposing, one for building.
    """
    rows = [Row("fuzz: files read and proposed"), Row("fuzz: files in corpora built")]

    def tried(numbers: range) -> list[Row]:
        folder = scratch / str(numbers[0])
        (folder / "corpus").mkdir(parents=True)
        return [_read(numbers, given.seed, folder), _built(numbers, given.seed, folder)]

    with ThreadPoolExecutor(given.jobs) as pool:
        for found in pool.map(tried, given.numbers(_AT_A_TIME)):
            for whole, part in zip(rows, found, strict=True):
                whole.add(part)
    return rows


def _read(numbers: range, seed: int, folder: Path) -> Row:
    with row("fuzz: files") as found:
        ended = run(read_and_propose, numbers, seed, folder)
        found.tried = len(numbers)
        for number, complaint in ended.values:
            if complaint:
                found.fault(_again(seed, number), complaint)
        if ended.why:
            last = ended.values[-1][0] if ended.values else numbers[0]
            found.fault(_again(seed, last), ended.why)
    return found


def _built(numbers: range, seed: int, folder: Path) -> Row:
    with row("fuzz: corpora") as found:
        ended = run(build_all, numbers, seed, folder)
        found.tried = len(numbers)
        for wrong in ended.values + [ended.why] * bool(ended.why):
            again = f"`files --seed {seed} --first {numbers[0]} --count {len(numbers)}`"
            found.fault(again, wrong)
    return found


def _again(seed: int, number: int) -> str:
    return f"`files --seed {seed} --first {number} --count 1`"


def content(seed: int, number: int) -> tuple[str, bytes]:
    """Name and bytes of a mutated article."""
    return f"{number}{_SUFFIXES[number % len(_SUFFIXES)]}", mutated((seed - 1) * 1_000_000 + number)


def read_and_propose(numbers: range, seed: int, folder: Path) -> Iterator[tuple[int, str]]:
    """Before and after each file: its number; after it what was wrong, if anything."""
    children.enter(folder)
    library = Library(folder / "index", corpus_dir=folder / "corpus")
    for number in numbers:
        yield number, ""
        name, raw = content(seed, number)
        path = folder / name
        path.write_bytes(raw)
        started = time.process_time()
        complaint = _complaint(library, name, raw, path)
        if (took := time.process_time() - started) > _MAX_CPU_S:
            complaint = complaint or f"takes {took:.0f} s"
        path.unlink()
        yield number, complaint


def _complaint(library: Library, name: str, raw: bytes, path: Path) -> str:
    try:
        try:
            wrong = _misread(parse_article(raw, name))
        except ArticleError as error:
            wrong = _not_one_line(error)
        try:
            wrong = wrong or _misread(library.corpus.propose(path).article)
        except ArticleError as error:
            wrong = wrong or _not_one_line(error)
    except BaseException as error:  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {str(error)[:300]}"
    return wrong


def _misread(article: Article) -> str:
    article.text.encode()  # lone surrogates cannot be stored, nor shown
    return "" if article.text.strip() else "an article without a text"


def _not_one_line(error: ArticleError) -> str:
    return f"more than a line: {error}" if "\n" in str(error) else ""


def build_all(numbers: range, seed: int, folder: Path) -> Iterator[str]:
    """Builds an index of all of them, and asks it; yields what was wrong."""
    children.enter(folder)
    for number in numbers:
        name, raw = content(seed, number)
        (folder / "corpus" / name).write_bytes(raw)
    library = Library(folder / "index", corpus_dir=folder / "corpus", encoder=TinyEncoder())
    try:
        report = library.build()
    except CorpusError:  # not one of them can be read
        return
    if report.articles + len(report.skipped) != len(numbers):
        yield f"{len(numbers)} files, {report.articles} articles, {len(report.skipped)} skipped"
    for problem in library.verify():
        yield str(problem)
    with library:
        for summary in library.articles():
            library.paragraphs(summary.id)
        answer = library.ask(_QUESTION, k=20)
        for quote in answer.quotes:
            text = library.article(quote.citation.article).text
            if text[quote.start : quote.end] != quote.text:
                yield f"{quote.citation.article} is not quoted word for word"
