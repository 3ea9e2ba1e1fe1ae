"""Sentences of a unit, with exact offsets.

A splitter is given a clean copy of a unit: white space is one blank, and the characters that
SoMaJo would remove by itself (controls, zero-width characters, soft hyphens, combining marks) are
left out. It answers with pieces. Their offsets are not searched for: the pieces together must
spell the copy, letter for letter, and so counting letters gives each cut, and a list of positions
made with the copy leads from there back into the text. A splitter that does not spell its input is
not believed; the next one is asked, and at last the unit stands as one sentence.

So sentences always tile the unit, whatever the splitter does, and only where it cuts is its own.

German and English are cut by SoMaJo (`boundaries.py` mends what it systematically gets wrong),
other languages by sentencex. Deliberately not done: learning boundaries from the corpus.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from retrieval.segmentation.boundaries import Token, sentence_ends
from retrieval.segmentation.span import Span

if TYPE_CHECKING:
    from somajo import SoMaJo  # type: ignore[import-untyped]
    from somajo.doubly_linked_list import DLLElement  # type: ignore[import-untyped]

Splitter = Callable[[str], Sequence[str]]

_SOMAJO_MODELS = {"de": "de_CMC", "en": "en_PTB"}

_WINDOW_CHARS = 4_000
"""SoMaJo is fed no more at once: some of its patterns take quadratic time. Sentences longer than
this are joined again from what the windows give."""

_MAY_BE_EMOJI = re.compile("[©®‼⁉™-\U0010ffff]")
"""Holds every character that is an emoji by Unicode, and many that are not."""

_LONG_WORD = re.compile(r"\S{500}")
"""Such a run is no word of a language; emoji and quotation marks by the thousand take minutes."""

_END_SIGN = re.compile(r"[.!?…]")


def split_sentences(text: str, lines: Sequence[Span], language: str) -> list[Span]:
    """Splits one unit into sentences.

    Args:
        text: The article's text.
        lines: Spans of the unit's lines in it. The splitter does not see what lies between them,
            but a sentence that reaches across holds it.
        language: ISO 639-1 code; a region ("de-AT") is ignored.

    Returns:
        Spans in `text`, in order, without surrounding white space; together they hold every
        character of `lines` that is not white space.
    """
    letters = [
        position
        for line in lines
        for position in range(line.start, line.end)
        if not text[position].isspace()
    ]
    if not letters:
        return []
    cuts = _cuts(text, lines, language.lower().replace("_", "-").split("-")[0])
    bounds = [0, *(bisect_left(letters, cut) for cut in cuts), len(letters)]
    return [
        Span(letters[first], letters[end - 1] + 1) for first, end in pairwise(bounds) if first < end
    ]


def _cuts(text: str, lines: Sequence[Span], language: str) -> list[int]:
    """Positions in `text` at which a sentence begins, but for the first."""
    copy, positions = _copy(text, lines, language)
    counts = accumulate(len(piece) - piece.count(" ") for piece in _pieces(copy, language))
    return [_reach_back(text, positions, count) for count in counts if 0 < count < len(positions)]


def _reach_back(text: str, positions: Sequence[int], count: int) -> int:
    """Puts a cut before the invisible characters that stick to the letter it was made at."""
    cut, before = positions[count], positions[count - 1]
    while cut - 1 > before and not text[cut - 1].isspace():
        cut -= 1
    return cut


def _copy(text: str, lines: Sequence[Span], language: str) -> tuple[str, list[int]]:
    """Makes the splitter's copy and, for each of its letters, the position in `text`."""
    kept = _kept_by_somajo if language in _SOMAJO_MODELS else _kept
    signs: list[str] = []
    positions: list[int] = []
    for line in lines:
        for position in range(line.start, line.end):
            sign = text[position]
            if sign.isspace():
                signs.append(" ")
            elif sign := kept(sign):
                signs.append(sign)
                positions.append(position)
        signs.append(" ")
    return " ".join("".join(signs).split()), positions


def _kept(sign: str) -> str:
    """A sign, or nothing for half a surrogate pair, which no library takes."""
    return "" if "\ud800" <= sign <= "\udfff" else sign


