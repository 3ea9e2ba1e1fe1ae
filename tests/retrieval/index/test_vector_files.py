import errno
import os
import resource
import signal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import IndexDamagedError
from retrieval.index import vector_files
from retrieval.index.blob_cache import text_key
from retrieval.index.embedding_cache import EmbeddingCache
from retrieval.index.vector_files import (
    RowRun,
    copy_rows,
    create_matrix,
    fill_rows,
    open_matrix,
    widened,
)
from tests.fakes import TinyEncoder

DIMENSION = 8


@pytest.fixture
def encoder():
    return TinyEncoder(dimension=DIMENSION)


@pytest.fixture
def cache(tmp_path, encoder):
    with EmbeddingCache(tmp_path / "cache", encoder.fingerprint, DIMENSION) as cache:
        yield cache


def expected(texts):
    return TinyEncoder(dimension=DIMENSION).embed_passages(texts).astype(np.float16)


def fill(target, texts, cache, encoder, told):
    return fill_rows(target, enumerate(texts), cache, encoder.embed_passages, told.append)


def test_a_matrix_comes_back_as_it_was_written(tmp_path):
    written = create_matrix(tmp_path / "m.npy", 5, DIMENSION)
    written[:] = np.arange(40).reshape(5, DIMENSION)
    written.flush()
    read = open_matrix(tmp_path / "m.npy", DIMENSION)

    assert read.tolist() == np.arange(40).reshape(5, DIMENSION).tolist()
    assert (read.dtype, isinstance(read, np.memmap)) == (np.float16, True)
    with pytest.raises(ValueError, match="read-only"):
        read[0] = 0


def test_a_matrix_takes_its_room_on_disk_at_once(tmp_path):
    create_matrix(tmp_path / "m.npy", 10_000, DIMENSION)
    status = (tmp_path / "m.npy").stat()
    assert status.st_blocks * 512 >= status.st_size


def test_a_full_disk_is_noticed_before_the_first_row_is_written(tmp_path, monkeypatch):
    def full(descriptor, start, size):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="No space left"):
        create_matrix(tmp_path / "m.npy", 10, DIMENSION)


def test_a_file_may_grow_no_further(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            create_matrix(tmp_path / "m.npy", 10_000, DIMENSION)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


HEADER = b"\x93NUMPY"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"", "cannot be read"),
        (b"unsinn", "cannot be read"),
        (HEADER + b"\x01\x00\x10\x00{'descr': exit()", "cannot be read"),
    ],
)
def test_a_file_that_is_no_matrix(tmp_path, content, said):
    if content is not None:
        (tmp_path / "m.npy").write_bytes(content)
    with pytest.raises(IndexDamagedError, match=said) as caught:
        open_matrix(tmp_path / "m.npy", DIMENSION)
    assert_one_line(caught.value, "m.npy")


def assert_one_line(error, name):
    assert "\n" not in str(error)
    assert name in str(error)
    assert str(error).endswith("run `wortlaut index`")


@pytest.mark.parametrize(
    "matrix",
    [
        np.zeros((3, DIMENSION + 1), np.float16),
        np.zeros((3, DIMENSION), np.float32),
        np.zeros(DIMENSION, np.float16),
        np.zeros((3, DIMENSION, 1), np.float16),
    ],
    ids=["too wide", "another type", "a row", "a cube"],
)
def test_a_matrix_of_another_shape_or_type(tmp_path, matrix):
    np.save(tmp_path / "m.npy", matrix)
    with pytest.raises(IndexDamagedError, match=r"instead of float16\[n, 8\]") as caught:
        open_matrix(tmp_path / "m.npy", DIMENSION)
    assert_one_line(caught.value, "m.npy")


def test_a_truncated_matrix(tmp_path):
    np.save(tmp_path / "m.npy", np.zeros((9, DIMENSION), np.float16))
    content = (tmp_path / "m.npy").read_bytes()
    (tmp_path / "m.npy").write_bytes(content[:-1])
    with pytest.raises(IndexDamagedError) as caught:
        open_matrix(tmp_path / "m.npy", DIMENSION)
    assert_one_line(caught.value, "m.npy")


