"""A quotation of whole runs of words that stand in different places: joined without saying so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from retrieval.checking.excerpts import Excerpt, plain
from retrieval.checking.tokens import Tokens, part_of, runs_in, trimmed

_MIN_WORDS: Final = 4
_MAX_PIECES: Final = 8


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run of a quotation's tokens, and the token of an excerpt with which it begins."""

    run: Tokens
    excerpt: Excerpt
    first: int

    @property
    def place(self) -> tuple[str, bool, int, int]:
        """Article, whether in its headline, and the slice there."""
        items = self.excerpt.tokens.items
        start, end = items[self.first].start, items[self.first + len(self.run) - 1].end
        return self.excerpt.article.id, self.excerpt.in_title, start, end


def joined_from(quoted: Tokens, excerpts: Sequence[Excerpt]) -> tuple[PlacedRun, ...]:
    """Covers a quotation with as few runs as there must be, each standing somewhere as it is.

    Args:
        quoted: The quotation's tokens.
        excerpts: Where they may stand.

    Returns:
        The pieces, in the order of the quotation, of four words each at least; none where it cannot
        be covered so.
    """
    pieces: list[PlacedRun] = []
    first = 0
    while first < len(quoted):
        if not quoted.items[first].is_word:
            first += 1
            continue
        piece = _longest(quoted, first, excerpts, pieces[-1].excerpt if pieces else None)
        if piece is None or piece.run.words < _MIN_WORDS or len(pieces) == _MAX_PIECES:
            return ()
        pieces.append(piece)
        first += len(piece.run)
    return tuple(pieces)


def is_orderly(pieces: Sequence[PlacedRun]) -> bool:
    """Whether the pieces stand in one article, each behind the one before."""
    places = [piece.place for piece in pieces]
    return all(
        before[:2] == after[:2] and before[3] <= after[2] for before, after in pairwise(places)
    )


def _longest(
    quoted: Tokens, first: int, excerpts: Sequence[Excerpt], last: Excerpt | None
) -> PlacedRun | None:
    """The longest run from a token on; of equal ones, that in the article of the one before."""
    best: PlacedRun | None = None
    length = 0
    words = [token.form for token in quoted.items[first:] if token.is_word][:_MIN_WORDS]
    begins = plain(" ".join(words))
    holding = (excerpt for excerpt in excerpts if excerpt.may_hold(begins))
    for excerpt in sorted(holding, key=lambda w: last is None or w.article.id != last.article.id):
        least, most = length, len(quoted) - first
        while least < most:  # what a shorter run does not stand in, no longer one does
            middle = (least + most + 1) // 2
            if runs_in(part_of(quoted, first, first + middle), excerpt.tokens):
                least = middle
            else:
                most = middle - 1
        if least > length:
            run = trimmed(part_of(quoted, first, first + least))
            if len(run):
                best, length = PlacedRun(run, excerpt, runs_in(run, excerpt.tokens)[0]), least
    return best
