"""Which model: the one that was named, else the index's, else the embedded one."""

import pytest

from retrieval.embedding import open as opening
from retrieval.errors import IndexDamagedError
from retrieval.library import Library
from retrieval.reading import open as reading
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")
QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Every model opens as a tiny encoder of its name; the names opened, in order."""
    names = []

    def open_encoder(model, **options):
        names.append(model)
        return TinyEncoder(f"tiny-{model}")

    monkeypatch.setattr(opening, "open_encoder", open_encoder)
    monkeypatch.setattr(opening, "is_compiled", lambda fingerprint, cache_dir: True)
    return names


@pytest.fixture
def library(corpus, tmp_path):
    def named(model=None):
        return Library(tmp_path / "index", corpus_dir=corpus, model=model)

    return named


def test_where_there_is_no_index_and_no_name_it_is_the_embedded_one(library, opened):
    assert library().models.name == "embedded"
    library().build()
    assert opened == ["embedded"]


@pytest.mark.parametrize("model", ["embedded", "X", "./modelle/tiny", "org/name"])
def test_an_index_is_asked_and_kept_up_to_date_with_the_model_it_was_built_with(
    library, corpus, opened, model
):
    library(model).build()
    with library() as unnamed, library(model) as named:
        assert unnamed.ask(QUESTION).quotes == named.ask(QUESTION).quotes != ()
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz steht hier.\n")
    for build in (library().build, library(model).build):
        build()
        assert library().info.model == model
    assert set(opened) == {model}


def test_a_library_that_is_open_builds_with_its_own_model_and_swaps_to_it(library, corpus, opened):
    library("X").build()
    with library() as asked:
        (corpus / "neu.md").write_text("# Neu\n\nDas Karussell am Rathaus dreht sich.\n")
        asked.build()
        assert asked.info.generation == "000002"
        assert asked.ask("Wo dreht sich das Karussell?").quotes[0].citation.article == "neu"
    assert set(opened) == {"X"}


def test_another_model_than_the_index_was_built_with_is_refused_before_it_is_opened(
    library, opened
):
    library("X").build()
    opened.clear()
    with pytest.raises(IndexDamagedError) as caught:
        library("Y").open()
    assert "'X'" in str(caught.value)
    assert "'Y'" in str(caught.value)
    assert opened == []


def test_a_named_model_is_what_a_build_brings_the_index_to(library):
    library("X").build()
    library("Y").build()
    assert library().info.model == "Y"
    with library("Y") as asked:
        assert asked.ask(QUESTION).quotes


def test_what_reads_the_hits_was_opened_for_the_encoder_that_embeds_the_question(
    library, monkeypatch
):
    read_with = []

    class Reader:
        fingerprint = "reader"

        def __init__(self, encoder):
            self.encoder = encoder

        def prepare(self, index, progress):
            pass

        def __call__(self, index, question, hits):
            read_with.append(self.encoder)
            return list(hits)

    monkeypatch.setattr(reading, "reader_for", lambda encoder, *_, **__: (Reader(encoder),))
    built = library()
    built.build()
    read_with.clear()
    with built:
        built.ask(QUESTION)
        built.ask(QUESTION)
        assert [*map(id, read_with)] == [id(built._opened().encoder)] * 2
