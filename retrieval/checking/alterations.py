"""Where a quotation and the text that it is laid on differ, and what each difference touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from retrieval.checking.align import Alignment
from retrieval.checking.tokens import DASH, Tokens
from retrieval.index.keywords.analysis import question_language, tokens
from retrieval.language.amounts import any_of, listed
from retrieval.language.de import DE
from retrieval.language.en import EN
from retrieval.language.fold import search_form
from retrieval.language.names import names_in
from retrieval.language.negation import are_opposites, is_negation
from retrieval.quotations import Alteration, AlterationKind

_AMOUNT_SIGNS: Final = frozenset("%‰€$£¥+±°§<>=½¼¾")
_JOINED_KINDS: Final = (
    AlterationKind.WORD,
    AlterationKind.SPELLING,
    AlterationKind.PUNCTUATION,
)


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens of the quotation, and those of the text that stand in their place; half-open runs."""

    kind: AlterationKind
    quoted: tuple[int, int]
    source: tuple[int, int]

    @property
    def does(self) -> Literal["adds", "leaves out", "replaces"]:
        if self.source[0] == self.source[1]:
            return "adds"
        return "leaves out" if self.quoted[0] == self.quoted[1] else "replaces"


def alterations(quoted: Tokens, source: Tokens, alignment: Alignment) -> tuple[Alteration, ...]:
    """Names what was altered.

    Args:
        quoted: The quotation's tokens.
        source: The text's.
        alignment: Of both.

    Returns:
        The alterations, the gravest first, those of a kind in the order of the quotation.
    """
    changes = _joined(_changes(quoted, source, alignment))
    made = [_alteration(quoted, source, change) for change in changes]
    return tuple(sorted(made, key=lambda alteration: (alteration.kind, alteration.quoted_start)))


def _changes(quoted: Tokens, source: Tokens, alignment: Alignment) -> Iterator[_Change]:
    names = _names(quoted, source, alignment)
    q = next((pair.quoted for pair in alignment.pairs if pair.quoted is not None), 0)
    s = next((pair.source for pair in alignment.pairs if pair.source is not None), 0)
    for pair, same in zip(alignment.pairs, alignment.same, strict=True):
        q = q if pair.quoted is None else pair.quoted
        s = s if pair.source is None else pair.source
        ours = (q, q + (pair.quoted is not None))
        theirs = (s, s + (pair.source is not None))
        q, s = ours[1], theirs[1]
        if not same:
            yield _Change(_kind(quoted, source, ours, theirs, names), ours, theirs)


def _joined(changes: Iterator[_Change]) -> list[_Change]:
    """The changes, neighbouring ones joined where all of them add, leave out, or touch the same."""
    joined: list[_Change] = []
    for change in changes:
        last = joined[-1] if joined else None
        if last is not None and _belong_together(last, change):
            joined[-1] = _Change(
                min(last.kind, change.kind),
                (last.quoted[0], change.quoted[1]),
                (last.source[0], change.source[1]),
            )
        else:
            joined.append(change)
    return joined


def _belong_together(last: _Change, change: _Change) -> bool:
    if (last.quoted[1], last.source[1]) != (change.quoted[0], change.source[0]):
        return False
    if last.does == change.does != "replaces":
        return True
    return last.kind is change.kind and change.kind in _JOINED_KINDS


def _alteration(quoted: Tokens, source: Tokens, change: _Change) -> Alteration:
    ours, theirs = _span(quoted, change.quoted), _span(source, change.source)
    return Alteration(
        change.kind,
        quoted.text[slice(*ours)],
        source.text[slice(*theirs)],
        *ours,
        *theirs,
    )


def _span(tokens: Tokens, run: tuple[int, int]) -> tuple[int, int]:
    """The slice that a run of tokens is; for an empty run, the end of the token before it."""
    first, end = run
    if first < end:
        return tokens.items[first].start, tokens.items[end - 1].end
    place = tokens.items[first - 1].end if first else tokens.items[0].start
    return place, place


def _kind(
    quoted: Tokens,
    source: Tokens,
    ours: tuple[int, int],
    theirs: tuple[int, int],
    names: tuple[frozenset[str], frozenset[str]],
) -> AlterationKind:
    sides = [(quoted, *ours), (source, *theirs)]
    held = [(side, place) for side, first, end in sides for place in range(first, end)]
    words = [side.items[place].form for side, place in held if side.items[place].is_word]
    if any(_is_amount(side, place) for side, place in held):
        return AlterationKind.NUMBER
    if any(map(is_negation, words)) or (len(words) == 2 and are_opposites(*words)):
        return AlterationKind.NEGATION
    if not words:
        return AlterationKind.PUNCTUATION
    if len(words) == 2 and search_form(words[0]) == search_form(words[1]):
        return AlterationKind.SPELLING
    possible, certain = names
    named = not certain.isdisjoint(words) or (len(words) == 2 and possible.issuperset(words))
    return AlterationKind.NAME if named else AlterationKind.WORD


def _is_amount(side: Tokens, place: int) -> bool:
    token = side.items[place]
    if token.is_word:
        return any(map(str.isdigit, token.form)) or bool(_number_words().fullmatch(token.form))
    if token.form == DASH:  # a minus
        behind = side.items[place + 1 : place + 2]
        before = side.items[place - 1 : place] if place else ()
        attached = bool(behind) and behind[0].start == token.end and behind[0].form[0].isdigit()
        return attached and not (before and before[0].end == token.start)
    return token.form in _AMOUNT_SIGNS


@cache
def _number_words() -> re.Pattern[str]:
    days = "|".join(
        name
        for words in (DE, EN)
        for name in " ".join((*words.months, words.weekdays)).split()
        if name not in words.doubtful_months.split()
    )
    larger = rf"(?:{listed(lambda w: w.large_numbers)})\w*"
    worded = f"{any_of(lambda w: w.numbers)}|{any_of(lambda w: w.shares)}"
    return re.compile(rf"(?:{worded})(?:mal)?|{larger}|(?:{days})s?", re.IGNORECASE)


def _names(
    quoted: Tokens, source: Tokens, alignment: Alignment
) -> tuple[frozenset[str], frozenset[str]]:
    """The words of both that may be names, and those that certainly are."""
    there = [pair.source for pair in alignment.pairs if pair.source is not None]
    laid = source.slice(there[0], there[-1] + 1) if there else ""
    all_possible: set[str] = set()
    all_certain: set[str] = set()
    for text in (quoted.slice(0, len(quoted)), laid):
        words = tokens(text)
        possible, certain = names_in(words, question_language(text))
        all_possible.update(possible)
        all_certain.update(certain)
    return frozenset(all_possible), frozenset(all_certain)
