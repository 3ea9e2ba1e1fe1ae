"""How often the right words come first: Wortlaut, the usual script, BM25 alone, by one judge.

Four question sets. The development benchmark: questions on 24 encyclopedia articles among 200
news articles (400 with `--all-news`). The same with every second encyclopedia article left out of
the corpus, so that the questions on those have no answer: how honest the refusals are. And the
project's own questions, on `corpus/` and on the raw seed texts after `wortlaut add`. And everyday
questions on stories that several papers tell differently (`training/questions/`), of the part that
was neither trained nor chosen on.

Intervals are 95 % bootstrap intervals by question. What was found counts whether or not the answer
was a refusal; what was answered does not count where it was one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import everyday, layout, options, prepared, report, seeds
from benchmarks.peers import open_peers
from benchmarks.report import Table
from retrieval.answer import Answer
from retrieval.evaluation.evaluate import (
    EvalQuestion,
    EvalReport,
    Figure,
    FigureName,
    Scores,
    evaluate,
    load_questions,
)
from retrieval.library import Library
from training.data import SQUAD_ARTICLES_TRAINED_ON

_FOUND: dict[FigureName, str] = {
    "found_in_first_quote": "found in quote 1",
    "found_in_any_quote": "in quotes 1–3",
    "found_paragraph_first": "right paragraph first",
    "found_article_first": "right article first",
    "found_in_highlight": "found in highlight",
    "answer_in_first_quote": "answered in quote 1",
    "answer_in_any_quote": "answered in quotes 1–3",
    "wrongly_refused": "wrongly refused",
    "mean_quote_chars": "mean quote, characters",
    "verbatim": "verbatim",
}
_REFUSED: dict[FigureName, str] = {
    "wrongly_refused": "wrongly refused",
    "rightly_refused": "rightly refused",
    "roc_area": "ROC area",
}
_OURS_ONLY = ("found_in_highlight", "wrongly_refused", "rightly_refused")
_OWN_QUESTIONS = Path(__file__).parent / "questions"

Asker = tuple[str, Callable[[str], Answer]]
Evaluated = tuple[str, EvalReport]


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the three parts and prints a table for each."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--all-news", action="store_true", help="400 news articles, not 200")
    arguments.add_argument("--only", choices=tuple(PARTS), help="one part only")
    arguments.add_argument("--outcomes", type=Path, help="write every question's outcome here")
    chosen, parsed = options.read(arguments, argv)
    articles = prepared.benchmark_articles(chosen, news=400 if parsed.all_news else prepared.NEWS)
    tables: list[Table] = []
    outcomes: dict[str, object] = {}
    for name, part in PARTS.items():
        if parsed.only in (None, name):
            for table, evaluated in part(chosen, articles):
                tables.append(table)
                outcomes[table.title] = {system: r.to_dict() for system, r in evaluated}
    if parsed.outcomes:
        parsed.outcomes.write_text(json.dumps(outcomes, ensure_ascii=False), encoding="utf-8")
    report.publish(tables, chosen.json, quick=chosen.quick)


Part = list[tuple[Table, list[Evaluated]]]


def found(chosen: options.Options, articles: Sequence[layout.SourceArticle]) -> Part:
    """The development benchmark as it is."""
    questions = prepared.benchmark_questions(chosen, articles=articles)
    _, index_dir = prepared.prepare(chosen, articles, f"quality-{len(articles)}")
    with prepared.open_library(chosen, index_dir) as library:
        evaluated = _evaluate_all(chosen, library, questions)
    title = f"Development benchmark, {_sizes(articles)}, {len(questions)} questions"
    return [(_table(title, evaluated, _FOUND), evaluated)]


def unseen(chosen: options.Options, articles: Sequence[layout.SourceArticle]) -> Part:
    """The development benchmark's questions on the articles that no reader learned from."""
    learned = {article.id for article in articles if article.title in SQUAD_ARTICLES_TRAINED_ON}
    questions = prepared.benchmark_questions(chosen, articles=articles)
    asked = [question for question in questions if question.article not in learned]
    if not asked:
        return []
    _, index_dir = prepared.prepare(chosen, articles, f"quality-{len(articles)}")
    with prepared.open_library(chosen, index_dir) as library:
        evaluated = _evaluate_all(chosen, library, asked)
    title = f"The same, articles never learned from, {len(asked)} questions"
    return [(_table(title, evaluated, _FOUND), evaluated)]


