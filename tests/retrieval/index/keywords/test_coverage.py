"""Coverage of texts, against what tantivy says of the same texts as passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.analysis import tokens
from retrieval.index.keywords.bm25 import LexicalIndex
from retrieval.index.keywords.compounds import Compounds
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
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("coverage") / "index"
    sentences = ((number, text, "de") for number, text in enumerate(TEXTS))
    write_index(folder, enumerate(TEXTS), sentences, Compounds.learn(TEXTS))
    return LexicalIndex.open(folder)


@given(
    words=st.lists(st.sampled_from(SPLIT_WORDS) | st.sampled_from(WORDS), min_size=1, max_size=8),
    data=st.data(),
)
def test_is_what_the_index_says_of_passages(
    index: LexicalIndex, words: list[str], data: st.DataObject
) -> None:
    question = " ".join([*words, *data.draw(st.lists(st.text(max_size=8), max_size=2))])
    expected = index.coverage(question, range(len(TEXTS)))
    np.testing.assert_allclose(index.coverage_of_texts(question, TEXTS, "de"), expected, atol=1e-5)
    stored = index.coverage_of_sentences(question, range(len(TEXTS)))
    assert stored.tolist() == index.coverage_of_texts(question, TEXTS, "de").tolist()
    assert len(TEXTS) > 50


def test_looks_at_each_text_by_itself(index: LexicalIndex) -> None:
    question = "Fabrik Drohnen Zebra"
    texts = ["Die Fabrik.", "", "Drohnen, Drohnen!", "Fabrik der Drohnen", "Fab rik"]
    together = index.coverage_of_texts(question, texts, "de")
    alone = [index.coverage_of_texts(question, [text], "de")[0] for text in texts]
    assert together.tolist() == alone
    assert together[3] > together[0] > 0
    assert together[1] == together[4] == 0
    assert index.coverage_of_texts("und", texts, "de").tolist() == [0] * len(texts)
