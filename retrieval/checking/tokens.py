"""A text → the tokens by which quotations are compared, each with the slice that it is.

What is folded, and nothing else: the kind of quotation marks and apostrophes; the kind of dashes;
white space of any kind and amount, none included; soft hyphens and other invisible characters;
words parted by a hyphen at a line's end; the Unicode normal form, and typographic ligatures; three
dots and `…`; the marks of Markdown and HTML, which a page does not show. Letter case, punctuation,
accents, `ß` and `ss` count. Quotation and article go through the same function, so a slice of an
article always has the article's tokens.

Tokens are words (a number with its separators is one) and single signs. Offsets come from cutting;
nothing is ever searched for to place a token.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, NamedTuple

JOINER: Final = "\u2060"
"""Invisible: stands for what is left out of a word, where the word is to keep its length."""
INVISIBLE: Final = "\u00ad\u200b-\u200f\u2060-\u2064\u2066-\u2069\u202a-\u202e\ufeff\ufe00-\ufe0f"
"""For a class of a regular expression."""
ELLIPSIS: Final = "…"
MARK: Final = '"'
DASH: Final = "-"

_MARKS: Final = "\"'„“”‟‚‘’‛«»‹›`´ʼ″′〝〞＂"
_DASHES: Final = "-‐‑‒–—―−﹘﹣－"
APOSTROPHES: Final = frozenset("'’‘ʼ`´")
_APOSTROPHES: Final = "".join(sorted(APOSTROPHES))
_AT_LINES_END: Final = r"(?<=[a-zäöüß\u0300-\u036f])[-‐‑][ \t]*\n[ \t>]*"
_OTHER_WORDS: Final = r"(?:und|oder|bzw|beziehungsweise|sowie|bis|wie|als|noch|aber|and|or|to)\b"
# A word parted at a line's end; "Verwaltungs-⏎und Bauausgaben" are two.
_PARTED: Final = rf"{_AT_LINES_END}(?!{_OTHER_WORDS})(?=[a-zäöüß])"
_MAY_BE_PARTED: Final = re.compile(rf"{_AT_LINES_END}(?={_OTHER_WORDS})")
_WORD: Final = (
    rf"(?:\d++(?:[.,:]\d+)+(?![^\W_])|[^\W_]++(?:(?:[{INVISIBLE}]+(?=[^\W_])|[\u0300-\u036f]+"
    rf"|[{_APOSTROPHES}](?=[^\W\d_])|{_PARTED})[^\W_]*+)*+)"
)
# What a page does not show. Each begins with what most texts hold little of.
_MARKUP: Final = (
    r"^[ \t]*+(?:(?:>|\#{1,6}|[-*+])[ \t]++)++"
    r"|^[ \t]*+\|?(?:[ \t]*+:?-{2,}+:?[ \t]*+\|)++[ \t:|-]*+$"
    r"|^[ \t]*+(?:[-*_][ \t]*+){3,}+$"
    r"|\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
    r"|\[(?=[^\[\]\n]{1,200}\]\()"
    r"|</?[A-Za-z][\w-]*(?:[\s/][^<>]{0,500})?>"
    r"|\\(?=[^\w\s])|[*|]+|~~|_+"
)
_TOKEN: Final = re.compile(
    rf"(?P<markup>{_MARKUP})|(?P<word>{_WORD})"
    rf"|(?P<dots>\.(?:[ \u00a0]?\.){{2,}}|…)|(?P<dash>[{_DASHES}]{{1,3}})|(?P<mark>''|[{_MARKS}])"
    rf"|(?P<sign>[^\w\s{INVISIBLE}])",
    re.MULTILINE,
)
_DROPPED_IN_WORDS: Final = re.compile(rf"[{INVISIBLE}]+|{_PARTED}")
_APOSTROPHE: Final = re.compile(f"[{_APOSTROPHES}]")
_LIGATURES: Final = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))

_SEPARATOR: Final = "\x1f"


class Token(NamedTuple):
    """A token: what it is compared by, and the slice that it is.

    Attributes:
        form: The word, or the sign, folded.
        start: First code point.
        end: One past the last.
        is_word: Whether it is a word or a number.
    """

    form: str
    start: int
    end: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, or of a slice of it.

    Attributes:
        text: The whole text, in which the tokens' offsets count.
        items: In order.
        joined: Their forms, each between two separators: what runs of tokens are found in.
        places: Where in `joined` each token's form begins.
    """

    text: str
    items: tuple[Token, ...]
    joined: str
    places: tuple[int, ...]

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.items)

    @property
    def words(self) -> int:
        """Number of words."""
        return sum(token.is_word for token in self.items)

    def slice(self, first: int, end: int) -> str:
        """The text from one token to before another."""
        return self.text[self.items[first].start : self.items[end - 1].end]


