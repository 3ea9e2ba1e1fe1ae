"""Text → the keys under which BM25 finds it.

What goes in: a question or a passage. What comes out: its words, each with the *form* it is
compared by (case, accents and spelling variants folded), and the *stem* of a form.

Guaranteed: question and passage go through the same functions, so a word always finds itself;
spelling variants meet (`Straße`/`Strasse`, `Özil`/`Oezil`, `Kooperations-Vertrag`/
`Kooperationsvertrag`, `S-400`/`S400`, `20.000`/`20000`, `U.S.`/`US`); nothing depends on the corpus
or on the order of calls.

Deliberately not done: no part-of-speech tagging, no synonyms, no spelling correction, and no lemmas
(a lemmatiser's did not rank better than stems). These strings are never shown, and no offset
into them is ever used to quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import tantivy

from retrieval.language.fold import search_form
from retrieval.language.stopwords import Language, is_stopword, language_of

__all__ = [
    "Language",
    "Word",
    "inflections",
    "is_stopword",
    "question_language",
    "stem",
    "token_words",
    "tokens",
]

MAX_WORD_CHARS: Final = 80
"""A longer word (a hash, a run of letters without blanks) is indexed by its first so many."""

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
# A word parted at a line's end; "Verwaltungs-⏎und Bauausgaben" are two.
_PARTED = re.compile(
    r"(?<=(?P<lower>[a-zäöüß])|[^\W_])(?P<hyphen>[-‐])[ \t]*\n[ \t>]*"
    r"(?!(?:und|oder|bzw|beziehungsweise|sowie|bis|wie|als|noch|aber|and|or|to)\b)"
    r"(?=(?P<goes_on>[a-zäöüß])|[^\W_])"
)
_APOSTROPHES = "'’ʼ`´"
_HYPHENS = "-‐‑"
_DIGIT_GAPS = ".,:\u00a0\u202f"
# A dotted acronym (U.S.), a number with inner separators, or letters and digits with inner
# apostrophes; linked by hyphens they are one token (20-Jahres-Vertrag, S-400). Looking ahead, and
# giving nothing back, match the same and spare most tries: every text is cut by this.
_MEMBER = (
    r"(?:(?=.\.)(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"
    rf"|(?=\d)\d+(?:[{_DIGIT_GAPS}]\d+)+(?![^\W\d_])"
    rf"|[^\W_]++(?:[{_APOSTROPHES}][^\W_]++)*)"
)
_TOKEN = re.compile(rf"{_MEMBER}(?:[{_HYPHENS}]{_MEMBER})*")
# Where a token's members meet: at a hyphen, or between a digit and a letter (S400, 1990er).
_JOINT = re.compile(rf"[{_HYPHENS}]|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s?$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}([.,\u00a0\u202f])\d{3}(?:\1\d{3})*")
_SEPARATORS = re.compile(rf"[{_DIGIT_GAPS}]")

_STEMMERS: Final[dict[Language, str]] = {"de": "german", "en": "english"}
_GERMAN_VERB_ENDINGS = ("test", "ten", "tet", "te", "st", "et", "t", "end", "ung", "er")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        text: As typed.
        form: Folded; two words are the same if their forms are.
        joined: True for the whole of a token whose members stand beside it as words of their own.
    """

    text: str
    form: str
    joined: bool = False


def tokens(text: str) -> list[str]:
    """Cut a text into tokens: words, numbers, and chains of them linked by hyphens.

    Args:
        text: Any text.

    Returns:
        The tokens in order, NFC, without soft hyphens and other invisible characters. A word that
        a line's end parts is one.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _TOKEN.findall(_PARTED.sub(_joined, text))


def _joined(parted: re.Match[str]) -> str:
    """What joins a parted word: nothing, but "Nordrhein-⏎Westfalen" keeps its hyphen."""
    return "" if parted["lower"] and parted["goes_on"] else parted["hyphen"]


@lru_cache(maxsize=100_000)
def token_words(token: str) -> tuple[Word, ...]:
    """The words of one token.

    A chain gives its members and, after them, the whole without hyphens. A number is one word
    without thousands separators and with a decimal point; a date gives its groups.

    Args:
        token: What `tokens` returned.

    Returns:
        Its words; no form is empty.
    """
    if token.isascii() and token.isalpha():  # most are; what follows would say the same
        return (Word(token, search_form(token)[:MAX_WORD_CHARS]),)
    if _SEPARATORS.search(token) or not _JOINT.search(token):
        members = [w for part in re.split(f"[{_HYPHENS}]", token) for w in _member_words(part)]
    else:
        members = [word for part in _JOINT.split(token) for word in _member_words(part)]
    if len(members) > 1 and _JOINT.search(token):
        members.append(Word(token, "".join(w.form for w in members)[:MAX_WORD_CHARS], joined=True))
    return tuple(word for word in members if word.form)


def _member_words(member: str) -> Iterator[Word]:
    groups = _SEPARATORS.split(member)
    if not member[0].isdigit() or len(groups) == 1 or _THOUSANDS.fullmatch(member):
        yield Word(member, search_form(_POSSESSIVE.sub("", member))[:MAX_WORD_CHARS])
    elif len(groups) == 2:
        yield Word(member, ".".join(groups))
    else:
        for group in groups:  # 03 and 3 are the same day
            yield Word(group, group.lstrip("0") or "0")


@lru_cache(maxsize=100_000)
def stem(form: str, language: Language = "de") -> str:
    """The Snowball stem of a folded form; its German rules read `ae`, `oe`, `ue` as umlauts.

    Args:
        form: What `search_form` returned.
        language: Whose rules apply.

    Returns:
        The stem, never empty for a non-empty form.
    """
    return "".join(_stemmer(language).analyze(form)) or form


@cache
def _stemmer(language: Language) -> tantivy.TextAnalyzer:
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.stemmer(_STEMMERS[language])).build()


def inflections(form: str) -> tuple[str, ...]:
    """Stems that other forms of the same German word may have where the stemmer parts them.

    `lieferte`, `geliefert` and `liefern` have three different stems. These are guesses, to be used
    only where the word's own stem is not found.

    Args:
        form: A folded form.

    Returns:
        Stems of at least four letters, likeliest first, without the form's own.
    """
    bare = [form, *(form.removesuffix(e) for e in _GERMAN_VERB_ENDINGS if form.endswith(e))]
    bare += [base.removeprefix("ge") for base in bare if base.startswith("ge")]
    candidates = [base + ending for base in bare for ending in ("", "en", "t", "s")]
    candidates += [form.removesuffix("s")]
    stems = dict.fromkeys(stem(c) for c in candidates if len(c) > 3)
    return tuple(s for s in stems if len(s) > 3 and s != stem(form))


def question_language(text: str) -> Language | None:
    """The language of a question or passage, told by its function words.

    Args:
        text: Any text.

    Returns:
        `"de"`, `"en"`, or None where neither language's function words prevail.
    """
    return language_of(tokens(text))
