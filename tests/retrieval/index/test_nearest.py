import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import IndexDamagedError
from retrieval.index.nearest import PassageIndex, write_passage_index
from retrieval.index.vector_files import VectorRows
from retrieval.row_sums import write_sums


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(before)


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clustered(count, dimension=24, centres=50, seed=0):
    """Vectors like those of texts: in clusters, so that compression has something to find."""
    rng = np.random.default_rng(seed)
    middles = rng.standard_normal((centres, dimension))
    rows = middles[rng.integers(0, centres, count)] + 0.5 * rng.standard_normal((count, dimension))
    return unit(rows).astype(np.float16)


def questions(vectors, count, seed=1):
    rng = np.random.default_rng(seed)
    near = vectors[rng.integers(0, len(vectors), count)].astype(np.float32)
    return unit(near + 0.06 * rng.standard_normal(near.shape))


def oracle(vectors, question, k, among=None):
    """The k greatest cosines, equal ones by number, by a full sort."""
    pool = range(len(vectors)) if among is None else among
    cosines = vectors.astype(np.float32) @ question
    return sorted(pool, key=lambda number: (-cosines[number], number))[:k]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def vectors():
    return clustered(3000)


@pytest.fixture(scope="module")
def flat(folder, vectors):
    write_passage_index(folder / "flat.faiss", vectors)
    return PassageIndex.open(folder / "flat.faiss", vectors)


@pytest.fixture(scope="module")
def compressed(folder, vectors):
    np.save(folder / "rows.npy", vectors)
    write_sums(folder / "rows.npy", vectors)
    rows = VectorRows(folder / "rows.npy", vectors.shape[1])
    write_passage_index(folder / "pq.faiss", vectors, exact_below=100)
    index = PassageIndex.open(folder / "pq.faiss", rows)
    assert isinstance(index._index, faiss.IndexPQFastScan)
    return index


@pytest.mark.parametrize("k", [1, 7, 50, 3000, 5000])
def test_the_flat_index_finds_what_a_full_sort_finds(flat, vectors, k):
    for question in questions(vectors, 5):
        assert flat.search(question, k).tolist() == oracle(vectors, question, k)


@pytest.mark.parametrize("k", [1, 10, 500])
def test_the_flat_index_among_chosen_passages(flat, vectors, k):
    among = np.arange(5, 3000, 31)
    for question in questions(vectors, 5):
        assert flat.search(question, k, among).tolist() == oracle(vectors, question, k, among)


def recall(index, vectors, k, among=None, count=40):
    shares = []
    for question in questions(vectors, count):
        wanted = set(oracle(vectors, question, k, among))
        found = index.search(question, k, among).tolist()
        assert len(set(found)) == len(found) <= k
        assert among is None or set(found) <= set(among.tolist())
        shares.append(len(wanted & set(found)) / len(wanted))
    return float(np.mean(shares))


def test_the_approximate_index_misses_little(compressed, vectors):
    assert recall(compressed, vectors, 50) >= 0.9


@pytest.mark.parametrize("chosen", [3, 40, 400, 1500])
def test_the_approximate_index_finds_the_few_that_are_admitted(compressed, vectors, chosen):
    rng = np.random.default_rng(chosen)
    among = np.sort(rng.choice(len(vectors), chosen, replace=False)).astype(np.int64)
    assert recall(compressed, vectors, 50, among) >= 0.9


def test_what_the_approximate_index_finds_is_ranked_by_exact_cosines(compressed, vectors):
    for question in questions(vectors, 5):
        found = compressed.search(question, 30).tolist()
        assert found == oracle(vectors, question, 30, found)


