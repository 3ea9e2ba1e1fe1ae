import os
import sqlite3
from contextlib import closing
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.blob_cache import text_key
from retrieval.index.embedding_cache import EmbeddingCache
from retrieval.index.in_force import CACHE_NAME
from tests.fakes import TinyEncoder, build_index

DIMENSION = 16


@cache
def vector(seed):
    row = np.random.default_rng(seed).standard_normal(DIMENSION)
    return (row / np.linalg.norm(row)).astype(np.float16)


def open_cache(path, encoder="e1", kind="passage", dimension=DIMENSION):
    return EmbeddingCache(path, encoder, dimension, kind=kind)


KEYS = [text_key(f"Text {number}") for number in range(3000)]


def keys(count):
    return KEYS[:count]


def filled(path, count, encoder="e1", kind="passage"):
    with open_cache(path, encoder, kind) as cache:
        cache.put({key: vector(n) for n, key in enumerate(keys(count))})
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "embeddings.sqlite"


def test_what_is_put_comes_back_to_the_bit(path):
    filled(path, 5)
    with open_cache(path) as cache:
        found = cache.get([*keys(5), text_key("nie gesehen")])

    assert set(found) == set(keys(5))
    for number, key in enumerate(keys(5)):
        assert found[key].dtype == np.float16
        assert found[key].tobytes() == vector(number).tobytes()


def test_keys_tell_texts_apart():
    assert text_key("a") != text_key("A")
    assert text_key("ä") != text_key("ä".encode().decode("latin1"))
    assert len(text_key("")) == 32


@pytest.mark.parametrize(("encoder", "kind"), [("e2", "passage"), ("e1", "question")])
def test_vectors_of_another_encoder_or_kind_are_no_answer(path, encoder, kind):
    filled(path, 3)
    with open_cache(path, encoder, kind) as cache:
        assert cache.get(keys(3)) == {}
        cache.put({keys(1)[0]: vector(99)})
    with open_cache(path) as cache:
        assert cache.get(keys(3))[keys(1)[0]].tobytes() == vector(0).tobytes()
        assert cache.count() == 3


def test_many_keys_at_once(path):
    with open_cache(path) as cache:
        cache.put(dict.fromkeys(keys(2500), vector(0)))
        assert set(cache.get(keys(3000))) == set(keys(2500))


@settings(deadline=None, max_examples=15)
@given(st.lists(st.dictionaries(st.integers(0, 9), st.integers(0, 99), max_size=5), max_size=5))
def test_the_last_vector_put_is_the_one_kept(tmp_path_factory, puts):
    path = tmp_path_factory.mktemp("cache") / "c"
    kept = {}
    for put in puts:
        with open_cache(path) as cache:
            cache.put({text_key(str(k)): vector(v) for k, v in put.items()})
        kept |= put
    with open_cache(path) as cache:
        found = cache.get([text_key(str(k)) for k in range(10)])
    assert {k: v.tobytes() for k, v in found.items()} == {
        text_key(str(k)): vector(v).tobytes() for k, v in kept.items()
    }


def test_a_commit_survives_a_process_that_never_closes(path):
    cache = open_cache(path)
    cache.put({keys(1)[0]: vector(0)})
    with open_cache(path) as other:
        assert set(other.get(keys(1))) == set(keys(1))
    cache.close()


# --- damage costs time, never data, and never a traceback ---


@pytest.mark.parametrize(
    "content",
    [b"", b"unsinn", b"SQLite format 3\0" + b"\xff" * 4000, bytes(range(256)) * 64],
    ids=["empty", "garbage", "a head without a body", "long garbage"],
)
def test_a_file_that_is_no_cache_is_begun_anew(path, content):
    path.write_bytes(content)
    with open_cache(path) as cache:
        assert cache.get(keys(2)) == {}
        cache.put({keys(1)[0]: vector(0)})
        assert set(cache.get(keys(2))) == set(keys(1))


