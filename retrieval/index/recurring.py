"""Lines that stand in many articles of one publisher, found from the lines that an index keeps.

Articles that say the same share their lines, too: such a line is evidence of nothing. So of the
articles that a line stands in some must be unlike one another, by their sketches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.article import Article
from retrieval.corpus.cleaning.recurrence import LEAST_ARTICLES, Recurrence, key_of
from retrieval.corpus.cleaning.recurring import recurring_lines
from retrieval.corpus.remembered import Remembered, RememberedLine, folded
from retrieval.index.catalog.read import Catalog
from retrieval.index.line_hashes import hash_of
from retrieval.language.shingles import NO_HASH, sketch_of, words_of

MOST_SHARED = 0.5
"""Articles that share more of their sketches say the same; of texts as alike as 0.7, two thirds are
shared. Those that only stand on like pages share less, unless they are shorter than the rest."""
_MAX_COMPARED = 60
"""So many of the articles of one line are compared with one another."""
_READ_AT_ONCE = 500

Sketches = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A line that stands in many articles of one publisher.

    Attributes:
        text: As the first of them writes it.
        recurrence: In how many it stands or stood, as it would count for one article more.
        leaves: From how many of them it has left, or would if they were added now; where from none,
            it may be text.
    """

    text: str
    recurrence: Recurrence
    leaves: int


def recurrences_of(
    catalog: Catalog, article: Article, left: Remembered | None = None
) -> dict[str, Recurrence]:
    """Which lines of an article stand in others of its publisher, or stood there until they left.

    Args:
        catalog: The others.
        article: Which need not be in the catalog; articles that say the same as it do not count.
        left: The lines that have left articles.

    Returns:
        By `key_of` of a line, or of the headline.
    """
    lines = (article.title, *article.text.split("\n"))
    keys = {hash_of(key): key for line in lines if any(map(str.isalnum, key := key_of(line)))}
    name = folded(article.publisher)
    gone = {
        hash_: known.articles
        for hash_, key in keys.items()
        if (known := (left or {}).get((name, key)))
    }
    others = [
        (number, hashes)
        for number, (publisher, hashes) in enumerate(catalog.line_hashes())
        if folded(publisher) == name
    ]
    holders = {line: list[int]() for line in gone} | _holders(
        others, np.array(sorted(keys), np.uint64)
    )
    often = {
        line: numbers
        for line, numbers in holders.items()
        if len(numbers) + gone.get(line, 0) >= LEAST_ARTICLES
    }
    if not often:
        return {}
    sketches, own = catalog.sketches(), sketch_of(words_of(article.text))
    own = own[own != NO_HASH]
    shared = np.isin(sketches, own).sum(axis=1)
    alike = {*np.flatnonzero(shared > MOST_SHARED * len(own)).tolist()}
    found = {}
    for line, numbers in often.items():
        unlike = [number for number in numbers if number not in alike]
        if line in gone or _has_unlike(unlike, sketches):
            count = len(unlike) + gone.get(line, 0)
            found[keys[line]] = Recurrence(article.publisher, count, max(count, len(others)))
    return found


def find_recurring(catalog: Catalog, left: Remembered | None = None) -> list[RecurringLine]:
    """Lists the lines that recur, or did until they left.

    Args:
        catalog: The articles.
        left: The lines that have left articles, which count as before.

    Returns:
        By publisher, those that stand in most of its articles first.

    Raises:
        IndexDamagedError: If an article is not what was indexed.
    """
    published = defaultdict[str, list[tuple[int, str | None, NDArray[np.uint64]]]](list)
    for number, (publisher, hashes) in enumerate(catalog.line_hashes()):
        published[folded(publisher)].append((number, publisher, hashes))
    gone = defaultdict[str, dict[int, RememberedLine]](dict)
    for (name, key), line in (left or {}).items():
        gone[name][hash_of(key)] = line
    sketches = catalog.sketches()
    return [
        line
        for name in sorted({*published, *gone})
        for line in _of_publisher(catalog, published[name], sketches, gone[name])
    ]


