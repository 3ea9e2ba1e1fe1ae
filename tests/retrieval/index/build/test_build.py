"""What is embedded of each passage and sentence, and what stands in which row."""

import numpy as np
import pytest

from retrieval.index.build.texts import passage_texts, sentence_texts, titled_passage_texts
from retrieval.index.in_force import (
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
    current_generation,
)
from retrieval.index.manifest import read_manifest
from retrieval.index.vector_files import open_matrix
from tests.fakes import TinyEncoder
from tests.retrieval.press import generation_of


@pytest.fixture
def catalog(press):
    return generation_of(press).catalog


def test_passages_are_slices_of_their_articles_in_order(catalog):
    articles = dict(catalog.iterate())
    texts = list(passage_texts(catalog))
    assert [number for number, _ in texts] == list(range(catalog.counts()[1]))
    for row, (_, text) in zip(catalog.passages(range(len(texts))), texts, strict=True):
        assert text == articles[row.article].text[row.start : row.end]


def test_a_passage_is_embedded_under_its_articles_title(catalog):
    articles = dict(catalog.iterate())
    rows = catalog.passages(range(catalog.counts()[1]))
    plain, titled = dict(passage_texts(catalog)), dict(titled_passage_texts(catalog))
    assert titled == {
        row.number: f"{articles[row.article].title}. {plain[row.number]}" for row in rows
    }


def test_only_the_articles_asked_for(catalog):
    wanted = {p.number for n in (1, 4) for p in catalog.article_passages(n)}
    assert {number for number, _ in passage_texts(catalog, [1, 4])} == wanted
    assert {number for number, _ in titled_passage_texts(catalog, [1, 4])} == wanted
    sentences = {s.number for n in (1, 4) for s in catalog.article_sentences(n)}
    assert {number for number, _ in sentence_texts(catalog, [1, 4])} == sentences
    assert list(sentence_texts(catalog, [])) == []


@pytest.mark.parametrize(
    ("name", "texts"),
    [(PASSAGE_VECTORS_NAME, titled_passage_texts), (SENTENCE_VECTORS_NAME, sentence_texts)],
)
def test_each_row_is_the_vector_of_its_text(catalog, press_index, name, texts):
    matrix = open_matrix(current_generation(press_index) / name, 64)
    numbers, words = zip(*texts(catalog), strict=True)
    assert len(matrix) == len(numbers)
    expected = TinyEncoder().embed_passages(words).astype(np.float16)
    assert np.array_equal(matrix[list(numbers)], expected)


def test_questions_are_embedded_as_questions_and_passages_as_passages(corpus, tmp_path):
    from tests.fakes import build_index
    from tests.retrieval.press import few, few_impostors

    class Sided(TinyEncoder):
        def __init__(self):
            super().__init__()
            self.questions, self.passages = [], []

        def embed_questions(self, texts):
            self.questions += texts
            return super().embed_questions(texts)

        def embed_passages(self, texts):
            self.passages += texts
            return super().embed_passages(texts)

    encoder = Sided()
    with few_impostors(3):
        build_index(corpus, tmp_path / "index", encoder)
    assert sorted(encoder.questions) == sorted([t for texts in few(3).values() for t in texts])
    assert not set(encoder.passages) & set(encoder.questions)
    again = Sided()
    (corpus / "neu.md").write_text("# Neu\n\nNeuer Text.\n")
    with few_impostors(3):
        build_index(corpus, tmp_path / "index", again)
    assert again.questions == []


def test_the_manifest_records_every_file(press_index):
    folder = current_generation(press_index)
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(read_manifest(folder).files) == files - {"manifest.json"}
