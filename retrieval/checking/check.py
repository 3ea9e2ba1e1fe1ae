"""A quotation → what the corpus says of it.

First it is looked for word for word. Where it is not found and has ellipses or brackets, its pieces
are: all in one article, in their order, else each for itself. Then it is laid onto the passages
that share its rarest words: where most of its words stand there in its order, it was altered, and
each alteration is named. A quotation that is far from every passage may have been joined from whole
runs of words without saying so. What is none of this is not in the corpus.

Deliberately not done: no meaning is compared. A paraphrase is not in the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from retrieval.checking.align import Alignment, LaidToken, align
from retrieval.checking.alterations import alterations
from retrieval.checking.excerpts import Excerpt, Excerpts, plain, stretches
from retrieval.checking.gaps import BRACKETED_TOKENS, CutQuotation, pieces_of, without_cuts
from retrieval.checking.join import PlacedRun, is_orderly, joined_from
from retrieval.checking.places import Places
from retrieval.checking.tokens import (
    Token,
    Tokens,
    joined_at_lines_ends,
    runs_in,
    tokens_of,
    trimmed,
)
from retrieval.index.generation import Generation
from retrieval.language.fold import search_form
from retrieval.language.stopwords import LANGUAGES, is_stopword
from retrieval.quotations import Alteration, Occurrence, QuoteVerdict

MAX_PLACES: Final = 20
"""So many places at most are named of a quotation that stands word for word in more."""

ALTERED_FROM: Final = 0.5
"""Share of a quotation's words from which on it was altered, and is not merely near something."""

_LOOKED_AT: Final = 32
_LOOKED_AT_MORE: Final = 512
_LAID_ON: Final = 6
_NEAR_FROM: Final = 0.35
_FUNCTION_WORD: Final = 0.3
# So few of its words, or so small a share, may differ before it is asked whether it was joined.
_FEW_WORDS: Final = 2
_SMALL_SHARE: Final = 0.8


class Judgement(NamedTuple):
    """What the corpus says of a quotation; fields as in `Quotation`."""

    verdict: QuoteVerdict
    occurrences: tuple[Occurrence, ...] = ()
    alterations: tuple[Alteration, ...] = ()
    more: bool = False
    marked: bool = False
    orderly: bool = False


class _Laid(NamedTuple):
    """A quotation laid onto an excerpt."""

    share: float
    excerpt: Excerpt
    alignment: Alignment

    @property
    def run(self) -> tuple[int, int]:
        """The tokens of the excerpt that it lies on; half-open."""
        there = [pair.source for pair in self.alignment.pairs if pair.source is not None]
        return there[0], there[-1] + 1


