"""How texts are compared: each of these levels takes more differences for none.

| | `fold_case` | `fold_accents` | `search_form` | `spell_ascii` |
|---|---|---|---|---|
| `Straße`, `STRASSE` | `strasse` | `strasse` | `strasse` | `strasse` |
| `Erdoğan` | `erdoğan` | `erdogan` | `erdogan` | `erdogan` |
| `Łódź` | `łódź` | `łodz` | `lodz` | `lodz` |
| `Über-Ich` | `über-ich` | `uber-ich` | `uberich` | `ueber-ich` |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_SPELLED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"}
    | {"ł": "l", "đ": "d", "ı": "i", "’": "", "'": ""}
)


def fold_case(text: str) -> str:
    """Folds case alone, whatever the Unicode normal form of the text; gives NFC."""
    # Folding can decompose ("İ" → "i̇"), so the normal form comes last as well as first.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def fold_accents(text: str) -> str:
    """Folds case, accents and the width of letters, and drops what is invisible.

    The primary level of the Unicode collation algorithm, by which browsers search. Character by
    character: the fold of a text is the folds of its characters, one after the other.
    """
    # Most are ASCII, which bytes fold at once, or one of a few others.
    folded = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    for character in set(_BEYOND_ASCII.findall(folded)):
        if _fold(character) != character:
            folded = folded.replace(character, _fold(character))
    return folded


def search_form(word: str) -> str:
    """Folds case, accents, ligatures and `ß`; letters and digits stay, all else is dropped.

    Args:
        word: One word, in any Unicode normal form.

    Returns:
        The form by which words are found; empty for a word without letter and digit.
    """
    folded = word.casefold()
    if folded.isascii() and folded.isalnum():
        return folded
    decomposed = unicodedata.normalize("NFD", folded).translate(_UNDECOMPOSED)
    return "".join(c for c in decomposed if c.isalnum())


def search_forms(words: Iterable[str]) -> frozenset[str]:
    """The forms by which these words are found."""
    return frozenset(map(search_form, words))


def spell_ascii(text: str) -> str:
    """Lower case in ASCII, umlauts spelled as two letters; other alphabets are dropped."""
    spelled = unicodedata.normalize("NFC", text.lower()).translate(_SPELLED)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()


@cache
def _fold(character: str) -> str:
    """The fold of a character; each character of it is its own."""
    # What is decomposed may have case again: ™, TM, tm.
    return "".join(map(_folded_once, _folded_once(character)))


def _folded_once(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