def refused(chosen: options.Options, articles: Sequence[layout.SourceArticle]) -> Part:
    """Every second encyclopedia article is left out; the questions on it have no answer."""
    questions = prepared.benchmark_questions(chosen, articles=articles)
    about = [article.id for article in articles if article.id.startswith(layout.ENCYCLOPEDIA)]
    left_out = set(about[1::2])
    kept = [article for article in articles if article.id not in left_out]
    asked = [replace(q, answerable=q.article not in left_out) for q in questions]
    _, index_dir = prepared.prepare(chosen, kept, f"held-out-{len(articles)}")
    with prepared.open_library(chosen, index_dir) as library:
        evaluated = _evaluate_all(chosen, library, asked)
    title = f"Refusals, {len(left_out)} of {len(about)} encyclopedia articles left out"
    return [(_table(title, evaluated, _REFUSED), evaluated)]


def own(chosen: options.Options, _: Sequence[layout.SourceArticle]) -> Part:
    """The project's own questions, on its own corpus and on the raw seeds after `add`."""
    part: Part = []
    for name, title in (
        ("corpus", "The project's corpus, own questions"),
        ("seeds", "Raw seeds after `wortlaut add`, own questions"),
    ):
        path = _OWN_QUESTIONS / f"{name}.jsonl"
        work = chosen.work / f"own-{name}"
        corpus = options.ROOT / "corpus" if name == "corpus" else work / "corpus"
        if name == "seeds" and path.is_file():
            path = seeds.add_seeds(chosen.data.parent / "seeds", path, corpus)
        if not path.is_file() or not corpus.is_dir():
            continue
        questions = load_questions(path)
        prepared.index(chosen, corpus, work / "index")
        with prepared.open_library(chosen, work / "index") as library:
            evaluated = _evaluate_all(chosen, library, questions)
        figures = _FOUND | _REFUSED
        title += f" ({len(questions)})"
        part.append((_table(title, evaluated, figures), evaluated))
    return part


def everyday_questions(chosen: options.Options, _: Sequence[layout.SourceArticle]) -> Part:
    """The kept part of the everyday questions, by language; every story is in the corpus."""
    asked = everyday.questions("report")
    texts = everyday.articles()
    if chosen.quick:
        asked, texts = asked[:24], texts[:24]
    _, index_dir = prepared.prepare(chosen, texts, f"everyday-{len(texts)}")
    part: Part = []
    with prepared.open_library(chosen, index_dir) as library:
        for title, languages in (("German", {"de"}), ("English", {"en"}), ("others", OTHERS)):
            some = [question for question in asked if question.language in languages]
            if some:
                evaluated = _evaluate_all(chosen, library, some)
                name = f"Everyday questions over German, {title} ({len(some)})"
                part.append((_table(name, evaluated, _FOUND | _REFUSED), evaluated))
    return part


PARTS: dict[str, Callable[[options.Options, Sequence[layout.SourceArticle]], Part]] = {
    "found": found,
    "unseen": unseen,
    "refused": refused,
    "own": own,
    "everyday": everyday_questions,
}
OTHERS = {"ru", "uk", "tr", "fr", "ar"}


def _evaluate_all(
    chosen: options.Options, library: Library, questions: Sequence[EvalQuestion]
) -> list[Evaluated]:
    peers = open_peers(chosen, prepared.texts_of(library))
    for peer in peers:
        peer.learn([question.question for question in questions])
    askers: list[Asker] = [("Wortlaut", library.ask), *((peer.name, peer.ask) for peer in peers)]
    return [(name, _evaluate(name, ask, library, questions)) for name, ask in askers]


def _evaluate(
    name: str,
    ask: Callable[[str], Answer],
    library: Library,
    questions: Sequence[EvalQuestion],
) -> EvalReport:
    return evaluate(
        ask,
        questions,
        article_text=lambda article: library.article(article).text,
        progress=lambda done, total: prepared.progress(name, done, total),
    )


def _table(title: str, evaluated: Sequence[Evaluated], figures: dict[FigureName, str]) -> Table:
    rows = []
    several = len(evaluated[0][1].by_language) > 1
    for number in range(len(evaluated[0][1].by_language)):
        for system, result in evaluated:
            scores = result.by_language[number]
            name = f"{system}, {scores.language}" if several else system
            rows.append((name, *_cells(scores, figures, ours=system == "Wortlaut")))
    problems = evaluated[0][1].problems
    return Table(title, ("", *figures.values()), tuple(rows), problems)


def _cells(scores: Scores, figures: dict[FigureName, str], *, ours: bool) -> list[str]:
    return [_cell(scores[name]) if ours or name not in _OURS_ONLY else "–" for name in figures]


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.name == "mean_quote_chars":
        return f"{figure.value:.0f}"
    interval = (
        f" ({_share(figure.low)}–{_share(figure.high)})"
        if figure.low is not None and figure.high is not None and figure.low < figure.high
        else ""
    )
    return _share(figure.value) + interval


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _sizes(articles: Sequence[layout.SourceArticle]) -> str:
    about = sum(article.id.startswith(layout.ENCYCLOPEDIA) for article in articles)
    return f"{about} encyclopedia and {len(articles) - about} news articles"


if __name__ == "__main__":
    main()
