"""Words that turn what is said into its opposite."""

from __future__ import annotations

from typing import Final

from retrieval.language.fold import search_form

_GERMAN: Final = (
    "nicht nichts kein keine keiner keines keinem keinen keinerlei keinesfalls keineswegs nie"
    " niemals niemand niemanden niemandem nirgends nirgendwo weder nein ohne mitnichten kaum nimmer"
)
_ENGLISH: Final = (
    "not no none nobody nothing never neither nor nowhere without cannot hardly barely scarcely"
    " cant dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt mustnt neednt"
    " hasnt havent hadnt aint"
)
_WORDS: Final = frozenset(f"{_GERMAN} {_ENGLISH}".split())
# "möglich" and "unmöglich", "legal" and "illegal", "smoker" and "non-smoker".
_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "nicht", "miss", "mis", "a", "anti")
_SUFFIXES: Final = (("voll", "los"), ("haltig", "frei"), ("ful", "less"))
_SHORTEST: Final = 4


def is_negation(word: str) -> bool:
    """Whether a word, in any case, denies."""
    return search_form(word) in _WORDS


def are_opposites(left: str, right: str) -> bool:
    """Whether two words differ in what denies alone: `möglich`, `unmöglich`."""
    left, right = search_form(left), search_form(right)
    if len(left) > len(right):
        left, right = right, left
    if len(left) >= _SHORTEST and any(right == prefix + left for prefix in _PREFIXES):
        return True
    return any(
        a.removesuffix(full) == b.removesuffix(bare) and a.endswith(full) and b.endswith(bare)
        for full, bare in _SUFFIXES
        for a, b in ((left, right), (right, left))
    )
