"""Text directives (`#:~:text=`) and where browsers find them.

The draft "URL Fragment Text Directives" (https://wicg.github.io/scroll-to-text-fragment/) defines
the syntax `[prefix-,]start[,end][,-suffix]` and the search that browsers run. `matches` does that
search over a rendered text, so that a directive can be proven before it is sent. Followed:
comparison without case and accents (the primary level of the Unicode collation algorithm), white
space collapsed, no term across a block, terms bounded by words, prefix and suffix next to the match
but for white space, the first end after a start.

Where a browser decides by style or language, the stricter case is taken: every line of the text
counts as a block of its own, and letters joined by a full stop or an apostrophe are one word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from retrieval.language.fold import fold_accents

# Between letters or digits these do not end a word (UAX 29: MidLetter, MidNum, MidNumLet).
_INSIDE_WORD = frozenset(".,:;'’·")


@dataclass(frozen=True, slots=True)
class TextDirective:
    """One text directive, its terms as they are read, not percent-encoded.

    Attributes:
        start: The text to find, or its beginning.
        end: Its end, if `start` is only the beginning.
        prefix: What stands right before it.
        suffix: What stands right after it.
    """

    start: str
    end: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        """The value of `text=`, percent-encoded."""
        parts = [] if self.prefix is None else [f"{_encoded(self.prefix)}-"]
        parts.append(_encoded(self.start))
        parts += [] if self.end is None else [_encoded(self.end)]
        parts += [] if self.suffix is None else [f"-{_encoded(self.suffix)}"]
        return ",".join(parts)


def matches(
    rendered: str, directive: TextDirective, bounded: bool = True
) -> Iterator[tuple[int, int]]:
    """The matches of a directive in a rendered text.

    Args:
        rendered: What `render` returned.
        directive: What to find.
        bounded: Whether terms must begin and end at word boundaries, as the draft demands.

    Yields:
        Start and end of each match in the rendered text, in order.
    """
    start, end = render(directive.start), _rendered(directive.end)
    prefix, suffix = _rendered(directive.prefix), _rendered(directive.suffix)
    for at in _starts(rendered, start, prefix, bounded):
        after = at + len(start)
        if bounded and (end or not suffix) and not _is_boundary(rendered, after):
            continue
        if end is None:
            if _followed(rendered, after, suffix, bounded):
                yield at, after
            continue
        for last in _occurrences(rendered, end, after, bounded):
            close = last + len(end)
            if bounded and not suffix and not _is_boundary(rendered, close):
                continue
            if _followed(rendered, close, suffix, bounded):
                yield at, close
                break


def render(text: str) -> str:
    """A text as the search sees it: case and accents folded, white space collapsed.

    Args:
        text: Any text.

    Returns:
        Lines parted by one line feed, words by one blank. Where `text[i]` is no white space, the
        rendering of `text[:i]` is the beginning of the rendering of `text`.
    """
    folded = fold_accents(text)
    inner = folded.strip()
    before, _, after = folded.partition(inner) if inner else (folded, "", "")
    lines = (" ".join(line.split()) for line in inner.split("\n"))
    return _collapsed(before) + "\n".join(filter(None, lines)) + _collapsed(after)


def _rendered(term: str | None) -> str | None:
    return None if term is None else render(term)


def _starts(rendered: str, start: str, prefix: str | None, bounded: bool) -> Iterator[int]:
    if prefix is None:
        yield from _occurrences(rendered, start, 0, bounded)
        return
    for at in _occurrences(rendered, prefix, 0, bounded):
        after = _past_space(rendered, at + len(prefix))
        if rendered.startswith(start, after):
            yield after


def _occurrences(rendered: str, term: str, begin: int, bounded: bool) -> Iterator[int]:
    at = rendered.find(term, begin) if term else -1
    while at >= 0:
        if not bounded or _is_boundary(rendered, at):
            yield at
        at = rendered.find(term, at + 1)


def _followed(rendered: str, close: int, suffix: str | None, bounded: bool) -> bool:
    if suffix is None:
        return True
    after = _past_space(rendered, close)
    if not rendered.startswith(suffix, after):
        return False
    return not bounded or _is_boundary(rendered, after + len(suffix))


def _past_space(rendered: str, at: int) -> int:
    return at + 1 if rendered[at : at + 1].isspace() else at


def _is_boundary(rendered: str, at: int) -> bool:
    before, after = rendered[max(at - 2, 0) : at], rendered[at : at + 2]
    if not before or not after:
        return True
    if _in_word(before[-1]) and _in_word(after[0]):
        return False
    if after[0] in _INSIDE_WORD and _in_word(before[-1]) and _in_word(after[1:]):
        return False
    return not (before[-1] in _INSIDE_WORD and _in_word(after[0]) and _in_word(before[:-1]))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _encoded(term: str) -> str:
    # A hyphen, unreserved elsewhere, marks prefix and suffix here.
    return quote(term, safe="").replace("-", "%2D")


def _collapsed(space: str) -> str:
    return "\n" if "\n" in space else space and " "
