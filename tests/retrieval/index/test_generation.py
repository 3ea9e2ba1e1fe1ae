import pytest

from retrieval.errors import IndexDamagedError
from retrieval.index.generation import OpenIndex
from retrieval.index.in_force import (
    CATALOG_NAME,
    KEYWORDS_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
    current_generation,
)

FILES = [CATALOG_NAME, PASSAGE_INDEX_NAME, PASSAGE_VECTORS_NAME, SENTENCE_VECTORS_NAME]


def test_the_parts_are_numbered_alike(press_index):
    parts = OpenIndex(current_generation(press_index), 64).open_all()
    _, passages, sentences = parts.catalog.counts()

    assert len(parts.keywords) == passages
    assert parts.sentence_vectors.shape == (sentences, 64)
    parts.catalog.close()


@pytest.mark.parametrize("name", [*FILES, f"{KEYWORDS_NAME}/meta.json"])
def test_a_missing_part_is_named(index, name):
    folder = current_generation(index)
    (folder / name).unlink()
    with pytest.raises(IndexDamagedError) as caught:
        OpenIndex(folder, 64).open_all()
    assert name.partition("/")[0] in str(caught.value)
    assert "run `wortlaut index`" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parts_of_another_dimension(press_index):
    with pytest.raises(IndexDamagedError, match=r"float16\[13, 64\] instead of float16\[n, 32\]"):
        OpenIndex(current_generation(press_index), 32).open_all()