class Checker:
    """Checks quotations against one generation."""

    def __init__(self, generation: Generation) -> None:
        """Takes the generation."""
        self._excerpts = Excerpts(generation)
        self._places = Places(generation)

    def check(self, quoted: str) -> Judgement:
        """Checks a quotation.

        Args:
            quoted: Its words, without the marks around them.

        Returns:
            What the corpus says.
        """
        verbatim = self.verbatim(quoted)
        if verbatim is not None:
            return verbatim
        run = trimmed(tokens_of(quoted))
        pieces = pieces_of(quoted)
        if pieces is not None and pieces.runs:
            cut = self._cut(pieces)
            if cut is not None:
                return cut
        return self._near(run if pieces is None else trimmed(pieces.tokens), pieces, quoted)

    def verbatim(self, quoted: str) -> Judgement | None:
        """What the corpus says of a quotation that stands there word for word; None of others."""
        for text in dict.fromkeys((quoted, joined_at_lines_ends(quoted))):
            whole = replace(tokens_of(text), text=quoted)
            found, more = self._found(trimmed(whole), text)
            if found:
                return self._verbatim(found, whole, more)
        return None

    def _found(self, run: Tokens, quoted: str) -> tuple[list[PlacedRun], bool]:
        """Where a run of tokens stands, by article and place; whether there may be more."""
        excerpts, more = self._excerpts.holding(quoted, _LOOKED_AT)
        found = _standing(run, excerpts)
        if more and len(found) < MAX_PLACES:
            excerpts, more = self._excerpts.holding(quoted, _LOOKED_AT_MORE)
            found = _standing(run, excerpts)
        found = _standing(run, self._excerpts.above(quoted)) + found
        each = {piece.place: piece for piece in found}
        kept = [each[place] for place in sorted(each)]
        return kept[:MAX_PLACES], bool(kept) and (more or len(kept) > MAX_PLACES)

    def _verbatim(self, found: Sequence[PlacedRun], whole: Tokens, more: bool) -> Judgement:
        places = tuple(self._places.occurrence(piece, whole) for piece in found)
        return Judgement(QuoteVerdict.VERBATIM, places, more=more)

    def _cut(self, pieces: CutQuotation) -> Judgement | None:
        """What is found of a quotation whose cuts are marked, if all of it is."""
        longest = max(pieces.runs, key=len)
        words = longest.slice(0, len(longest))
        if len(pieces.runs) == 1:
            found, more = self._found(longest, without_cuts(words).strip())
            return self._verbatim(found, pieces.tokens, more) if found else None
        excerpts, _ = self._excerpts.holding(without_cuts(words), _LOOKED_AT)
        seen = set()
        for excerpt in excerpts:
            if excerpt.article.id not in seen:
                seen.add(excerpt.article.id)
                placed = _placed(pieces, self._excerpts.whole(excerpt))
                if placed:
                    return self._pieced(placed, marked=True)
        each = [self._found(run, without_cuts(run.slice(0, len(run))))[0] for run in pieces.runs]
        if all(each) and all(run.words > 1 for run in pieces.runs):
            return self._pieced([found[0] for found in each], marked=True)
        return None

    def _pieced(self, pieces: Sequence[PlacedRun], *, marked: bool) -> Judgement:
        return Judgement(
            QuoteVerdict.PIECED,
            tuple(self._places.occurrence(piece, piece.run) for piece in pieces),
            marked=marked,
            orderly=is_orderly(pieces),
        )

    def _near(self, run: Tokens, pieces: CutQuotation | None, quoted: str) -> Judgement:
        """What a quotation that does not stand anywhere was made of, or is near."""
        plain = without_cuts(quoted)
        excerpts = self._excerpts.nearest(plain)
        if pieces is not None:
            each = {excerpt.article.id: excerpt for excerpt in excerpts}
            excerpts = [self._excerpts.whole(excerpt) for excerpt in each.values()]
        laid = _laid(run, excerpts, _gaps_in(run, pieces))
        if laid is None or not _differs_little(run, laid):
            joined = self._joined(run, excerpts, plain) if pieces is None else ()
            if len(joined) > 1:
                return self._pieced(joined, marked=False)
        if laid is None or laid.share < _NEAR_FROM:
            return Judgement(QuoteVerdict.NOT_IN_CORPUS)
        excerpt, (first, end) = laid.excerpt, laid.run
        if laid.share < ALTERED_FROM:
            return Judgement(
                QuoteVerdict.NOT_IN_CORPUS, (self._places.sentence(excerpt, first, end),)
            )
        place = self._places.slice(excerpt, first, end)
        altered = alterations(run, excerpt.tokens, laid.alignment)
        if altered:
            return Judgement(QuoteVerdict.ALTERED, (place,), altered, marked=pieces is not None)
        # What brackets stand for is more than a few words, else it would have been found.
        orderly = pieces is not None and not any(pieces.near)
        return Judgement(QuoteVerdict.PIECED, (place,), marked=True, orderly=orderly)

    def _joined(
        self, run: Tokens, excerpts: Sequence[Excerpt], plain: str
    ) -> tuple[PlacedRun, ...]:
        among = list(excerpts)
        for stretch in stretches(plain):
            among += self._excerpts.holding(stretch, _LOOKED_AT)[0]
        return joined_from(run, among)


def has_content_word(quoted: str) -> bool:
    """Whether a text has a word that the index knows: one that is no function word."""
    return any(
        token.is_word and not _is_function_word(token.form) for token in tokens_of(quoted).items
    )


