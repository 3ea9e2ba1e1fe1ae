from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.analysis import tokens
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.hints import Hints
from retrieval.index.keywords.keys import Keys
from retrieval.language.stopwords import LANGUAGES, Language

GOLDEN = Path(__file__).parents[2] / "golden" / "german_sentences.txt"
# Where stemming changes more than it cuts off: umlauts, y, restored e, short words.
CROOKED = (
    "Aepfel Äpfel Mueller Müller neuer Quellen Strasse Straße Ärzte Aerzte Übung Häuser Bäume"
    " dying lying tying skies ties cries cried hoping aging used luxuriated abilities happily"
    " U.S. S-400 20.000 3,5 03.04.2025 1990er Kooperations-Vertrag Na-Europa O'Neill Erdoğans"
    " Hilfsorganisationen Schulbücher Bundeskriminalamts Donaudampfschifffahrtsgesellschaft"
)
ENDINGS = ("", "e", "en", "s", "es", "ern", "ing", "ed", "ies", "ational", "ization", "ung", "lich")


def corpus() -> list[str]:
    return GOLDEN.read_text("utf-8").splitlines()


KEYS = Keys(Compounds.learn([*corpus(), CROOKED, "Hilfe Organisation Schule Buch Bücher"]))


def check(token: str, language: Language) -> None:
    for wholes, parts in KEYS.tokens([token], language):
        for key in (*wholes, *parts):
            assert Hints([key]).among([token]) == {token}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_token_holds_the_hint_of_each_of_its_keys(language: Language) -> None:
    found = {token for text in (*corpus(), CROOKED) for token in tokens(text)}
    assert len(found) > 500
    for token in found:
        check(token, language)


@given(
    stem=st.text("abdegiosuyäöüß", min_size=1, max_size=7),
    ending=st.sampled_from(ENDINGS),
    capital=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
def test_a_made_up_word_holds_the_hint_of_its_keys(
    stem: str, ending: str, capital: bool, language: Language
) -> None:
    word = stem + ending
    check(word.capitalize() if capital else word, language)


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_tokens_of_any_text_hold_the_hints_of_their_keys(text: str, language: Language) -> None:
    for token in tokens(text):
        check(token, language)


def test_hints_leave_few_other_tokens() -> None:
    asked = KEYS.tokens(tokens("Wann wurde der Kooperationsvertrag unterzeichnet?"), "de")
    hints = Hints([key for wholes, parts in asked for key in (*wholes, *parts)])
    found = {token for text in corpus() for token in tokens(text)}
    assert len(hints.among(found)) < len(found) / 10
    assert hints.among(tokens("Sie unterzeichneten den Vertrag.")) >= {"unterzeichneten", "Vertrag"}
