"""The keyword index of a new generation: the previous one brought up to date, or a whole one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from retrieval.index.build.headed import (
    headed_passages,
    headed_passages_of,
    headed_sentences,
    headed_sentences_of,
)
from retrieval.index.build.intake import Intake
from retrieval.index.catalog.read import Catalog
from retrieval.index.generation import Generation
from retrieval.index.in_force import CATALOG_NAME, KEYWORDS_NAME
from retrieval.index.keywords.vocabulary import LearnedVocabulary
from retrieval.index.keywords.writer import Change, update_index, write_index
from retrieval.index.vector_files import RowRun


def write_keywords(
    folder: Path, catalog: Catalog, intake: Intake, previous: Generation | None
) -> None:
    """Writes the keyword index.

    Args:
        folder: The generation's folder.
        catalog: The generation's catalog.
        intake: What the catalog holds, and which rows were copied.
        previous: The generation they were copied from.
    """
    if previous and _update(folder, catalog, intake, previous):
        return
    vocabulary = LearnedVocabulary.of(_texts(catalog, range(intake.articles)))
    write_index(
        folder / KEYWORDS_NAME, headed_passages(catalog), headed_sentences(catalog), vocabulary
    )


def _update(folder: Path, catalog: Catalog, intake: Intake, previous: Generation) -> bool:
    with closing(Catalog(previous.folder / CATALOG_NAME)) as before:
        change = Change(
            moved=intake.moved_passages(previous.manifest.passages),
            kept=[RowRun(r.old_sentence, r.new_sentence, r.sentences) for r in intake.runs],
            passages=headed_passages(catalog, intake.fresh),
            sentences=headed_sentences(catalog, intake.fresh),
            passages_of=partial(headed_passages_of, catalog),
            sentences_of=partial(headed_sentences_of, catalog),
            added=_texts(catalog, intake.fresh),
            removed=_texts(before, intake.left_behind(previous.manifest.articles)),
        )
        return update_index(folder / KEYWORDS_NAME, previous.folder / KEYWORDS_NAME, change)


def _texts(catalog: Catalog, articles: Iterable[int]) -> Iterator[str]:
    """Headline and text of each; the headings are in the text."""
    return (f"{article.title}\n{article.text}" for _, article in catalog.iterate(articles))
