"""What every store of generations must do; the local one and a stand-in are held to it alike."""

from pathlib import Path

import pytest

from retrieval.errors import IndexMissingError
from retrieval.index.current import CurrentGeneration
from retrieval.index.generation import Generation
from retrieval.index.manifest import verified_manifest
from retrieval.index.store import LocalStore, Store
from tests.fakes import TinyEncoder, build_index

pytestmark = pytest.mark.usefixtures("quick_calibration")


class ElsewhereStore:
    """Keeps generations in another place than the index folder, and an alias in memory."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._alias: Path | None = None
        self._switches = 0

    def stamp(self) -> int:
        return self._switches

    def open(self) -> Generation:
        if self._alias is None:
            raise IndexMissingError("index.missing", folder=self._place)
        return Generation(self._alias, verified_manifest(self._alias)).open_all()

    def publish(self, name: str, folder: Path) -> None:
        self._switches += 1
        self._alias = folder.rename(self._place / f"{self._switches}-{name}")

    def withdraw(self) -> None:
        self._switches += 1
        self._alias = None

    def is_withdrawn(self) -> bool:
        return self._switches > 0 and self._alias is None


@pytest.fixture(params=["local", "elsewhere"])
def store(request, tmp_path) -> Store:
    (tmp_path / "place").mkdir()
    if request.param == "local":
        return LocalStore(tmp_path / "index")
    return ElsewhereStore(tmp_path / "place")


@pytest.fixture
def build(corpus, tmp_path, store):
    def built(**options):
        return build_index(
            corpus, tmp_path / "index", TinyEncoder(), model="tiny", store=store, **options
        )

    return built


def articles(current):
    with current.in_force() as generation:
        return generation and generation.catalog.counts()[0]


def test_nothing_is_in_force_until_something_is_published(store, build):
    with pytest.raises(IndexMissingError):
        store.open()
    build()
    assert store.open().manifest.articles == 10


def test_what_is_published_is_swapped_in_and_what_is_withdrawn_is_gone(store, build, corpus):
    build()
    current = CurrentGeneration(store, TinyEncoder())
    assert articles(current) == 10
    stamp = store.stamp()
    assert store.stamp() == stamp
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz steht hier.\n")
    build()
    assert store.stamp() != stamp
    assert articles(current) == 11
    for file in filter(Path.is_file, corpus.rglob("*")):
        file.unlink()
    build(allow_empty=True)
    assert store.is_withdrawn()
    assert articles(current) is None
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz steht hier.\n")
    build()
    assert articles(current) == 1
    current.close()


def test_an_earlier_generation_stays_readable_while_another_comes_into_force(store, build, corpus):
    build()
    current = CurrentGeneration(store, TinyEncoder())
    with current.in_force() as earlier:
        for number in range(3):
            (corpus / f"neu-{number}.md").write_text(f"# Neu\n\nSatz {number} steht hier.\n")
            build()
        assert earlier.catalog.counts()[0] == 10
        assert len(earlier.sentence_vectors[:]) == earlier.manifest.sentences
    assert articles(current) == 13
    current.close()
