"""Sentence ends among SoMaJo's tokens, with its systematic errors mended.

In go the tokens of a stretch of German or English, each with SoMaJo's opinion whether a sentence
ends there. Out come the ends. Mended is what can be told from two or three neighbouring tokens:

- SoMaJo knows abbreviations without regard to case, so that "Iran." (for "iranisch"), "Islam.",
  "EM." and "GG." never end a sentence: a word that is an abbreviation only in lower case is a word.
- It never ends a sentence after an ordinal, an initial or an abbreviation: before a capitalised
  function word ("Platz 3. Der …", "im 20. Jh. Danach …") one does.
- It never begins a sentence with "1.500" or "2,5": after a full stop one does.
- A title it does not know ("Capt. Miller") ends none.
- A fragment without a word, a lone "(AFP)" or a footnote sign is no sentence: it goes with its
  neighbour.

Deliberately not done: anything that would need grammar, such as a noun after an ordinal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.segmentation.german_words import (
    ENDING,
    FULL_WORDS,
    FUNCTION_WORDS,
    LEADING,
    NUMBERED,
    TITLES,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as SoMaJo gives it.

    Attributes:
        text: Its characters in the splitter's copy.
        kind: SoMaJo's token class ("regular", "symbol", "abbreviation", "ordinal", …).
        ends: Whether SoMaJo ends a sentence after it.
        spaced: Whether white space follows.
    """

    text: str
    kind: str
    ends: bool
    spaced: bool


_OPENERS = frozenset("„“\"»«‚‘'([–—-›‹")
_FULL_STOP = re.compile(r"[.!?]+")
_ORDINAL = re.compile(r"\d{1,3}\.|[IVXLCDM]+\.|[A-ZÄÖÜ]\.")
_SMALL_LETTER = re.compile(r"[a-zäöü]\.")
_FOOTNOTE = re.compile(r"\[\d{1,4}\]")

_MAX_AGENCY_TOKENS = 12  # "(dpa, AFP, 25.7.2025)"


def sentence_ends(tokens: Sequence[Token], language: str) -> list[int]:
    """Finds where sentences end.

    Args:
        tokens: The tokens of a unit.
        language: "de" or "en"; the rules on abbreviations and ordinals are German.

    Returns:
        For each sentence one past the index of its last token; the last is `len(tokens)`.
    """
    if not tokens:
        return []
    ends: list[int] = []
    first = 0
    for index in range(len(tokens) - 1):
        if index >= first and _ends(tokens, index, first, language):
            first = _past_footnotes(tokens, index + 1)
            ends.append(first)
    if ends and ends[-1] == len(tokens):
        ends.pop()
    return _without_fragments(tokens, [*ends, len(tokens)])


def _ends(tokens: Sequence[Token], index: int, first: int, language: str) -> bool:
    token, follower = tokens[index], tokens[index + 1]
    if token.ends:
        return not _leads_on(tokens, index)
    if _FULL_STOP.fullmatch(token.text) and token.kind == "symbol":
        return token.spaced and follower.text[0].isdecimal() and not _leads_on(tokens, index)
    if language != "de" or not token.text.endswith(".") or index == first:
        return False
    if _is_word(token) or _is_cardinal(tokens, index):
        return _opens_capital(tokens, index + 1)
    return _word(tokens, index + 1) in FUNCTION_WORDS and _may_end(tokens, index)


def _leads_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether this full stop belongs to an abbreviation before a name ("Capt. Miller")."""
    return (
        tokens[index].text == "."
        and index > 0
        and not tokens[index - 1].spaced
        and tokens[index - 1].text in LEADING
        and tokens[index].spaced
    )


def _past_footnotes(tokens: Sequence[Token], end: int) -> int:
    """Moves a sentence's end past the footnote signs that stick to it: "ernst.[3][4] Niemand"."""
    while end + 2 < len(tokens) and not tokens[end - 1].spaced:
        if not _FOOTNOTE.fullmatch("".join(token.text for token in tokens[end : end + 3])):
            break
        end += 3
    return end


def _opens_capital(tokens: Sequence[Token], index: int) -> bool:
    word = _word(tokens, index)
    return word[:1].isupper() or word[:1].isdecimal()


def _word(tokens: Sequence[Token], index: int) -> str:
    """The first token from `index` on that is no opening quote, bracket or dash; "" at the end."""
    for token in tokens[index : index + 4]:
        if token.text not in _OPENERS:
            return token.text
    return ""


def _may_end(tokens: Sequence[Token], index: int) -> bool:
    """Whether an ordinal, initial or abbreviation can be a sentence's last word."""
    token, before = tokens[index], tokens[index - 1]
    if token.text in ENDING or before.text + token.text in ENDING:
        return True
    if (before.text in _OPENERS or before.text == ":") and not _follows_number(tokens, index - 1):
        return False  # an item's number: "(1. Die Lage", but not "1914-18. Die Lage"
    if _ORDINAL.fullmatch(token.text):
        return not _SMALL_LETTER.fullmatch(before.text)  # "z. B. Die"
    return token.kind == "abbreviation" and token.text[0].isupper() and token.text not in TITLES


def _is_word(token: Token) -> bool:
    """Whether a supposed abbreviation is a word: "Iran." (not "iran."), "EM." (not "em.")."""
    word = token.text[:-1]
    return token.kind == "abbreviation" and (
        token.text in FULL_WORDS or (len(word) > 1 and word.isalpha() and word.isupper())
    )


def _is_cardinal(tokens: Sequence[Token], index: int) -> bool:
    """Whether a supposed ordinal is none: in a score ("3:2."), after its noun ("Seite 12.")."""
    if tokens[index].kind != "ordinal":
        return False
    before = tokens[index - 1].text
    return before in NUMBERED or (before == ":" and _follows_number(tokens, index - 1))


def _follows_number(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].text.isdecimal()


def _without_fragments(tokens: Sequence[Token], ends: Sequence[int]) -> list[int]:
    """Drops ends so that a fragment goes with the sentence before it or, at first, after it."""
    kept: list[int] = []
    first = 0
    for end in ends:
        sentence = tokens[first:end]
        if kept and (_is_wordless(sentence) or _is_agency(sentence)):
            kept.pop()
        elif _is_wordless(sentence) and end != ends[-1]:
            continue
        kept.append(end)
        first = end
    return kept


def _is_wordless(sentence: Sequence[Token]) -> bool:
    return not any(sign.isalnum() for token in sentence for sign in token.text)


def _is_agency(sentence: Sequence[Token]) -> bool:
    """Whether a sentence is only a few words in brackets: "(AFP)", "[sic]"."""
    texts = [token.text for token in sentence]
    return (
        len(texts) <= _MAX_AGENCY_TOKENS
        and (texts[0], texts[-1]) in {("(", ")"), ("[", "]")}
        and not any(_FULL_STOP.fullmatch(text) for text in texts)
    )
