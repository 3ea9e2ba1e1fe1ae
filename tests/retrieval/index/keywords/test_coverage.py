"""Coverage of sentences, against what tantivy says of the same texts as passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.analysis import tokens
from retrieval.index.keywords.bm25 import KeywordIndex, _idf
from retrieval.index.keywords.documents import PART, WORD
from retrieval.index.keywords.vocabulary import LearnedVocabulary
from retrieval.index.keywords.writer import write_index
from retrieval.language.stopwords import language_of

GOLDEN = Path(__file__).parents[2] / "golden" / "german_sentences.txt"
SPLIT = [
    "In Jelabuga entstand mit iranischer Hilfe eine Drohnenfabrik.",
    "Die Fabrik für Drohnen liefert jeden Monat mehr Geräte aus.",
    "Das ist der Vertrag über die Kooperation der beiden Länder.",
    "Der Kooperationsvertrag wurde in der Stadt unterzeichnet.",
    "Die Drohnen und die Verträge sind in der Fabrik.",
]
TEXTS = [
    text
    for text in (*SPLIT, *GOLDEN.read_text("utf-8").splitlines())
    if language_of(tokens(text)) == "de"
]
WORDS = sorted({token for text in TEXTS for token in tokens(text)})
SPLIT_WORDS = sorted({token for text in SPLIT for token in tokens(text)})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("coverage") / "index"
    sentences = ((number, text, "", "de") for number, text in enumerate(TEXTS))
    texts = ((number, text, "") for number, text in enumerate(TEXTS))
    write_index(folder, texts, sentences, LearnedVocabulary.of(TEXTS))
    return KeywordIndex.open(folder)


def by_passages(index: KeywordIndex, question: str) -> list[float]:
    """Coverage of the same texts as passages, by tantivy's postings."""

    def passages(field: str, term: str) -> set[int]:
        return set(index._run(index._term(field, term), len(TEXTS)))

    total, shares = 0.0, [0.0] * len(TEXTS)
    for term in index._terms_of(question):
        containing = set().union(*(passages(WORD, whole) for whole in term.wholes))
        if term.parts:
            containing |= set.intersection(*(passages(PART, part) for part in term.parts))
        total += _idf(term, len(index))
        for number in containing:
            shares[number] += _idf(term, len(index))
    return [share / total if total else 0 for share in shares]


@given(
    words=st.lists(st.sampled_from(SPLIT_WORDS) | st.sampled_from(WORDS), min_size=1, max_size=8),
    data=st.data(),
)
def test_is_what_the_index_says_of_passages(
    index: KeywordIndex, words: list[str], data: st.DataObject
) -> None:
    question = " ".join([*words, *data.draw(st.lists(st.text(max_size=8), max_size=2))])
    numbers = data.draw(st.permutations(range(len(TEXTS))))
    expected = np.array(by_passages(index, question))[numbers]
    np.testing.assert_allclose(index.coverage_of_sentences(question, numbers), expected, atol=1e-6)
    assert len(TEXTS) > 50


def test_looks_at_each_sentence_by_itself_and_at_a_passage_as_a_whole(index: KeywordIndex) -> None:
    question = "Fabrik Jelabuga Zebra Monat"
    apart = index.coverage_of_sentences(question, [1, 0, 2, 1])
    assert apart[0] == apart[3] > apart[1] > apart[2] == 0
    assert index.coverage(question, range(2)) > float(apart[0])
    assert index.coverage(question, range(2)) == index.coverage(question, range(3)) < 1
    assert index.coverage(question, range(1, 2)) == pytest.approx(float(apart[0]))
    assert index.coverage(question, range(0)) == 0
    assert index.coverage_of_sentences("und", range(3)).tolist() == [0, 0, 0]
    assert len(index.coverage_of_sentences(question, [])) == 0


def test_a_sentence_is_analysed_by_its_articles_language(tmp_path: Path) -> None:
    words = "die Fabrik will die"
    sentences = [(0, words, "", "de"), (1, words, "", "en"), (2, words, "", "fr")]
    texts = [(0, "They die.", "")]
    write_index(tmp_path / "index", texts, iter(sentences), LearnedVocabulary.of([]))
    index = KeywordIndex.open(tmp_path / "index")
    shares = index.coverage_of_sentences("How did they die?", range(3))
    assert shares.tolist() == [0, 1, 0]  # a stop word in German, by whose rules French goes too