def tokens_of(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Cuts a text into tokens.

    Args:
        text: Any text.
        start: Where to begin, at a line's beginning.
        end: Where to end.

    Returns:
        The tokens; none for a text of white space and markup.
    """
    items = []
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    for match in found:
        kind = match.lastgroup
        if kind == "word":
            items.append(Token(word_form(match[0]), match.start(), match.end(), True))
        elif kind != "markup":
            items.append(Token(_SIGNS.get(kind or "", match[0]), match.start(), match.end(), False))
    return _tokens(text, items)


_SIGNS: Final = {"dots": ELLIPSIS, "dash": DASH, "mark": MARK}


def joined_at_lines_ends(text: str) -> str:
    """The text, as long as before, with "Niem-⏎and" as one word: it may be two, or not."""
    return _MAY_BE_PARTED.sub(lambda match: JOINER * len(match[0]), text)


def part_of(tokens: Tokens, first: int, end: int) -> Tokens:
    """Some of a text's tokens, from one to before another."""
    return _tokens(tokens.text, list(tokens.items[first:end]))


def word_form(word: str) -> str:
    """What a word is compared by."""
    if word.isascii() and word.isalnum():
        return word
    word = _DROPPED_IN_WORDS.sub("", word).translate(_LIGATURES)
    return unicodedata.normalize("NFC", _APOSTROPHE.sub("'", word))


def trimmed(tokens: Tokens) -> Tokens:
    """The tokens without the signs before the first word and after the last."""
    words = [place for place, token in enumerate(tokens.items) if token.is_word]
    return part_of(tokens, words[0], words[-1] + 1) if words else part_of(tokens, 0, 0)


def runs_in(run: Tokens, within: Tokens, at: int = 0) -> list[int]:
    """Where a run of tokens stands among others, but for the case of its first letter.

    Args:
        run: What is looked for; it begins with a word.
        within: Where.
        at: The first token from which it may begin.

    Returns:
        Numbers of the tokens of `within` with which it begins, ascending.
    """
    if not run.items or len(run) > len(within):
        return []
    first, rest = run.items[0].form, run.joined[1 + len(run.items[0].form) :]
    if len(run) == 1:
        return [
            place
            for place in range(at, len(within))
            if is_first_word(first, within.items[place].form)
        ]
    found = []
    after = within.places[at] if at < len(within) else len(within.joined)
    while (here := within.joined.find(rest, after)) >= 0:
        number = bisect_left(within.places, here + 1) - 1
        if number >= at and is_first_word(first, within.items[number].form):
            found.append(number)
        after = here + 1
    return found


def is_first_word(quoted: str, source: str) -> bool:
    """Whether a quotation may begin with this word of the article: its first letter may differ."""
    return quoted == source or (
        quoted[1:] == source[1:] and quoted[:1].lower() == source[:1].lower()
    )


def _tokens(text: str, items: list[Token]) -> Tokens:
    places = []
    place = 1
    for token in items:
        places.append(place)
        place += len(token.form) + 1
    joined = _SEPARATOR + _SEPARATOR.join(token.form for token in items) + _SEPARATOR
    return Tokens(text, tuple(items), joined, tuple(places))
