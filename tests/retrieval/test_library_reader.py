"""Which reader: the embedded one, none, or a cross-encoder that was named; an index is of one."""

import shutil

import numpy as np
import pytest

from retrieval.embedding.open import compiled_folder
from retrieval.errors import IndexDamagedError, ModelError
from retrieval.library import Library
from tests import models
from tests.fakes import TinyEncoder
from tests.retrieval.press import QUESTIONS, assert_quotes_hold, generation_of

pytestmark = pytest.mark.usefixtures("quick_calibration")
QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    return models.build_cross_encoder(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory, cross_encoder):
    """A cache folder in which the cross-encoder is compiled."""
    from retrieval.embedding.compiling.load import compile_named_reader

    folder = tmp_path_factory.mktemp("cache")
    compile_named_reader(str(cross_encoder), folder / "models", lambda *_: None)
    return folder


@pytest.fixture
def library(corpus, tmp_path, cache):
    def named(reader):
        return Library(
            tmp_path / "index",
            corpus_dir=corpus,
            cache_dir=cache,
            reader=str(reader),
            encoder=TinyEncoder(),
        )

    return named


@pytest.fixture
def no_compiling(monkeypatch):
    from retrieval.embedding.compiling import in_own_process

    def compile_nothing(*arguments):
        raise AssertionError(f"compiles {arguments}")

    monkeypatch.setattr(in_own_process, "compile_in_own_process", compile_nothing)


def test_a_named_cross_encoder_orders_what_is_quoted(library, cross_encoder, no_compiling):
    from sentence_transformers import CrossEncoder

    library(cross_encoder).build()
    with library(cross_encoder) as asked:
        for question in QUESTIONS:
            assert_quotes_hold(asked, asked.ask(question), 3)
        generation = generation_of(asked)
        encoder = asked._current.encoder
        stages = asked.models.stages_upon(encoder)
        from retrieval.answering.pipeline import find_hits
        from retrieval.answering.question import Question

        question = Question.embedded(QUESTION, encoder.embed_questions([QUESTION])[0])
        hits = find_hits(generation, question, generation.manifest.calibration.spread, stages)[:8]
        pairs = []
        for hit in hits:
            number = hit.passage.article
            article = generation.catalog.articles_by_number([number])[number]
            rows = generation.catalog.sentences(hit.passage.sentences)
            sentences = " ".join(article.text[row.start : row.end] for row in rows)
            pairs.append((QUESTION, f"{article.title}. {sentences}"))
    original = CrossEncoder(str(cross_encoder), device="cpu", local_files_only=True)
    fitting = [len(original.tokenizer(*pair)["input_ids"]) <= 256 for pair in pairs]
    assert sum(fitting) >= 3
    read = np.array([hit.reading for hit in hits])[fitting]
    expected = original.predict(pairs, batch_size=1)[fitting]
    assert np.corrcoef(read, expected)[0, 1] > 0.97


def test_an_index_is_asked_with_the_reader_it_was_built_for(
    library, cross_encoder, no_compiling, tmp_path
):
    library(cross_encoder).build()
    [stage] = library(cross_encoder).info.stages
    assert stage.startswith("reader-model-")
    for other in ("off", "embedded", "some/other"):
        with pytest.raises(IndexDamagedError, match="was built for the stages reader-model-"):
            library(other).open()
        assert not library(other).models.are_read_for(library(other).info)
    assert library(cross_encoder).models.are_read_for(library(cross_encoder).info)

    library("off").build()
    assert library("off").info.stages == ()
    with pytest.raises(IndexDamagedError, match="not for reader-model-"):
        library(cross_encoder).open()


def test_another_reader_calibrates_anew_and_embeds_nothing(library, cross_encoder, no_compiling):
    library("off").build()
    report = library(cross_encoder).build()
    assert not report.unchanged
    assert report.embedded == 0
    assert library(cross_encoder).build().unchanged


def test_a_compiled_reader_answers_though_its_source_is_gone(
    library, cross_encoder, no_compiling, tmp_path
):
    moved = tmp_path / "reader"
    shutil.copytree(cross_encoder, moved)
    from retrieval.embedding.compiling.load import compile_named_reader

    own = tmp_path / "cache"
    compile_named_reader(str(moved), own / "models", lambda *_: None)
    before = Library(
        tmp_path / "index",
        corpus_dir=tmp_path / "corpus",
        cache_dir=own,
        reader=str(moved),
        encoder=TinyEncoder(),
    )
    before.build()
    shutil.rmtree(moved)
    with before:
        assert before.ask(QUESTION).quotes


def test_what_is_wrong_with_a_compiled_reader_is_found(library, cross_encoder, cache, tmp_path):
    library(cross_encoder).build()
    assert library(cross_encoder).verify() == []
    folder = compiled_folder(library(cross_encoder).models.reader_state().fingerprint, cache)
    name = folder / "tokens.npy"
    whole = name.read_bytes()
    try:
        name.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        [problem] = library(cross_encoder).verify()
        assert "tokens.npy is altered" in str(problem)
    finally:
        name.write_bytes(whole)


@pytest.mark.parametrize("reader", ["embedded", "off"])
def test_no_cross_encoder_has_no_state(library, reader):
    assert library(reader).models.reader_state() is None


def test_an_embedding_model_as_the_reader_is_one_line(library, tmp_path):
    built = models.build(tmp_path)
    with pytest.raises(ModelError, match="is no cross-encoder") as caught:
        library(built).build()
    assert "\n" not in str(caught.value)
    with pytest.raises(ModelError, match="neither a folder nor a hub name"):
        library("gibt es nicht").build()
