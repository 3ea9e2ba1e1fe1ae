"""Where sentences begin in German and English prose.

In goes a stretch of text, out come the places at which a sentence begins. Every stop (`.`, `!`,
`?`, `…`) before a blank is looked at, and nothing else; what stands left and right of it decides:

- What goes on in lower case goes on, and so does what a bracket inside the sentence holds.
- After `!`, `?` and the full stop of a word a sentence has ended.
- After an ordinal, an initial or an abbreviation it has ended only before a capitalised function
  word ("Platz 3. Der …", "im 20. Jh. Danach …"), for a noun or a name may belong to what stands
  before. Titles end none; "usw.", scores, decimals and a number after its noun ("Seite 12.") do.
- Closing quotation marks and brackets, footnote signs, an agency's mark and emoji go with the
  sentence before them, opening ones with the one after.

Abbreviations are told with regard to case: "Iran." is a country, "iran." an adjective. Each look is
of bounded length, so that the whole takes linear time.

Deliberately not done: anything that would need grammar, such as a noun after an ordinal; titles of
works with a stop inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from retrieval.segmentation.boundary_words import BoundaryWords
from retrieval.segmentation.english_words import ENGLISH
from retrieval.segmentation.german_words import GERMAN

WORDS: Final = {"de": GERMAN, "en": ENGLISH}
"""The languages whose sentences are found here."""

INVISIBLE: Final = "\xad"
"""Stands in the text for each character that shows nothing."""

_MAX_WORD_CHARS: Final = 40
_MAX_BRACKET_CHARS: Final = 300

_OPENERS: Final = "„“\"»«‚‘'’([{›‹¿¡*_–—-"
_CLOSERS: Final = "\"'“”»«’‘›‹)]}*_"
_AGENCIES: Final = "AFP|AP|APA|DPA|dpa|epd|KNA|ots|OTS|Reuters|REUTERS|SDA|sda|SID|sid|TASS"
_TRAILING: Final = (
    rf"\((?:{_AGENCIES})\b[^()]{{0,40}}\)|[☹☺❤\U0001f000-\U0001faff\xad]++|[:;]-?[()DP]|[)\]]++"
)
# A stop, what goes with it, and the blank or the glued word that must follow.
_STOP: Final = re.compile(
    rf"(?<![.!?…])(?P<signs>[.!?…]++)(?P<closers>[{re.escape(_CLOSERS)}\xad]*+)(?:\[\d{{1,4}}\])*+"
    rf"(?: ++(?:{_TRAILING})(?![^ ]))*+(?= |[A-ZÄÖÜ][a-zäöü]++ )"
)
_FOLLOWER: Final = re.compile(
    rf" *+(?P<opening>[{re.escape(_OPENERS)}\xad ]*+)(?P<word>[^ ]{{0,{_MAX_WORD_CHARS}}})"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BRACKETED: Final = re.compile(r"[(\[](?:[^()\[\].!?]|(?<![^\W\d_]{2})\.){1,100}[)\]] *")
_END_SIGNS: Final = frozenset(".!?…")
_GOES_ON: Final = frozenset(".,;:!?…%&/=)]}|")
_LISTED: Final = re.compile(r"[a-z]\)")
_BRAND: Final = re.compile(r"[a-z][A-ZÄÖÜ]")

_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.[-]?)*[^\W\d_]")
_ROMAN: Final = re.compile(r"[IVXL]{2,}")
_ORDINAL: Final = re.compile(r"(?:\d{1,2}\.?[-–/+]|[^\W\d_]+(?:listen|tabellen)-)?\d{1,3}")
_DAY_AND_MONTH: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])")
_ABBREVIATED: Final = re.compile(r"[^\W\d_]{1,4}(?:\.[^\W\d_]{1,4})+")
_VOWELLESS: Final = re.compile(r"[^\W\d_aeiouyäöüAEIOUYÄÖÜ][^\W\d_A-ZÄÖÜaeiouyäöü]{1,4}")
_DOMAINS: Final = frozenset({"at", "ch", "com", "de", "eu", "info", "io", "net", "org", "tv"})


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a full stop.

    Attributes:
        word: The word before it, without opening signs.
        before: The word before that, with all its signs; "" where `word` is its sentence's first.
        opens: Whether `word` opens its sentence, a bracket or what a colon announces.
        follower: The word after it, without opening signs.
        function: Whether that is a function word.
    """

    word: str
    before: str
    opens: bool
    follower: str
    function: bool


def sentence_starts(text: str, language: str) -> list[int]:
    """Finds where sentences begin.

    Args:
        text: A stretch of prose whose white space is blanks and whose invisible characters are
            `INVISIBLE`.
        language: A key of `WORDS`.

    Returns:
        Indices in `text`, ascending, each of a sign that is no blank; the first sentence's is left
        out.
    """
    words = WORDS[language]
    starts: list[int] = []
    first = 0
    for stop in _STOP.finditer(text):
        follower = _FOLLOWER.match(text, stop.end())
        if follower is None or not follower["word"]:
            break  # nothing but stray signs follows
        if _ends(text, first, stop, follower, words):
            first = follower.start("opening")
            starts.append(first)
    return starts


