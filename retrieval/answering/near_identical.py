"""When two sentences of different articles say the same in the same words: agency copy.

Compared word by word, so that a changed comma or a dropped "am Freitag" does not matter. A changed
number or a negation does: two reports that contradict each other are never shown as one.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Final

# Share of words in common order (difflib's ratio). Agency copy edited by a desk keeps nine words in
# ten; two desks' own sentences on one event seldom keep half.
_LEAST_RATIO: Final = 0.85
_WORD: Final = re.compile(r"\w+")
_NEGATIONS: Final = frozenset(
    {
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "keines",
        "keins",
        "nichts",
        "nie",
        "niemand",
        "niemals",
        "ohne",
        "weder",
        "not",
        "no",
        "never",
        "nobody",
        "none",
        "nothing",
        "without",
        "t",  # isn't
    }
)


@lru_cache(maxsize=256)  # agency copy, once more among the hits
def near_identical(one: str, other: str) -> bool:
    """Whether two texts are the same but for a few words that are neither numbers nor negations."""
    words, others = _words(one), _words(other)
    if words == others:
        return True
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    # The quickest first: most pairs have not even as many words.
    return (
        matcher.real_quick_ratio() >= _LEAST_RATIO
        and matcher.quick_ratio() >= _LEAST_RATIO
        and _decisive(words) == _decisive(others)
        and matcher.ratio() >= _LEAST_RATIO
    )


@lru_cache(maxsize=64)  # a highlight is compared with many sentences
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=64)
def _decisive(words: tuple[str, ...]) -> list[str]:
    return sorted(
        word
        for word in words
        if word in _NEGATIONS or any(map(str.isdigit, word)) or _number().fullmatch(word)
    )


@cache  # compiled when it is first wanted: most answers do without
def _number() -> re.Pattern[str]:
    # Case-folded, whole words; a lone "ein" or "und" counts nothing.
    return re.compile(
        r"(?!(?:ein|und)\w{0,2}$)(?:(?:zwei|drei|vier|fünf|sech|sieb|neun)s?(?:en)?|ein|acht|zehn|elf|zwölf|und"
        r"|zwan|zig|ssig|hundert|tausend|million|milliard|billion|dutzend)+(?:s?te|e)?[mnrs]?"
        r"|dritt\w*|viertel|hälfte|halb\w*|doppelt\w*"
        r"|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty"
        r"|forty|fifty|eighty|hundred|thousand|trillion|dozen|half|third|quarter)(?:teen|ty|th)?s?"
    )
