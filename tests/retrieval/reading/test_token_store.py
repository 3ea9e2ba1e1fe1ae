"""Projected tokens are right, or not there."""

import sqlite3
import stat

import numpy as np
import pytest

from retrieval.index.blob_cache import text_key
from retrieval.reading import token_store
from retrieval.reading.token_store import NAME, ReadPassage, TokenStore
from retrieval.reading.windows import TokenWindow

WIDTH = 8
KEYS = [text_key(f"Text {number}") for number in range(70)]
WINDOWS = {
    key: TokenWindow([0, *range(3, 4 + number), 2], [(1, 2), (2, 2 + number)][: 1 + number % 2])
    for number, key in enumerate(KEYS)
}


def read_passage(key):
    window = WINDOWS[key]
    found = np.random.default_rng(len(window.tokens)).normal(size=(len(window.tokens), WIDTH))
    unit = found / np.linalg.norm(found, axis=1, keepdims=True)
    return ReadPassage(unit.astype(np.float32), window.sentences)


@pytest.fixture
def store(tmp_path):
    kept = TokenStore(tmp_path, "reader-1", WIDTH)
    kept.fill(WINDOWS, read_passage, lambda _: None)
    return kept


def test_what_is_kept_is_what_was_read_to_a_127th(store):
    found = store.get(KEYS)
    assert found.keys() == set(KEYS)
    for key, window in WINDOWS.items():
        assert np.abs(found[key].vectors - read_passage(key).vectors).max() <= 0.5 / 127 + 1e-6
        assert found[key].sentences == window.sentences


def test_nothing_is_read_twice(tmp_path, store):
    read, told = [], []
    TokenStore(tmp_path, "reader-1", WIDTH).fill(WINDOWS, read.append, told.append)
    assert (read, sum(told)) == ([], len(WINDOWS))


def test_another_reader_finds_nothing(tmp_path, store):
    assert TokenStore(tmp_path, "reader-2", WIDTH).get(KEYS) == {}


def test_where_nothing_was_kept_nothing_is_found_and_nothing_made(tmp_path):
    assert TokenStore(tmp_path, "reader-1", WIDTH).get(KEYS) == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [5_000, 12_000])
def test_an_altered_one_is_as_if_it_were_not_there(tmp_path, store, at):
    whole = store.get(KEYS)
    store._close()
    content = bytearray((tmp_path / NAME).read_bytes())
    content[at : at + 2_000] = bytes(2_000)
    (tmp_path / NAME).write_bytes(content)
    found = store.get(KEYS)
    assert all(np.array_equal(found[key].vectors, whole[key].vectors) for key in found)
    assert len(found) < len(whole)


def test_what_is_kept_singly_is_given_as_it_will_be_found(tmp_path):
    store = TokenStore(tmp_path, "reader-1", WIDTH)
    for key in KEYS[:3]:
        given = store.keep(key, read_passage(key))
        found = store.get([key])[key]
        assert np.array_equal(given.vectors, found.vectors)
        assert given.sentences == found.sentences


def test_of_what_is_kept_singly_there_is_never_much(tmp_path, monkeypatch):
    monkeypatch.setattr(token_store, "MAX_KEPT_SINGLY", 5)
    store = TokenStore(tmp_path, "reader-1", WIDTH)
    for key in KEYS:
        store.keep(key, read_passage(key))
        assert key in store.get([key])
    assert len(store.get(KEYS)) <= 5


def test_what_cannot_be_kept_is_given_all_the_same(tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "voll").touch()
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        given = TokenStore(tmp_path / "fehlt", "reader-1", WIDTH).keep(
            KEYS[0], read_passage(KEYS[0])
        )
    finally:
        tmp_path.chmod(stat.S_IRWXU)
    assert given.sentences == WINDOWS[KEYS[0]].sentences


def test_no_database_in_its_place_is_as_if_it_were_not_there(tmp_path):
    (tmp_path / NAME).write_bytes(b"no database" * 500)
    store = TokenStore(tmp_path, "reader-1", WIDTH)
    assert store.get(KEYS) == {}
    store.fill(WINDOWS, read_passage, lambda _: None)
    assert store.get(KEYS).keys() == set(KEYS)


def test_a_folder_nobody_may_write_into_can_be_read(tmp_path, store):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert TokenStore(tmp_path, "reader-1", WIDTH).get(KEYS).keys() == set(KEYS)
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_while_another_writes_what_was_there_before_is_found(tmp_path, store):
    with sqlite3.connect(tmp_path / NAME) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM embeddings")
        assert TokenStore(tmp_path, "reader-1", WIDTH).get(KEYS).keys() == set(KEYS)
        writer.rollback()
    writer.close()