@pytest.mark.parametrize("exact_below", [100, 50_000])
def test_the_same_vectors_give_the_same_file(folder, vectors, exact_below):
    files = [folder / f"{exact_below}-{run}.faiss" for run in range(2)]
    for file in files:
        write_passage_index(file, vectors, exact_below=exact_below)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_cosines_are_exact(flat, vectors):
    question = questions(vectors, 1)[0]
    numbers = np.array([2999, 0, 17, 17])
    expected = vectors[numbers].astype(np.float32) @ question
    assert flat.cosines(question, numbers) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_handful_of_passages(tmp_path, count):
    vectors = clustered(5)[:count]
    write_passage_index(tmp_path / "few.faiss", vectors)
    index = PassageIndex.open(tmp_path / "few.faiss", vectors)
    question = questions(clustered(5), 1)[0]

    assert index.search(question, 50).tolist() == oracle(vectors, question, 50)
    assert index.search(question, 50, np.array([], np.int64)).tolist() == []


def test_equal_passages_come_by_number(tmp_path):
    vectors = np.repeat(clustered(2), 6, axis=0)
    write_passage_index(tmp_path / "equal.faiss", vectors)
    index = PassageIndex.open(tmp_path / "equal.faiss", vectors)

    assert index.search(vectors[0].astype(np.float32), 6).tolist() == [0, 1, 2, 3, 4, 5]


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.integers(1, 80), st.integers(0, 10**6), st.data())
def test_the_flat_index_is_an_oracle_on_any_vectors(folder, count, k, seed, data):
    vectors = clustered(count, dimension=6, centres=3, seed=seed)
    among = data.draw(st.none() | st.sets(st.integers(0, count - 1)).map(sorted))
    among = None if among is None else np.array(among, np.int64)
    write_passage_index(folder / "any.faiss", vectors)
    index = PassageIndex.open(folder / "any.faiss", vectors)
    question = questions(vectors, 1, seed)[0]

    found = index.search(question, k, among)
    cosines = vectors.astype(np.float32) @ question
    wanted = oracle(vectors, question, k, among)
    # Cosines that differ in the last bit may change places; the values may not differ.
    assert cosines[found] == pytest.approx(cosines[wanted], abs=1e-6)
    assert found.dtype == np.int64


@pytest.mark.parametrize("how", ["missing", "empty", "garbage", "truncated"])
def test_a_file_that_is_no_index(tmp_path, vectors, how):
    file = tmp_path / "passages.faiss"
    write_passage_index(file, vectors[:50])
    content = {"empty": b"", "garbage": b"unsinn" * 99, "truncated": file.read_bytes()[:-40]}
    file.unlink()
    if how != "missing":
        file.write_bytes(content[how])

    with pytest.raises(IndexDamagedError, match=r"passages\.faiss cannot be read; run `wortlaut"):
        PassageIndex.open(file, vectors[:50])


def test_an_index_of_other_vectors(tmp_path, vectors):
    file = tmp_path / "passages.faiss"
    write_passage_index(file, vectors[:50])

    with pytest.raises(IndexDamagedError, match="holds 50 vectors of 24 numbers instead of 51 of"):
        PassageIndex.open(file, vectors[:51])
    with pytest.raises(IndexDamagedError, match="instead of 50 of 12; run `wortlaut index`"):
        PassageIndex.open(file, vectors[:50, :12])


def test_writing_leaves_the_number_of_threads_as_it_was(folder, vectors):
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    try:
        write_passage_index(folder / "threads.faiss", vectors, exact_below=100)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


@pytest.mark.parametrize("kind", ["flat", "compressed"])
def test_what_is_expected_is_searched_once_and_found_alike(vectors, kind, request, monkeypatch):
    alone = request.getfixturevalue(kind)
    index = PassageIndex(alone._index, alone._vectors)
    asked = questions(vectors, 30)
    index.expect(asked, 10)
    wanted = [alone.search(question, 10).tolist() for question in asked]
    searched = []
    with monkeypatch.context() as patch:
        search = type(alone._index).search
        patch.setattr(
            type(alone._index), "search", lambda *a, **o: searched.append(1) or search(*a, **o)
        )
        assert [index.search(question, 10).tolist() for question in asked] == wanted
        assert searched == []
        index.search(asked[0], 11)
        index.search(-asked[0], 10)
        assert len(searched) == 2


def test_nothing_is_expected_of_an_empty_index():
    PassageIndex(faiss.IndexFlatIP(4), np.empty((0, 4), np.float16)).expect(np.eye(4), 5)
