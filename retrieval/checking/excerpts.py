"""Which stretches of which articles may hold a quotation: by its words, never by reading all texts.

The keyword index proposes. Passages are asked for that hold every content word of the quotation's
longest stretch without a sentence's end, because whatever stands word for word in a sentence stands
in one passage; where none does, of its next ones; for what was altered, those that BM25 ranks best
by its rarest words. Headlines and headings are asked for in the same way. A
quotation of function words alone is proposed nothing: they are not indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from retrieval.article import Article
from retrieval.checking.tokens import INVISIBLE, Tokens, tokens_of
from retrieval.index.catalog.rows import PassageRow
from retrieval.index.generation import Generation

_STRETCHES: Final = 4
_MAX_STRETCH_CHARS: Final = 600
_BREAK: Final = re.compile(
    r"(?<=[.!?…:;])[\"'“”«»‘’)\]]*\s+|\n\s*\n|\s*(?:\.\s?\.\s?\.|…)\s*|[\[\]]"
)
_NEAREST: Final = 32
# A quotation of so few words may be near many passages.
_FEW_WORDS: Final = 8
_NEAREST_OF_FEW: Final = 256
_PLAIN_WORD: Final = re.compile(r"\w+")
_MAX_KEPT: Final = 500
# What makes a token of the article another than its words in a row.
_ODD: Final = re.compile(
    rf"[-‐‑][ \t]*\n|[{INVISIBLE}\u0300-\u036f\ufb00-\ufb06_<\\]|\]\(|\w[*~|]+\w"
)
_ABOVE: Final = 48


class Excerpt:
    """Whole lines of an article, or its headline; cut into tokens when they are asked for.

    Attributes:
        article: The article.
        in_title: Whether it is the headline.
        passage: A passage for whose sake it was opened.
    """

    article: Article
    in_title: bool
    passage: PassageRow

    def __init__(
        self, article: Article, start: int, end: int, passage: PassageRow, *, in_title: bool
    ) -> None:
        """Takes a slice of the article's text, or headline."""
        self.article = article
        self.in_title = in_title
        self.passage = passage
        self._text = article.title if in_title else article.text
        self._start, self._end = start, end

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of these lines."""
        return tokens_of(self._text, self._start, self._end)

    @cached_property
    def plain(self) -> str:
        """Its words in lower case, each between blanks: cheap, and no more than a hint."""
        return plain(self._text[self._start : self._end])

    def may_hold(self, plain_run: str) -> bool:
        """Whether a run of words may stand here; if not, cutting into tokens can be spared."""
        return plain_run in self.plain or (
            _ODD.search(self._text, self._start, self._end) is not None
        )


def plain(text: str) -> str:
    """The words of a text in lower case, each between blanks."""
    return f" {' '.join(_PLAIN_WORD.findall(text.lower()))} "


class Excerpts:
    """Opens excerpts upon one generation; what it has cut it keeps while it lives."""

    def __init__(self, generation: Generation) -> None:
        """Takes the generation."""
        self._generation = generation
        self._articles: dict[int, Article] = {}
        self._opened: dict[tuple[int, int, int, bool], Excerpt] = {}

    def holding(self, quoted: str, limit: int) -> tuple[list[Excerpt], bool]:
        """Excerpts upon passages that hold all content words of a stretch of a quotation.

        Args:
            quoted: The quotation.
            limit: Passages at most.

        Returns:
            The excerpts, by article and place, and whether there are more such passages.
        """
        keywords = self._generation.keywords
        for stretch in stretches(quoted):
            numbers = keywords.holding(stretch, limit + 1)
            if len(numbers):
                rows = self._generation.catalog.passages(numbers[:limit].tolist())
                return self.around(rows, len(quoted)), len(numbers) > limit
        return [], False

    def above(self, quoted: str) -> list[Excerpt]:
        """Headlines, and whole articles with headings, that hold all content words of a quotation.

        Args:
            quoted: The quotation.

        Returns:
            The excerpts, by article.
        """
        if len(quoted) > _MAX_STRETCH_CHARS:
            return []
        numbers = self._generation.keywords.holding(_words(quoted), _ABOVE, above=True)
        rows = self._generation.catalog.passages(numbers.tolist())
        first = {row.article: row for row in reversed(rows)}
        self._read(first)
        found = []
        for number, row in sorted(first.items()):
            article = self._articles[number]
            found.append(self._excerpt(row, 0, len(article.title), in_title=True))
            found.append(self._excerpt(row, 0, len(article.text)))
        return found

    def nearest(self, quoted: str) -> list[Excerpt]:
        """Excerpts upon the passages that share the rarest words with a quotation, best first."""
        words = _words(quoted)
        limit = _NEAREST_OF_FEW if words.count(" ") < _FEW_WORDS else _NEAREST
        numbers = self._generation.keywords.sharing(words, limit)
        rows = {row.number: row for row in self._generation.catalog.passages(numbers.tolist())}
        return self.around([rows[number] for number in numbers.tolist()], len(quoted))

    def whole(self, excerpt: Excerpt) -> Excerpt:
        """The whole text of an excerpt's article."""
        self._articles.setdefault(excerpt.passage.article, excerpt.article)
        return self._excerpt(excerpt.passage, 0, len(excerpt.article.text))

    def around(self, rows: Sequence[PassageRow], chars: int) -> list[Excerpt]:
        """Excerpts upon passages, as wide that a quotation may begin or end in each of them.

        Args:
            rows: The passages.
            chars: Length of the quotation.

        Returns:
            In the order of the passages; of an article, those that overlap are one.
        """
        self._read(row.article for row in rows)
        spans: dict[int, list[tuple[int, int, PassageRow]]] = {}
        for row in rows:
            spans.setdefault(row.article, []).append((*self._lines(row, chars), row))
        found = []
        for several in spans.values():
            merged: list[tuple[int, int, PassageRow]] = []
            for start, end, row in sorted(several):
                if merged and start <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
                else:
                    merged.append((start, end, row))
            found += [self._excerpt(row, start, end) for start, end, row in merged]
        return found

    def _lines(self, row: PassageRow, chars: int) -> tuple[int, int]:
        text = self._articles[row.article].text
        start = text.rfind("\n", 0, max(row.start - chars - chars // 4, 0)) + 1
        end = text.find("\n", min(row.end + chars + chars // 4, len(text)))
        return start, end if end >= 0 else len(text)

    def _excerpt(self, row: PassageRow, start: int, end: int, *, in_title: bool = False) -> Excerpt:
        key = (row.article, start, end, in_title)
        if key not in self._opened:
            article = self._articles[row.article]
            self._opened[key] = Excerpt(article, start, end, row, in_title=in_title)
        return self._opened[key]

    def _read(self, numbers: Iterable[int]) -> None:
        if len(self._articles) > _MAX_KEPT:  # a draft may hold thousands of quotations
            self._articles.clear()
            self._opened.clear()
        unread = [number for number in dict.fromkeys(numbers) if number not in self._articles]
        if unread:
            self._articles |= self._generation.catalog.articles_by_number(unread)


def stretches(quoted: str) -> list[str]:
    """The words of the longest stretches of a text without a sentence's end.

    Args:
        quoted: The text.

    Returns:
        Four at most, longest first; their words as they are compared, parted by blanks.
    """
    parts = [part for part in _BREAK.split(quoted) if part.strip()]
    parts.sort(key=len, reverse=True)
    return [_words(part[:_MAX_STRETCH_CHARS]) for part in parts[:_STRETCHES]]


def _words(text: str) -> str:
    return " ".join(token.form for token in tokens_of(text).items if token.is_word)
