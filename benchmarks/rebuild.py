"""What another build costs: nothing changed, one more article, one changed, one removed.

On 10,000 generated articles with the cheap deterministic encoder: what is measured is everything
but the embedding, and that nothing known is embedded again (the column "embedded"). Then one more
article on the benchmark corpus with the real model, beside the usual script, which embeds
everything anew.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import options, prepared, report, usual_script
from benchmarks.encoders import HashedEncoder, open_model
from benchmarks.generate import Generator, grow, news_generator, write_article
from benchmarks.layout import SourceArticle, lay_out, markdown
from benchmarks.peers import model_folder
from benchmarks.report import Table, seconds, times
from benchmarks.windows import windows
from retrieval.corpus.folder import scan_corpus
from retrieval.embedding.encoder import Encoder
from retrieval.library import Library
from retrieval.reports import BuildReport

_SIZE = 10_000
_SAMPLE = 128

Row = tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> None:
    """Runs both parts and prints their tables."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--articles", type=int, default=_SIZE, help="of the generated corpus")
    chosen, parsed = options.read(arguments, argv)
    size = 30 if chosen.quick else parsed.articles
    tables = [_generated(chosen, news_generator(chosen.data), size), _real(chosen)]
    report.publish(tables, chosen.json, quick=chosen.quick)


def _generated(chosen: options.Options, generator: Generator, size: int) -> Table:
    corpus, index_dir = chosen.work / "rebuild" / "corpus", chosen.work / "rebuild" / "index"
    grow(generator, corpus, size)
    _restore(generator, corpus, 0)
    shutil.rmtree(index_dir, ignore_errors=True)
    encoder = HashedEncoder()
    rows = [_row("from nothing", _build(corpus, index_dir, encoder))]
    rows.append(_row("nothing changed", _build(corpus, index_dir, encoder)))
    added = write_article(generator.article(size), corpus)
    rows.append(_row("one more article", _build(corpus, index_dir, encoder)))
    with (corpus / f"{generator.article(0).id}.md").open("a", encoding="utf-8") as file:
        file.write("\nDieser Absatz kam später dazu.\n")
    rows.append(_row("one changed", _build(corpus, index_dir, encoder)))
    added.unlink()
    rows.append(_row("one removed", _build(corpus, index_dir, encoder)))
    _restore(generator, corpus, 0)
    return Table(
        f"Rebuild, {size:,} generated articles, cheap deterministic encoder",
        ("", "build", "new / changed / removed", "passages", "embedded"),
        tuple(rows),
    )


def _real(chosen: options.Options) -> Table:
    articles = prepared.benchmark_articles(chosen)
    corpus, index_dir = prepared.prepare(chosen, articles, "rebuild-real")
    encoder = open_model(chosen.model)
    encoder.embed_questions(["warm"])
    # New words each time: otherwise the embedding cache would know them from the last run.
    text = f"Am {time.time_ns()}. Tag kam dieser Artikel dazu.\n\n{articles[-1].text[:2000]}"
    lay_out([*articles, SourceArticle("one-more", "Noch einer", text)], corpus)
    ours = _build(corpus, index_dir, encoder)
    rows = [("Wortlaut", seconds(ours.seconds), str(ours.embedded), "")]
    notes = []
    if "usual" in chosen.peers:
        whole, count, measured = _usual(chosen, corpus)
        rows.append(("usual script", seconds(whole), str(count), times(whole, ours.seconds)))
        notes.append(
            f"The usual script embeds all {count} windows again; {measured} of them were embedded "
            "for this table, the time scaled up."
        )
    lay_out(articles, corpus)
    return Table(
        f"One more article on {len(articles)}, real model",
        ("", "build", "texts embedded", "against Wortlaut"),
        tuple(rows),
        tuple(notes),
    )


def _usual(chosen: options.Options, corpus: Path) -> tuple[float, int, int]:
    model = usual_script.load_model(model_folder(chosen))
    usual_script.embed(model, ["warm"], "query")
    loaded, _ = scan_corpus(corpus)
    texts = [w.text for w in windows({f.article.id: f.article.text for f in loaded})]
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    started = time.perf_counter()
    usual_script.embed(model, sample, "passage")
    return (time.perf_counter() - started) * len(texts) / len(sample), len(texts), len(sample)


def _build(corpus: Path, index_dir: Path, encoder: Encoder) -> BuildReport:
    return Library(index_dir, corpus_dir=corpus, encoder=encoder, model="hashed").build()


def _row(name: str, built: BuildReport) -> Row:
    changes = f"{built.new} / {built.changed} / {built.removed}"
    return name, seconds(built.seconds), changes, f"{built.passages:,}", f"{built.embedded:,}"


def _restore(generator: Generator, corpus: Path, number: int) -> None:
    article = generator.article(number)
    (corpus / f"{article.id}.md").write_text(markdown(article), encoding="utf-8")


if __name__ == "__main__":
    main()
