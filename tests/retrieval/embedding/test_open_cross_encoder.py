"""A cross-encoder is compiled once, beside encoders, and found again."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from retrieval.embedding.compiling import in_own_process
from retrieval.embedding.compiling.load import compile_named, compile_named_reader
from retrieval.embedding.cross_encoder import Pair
from retrieval.embedding.fingerprint import fingerprint_of
from retrieval.embedding.model_folder import GRAPH, publish, read_compiled
from retrieval.embedding.open import (
    compiled_from,
    open_cross_encoder,
    open_encoder,
    reader_state_of,
)
from retrieval.errors import ModelError
from tests import LAST_RESORT_S, models


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return models.build_cross_encoder(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def compiled(model, tmp_path_factory):
    return compile_named_reader(str(model), tmp_path_factory.mktemp("cache"), lambda *_: None)


@pytest.fixture
def cache(compiled, tmp_path):
    """A cache folder of the test's own, which holds the compiled model."""
    shutil.copytree(compiled, tmp_path / "cache" / "models" / compiled.name)
    return tmp_path / "cache"


@pytest.fixture
def compilations(monkeypatch):
    """Lets models be compiled in this process; lists them."""
    begun = []

    def compile_here(name, models_dir, progress, kind):
        begun.append((name, kind))
        compile_it = compile_named_reader if kind == "reader" else compile_named
        return compile_it(name, models_dir, lambda *_: None)

    monkeypatch.setattr(in_own_process, "compile_in_own_process", compile_here)
    return begun


def test_the_first_opening_compiles_in_a_process_of_its_own(model, tmp_path):
    steps = []
    opened = open_cross_encoder(
        str(model), cache_dir=tmp_path, progress=lambda *step: steps.append(step)
    )
    assert steps == [("compile", done, 6) for done in range(7)]
    assert opened.fingerprint == f"reader-{fingerprint_of(model)}"
    assert reader_state_of(str(model), tmp_path).folder == tmp_path / "models" / opened.fingerprint


def test_it_is_compiled_once(model, tmp_path, compilations):
    first = open_cross_encoder(str(model), cache_dir=tmp_path)
    again = open_cross_encoder(str(model), cache_dir=tmp_path)
    pair = Pair(first.tokenizer.pieces("wer"), first.tokenizer.pieces("der Rat"))
    assert first.scores([pair]).tolist() == again.scores([pair]).tolist()
    assert compilations == [(str(model), "reader")]


def test_the_same_files_are_an_encoder_and_a_reader_side_by_side(model, cache, compilations):
    reader = open_cross_encoder(str(model), cache_dir=cache)
    encoder = open_encoder(str(model), cache_dir=cache)
    assert reader.fingerprint == f"reader-{encoder.fingerprint}"
    assert [kind for _, kind in compilations] == ["encoder"]


def test_with_a_fingerprint_nothing_else_is_looked_at(model, cache, compilations):
    fingerprint = open_cross_encoder(str(model), cache_dir=cache).fingerprint
    again = open_cross_encoder("gone/away", cache_dir=cache, fingerprint=fingerprint)
    assert again.fingerprint == fingerprint
    assert compilations == []


def test_a_compiled_one_is_told_from_others_by_the_model_it_is_of(model, cache, compilations):
    fingerprint = open_cross_encoder(str(model), cache_dir=cache).fingerprint
    among = ["late-interaction-1", fingerprint]
    assert compiled_from(str(model), among, cache) == fingerprint
    assert compiled_from("some/other", among, cache) is None


def test_one_that_left_the_hubs_cache_is_still_opened(model, cache, compilations):
    folder = cache / "models" / open_cross_encoder(str(model), cache_dir=cache).fingerprint
    staging = folder.with_name(".staging-test")
    named = replace(read_compiled(folder), model="nobody/no-model")
    folder.rename(staging)
    publish(staging, named)
    opened = open_cross_encoder("nobody/no-model", cache_dir=cache)
    assert opened.fingerprint == folder.name
    assert compilations == []
    with pytest.raises(ModelError, match="is not on this machine"):
        open_encoder("nobody/no-model", cache_dir=cache)  # no encoder was compiled of it


def test_a_damaged_one_is_compiled_anew(model, cache, compilations, caplog):
    opened = open_cross_encoder(str(model), cache_dir=cache)
    graph = cache / "models" / opened.fingerprint / GRAPH
    graph.write_bytes(graph.read_bytes()[:-9])
    open_cross_encoder(str(model), cache_dir=cache)
    assert len(compilations) == 1
    assert "cannot be used and is compiled anew" in caplog.text


def test_scoring_needs_no_torch(model, cache, compilations):
    opened = open_cross_encoder(str(model), cache_dir=cache)
    code = f"""
import sys
from pathlib import Path
from retrieval.embedding.cross_encoder import Pair
from retrieval.embedding.open import open_cross_encoder
opened = open_cross_encoder({str(model)!r}, cache_dir=Path({str(cache)!r}))
pieces = opened.tokenizer.pieces
print(opened.scores([Pair(pieces("wer"), pieces("der Rat"))])[0])
print(*{{"torch", "transformers", "sentence_transformers", "onnx"}} & set(sys.modules))
"""
    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=LAST_RESORT_S,
    )
    score, loaded = done.stdout.split("\n")[:2]
    pair = Pair(opened.tokenizer.pieces("wer"), opened.tokenizer.pieces("der Rat"))
    assert float(score) == pytest.approx(float(opened.scores([pair])[0]))
    assert loaded == ""
