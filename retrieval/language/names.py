"""Which words of a question are names, by how it is written.

In German every noun has a capital. A common noun mostly follows an article, a pronoun or an
adjective ("der Vertrag", "zum Vertrag", "neue Brücken"), a name seldom does ("sagt Scholz", "an
Norwegen"). So told, some nouns that stand bare are taken for names, too ("Was kostet Benzin?"). A
name is *certain* where more speaks for it: a title before it, the capitals of a short form, a verb
before it and no ending of a plural or an abstract noun, or the list of countries. In English a
capital within the question is enough. Where nothing but the first word has a capital, or all words
are written in capitals, titles and countries alone tell.

Deliberately not done: no list of people and places, which could not be complete, and no tagger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from retrieval.language.fold import search_form
from retrieval.language.stopwords import Language, is_stopword

_COUNTRIES: Final = Path(__file__).with_name("data") / "countries.txt"
_TITLES: Final = "frau herr herrn dr prof professor professorin familie mr mrs ms miss sir lady"
# What stands before a common noun: articles, pronouns, and prepositions with an article in them.
_DETERMINERS: Final = (
    "der die das den dem des ein eine einer eines einem einen kein keine keiner keines keinem"
    " keinen mein meine meiner meinem meinen dein deine deiner deinem deinen sein seine seiner"
    " seines seinem seinen ihr ihre ihrer ihres ihrem ihren unser unsere unserer unserem"
    " unseren dieser diese dieses diesem diesen jeder jede jedes jedem jeden jener jene jenes"
    " alle aller allen beide beiden einige mehrere viele vieler vielen viel mehr weniger wenige"
    " welche welcher welches welchem welchen wessen deren dessen"
    " im am zum zur vom beim ins ans aufs fürs ums übers"
)
# Of one person: "sagt", "sagte"; others are function words, and so is "laut", which is none.
_VERB_ENDINGS: Final = ("t", "te")
_AUXILIARIES: Final = "hat hatte ist war wird wurde will wollte kann muss soll darf"
_PLURALS: Final = ("e", "en", "er", "ern", "n")
_ABSTRACT: Final = (
    *("ung", "heit", "keit", "schaft", "ion", "tät", "ismus", "nis", "tum", "ling", "ment"),
    *("anz", "enz", "ur", "zeug", "werk", "geld", "steuer", "wasser", "strom"),
)


def names_in(tokens: Sequence[str], language: Language | None) -> tuple[list[str], list[str]]:
    """The names of a question.

    Args:
        tokens: Its words in order, as typed.
        language: Of the question; German where it is None.

    Returns:
        The words that may be names, and those of them that certainly are; each in order.
    """
    cased = any(t[0].islower() for t in tokens) and any(t[0].isupper() for t in tokens[1:])
    possible, certain = [], []
    for before, token in _names(tokens, language):
        told = search_form(before) in _TITLES.split() or bool(other_names(token))
        if told or (cased and token[0].isupper() and _looks_certain(before, token, language)):
            certain.append(token)
        elif not (cased and token[0].isupper() and before and not _is_determined(before)):
            continue
        possible.append(token)
    return possible, certain


def other_names(token: str) -> tuple[str, ...]:
    """All names of the country or part of the world that a word names, folded; else none."""
    return _countries().get(search_form(token), ())


def _names(tokens: Sequence[str], language: Language | None) -> Iterator[tuple[str, str]]:
    """Each word that is no function word and no title, behind the word before it, if any."""
    for before, token in zip(("", *tokens), tokens, strict=False):
        form = search_form(token)
        if form not in _TITLES.split() and not is_stopword(form, language or "de"):
            yield before, token


def _looks_certain(before: str, token: str, language: Language | None) -> bool:
    if token.isalpha() and sum(map(str.isupper, token)) > 1:  # AfD, NATO
        return True
    if language == "en":
        return bool(before)
    return _is_verb(before) and not token.endswith((*_PLURALS, *_ABSTRACT))


def _is_determined(before: str) -> bool:
    return before.casefold() in _DETERMINERS.split() or before[0].isdigit()


def _is_verb(before: str) -> bool:
    """Whether this may be the verb of a question, with its subject behind it."""
    if before in _AUXILIARIES.split():
        return True
    return before.islower() and before.endswith(_VERB_ENDINGS) and not is_stopword(before)


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in _COUNTRIES.read_text("utf-8").splitlines() if line[0] != "#")
    groups = [tuple(map(search_form, names)) for names in lines]
    return {name: names for names in groups for name in names}
