"""Proves an index against itself: every file, every article, every sentence and passage."""

from __future__ import annotations

from retrieval.errors import Problem
from retrieval.index.catalog.read import Catalog
from retrieval.index.generation import Generation
from retrieval.index.manifest import disagreements


def verify_generation(generation: Generation) -> list[Problem]:
    """Checks that what is stored is what was indexed.

    Args:
        generation: The generation.

    Returns:
        One problem for each disagreement: a file that does not hash to its record, an article that
        does not hash to what was indexed, a passage that is not the run of whole sentences it
        claims to be. Empty if all is well.
    """
    manifest, catalog = generation.manifest, generation.catalog
    found = disagreements(generation.folder, manifest, hashes=True)
    for number, article, sound in catalog.as_stored():
        if not sound:
            found.append(Problem("index.text_changed", {"article": article.id}))
        found += _misplaced(catalog, number, article.id, len(article.text))
    counts = catalog.counts()
    if counts != (manifest.articles, manifest.passages, manifest.sentences):
        expected = (manifest.articles, manifest.passages, manifest.sentences)
        found.append(Problem("index.other_counts", {"found": counts, "expected": expected}))
    return found


def _misplaced(catalog: Catalog, number: int, article_id: str, length: int) -> list[Problem]:
    sentences = catalog.article_sentences(number)
    ends = [0, *(s.end for s in sentences)]
    found = [
        Problem(
            "index.sentence_misplaced",
            {
                "sentence": s.number,
                "article": article_id,
                "start": s.start,
                "end": s.end,
                "length": length,
            },
        )
        for s, before in zip(sentences, ends, strict=False)
        if not before <= s.start < s.end <= length
    ]
    by_number = {s.number: s for s in sentences}
    for passage in catalog.article_passages(number):
        run = [by_number.get(n) for n in passage.sentences]
        first, last = (run[0], run[-1]) if run and None not in run else (None, None)
        if not first or not last or (passage.start, passage.end) != (first.start, last.end):
            found.append(
                Problem(
                    "index.passage_misplaced",
                    {
                        "passage": passage.number,
                        "article": article_id,
                        "start": passage.start,
                        "end": passage.end,
                    },
                )
            )
    return found
