"""Which tokens can have one of some keys, told without stemming or splitting them.

Of a text's words hardly any is a word of the question; analysing all of them to see which took
longer than everything else about a quote. A key betrays enough of every token that has it: stemmers
change endings, so a stem's first letters stand in the word as they are, wherever in the token that
is (a compound's part, a member of a hyphenated chain). What they may change before the ending is
left out of the comparison: `e`, which makes an umlaut of the letter before it (`Aepfel`), and `y`,
which turns into `i` (`dying`, `die`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from retrieval.index.keywords.analysis import fold

# No rule of the German or the English Snowball stemmer changes a word before its fourth letter,
# but for e and y and by cutting it off.
_KEPT_CHARS: Final = 3


class Hints:
    """What the tokens hold that have one of some keys."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Take the keys.

        Args:
            keys: Whole keys and part keys, by the rules of any language.
        """
        self._hints = sorted({_bare(key[:_KEPT_CHARS]) for key in keys})

    def among(self, tokens: Iterable[str]) -> set[str]:
        """The tokens that may have one of the keys.

        Args:
            tokens: Some that `analysis.tokens` returns.

        Returns:
            Every one that has such a key, and few others.
        """
        bare = [(token, _bare(token)) for token in tokens]
        return {token for hint in self._hints for token, letters in bare if hint in letters}


@lru_cache(maxsize=100_000)
def _bare(token: str) -> str:
    return fold(token).replace("e", "").replace("y", "i")