def test_tables_of_another_kind_are_begun_anew(path):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE embeddings (id INTEGER, payload TEXT)")
    db.close()
    with open_cache(path) as cache:
        cache.put({keys(1)[0]: vector(0)})
        assert set(cache.get(keys(1))) == set(keys(1))


@pytest.mark.parametrize("cut", [1, 3000, 8192, 20_000])
def test_a_truncated_cache(path, cut):
    filled(path, 400)
    path.write_bytes(path.read_bytes()[:-cut])
    assert_serves(path, 400)


@pytest.mark.parametrize("page", range(0, 12, 2))
def test_a_page_of_noise(path, page):
    filled(path, 400)
    content = bytearray(path.read_bytes())
    content[page * 4096 : (page + 1) * 4096] = np.random.default_rng(page).bytes(4096)
    path.write_bytes(content)
    assert_serves(path, 400)


def assert_serves(path, count):
    with open_cache(path) as cache:
        found = cache.get(keys(count))
        true = {key: vector(n) for n, key in enumerate(keys(count))}
        assert all(row.tobytes() == true[key].tobytes() for key, row in found.items())
        missing = {key: row for key, row in true.items() if key not in found}
        cache.put(missing)
        assert set(cache.get(list(missing))) == set(missing)
        cache.compact(1, lambda: keys(1))
        cache.put(missing)
        assert set(cache.get(list(missing))) == set(missing)


@pytest.mark.parametrize("at", [0, DIMENSION, 2 * DIMENSION - 1, 2 * DIMENSION, -1])
def test_a_vector_with_one_changed_bit_is_a_miss(path, at):
    filled(path, 2)
    db = sqlite3.connect(path)
    [[blob]] = db.execute(
        "SELECT vector FROM embeddings WHERE text_sha256 = ?", (keys(2)[0],)
    ).fetchall()
    changed = bytearray(blob)
    changed[at] ^= 1
    db.execute(
        "UPDATE embeddings SET vector = ? WHERE text_sha256 = ?", (bytes(changed), keys(2)[0])
    )
    db.commit()
    db.close()
    with open_cache(path) as cache:
        assert set(cache.get(keys(2))) == {keys(2)[1]}


def test_a_vector_under_the_key_of_another_text_is_a_miss(path):
    filled(path, 2)
    db = sqlite3.connect(path)
    db.execute(
        "UPDATE embeddings SET vector = (SELECT vector FROM embeddings WHERE text_sha256 = ?)",
        (keys(2)[0],),
    )
    db.commit()
    db.close()
    with open_cache(path) as cache:
        assert set(cache.get(keys(2))) == {keys(2)[0]}


@pytest.mark.parametrize("blob", [b"", b"\0" * (2 * DIMENSION - 1), 7, "text"])
def test_a_vector_of_another_size_or_type_is_a_miss(path, blob):
    filled(path, 2)
    db = sqlite3.connect(path)
    db.execute("UPDATE embeddings SET vector = ? WHERE text_sha256 = ?", (blob, keys(2)[0]))
    db.commit()
    db.close()
    with open_cache(path) as cache:
        assert set(cache.get(keys(2))) == {keys(2)[1]}


def test_a_deleted_cache_begins_anew(path):
    filled(path, 2)
    path.unlink()
    with open_cache(path) as cache:
        assert cache.get(keys(2)) == {}


def test_a_cache_deleted_while_open_does_not_stop_a_build(path):
    with open_cache(path) as cache:
        for file in path.parent.glob("embeddings.sqlite*"):
            file.unlink()
        cache.compact(1, lambda: keys(1))


def test_a_full_disk_is_not_mistaken_for_damage(path):
    filled(path, 50)
    with open_cache(path) as cache:
        pages = cache._blobs._db.execute("PRAGMA page_count").fetchone()[0]
        cache._blobs._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            cache.put({text_key(f"neu {n}"): vector(n) for n in range(500)})
    with open_cache(path) as cache:
        assert set(cache.get(keys(50))) == set(keys(50))