def _ends(
    text: str, first: int, stop: re.Match[str], follower: re.Match[str], words: BoundaryWords
) -> bool:
    """Whether the sentence that begins at `first` ends at a stop."""
    word = follower["word"].replace(INVISIBLE, "")
    if not word or word[0] in _GOES_ON:
        return False
    if word[0].islower() and not (_LISTED.match(word) or _BRAND.match(word)):
        return False
    bracketed = _BRACKETED.match(text, follower.start("opening"))
    if bracketed and bracketed.end() == len(text):
        return False  # "(Foto: Stadtarchiv)"
    function = _is_function(word, words)
    last, before = _last_words(text, first, stop.start())
    bare = last.lstrip(_OPENERS)
    if text[stop.end()] != " ":
        return _ends_glued(bare, function, words)
    signs = stop["signs"]
    if (signs != "." or bare in words.closing) and _in_brackets(text, first, stop) and not function:
        return False
    if "!" in signs or "?" in signs:
        return True
    if signs != ".":
        missing = text[stop.start() - 1] == " " and bare in words.leaning  # "an … Brot"
        return function or not missing
    if not bare or not bare[-1].isalnum():
        return True  # "“.", "%.", ")."
    opens = not before or before[-1] == ":" or len(bare) < len(last)
    return _may_end(_Place(bare, before, opens, word, function), words)


def _is_function(word: str, words: BoundaryWords) -> bool:
    """Whether a word with what follows it is a function word, and not an initial ("A. Popović")."""
    letters = _LETTERS.match(word)
    if letters is None or letters[0] not in words.function:
        return False
    return letters.end() > 1 or word[1:2] != "."


def _ends_glued(word: str, function: bool, words: BoundaryWords) -> bool:
    """Whether a stop that no blank follows is an end: "zu Ende.Danach", but not "Table.Media"."""
    if not word[-2:].isalpha():
        return False
    return function or (len(word) > 3 and word.islower() and word not in words.inside)


def _in_brackets(text: str, first: int, stop: re.Match[str]) -> bool:
    """Whether a stop stands in brackets that were opened inside its sentence."""
    closer = next((sign for sign in stop["closers"] if sign in ")]"), None)
    if closer is None:
        return False
    since = max(first, stop.start() - _MAX_BRACKET_CHARS)
    opened = text.rfind("(" if closer == ")" else "[", since, stop.start())
    before = text[since : max(opened, since)].rstrip()
    return before[-1:] not in _END_SIGNS and any(map(str.isalnum, before))


def _last_words(text: str, first: int, end: int) -> tuple[str, str]:
    """The last two words before `end`, not before `first`; "" for one that is not there."""
    found = text[max(first, end - 2 * _MAX_WORD_CHARS) : end].replace(INVISIBLE, "").split()
    return "".join(found[-1:]), "".join(found[-2:-1])


def _may_end(place: _Place, words: BoundaryWords) -> bool:
    """Whether a sentence can end with this word and its full stop, before no lower case."""
    word = place.word
    if word[-1].isdecimal():
        return _number_ends(place, words)
    if _INITIALS.fullmatch(word) or (words.ordinals and _ROMAN.fullmatch(word)):
        return _initial_ends(place, words)
    return _word_ends(place, words)


def _number_ends(place: _Place, words: BoundaryWords) -> bool:
    word, before = place.word, place.before
    if not words.ordinals:
        return not place.opens or len(word) > 3
    if not (_ORDINAL.fullmatch(word) or _DAY_AND_MONTH.fullmatch(word)):
        return True  # "3:2.", "2,5.", "2024.", "17.1.2025."
    if place.opens:
        return False  # an item's number
    if before in words.numbered or before.lower().endswith(("str.", "straße", "strasse")):
        return True
    return place.function


def _initial_ends(place: _Place, words: BoundaryWords) -> bool:
    word, before = place.word, place.before
    compact = word
    if re.fullmatch(r"(?:[^\W\d_]{1,3}\.)+", before):
        compact = before + word
    if compact in words.either:
        return place.function
    if compact[0].islower() or place.opens:
        return False  # "z. B."
    return place.function or before in words.lettered or place.follower[0] == "@"


def _word_ends(place: _Place, words: BoundaryWords) -> bool:
    names = {place.word, re.split(r"[-./]", place.word)[-1]}
    if place.opens:
        names.add(place.word[0].lower() + place.word[1:])
    if names & words.closing:
        return True
    if names & words.titles:
        return False
    if names & words.counting:
        return not place.follower[0].isdecimal() and not _ROMAN.match(place.follower)
    if names & words.either or place.word.lower().endswith("str"):
        return place.function
    if names & words.inside:
        return False
    if _VOWELLESS.fullmatch(place.word) and not place.before[-1:].isdecimal():
        return place.function
    if _ABBREVIATED.fullmatch(place.word):
        return place.word.rsplit(".", 1)[1] in _DOMAINS or place.function
    return True
