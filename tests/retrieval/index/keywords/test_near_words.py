"""Words that differ by a slip of the pen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.near_words import is_plain_slip, near_words, slips
from retrieval.index.keywords.vocabulary import LearnedVocabulary, StoredVocabulary
from retrieval.language.fold import search_form

WORDS = (
    "Elmshorn Elmshorn Kundgebung Kooperationsvertrag Russland Iran Iran Irak Hunde Kampfflugzeuge"
    " bereit Aufschrift Hagenrode Nordmoorbahn Ministerin Schiff Mitte Eröffnung München"
)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> StoredVocabulary:
    path = tmp_path_factory.mktemp("near") / "words"
    learned = LearnedVocabulary.of([WORDS])
    learned.save(path, Compounds(learned).parts)
    return StoredVocabulary(path)


NEAR = [
    ("Elmshorm", ["elmshorn"], 1),
    ("lmshorn", ["elmshorn"], 1),
    ("Elmshornn", ["elmshorn"], 1),
    ("Emlshorn", ["elmshorn"], 1),
    ("Elmhsorn", ["elmshorn"], 1),
    ("kundgebug", ["kundgebung"], 1),
    ("Russlnad", ["russland"], 1),
    ("Kampfflugzuege", ["kampfflugzeuge"], 1),
    ("Kooperatonsvertag", ["kooperationsvertrag"], 2),
    ("Iram", ["iran", "irak"], 1),
    ("Iran", ["irak"], 1),
    ("Munchn", ["munchen"], 1),
]


@pytest.mark.parametrize(("word", "forms", "apart"), NEAR)
def test_a_slip_is_near(
    vocabulary: StoredVocabulary, word: str, forms: list[str], apart: int
) -> None:
    found = near_words(vocabulary, search_form(word))
    assert [near.form for near in found] == forms
    assert {near.slips for near in found} == {apart}


@pytest.mark.parametrize("word", ["Elbe", "Ira", "Elmsborg", "3000", "x" * 80, ""])
def test_what_is_far_is_not(vocabulary: StoredVocabulary, word: str) -> None:
    assert near_words(vocabulary, search_form(word)) == []


letters = st.text("abc", max_size=7)


def plain(one: str, other: str) -> int:
    """The textbook's recursion."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        plain(one[:-1], other) + 1,
        plain(one, other[:-1]) + 1,
        plain(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 < len(other) and one[-2:] == other[:-3:-1]:
        least = min(least, plain(one[:-2], other[:-2]) + 1)
    return least


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_slips_are_the_textbooks(one: str, other: str) -> None:
    expected = plain(one, other)
    assert slips(one, other, 9) == expected
    assert min(slips(one, other, 2), 3) == min(expected, 3)


PLAIN = [
    *(("komentar", "Kommentar"), ("eröfnung", "Eröffnung"), ("warumm", "warum")),
    *(("Elmshorm", "Elmshorn"), ("kundgebug", "Kundgebung"), ("Nordmoorban", "Nordmoorbahn")),
    *(("Russlnad", "Russland"), ("sanirung", "Sanierung"), ("lokfürer", "Lokführer")),
    *(("ministrin", "Ministerin"), ("landretin", "Landrätin"), ("Aschgabad", "Aschgabat")),
]
OTHER_WORDS = [
    *(("befreit", "bereit"), ("Anschrift", "Aufschrift"), ("Sorgen", "Morgen")),
    *(("schief", "Schiff"), ("ausgebaut", "aufgebaut"), ("angekommen", "angenommen")),
    *(("vergibt", "ergibt"), ("Iram", "Iran"), ("Abfrage", "Anfrage"), ("gewann", "Gewinn")),
    *(("Ministerin", "Minister"), ("Becher", "Bücher"), ("Verhalten", "erhalten")),
]


@pytest.mark.parametrize(("word", "known"), PLAIN)
def test_some_slips_are_plain(word: str, known: str) -> None:
    assert is_plain_slip(search_form(word), search_form(known))


@pytest.mark.parametrize(("word", "known"), OTHER_WORDS)
def test_another_word_is_no_plain_slip(word: str, known: str) -> None:
    assert not is_plain_slip(search_form(word), search_form(known))


def test_the_time_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "al", "en")]
    many = [f"{a}{b}{c}tung" for a in syllables for b in syllables for c in syllables[:20]]
    learned = LearnedVocabulary({word: (1, 1) for word in [*many, "zentrierung"]})
    learned.save(tmp_path / "words", lambda form: ())
    vocabulary = StoredVocabulary(tmp_path / "words")
    started = time.process_time()
    assert near_words(vocabulary, "zentrirung")[0].form == "zentrierung"
    assert near_words(vocabulary, "balbaltutung") != []
    assert len(many) > 100_000
    assert time.process_time() - started < 2