def test_a_locked_cache_is_not_mistaken_for_damage(path, monkeypatch):
    filled(path, 2)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda p, timeout: connect(p, timeout=0.01))
    other = connect(path)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with open_cache(path) as cache, pytest.raises(sqlite3.OperationalError, match="locked"):
            cache.put({keys(1)[0]: vector(5)})
    finally:
        other.close()
    with open_cache(path) as cache:
        assert cache.get(keys(1))[keys(1)[0]].tobytes() == vector(0).tobytes()


# --- what stands in its place ---


def foreign(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE notes (text)")
        db.execute("INSERT INTO notes VALUES ('wichtig')")
        db.commit()


def other_columns(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE embeddings (a, b)")


@pytest.mark.parametrize(
    "stand",
    [
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to("nirgends"),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path.parent),
        lambda path: path.write_text("Notizen, keine Datenbank.\n" * 400),
        lambda path: path.write_bytes(bytes(8192)),
        foreign,
        other_columns,
    ],
    ids=["folder", "pipe", "dangling", "device", "link", "text", "zeroed", "foreign", "columns"],
)
def test_what_stands_in_its_place_is_set_aside_and_nothing_of_it_lost(path, stand):
    path.parent.mkdir(exist_ok=True)
    stand(path)
    before = path.lstat()
    content = path.read_bytes() if path.is_file() else None
    with open_cache(path) as cache:
        assert cache.set_aside == path.with_name(f"{path.name}.aside-1")
        cache.put({keys(1)[0]: vector(0)})
        assert set(cache.get(keys(1))) == set(keys(1))
    after = cache.set_aside.lstat()
    assert (after.st_ino, after.st_mode, after.st_size) == (
        before.st_ino,
        before.st_mode,
        before.st_size,
    )
    assert content is None or cache.set_aside.read_bytes() == content
    with open_cache(path) as cache:
        assert cache.set_aside is None
        assert set(cache.get(keys(1))) == set(keys(1))


@pytest.mark.parametrize("beside", ["-wal", "-shm"])
def test_what_stands_in_the_place_of_its_log_is_set_aside(path, beside):
    filled(path, 2)
    path.with_name(path.name + beside).mkdir()
    with open_cache(path) as cache:
        assert set(cache.get(keys(2))) == set(keys(2))
        assert cache.set_aside.is_dir()


def test_what_is_set_aside_is_reported(corpus, index):
    (corpus / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n")
    for file in index.glob(f"{CACHE_NAME}*"):
        file.unlink()
    (index / CACHE_NAME).mkdir()
    report = build_index(corpus, index, TinyEncoder())
    assert report.cache_set_aside == index / f"{CACHE_NAME}.aside-1"


# --- compaction ---


def test_the_unneeded_half_is_kept_and_more_is_forgotten(path):
    filled(path, 200)
    with open_cache(path) as cache:
        assert cache.compact(100, lambda: keys(100)) == 0
        assert cache.count() == 200
        size = path.stat().st_size
        assert cache.compact(40, lambda: keys(40)) == 160
        assert set(cache.get(keys(200))) == set(keys(40))
    assert path.stat().st_size < size


def test_compaction_asks_for_keys_only_if_there_is_something_to_forget(path):
    filled(path, 10)

    def never():
        raise AssertionError("asked")

    with open_cache(path) as cache:
        assert cache.compact(10, never) == 0
        assert cache.compact(5, never) == 0


def test_compaction_leaves_other_encoders_and_kinds_alone(path):
    for encoder, kind in (("e1", "question"), ("e2", "passage"), ("e1", "passage")):
        filled(path, 60, encoder, kind)
    with open_cache(path) as cache:
        assert cache.compact(1, lambda: keys(1)) == 59
    for encoder, kind in (("e1", "question"), ("e2", "passage")):
        with open_cache(path, encoder, kind) as cache:
            assert cache.count() == 60