@cache
def _kept_by_somajo(sign: str) -> str:
    """What SoMaJo would see of one sign: its NFC, or nothing where it would remove it."""
    if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Mn", "Me"}:
        return ""
    composed = unicodedata.normalize("NFC", sign)
    return composed if len(composed) == 1 else "x"


def _pieces(copy: str, language: str) -> Iterator[str]:
    """Cuts the copy into sentences, window by window; together the pieces are the copy."""
    start, unfinished = 0, ""
    while start < len(copy):
        end = _window_end(copy, start)
        pieces = _tile(copy[start:end], language)
        if end < len(copy) and len(pieces) > 1:
            pieces.pop()  # it may go on beyond the window: the next one begins with it
        start += sum(map(len, pieces))
        pieces[0] = unfinished + pieces[0]
        unfinished = pieces.pop() if start == end < len(copy) else ""
        yield from pieces
    if unfinished:
        yield unfinished


def _window_end(copy: str, start: int) -> int:
    end = start + _WINDOW_CHARS
    if end >= len(copy):
        return len(copy)
    blank = copy.rfind(" ", start + _WINDOW_CHARS // 2, end)
    return blank + 1 if blank > 0 else end


def _tile(window: str, language: str) -> list[str]:
    """Slices a window into sentences: the first splitter is believed that spells the window."""
    letters = [index for index, sign in enumerate(window) if sign != " "]
    spelled = window.replace(" ", "")
    for splitter in _splitters(window, language):
        pieces = ["".join(piece.split()) for piece in splitter(window)]
        if "".join(pieces) == spelled:
            counts = accumulate(map(len, pieces))
            cuts = [0, *(letters[n] for n in counts if 0 < n < len(letters)), len(window)]
            return [window[a:b] for a, b in pairwise(cuts) if a < b]
    return [window]


def _splitters(window: str, language: str) -> Iterator[Splitter]:
    somajo = language in _SOMAJO_MODELS
    if (somajo or window.isascii()) and not _END_SIGN.search(window):
        return  # neither ends a sentence without a sign, and tables hold many such cells
    if somajo and not _LONG_WORD.search(window):
        yield lambda copy: _split_by_somajo(copy, language)
    yield lambda copy: _split_by_sentencex(copy, language)


def _split_by_sentencex(copy: str, language: str) -> list[str]:
    """Asks sentencex, and takes back cuts after an initial ("M. | Dupont") or before lower case."""
    import sentencex  # type: ignore[import-untyped]

    pieces: list[str] = []
    for piece in sentencex.segment(language, copy):
        if pieces and (_ends_with_initial(pieces[-1]) or piece[0].islower() or piece[0] == "-"):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _ends_with_initial(piece: str) -> bool:
    signs = piece.rstrip()[-3:].rjust(3)
    return signs[2] == "." and signs[1].isupper() and not signs[0].isalnum()


def _split_by_somajo(copy: str, language: str) -> list[str]:
    tokens = [
        Token(
            token.original_spelling or token.text,
            token.token_class or "regular",
            token.last_in_sentence,
            token.space_after,
        )
        for sentence in _somajo(language).tokenize_text([copy])
        for token in sentence
        if token.text
    ]
    bounds = [0, *sentence_ends(tokens, language)]
    return ["".join(token.text for token in tokens[a:b]) for a, b in pairwise(bounds)]


@cache
def _somajo(language: str) -> SoMaJo:
    """SoMaJo keeps no state between calls, so threads may share one."""
    from somajo import SoMaJo
    from somajo.tokenizer import Tokenizer  # type: ignore[import-untyped]

    class EmojiAwareTokenizer(Tokenizer):  # type: ignore[misc]
        """Looks for emoji character by character only where there can be one.

        SoMaJo 2.5 always does, which is half its time; to be dropped when it no longer does.
        """

        def _split_emojis(self, node: DLLElement, token_class: str = "emoticon") -> None:  # noqa: S107
            if _MAY_BE_EMOJI.search(node.value.text):
                super()._split_emojis(node, token_class)

    splitter = SoMaJo(_SOMAJO_MODELS[language], split_camel_case=False, split_sentences=True)
    splitter._tokenizer = EmojiAwareTokenizer(split_camel_case=False, language=splitter.language)
    return splitter
