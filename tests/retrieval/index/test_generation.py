import pytest

from retrieval.errors import ArticleError, IndexDamagedError
from retrieval.index import generation as module
from retrieval.index.generation import Generation, OpenIndex
from retrieval.index.in_force import (
    CATALOG_NAME,
    KEYWORDS_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
    current_generation,
)
from retrieval.index.manifest import read_manifest

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


# --- damage that is met while reading ---


class Panic(BaseException):
    """As a Rust library panics: no `Exception`."""


@pytest.fixture
def generation(index):
    folder = current_generation(index)
    return Generation(folder, read_manifest(folder))


@pytest.fixture
def hashed(monkeypatch):
    """How often the files were hashed."""
    calls = []
    disagreements = module.disagreements

    def counting(*arguments, hashes):
        calls.append(hashes)
        return disagreements(*arguments, hashes=hashes)

    monkeypatch.setattr(module, "disagreements", counting)
    return calls


def fail(generation, error):
    with generation.damage_named():
        raise error


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("error", [KeyError(3), ValueError("a\nb"), Panic("mid > len")])
def test_a_failure_over_a_damaged_file_names_the_file(generation, error):
    flip(generation.folder / CATALOG_NAME)
    with pytest.raises(IndexDamagedError, match=f"{CATALOG_NAME} was altered") as caught:
        fail(generation, error)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("error", [KeyError(3), Panic("mid > len")])
def test_a_failure_over_a_sound_index_is_no_damage(generation, error):
    with pytest.raises(type(error)):
        fail(generation, error)


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), ArticleError("article.unknown", article="x")]
)
def test_what_says_what_it_is_passes_as_it_is(generation, error, hashed):
    (generation.folder / CATALOG_NAME).unlink()
    with pytest.raises(type(error)):
        fail(generation, error)
    assert hashed == []


def test_a_fault_of_the_program_hashes_a_sound_index_once(generation, hashed):
    for error in (TypeError("None"), KeyError(3), Panic("mid > len"), ZeroDivisionError()):
        with pytest.raises(type(error)):
            fail(generation, error)
    assert hashed == [True]


@pytest.mark.parametrize("name", FILES)
def test_a_file_damaged_after_the_index_was_found_sound_is_named(generation, hashed, name):
    with pytest.raises(KeyError):
        fail(generation, KeyError(3))
    flip(generation.folder / name)
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match=name):
            fail(generation, KeyError(3))
    (generation.folder / name).unlink()
    with pytest.raises(IndexDamagedError, match=f"{name} is missing"):
        fail(generation, KeyError(3))
