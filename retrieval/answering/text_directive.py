"""Text directives (`#:~:text=`) and where browsers find them.

The draft "URL Fragment Text Directives" (https://wicg.github.io/scroll-to-text-fragment/) defines
the syntax `[prefix-,]start[,end][,-suffix]` and the search that browsers run. `find_matches` does
that search over an article's text, so that a directive can be proven before it is sent. Followed:
comparison without case and accents (the primary level of the Unicode collation algorithm), white
space collapsed, no term across a block, terms bounded by words, prefix and suffix next to the match
but for white space, the first end after a start.

Where a browser decides by style or language, the stricter case is taken: every line of the text
counts as a block of its own, and letters joined by a full stop or an apostrophe are one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

Match = tuple[int, int]

_SPACE = re.compile(r"\s+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
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

    @classmethod
    def parse(cls, value: str) -> TextDirective | None:
        """Read the value of `text=`.

        Args:
            value: Percent-encoded terms, parted by commas.

        Returns:
            The directive, or None if browsers would ignore it.
        """
        parts = value.split(",")
        prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else None
        suffix = unquote(parts.pop()[1:]) if parts and parts[-1].startswith("-") else None
        terms = [unquote(part) for part in parts]
        if not 1 <= len(terms) <= 2 or "" in (*terms, prefix, suffix):
            return None
        return cls(terms[0], terms[1] if len(terms) == 2 else None, prefix, suffix)


def find_matches(text: str, directive: TextDirective | str) -> list[Match]:
    """Where a directive matches a text; a browser goes to the first.

    Args:
        text: An article's text.
        directive: The directive, or the value of `text=`.

    Returns:
        Start and end of each match, as code points of the text, in order.
    """
    if isinstance(directive, str):
        parsed = TextDirective.parse(directive)
        if parsed is None:
            return []
        directive = parsed
    origins = _origins(text)
    return [(origins[s], origins[e - 1] + 1) for s, e in matches(render(text), directive)]


def matches(rendered: str, directive: TextDirective, bounded: bool = True) -> Iterator[Match]:
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
    folded = _folded(text)
    inner = folded.strip()
    before, _, after = folded.partition(inner) if inner else (folded, "", "")
    lines = (" ".join(line.split()) for line in inner.split("\n"))
    return _collapsed(before) + "\n".join(filter(None, lines)) + _collapsed(after)


def _rendered(term: str | None) -> str | None:
    return None if term is None else render(term)


def _origins(text: str) -> list[int]:
    """The position in the text of each character of its rendering."""
    folded = [at for at, c in enumerate(text) for _ in _folded(c)]
    dropped: set[int] = set()
    for space in _SPACE.finditer(_folded(text)):
        dropped.update(range(space.start() + 1, space.end()))
    return [at for position, at in enumerate(folded) if position not in dropped]


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


def _folded(text: str) -> str:
    """Every character folded. Most are ASCII, which bytes fold at once, or one of a few others."""
    folded = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    for character in set(_BEYOND_ASCII.findall(folded)):
        if _fold(character) != character:
            folded = folded.replace(character, _fold(character))
    return folded


@cache
def _fold(character: str) -> str:
    """The fold of a character; each character of it is its own."""
    # What is decomposed may have case again: ™, TM, tm.
    return "".join(map(_folded_once, _folded_once(character)))


def _folded_once(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))


def _collapsed(space: str) -> str:
    return "\n" if "\n" in space else space and " "