def test_a_pickle_is_never_loaded(tmp_path):
    np.save(tmp_path / "m.npy", np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(IndexDamagedError, match="pickle"):
        open_matrix(tmp_path / "m.npy", DIMENSION)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda r: (r[0], r[0] + r[1])),
        max_size=6,
    )
)
def test_copied_runs_stand_where_they_should_and_nothing_else_changes(spans):
    source = np.arange(40 * 2, dtype=np.float16).reshape(40, 2)
    target = np.full((70, 2), -1, np.float16)
    wanted = target.copy()
    runs, at = [], 0
    for first, end in spans:
        runs.append(RowRun(first, at, end - first))
        wanted[at : at + end - first] = source[first:end]
        at += end - first + 1
    copy_rows(source, target, runs)

    assert target.tolist() == wanted.tolist()


def test_runs_are_copied_whole_however_long(monkeypatch):
    monkeypatch.setattr(vector_files, "_COPY_ROWS", 7)
    source = np.arange(50, dtype=np.float16).reshape(50, 1)
    target = np.zeros((60, 1), np.float16)
    copy_rows(source, target, [RowRun(3, 10, 40)])

    assert target[10:50, 0].tolist() == list(range(3, 43))
    assert target[:10].sum() == target[50:].sum() == 0


texts = st.lists(st.sampled_from(["eins", "zwei", "drei", "vier", "fünf", "", "sechs 6"]))


@settings(deadline=None, max_examples=20)
@given(first=texts, second=texts, chunk=st.integers(1, 4))
def test_each_text_is_embedded_once_in_its_life(tmp_path_factory, first, second, chunk):
    encoder = TinyEncoder(dimension=DIMENSION)
    path = tmp_path_factory.mktemp("fill") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector_files, "_CHUNK_TEXTS", chunk)
        for rows in (first, second):
            with EmbeddingCache(path, encoder.fingerprint, DIMENSION) as cache:
                told = []
                target = np.zeros((len(rows), DIMENSION), np.float16)
                count = fill(target, rows, cache, encoder, told)
            assert target.tolist() == expected(rows).tolist()
            assert sum(told) == len(rows)
            if rows is first:
                assert count == len(set(first))
            else:
                assert count == len(set(second) - set(first))
    assert sorted(encoder.embedded) == sorted(set(first) | set(second))


def test_rows_of_a_file_are_filled(tmp_path, cache, encoder):
    target = create_matrix(tmp_path / "m.npy", 3, DIMENSION)
    fill_rows(target, [(2, "c"), (0, "a")], cache, encoder.embed_passages, lambda _: None)
    read = open_matrix(tmp_path / "m.npy", DIMENSION)

    assert read[0].tolist() == expected(["a"])[0].tolist()
    assert read[2].tolist() == expected(["c"])[0].tolist()
    assert not read[1].any()


def test_what_an_interrupted_run_embedded_is_kept_by_whole_chunks(cache, monkeypatch):
    monkeypatch.setattr(vector_files, "_CHUNK_TEXTS", 2)
    calls = []

    def embed(some):
        calls.append(list(some))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return TinyEncoder(dimension=DIMENSION).embed_passages(some)

    with pytest.raises(KeyboardInterrupt):
        fill_rows(
            np.zeros((6, DIMENSION), np.float16), enumerate("abcdef"), cache, embed, lambda _: None
        )
    assert calls == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert set(cache.get([text_key(t) for t in "abcdef"])) == {text_key(t) for t in "abcd"}


def test_what_has_been_embedded_is_kept_as_it_is_done(cache, tmp_path, monkeypatch):
    """As a process finds it that comes after one that was killed."""
    monkeypatch.setattr(vector_files, "_EMBEDDED_TEXTS", 2)
    monkeypatch.setattr(vector_files, "_COMMIT_EVERY_S", 0.0)
    kept = []

    def embed(some):
        with EmbeddingCache(cache._blobs._path, cache._blobs._encoder, DIMENSION) as another:
            kept.append(len(another.get([text_key(text) for text in "abcdef"])))
        return TinyEncoder(dimension=DIMENSION).embed_passages(some)

    target = np.zeros((6, DIMENSION), np.float16)
    fill_rows(target, enumerate("abcdef"), cache, embed, lambda _: None)
    assert kept == [0, 2, 4]


def test_widening_is_exact_for_every_finite_number():
    everything = np.arange(1 << 16, dtype=np.uint16).view(np.float16).reshape(256, 256)
    finite = everything[np.isfinite(everything).all(axis=1)]
    assert finite.size == (1 << 16) - 2 * (1 << 10)
    result = widened(finite)
    assert result.dtype == np.float32
    assert result.tobytes() == finite.astype(np.float32).tobytes()