def _of_publisher(
    catalog: Catalog,
    articles: Sequence[tuple[int, str | None, NDArray[np.uint64]]],
    sketches: Sketches,
    gone: Mapping[int, RememberedLine],
) -> list[RecurringLine]:
    names = (*(name for _, name, _ in articles), *(line.publisher for line in gone.values()))
    publisher = next(iter(names))
    each = [(number, hashes) for number, _, hashes in articles]
    lines, counts = np.unique(
        np.concatenate([np.empty(0, np.uint64), *(h for _, h in each)]), return_counts=True
    )
    often = {*lines[counts >= LEAST_ARTICLES].tolist(), *gone}
    holders = {line: list[int]() for line in gone} | _holders(
        each, np.array(sorted(often), np.uint64)
    )
    counted = {
        line: len(numbers) + (gone[line].articles if line in gone else 0)
        for line, numbers in holders.items()
        if line in gone or _has_unlike(numbers, sketches)
    }
    known = {
        line: Recurrence(publisher, count, max(count, len(articles)))
        for line, count in counted.items()
    }
    known = {line: found for line, found in known.items() if found.recurs()}
    numbers = sorted({number for line in known for number in holders[line]})
    texts, leaves = _places(_read(catalog, numbers), known)
    texts = {line: each.text for line, each in gone.items()} | texts
    left = {line: each.articles for line, each in gone.items()}
    found = [
        RecurringLine(texts[line], how_often, leaves.get(line, 0) + left.get(line, 0))
        for line, how_often in known.items()
        if line in texts
    ]
    return sorted(found, key=lambda line: (-line.recurrence.articles, line.text))


def _read(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Article]:
    for start in range(0, len(numbers), _READ_AT_ONCE):
        read = catalog.articles_by_number(list(numbers[start : start + _READ_AT_ONCE]))
        yield from (read[number] for number in sorted(read))


def _places(
    articles: Iterable[Article], known: Mapping[int, Recurrence]
) -> tuple[dict[int, str], dict[int, int]]:
    """How the lines are written, and in how many articles they would leave."""
    texts: dict[int, str] = {}
    leaves: dict[int, int] = {}
    for article in articles:
        lines = article.text.split("\n")
        keys = {i: key_of(line) for i, line in enumerate(lines) if line.strip()}
        hashes = {i: hash_of(key) for i, key in keys.items()}
        for i, line in hashes.items():
            if line in known:
                texts.setdefault(line, lines[i].strip())
        recurrences = {keys[i]: known[line] for i, line in hashes.items() if line in known}
        for line in {hashes[i] for i in recurring_lines(lines, recurrences)}:
            leaves[line] = leaves.get(line, 0) + 1
    return texts, leaves


def _holders(
    articles: Sequence[tuple[int, NDArray[np.uint64]]], wanted: NDArray[np.uint64]
) -> dict[int, list[int]]:
    """By line, the numbers of the articles that hold it, ascending."""
    if not articles or not len(wanted):
        return {}
    lines = np.concatenate([hashes for _, hashes in articles])
    numbers = np.repeat([n for n, _ in articles], [len(hashes) for _, hashes in articles])
    places = np.flatnonzero(np.isin(lines, wanted))
    holders = defaultdict[int, list[int]](list)
    for line, number in zip(lines[places].tolist(), numbers[places].tolist(), strict=True):
        holders[line].append(number)
    return holders


def _is_alike(one: Sketches, other: Sketches) -> bool:
    own = one[one != NO_HASH]
    return int(np.isin(own, other).sum()) > MOST_SHARED * len(own)


def _has_unlike(numbers: Sequence[int], sketches: Sketches) -> bool:
    """Whether enough of some articles are unlike one another."""
    unlike: list[int] = []
    for number in numbers[:_MAX_COMPARED]:
        if not any(_is_alike(sketches[number], sketches[other]) for other in unlike):
            unlike.append(number)
            if len(unlike) == LEAST_ARTICLES:
                return True
    return False
