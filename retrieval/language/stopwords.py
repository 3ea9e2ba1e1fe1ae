"""Function words of German and English: left out of BM25, and the sign of a text's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal

from retrieval.language.fold import search_forms

Language = Literal["de", "en"]

_DATA: Final = Path(__file__).with_name("data")

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
# A question word tells the language better than a preposition.
_SECTION_WEIGHTS: Final = {"asking": 2.0, "other": 1.0, "weak": 0.0}
# An umlaut decides where no function word does; a name with one in an English question does not.
_UMLAUT_WEIGHT: Final = 0.4
# These open German questions; an English one that opens so has other function words beside.
_GERMAN_OPENINGS: Final = ("was", "hat")
_OPENING_WEIGHT: Final = 0.5
_TWO_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@cache
def function_words(language: Language) -> dict[str, float]:
    """The function words of a language, with their weight as a sign of it.

    Args:
        language: Whose.

    Returns:
        Each as written, lower-case: 2 for one that asks, 0 for one that is a word of other
        languages, too, and 1 for all others.
    """
    text = (_DATA / f"stopwords-{language}.txt").read_text("utf-8")
    weight = 0.0
    found: dict[str, float] = {}
    for line in text.splitlines():
        if line.startswith("["):
            weight = _SECTION_WEIGHTS[line.strip("[]")]
        elif not line.startswith("#"):
            # An umlaut may be typed as two letters: fuer, ueber.
            for word in (s for w in line.split() for s in {w: 0, w.translate(_TWO_LETTERS): 0}):
                found[word] = min(weight, found.get(word, weight))
    return found


def is_stopword(form: str, language: Language = "de") -> bool:
    """Whether a folded form is a function word.

    Args:
        form: A folded form.
        language: Whose function words.

    Returns:
        True for these and for any single letter.
    """
    return form in _stop_forms(language) or (len(form) == 1 and form.isalpha())


def is_asking(form: str) -> bool:
    """Whether a folded form is a word that asks, in any language: `wann`, `who`."""
    return form in _asking_forms()


def language_of(tokens: Iterable[str]) -> Language | None:
    """The language of a text, by its function words.

    Args:
        tokens: The text's tokens as written.

    Returns:
        `"de"`, `"en"`, or None where neither language's prevail.
    """
    balance = 0.0
    weights = _weights()
    for position, token in enumerate(tokens):
        word = token.lower()
        balance += weights.get(word, 0.0)
        if not word.isascii() and any(c in "äöüß" for c in word):
            balance += _UMLAUT_WEIGHT
        elif position == 0 and word in _GERMAN_OPENINGS:
            balance += _OPENING_WEIGHT
    if balance == 0:
        return None
    return "de" if balance > 0 else "en"


@cache
def _weights() -> dict[str, float]:
    german, english = (function_words(language) for language in LANGUAGES)
    signed = dict(german)
    for word, weight in english.items():
        signed[word] = 0.0 if word in german else -weight
    return signed


@cache
def _stop_forms(language: Language) -> frozenset[str]:
    return search_forms(function_words(language))


@cache
def _asking_forms() -> frozenset[str]:
    asking = _SECTION_WEIGHTS["asking"]
    sections = (function_words(language) for language in LANGUAGES)
    return search_forms(w for words in sections for w, weight in words.items() if weight == asking)
