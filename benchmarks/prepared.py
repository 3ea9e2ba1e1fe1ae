"""The benchmark corpus, laid out and indexed; kept between runs, so that only the first waits."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.encoders import open_model
from benchmarks.layout import SourceArticle, lay_out, pick, read_articles
from benchmarks.options import ROOT, Options, stop
from retrieval.errors import WortlautError
from retrieval.evaluation.evaluate import EvalQuestion, load_questions
from retrieval.library import Library

NEWS = 200
_QUICK_ARTICLES = 4
_QUICK_QUESTIONS = 12


def benchmark_articles(options: Options, *, news: int = NEWS) -> list[SourceArticle]:
    """The development articles: those that are asked about, and `news` others."""
    articles = read_articles(options.data)
    if options.quick:
        return pick(articles, news=_QUICK_ARTICLES)[-2 * _QUICK_ARTICLES :]
    return pick(articles, news=news)


def benchmark_questions(
    options: Options, language: str | None = None, articles: Sequence[SourceArticle] | None = None
) -> list[EvalQuestion]:
    """The development questions, of one language where it is named, on these articles only.

    Args:
        options: Where the data lies.
        language: ISO 639-1 code; all languages if None.
        articles: Keeps the questions on these; all if None.

    Returns:
        The questions in the file's order.
    """
    questions = load_questions(options.data / "dev-questions.jsonl")
    if articles is not None:
        ids = {article.id for article in articles}
        questions = [question for question in questions if question.article in ids]
    if language is not None:
        questions = [question for question in questions if question.language == language]
    return questions[:_QUICK_QUESTIONS] if options.quick else questions


def prepare(options: Options, articles: Sequence[SourceArticle], name: str) -> tuple[Path, Path]:
    """Lays articles out and builds their index with the real engine.

    Args:
        options: Model and work folder.
        articles: The corpus.
        name: Of the corpus, for its place in the work folder.

    Returns:
        The corpus folder and the index folder, which is up to date.
    """
    folder = options.work / name
    corpus = lay_out(articles, folder / "corpus")
    index(options, corpus, folder / "index")
    return corpus, folder / "index"


def index(options: Options, corpus: Path, index_dir: Path) -> None:
    """Brings an index up to date; texts embedded for any benchmark are not embedded again.

    An index that another state of the engine built is built anew: the engine itself keeps one as
    long as the corpus is the same, but here it is the engine that changes.
    """
    built_by = index_dir / "built-by"
    if not built_by.is_file() or built_by.read_text(encoding="ascii") != _engine():
        shutil.rmtree(index_dir / "generations", ignore_errors=True)
        (index_dir / "current").unlink(missing_ok=True)
    shared = options.work / f"embeddings-{options.model.replace('/', '-')}.sqlite"
    own = index_dir / "embeddings.sqlite"
    index_dir.mkdir(parents=True, exist_ok=True)
    _copy_if_larger(shared, own)
    try:
        encoder = open_model(options.model)
        report = Library(index_dir, corpus_dir=corpus, encoder=encoder, model=options.model).build(
            progress
        )
    except WortlautError as error:
        raise stop(str(error)) from error
    built_by.write_text(_engine(), encoding="ascii")
    print(json.dumps({"built": report.generation, "embedded": report.embedded}), file=sys.stderr)
    _copy_if_larger(own, shared)


def open_library(options: Options, index_dir: Path) -> Library:
    """Opens a built index with the encoder that built it."""
    return Library(index_dir, encoder=open_model(options.model)).open()


def texts_of(library: Library) -> dict[str, str]:
    """Every article's text as indexed, by id: what the peers get to read."""
    return {
        summary.id: library.article(summary.id).text
        for summary in sorted(library.articles(), key=lambda summary: summary.id)
    }


def _copy_if_larger(source: Path, target: Path) -> None:
    there = target.stat().st_size if target.is_file() else 0
    if source.is_file() and source.stat().st_size > there:
        shutil.copyfile(source, target)


def _engine() -> str:
    """A hash of the engine's source."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "retrieval").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def progress(stage: str, done: int, total: int) -> None:
    """Shows on a terminal how far a stage is."""
    if sys.stderr.isatty():
        print(f"\r{stage} {done}/{total} ", end="", file=sys.stderr, flush=True)