def _standing(run: Tokens, excerpts: Sequence[Excerpt]) -> list[PlacedRun]:
    words = plain(" ".join(token.form for token in run.items if token.is_word))
    return [
        PlacedRun(run, excerpt, first)
        for excerpt in excerpts
        if excerpt.may_hold(words)
        for first in runs_in(run, excerpt.tokens)
    ]


def _placed(pieces: CutQuotation, excerpt: Excerpt) -> list[PlacedRun]:
    """All pieces in one excerpt, in their order; none where one is not there."""
    for first in runs_in(pieces.runs[0], excerpt.tokens):
        placed = [PlacedRun(pieces.runs[0], excerpt, first)]
        for run, near in zip(pieces.runs[1:], pieces.near, strict=True):
            behind = placed[-1].first + len(placed[-1].run)
            found = runs_in(run, excerpt.tokens, behind)
            if not found or (near and found[0] - behind > BRACKETED_TOKENS):
                break
            placed.append(PlacedRun(run, excerpt, found[0]))
        else:
            return placed
    return []


def _gaps_in(run: Tokens, pieces: CutQuotation | None) -> tuple[int, ...]:
    """Before which tokens of a trimmed run its cuts stand."""
    if pieces is None or not run.items:
        return ()
    skipped = pieces.tokens.items.index(run.items[0])
    return tuple(gap - skipped for gap in pieces.gaps if 0 < gap - skipped < len(run))


def _laid(run: Tokens, excerpts: Sequence[Excerpt], gaps: Sequence[int]) -> _Laid | None:
    """The best of a few excerpts that share the most words and pairs of words with it."""
    words = plain(" ".join(token.form for token in run.items if token.is_word)).split()
    parts = [*words, *map(" ".join, pairwise(words))]
    shared = [sum(f" {part} " in excerpt.plain for part in parts) for excerpt in excerpts]
    order = sorted(range(len(excerpts)), key=lambda place: (-shared[place], place))[:_LAID_ON]
    best: _Laid | None = None
    for place in order:
        alignment = align(run, excerpts[place].tokens, gaps)
        if alignment is None or all(pair.source is None for pair in alignment.pairs):
            continue
        if best is None or alignment.cost < best.alignment.cost:
            share = _share(run, excerpts[place].tokens, alignment)
            best = _Laid(share, excerpts[place], alignment)
    return best


def _share(run: Tokens, source: Tokens, alignment: Alignment) -> float:
    """How much of a quotation's words, by weight, stands where it is laid; in [0, 1]."""
    total = matched = added = 0.0
    for pair, same in zip(alignment.pairs, alignment.same, strict=True):
        ours, theirs = _tokens_of_pair(run, source, pair)
        token = ours or theirs
        if token is None or not token.is_word:
            continue
        weight = _FUNCTION_WORD if _is_function_word(token.form) else 1.0
        if ours is None:
            added += weight
            continue
        total += weight
        if same or (theirs and search_form(ours.form) == search_form(theirs.form)):
            matched += weight
    # Words left out are half as bad as words that stand nowhere.
    return matched / (total + added / 2) if total else 0.0


def _differs_little(run: Tokens, laid: _Laid) -> bool:
    wrong = 0
    for pair, same in zip(laid.alignment.pairs, laid.alignment.same, strict=True):
        ours, theirs = _tokens_of_pair(run, laid.excerpt.tokens, pair)
        wrong += not same and any(token.is_word for token in (ours, theirs) if token)
    return wrong <= _FEW_WORDS or laid.share >= _SMALL_SHARE


def _tokens_of_pair(
    run: Tokens, source: Tokens, pair: LaidToken
) -> tuple[Token | None, Token | None]:
    return (
        None if pair.quoted is None else run.items[pair.quoted],
        None if pair.source is None else source.items[pair.source],
    )


def _is_function_word(form: str) -> bool:
    folded = search_form(form)
    return any(is_stopword(folded, language) for language in LANGUAGES)
