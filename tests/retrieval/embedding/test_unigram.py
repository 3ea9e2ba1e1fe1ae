from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.embedding.compiling.write_tokenizer import write_tokenizer
from retrieval.embedding.tokenizer import Tokenizer, TokenizerSettings, open_tokenizer
from retrieval.embedding.unigram import FILE_NAMES, RULES, TRIE
from tests import models

MAX_TOKENS = 12


@pytest.fixture(scope="module")
def backend() -> Any:
    return models.unigram_tokenizer().backend_tokenizer


@pytest.fixture(scope="module")
def written(backend: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("unigram")
    return folder, write_tokenizer(backend, MAX_TOKENS, folder)


@pytest.fixture(scope="module")
def tokenizer(written: tuple[Path, TokenizerSettings]) -> Tokenizer:
    return open_tokenizer(*written)


def test_a_unigram_vocabulary_is_written_in_our_form(
    written: tuple[Path, TokenizerSettings],
) -> None:
    folder, settings = written
    assert settings.unigram is not None
    assert {path.name for path in folder.iterdir()} == set(FILE_NAMES)
    assert (settings.unigram.prefix, settings.unigram.suffix) == ((0,), (2,))


ordinary = st.text(
    st.sampled_from(
        "aeinrstdwuvoähß" * 3 + " \t\n\u00a0\u3000" + "XÄ„“–€1,.?!Ωж漢字の森😀½ﬁ▁\x01\u200b"
    )
)
words = st.lists(st.one_of(st.sampled_from(models.WORDS), ordinary)).map(" ".join)


@given(words)
@example("")
@example(" ")
@example("😀😀 😀")
@example("wannwurdedervertrag")
@example("U\u0308bermut im Bu\u0308ro")
@example("▁▁ der ▁")
@example("漢字の森")
@example("x漢字x")
def test_ids_are_those_of_tokenizers(backend: Any, tokenizer: Tokenizer, text: str) -> None:
    expected = backend.encode(text).ids
    if len(expected) > MAX_TOKENS:
        expected = [*expected[: MAX_TOKENS - 1], 2]
    assert list(tokenizer.ids(text)) == expected


def test_a_long_text_keeps_its_first_tokens_and_the_end_mark(tokenizer: Tokenizer) -> None:
    ids = list(tokenizer.ids("der " * 100))
    assert len(ids) == MAX_TOKENS
    assert (ids[0], ids[-1]) == (0, 2)


def test_special_tokens_in_a_text_are_text(backend: Any, tokenizer: Tokenizer) -> None:
    assert 2 in backend.encode("der </s>").ids[:-1]
    assert 2 not in list(tokenizer.ids("der </s>"))[:-1]
    assert 0 not in list(tokenizer.ids("<s> der"))[1:]


def test_unknown_characters_in_a_row_are_one_token(tokenizer: Tokenizer) -> None:
    assert list(tokenizer.ids("漢漢漢")) == list(tokenizer.ids("漢"))


def test_a_word_of_a_hundred_thousand_letters_is_no_trouble(tokenizer: Tokenizer) -> None:
    assert len(tokenizer.ids("a" * 100_000)) == MAX_TOKENS


@pytest.mark.parametrize("name", [TRIE, RULES])
def test_damaged_files_are_a_value_error(
    written: tuple[Path, TokenizerSettings], tmp_path: Path, name: str
) -> None:
    folder, settings = written
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(b"broken")
    with pytest.raises(ValueError, match="cannot be read"):
        open_tokenizer(tmp_path, settings)


def test_other_families_are_kept_as_json(tmp_path: Path) -> None:
    wordpiece = models.wordpiece_tokenizer().backend_tokenizer
    settings = write_tokenizer(wordpiece, MAX_TOKENS, tmp_path)
    assert settings == TokenizerSettings(MAX_TOKENS)
    tokenizer = open_tokenizer(tmp_path, settings)
    for text in ("", "der Vertrag", "Regen 😀"):
        assert list(tokenizer.ids(text)) == wordpiece.encode(text).ids
    assert len(tokenizer.ids("der " * 100)) == MAX_TOKENS
    (tmp_path / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"tokenizer\.json cannot be read"):
        open_tokenizer(tmp_path, settings)


def test_a_vocabulary_that_we_would_split_otherwise_is_kept_as_json(tmp_path: Path) -> None:
    """Byte fallback spells unknown characters out, which our form does not do."""
    from tokenizers import Tokenizer as Backend
    from tokenizers.models import Unigram

    inner = models.unigram_tokenizer().backend_tokenizer
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁der", -1.0)]
    backend = Backend(Unigram(vocabulary, unk_id=3, byte_fallback=True))
    backend.normalizer, backend.pre_tokenizer = inner.normalizer, inner.pre_tokenizer
    assert write_tokenizer(backend, MAX_TOKENS, tmp_path).unigram is None
