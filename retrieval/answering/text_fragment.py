"""Links that land on a sentence: the shortest text directive that is proven to match only there.

What goes in: an article's text and a slice of it. What comes out: `#:~:text=…`, or None. Proven by
`text_directive.matches`, with word boundaries and without: the directive matches the article's
text exactly once, at the slice, but for punctuation at its edges. The text is taken as a page shows
it, without the marks of Markdown; no term holds what may be one. No term crosses a line, because
browsers find none across blocks; the range from `start` to `end` may.

A short slice is given whole, a long one by its first and last words; words are added to these, then
prefix and suffix beside them, only until the match is unique.

Deliberately not done: nothing is known of the page around the article (teasers, comments); there a
browser takes the first match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from retrieval.answering.rendered_markup import has_markup, without_marks
from retrieval.answering.text_directive import TextDirective, matches, render

MAX_EXACT_CHARS: Final = 60
"""A longer slice is given by its first and last words."""

MAX_TERM_WORDS: Final = 8
"""Words in `start`, `end`, `prefix` and `suffix`, at most."""

_MIN_TERM_WORDS = 3
_DELIMITER = ":~:"
# From a word's first letter or digit to its last: what stands around these is no part of it.
_WORD = re.compile(r"[^\W_](?:\S*[^\W_])?")
_EDGES = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


def text_fragment(text: str, start: int, end: int) -> str | None:
    """The fragment that makes a browser scroll to a slice of an article and mark it.

    Args:
        text: The article's text.
        start: First code point of the slice.
        end: One past its last code point.

    Returns:
        `#:~:text=` and a percent-encoded directive, or None if the slice has no word or no
        directive is unique.
    """
    text, start, end = without_marks(text, start, max(start, end))
    inner = _EDGES.search(text, start, end)
    if inner is None:
        return None
    # The slice's edges cut no run of white space, so the pieces join to the whole's rendering.
    before, marked = render(text[: inner.start()]), render(inner.group())
    rendered = before + marked + render(text[inner.end() :])
    target = (len(before), len(before) + len(marked))
    for directive in _candidates(text, *inner.span()):
        terms = (directive.prefix, directive.start, directive.end, directive.suffix)
        if any(map(has_markup, filter(None, terms))):
            continue
        if _is_unique(rendered, directive, target):
            return f"#{_DELIMITER}text={directive}"
    return None


def with_fragment(url: str, text: str, start: int, end: int) -> str:
    """An article's address, leading to a slice of it where that can be proven.

    Args:
        url: The article's address; its own fragment stays, another text directive does not.
        text: The article's text.
        start: First code point of the slice.
        end: One past its last code point.

    Returns:
        The address with a text directive, or as it was: if it is no web address or no directive is
        unique.
    """
    if not re.match(r"https?://", url, re.IGNORECASE):
        return url
    fragment = text_fragment(text, start, end)
    if fragment is None:
        return url
    address = url.partition(_DELIMITER)[0]
    return address + (fragment.removeprefix("#") if "#" in address else fragment)


def _is_unique(rendered: str, directive: TextDirective, target: tuple[int, int]) -> bool:
    return all(
        list(islice(matches(rendered, directive, bounded), 2)) == [target]
        for bounded in (True, False)
    )


def _candidates(text: str, start: int, end: int) -> Iterator[TextDirective]:
    """Directives for a slice that begins and ends in a word, from the plainest to the longest."""
    plain = []
    for directive in _without_context(text[start:end]):
        plain.append(directive)
        yield directive
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    for directive in dict.fromkeys((plain[0], plain[-1])):
        for count in range(1, MAX_TERM_WORDS + 1):
            prefix, suffix = _last_words(before, count), _first_words(after, count)
            if prefix:
                yield replace(directive, prefix=prefix)
            if suffix:
                yield replace(directive, suffix=suffix)
            if prefix and suffix:
                yield replace(directive, prefix=prefix, suffix=suffix)


def _without_context(wanted: str) -> Iterator[TextDirective]:
    lines = wanted.split("\n")
    words = len(_WORD.findall(wanted))
    if len(lines) == 1 and (len(wanted) <= MAX_EXACT_CHARS or words < 2 * _MIN_TERM_WORDS):
        yield TextDirective(_spaced(wanted))
        return
    most = MAX_TERM_WORDS if len(lines) > 1 else min(MAX_TERM_WORDS, words // 2)
    for count in range(_MIN_TERM_WORDS, most + 1):
        first, last = _first_words(lines[0], count), _last_words(lines[-1], count)
        yield TextDirective(first, last)


def _first_words(line: str, count: int) -> str:
    """The beginning of a line up to the end of a word; "" if it has no word."""
    found = list(islice(_WORD.finditer(line), count))
    return _spaced(line[: found[-1].end()]) if found else ""


def _last_words(line: str, count: int) -> str:
    """The end of a line from the beginning of a word; "" if it has no word."""
    found = list(_WORD.finditer(line))[-count:]
    return _spaced(line[found[0].start() :]) if found else ""


def _spaced(term: str) -> str:
    return " ".join(term.split())
