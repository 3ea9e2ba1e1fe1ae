"""Words of a corpus that differ from a word by a slip of the pen.

A slip is a letter left out, put in, taken for another, or two neighbours swapped (Damerau 1964; the
optimal string alignment distance). Two are looked for in long words only. What is near shares its
beginning or its end with the word, so only the forms that do are compared: the time is bounded by
`_MAX_COMPARED`, whatever the corpus.

Most words that stand nowhere are spelled well: of a thousand questions some sixty hold one that is
near another (befreit, bereit; Anschrift, Aufschrift). What is *plainly* a slip is told from these
by its kind: a letter doubled or single, an h or an e that lengthens a vowel, like sounds (d, t; m,
n), two letters swapped, a letter too few or too many in a long word; never the first letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from retrieval.index.keywords.vocabulary import Vocabulary

MIN_CHARS: Final = 4
_TWO_SLIPS_CHARS: Final = 9
_PLAIN_CHARS: Final = 6
_LONG_CHARS: Final = 9
# Letters that sound alike, or look alike: one taken for another is a slip.
_ALIKE: Final = tuple(map(frozenset, ("dt", "bp", "gk", "ck", "fvw", "sz", "ae", "iy", "mn")))
_MAX_COMPARED: Final = 4_000


class NearWord(NamedTuple):
    """A form of the corpus that is near a word.

    Attributes:
        slips: How many part them: 1 or 2.
        form: Folded.
        frequency: Its occurrences, rounded down to a power of two.
    """

    slips: int
    form: str
    frequency: int


def near_words(vocabulary: Vocabulary, form: str) -> list[NearWord]:
    """Finds what may have been meant.

    Args:
        vocabulary: The corpus's words.
        form: A folded word that the corpus does not have.

    Returns:
        The nearest forms: all with one slip, or where there is none, all with two; the most
        frequent first.
    """
    if len(form) < MIN_CHARS or not form.isalpha():
        return []
    most = 2 if len(form) >= _TWO_SLIPS_CHARS else 1
    found: dict[int, list[NearWord]] = {}
    for other in _candidates(vocabulary, form):
        distance = slips(form, other, most)
        if 0 < distance <= most:
            near = NearWord(distance, other, vocabulary.count(other))
            found.setdefault(distance, []).append(near)
    nearest = next((found[distance] for distance in (1, 2) if distance in found), [])
    return sorted(nearest, key=lambda near: (-near.frequency, near.form))


def is_plain_slip(form: str, known: str) -> bool:
    """Whether a word is so near a known one that it is hardly another word.

    Args:
        form: A folded word that stands nowhere.
        known: A folded form of the corpus.

    Returns:
        True where one slip of a kind that seldom makes another word parts them.
    """
    if len(form) < _PLAIN_CHARS or form[0] != known[0] or slips(form, known, 1) != 1:
        return False
    longer, shorter = (form, known) if len(form) > len(known) else (known, form)
    if longer.startswith(shorter):  # more likely an inflection
        return longer[-1] == longer[-2] or len(form) in range(_LONG_CHARS, len(known))
    at = next(i for i, (a, b) in enumerate(zip(form, known, strict=False)) if a != b)
    if len(form) == len(known):
        pair = {form[at], known[at]}
        if form[at + 1 :] != known[at + 1 :]:  # swapped; ei and ie are two words
            return pair != {"e", "i"}
        return any(pair <= alike for alike in _ALIKE)
    doubled = longer[at] in (longer[at - 1], longer[at + 1 : at + 2])
    lengthens = longer[at] == "h" or longer[at - 1 : at + 1] == "ie"
    return doubled or lengthens or len(form) >= _LONG_CHARS


def slips(one: str, other: str, most: int) -> int:
    """How many slips part two words; some number above `most` where it is more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, another in enumerate(other, 1):
            least = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != another))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == another:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]


def _candidates(vocabulary: Vocabulary, form: str) -> Iterator[str]:
    """Forms that share half of the word, or the ends of a long one; each once."""
    middle = len(form) // 2
    swapped = form[: middle - 1] + form[middle] + form[middle - 1] + form[middle + 1 :]
    head, tail = form[:middle], form[middle:]
    if len(form) >= _TWO_SLIPS_CHARS:
        head, tail = form[:3], form[-4:]
    found = chain(
        [swapped] if vocabulary.count(swapped) else [],
        islice(vocabulary.starting(head), _MAX_COMPARED),
        islice(vocabulary.ending(tail), _MAX_COMPARED),
    )
    lengths = range(len(form) - 2, len(form) + 3)
    return iter(dict.fromkeys(other for other in found if len(other) in lengths))
