"""Tokens of an excerpt → the occurrence that a face shows: the slice, its article and paragraph."""

from __future__ import annotations

from retrieval.answering.cite import cite
from retrieval.article import Article, Paragraph
from retrieval.checking.excerpts import Excerpt
from retrieval.checking.folds import folds_between
from retrieval.checking.join import PlacedRun
from retrieval.checking.tokens import Tokens
from retrieval.index.generation import Generation
from retrieval.quotations import Fold, Occurrence


class Places:
    """Cites slices of one generation's articles; keeps the paragraphs it has read."""

    def __init__(self, generation: Generation) -> None:
        """Takes the generation."""
        self._catalog = generation.catalog
        self._corpus = generation.manifest.corpus
        self._paragraphs: dict[str, tuple[Paragraph, ...]] = {}

    def occurrence(self, piece: PlacedRun, whole: Tokens) -> Occurrence:
        """Where a run of a quotation stands word for word.

        Args:
            piece: The run and its place.
            whole: The tokens of the quotation, with the signs around that run.

        Returns:
            The slice, with those of the signs around it that the quotation has, too.
        """
        source, first = piece.excerpt.tokens, piece.first
        end = first + len(piece.run)
        folds = folds_between(piece.run, source, first)
        begins = whole.items.index(piece.run.items[0])
        before = [token.form for token in reversed(whole.items[:begins])]
        behind = [token.form for token in whole.items[begins + len(piece.run) :]]
        there_before = [
            token.form for token in reversed(source.items[max(first - len(before), 0) : first])
        ]
        there_behind = [token.form for token in source.items[end : end + len(behind)]]
        same_before, same_behind = _common(before, there_before), _common(behind, there_behind)
        if same_before < len(before) or same_behind < len(behind):
            folds = (*folds, Fold.EDGE)
        return self._occurrence(piece.excerpt, first - same_before, end + same_behind, folds)

    def slice(self, excerpt: Excerpt, first: int, end: int) -> Occurrence:
        """The slice from one token of an excerpt to before another."""
        return self._occurrence(excerpt, first, end, ())

    def sentence(self, excerpt: Excerpt, first: int, end: int) -> Occurrence:
        """The sentence in which most of a run of tokens stands."""
        start, stop = excerpt.tokens.items[first].start, excerpt.tokens.items[end - 1].end
        spans = [span for p in self._of(excerpt.article) for span in p.sentences]
        shared = [min(stop, span[1]) - max(start, span[0]) for span in spans]
        if excerpt.in_title or not spans or max(shared) <= 0:
            return self._occurrence(excerpt, first, end, ())
        return self._cited(excerpt.article, *spans[shared.index(max(shared))], (), in_title=False)

    def _occurrence(
        self, excerpt: Excerpt, first: int, end: int, folds: tuple[Fold, ...]
    ) -> Occurrence:
        start, stop = excerpt.tokens.items[first].start, excerpt.tokens.items[end - 1].end
        return self._cited(excerpt.article, start, stop, folds, in_title=excerpt.in_title)

    def _cited(
        self, article: Article, start: int, end: int, folds: tuple[Fold, ...], *, in_title: bool
    ) -> Occurrence:
        if in_title:
            citation = cite(self._corpus, article, None, 0)
        else:
            citation = cite(self._corpus, article, (start, end), self._paragraph(article, start))
        text = (article.title if in_title else article.text)[start:end]
        return Occurrence(text, start, end, in_title, citation, folds)

    def _paragraph(self, article: Article, start: int) -> int:
        """The number of the paragraph in which a code point stands, or that follows it."""
        paragraphs = self._of(article)
        return next((p.number for p in paragraphs if start < p.end), len(paragraphs))

    def _of(self, article: Article) -> tuple[Paragraph, ...]:
        if article.id not in self._paragraphs:
            self._paragraphs[article.id] = self._catalog.paragraphs(article.id)
        return self._paragraphs[article.id]


def _common(ours: list[str], theirs: list[str]) -> int:
    """How many of the first of both are the same."""
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return place
    return min(len(ours), len(theirs))
