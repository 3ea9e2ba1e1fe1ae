from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.bundled import WeightsFile, read_weights
from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.compiling.compile_bundled import compile_weights
from retrieval.embedding.compiling.layers import LAYERS, STATES
from retrieval.embedding.compiling.load_bundled import sentence_transformer
from retrieval.embedding.compiling.samples import TOKENIZER_TEXTS
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.model_folder import VECTORS, read_compiled, verify_compiled
from retrieval.errors import ModelError
from retrieval.progress import unwatched
from tests import models
from tests.data_files import write_tiny_model

TEXTS = [
    "Wann wurde der Vertrag in der Stadt unterzeichnet?",
    "Regen",
    "",
    "Der Fluss hat die Stadt in der Nacht 2x überflutet – und der Rat?",
    "the river and the town " * 30,
]


@pytest.fixture(scope="module")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vocabulary = models.unigram_tokenizer().get_vocab()
    in_order = sorted(vocabulary, key=vocabulary.__getitem__)
    pieces = [(piece, -12.0 + 0.7 * len(piece)) for piece in in_order]
    path = tmp_path_factory.mktemp("data") / "w.bin"
    write_tiny_model(path, pieces, layers=max(LAYERS) + 1)
    return path


@pytest.fixture(scope="module")
def weights(data_file: Path) -> WeightsFile:
    return read_weights(data_file)


@pytest.fixture(scope="module")
def compiled(weights: WeightsFile, tmp_path_factory: pytest.TempPathFactory) -> CompiledEncoder:
    folder = compile_weights(weights, tmp_path_factory.mktemp("models"), unwatched)
    assert verify_compiled(folder) == []
    return CompiledEncoder(folder, read_compiled(folder))


@pytest.fixture(scope="module")
def by_way(weights: WeightsFile, tmp_path_factory: pytest.TempPathFactory) -> CompiledEncoder:
    """The same file by way of sentence-transformers."""
    model = sentence_transformer(weights)
    folder = compile_model(model, "embedded", "embedded-v1", tmp_path_factory.mktemp("models"))
    return CompiledEncoder(folder, read_compiled(folder))


def test_agrees_with_sentence_transformers(weights: WeightsFile, compiled: CompiledEncoder) -> None:
    original = sentence_transformer(weights)
    for ours, name in (
        (compiled.embed_questions(TEXTS), "query"),
        (compiled.embed_passages(TEXTS), "passage"),
    ):
        theirs = original.encode(TEXTS, prompt_name=name)
        assert ((ours * theirs).sum(axis=1)).min() > 0.98
    assert compiled.compiled.agreement >= 0.99
    assert compiled.compiled.precision == "int8"


def test_is_the_same_as_by_way_of_sentence_transformers(
    compiled: CompiledEncoder, by_way: CompiledEncoder
) -> None:
    for ours, theirs in (
        (compiled.embed_questions(TEXTS), by_way.embed_questions(TEXTS)),
        (compiled.embed_passages(TEXTS), by_way.embed_passages(TEXTS)),
    ):
        assert (ours * theirs).sum(axis=1).mean() >= 0.998
    for name in (VECTORS, *compiled.compiled.tokenizer.file_names):
        assert compiled.compiled.files[name] == by_way.compiled.files[name]
    assert compiled.compiled.tokenizer == by_way.compiled.tokenizer
    assert compiled.compiled.question == by_way.compiled.question
    assert compiled.compiled.passage == by_way.compiled.passage


def test_gives_the_states_that_a_reader_reads(
    compiled: CompiledEncoder, by_way: CompiledEncoder
) -> None:
    assert compiled.compiled.layers == by_way.compiled.layers
    assert compiled.compiled.layers == tuple(map(STATES.format, LAYERS))
    tokens = compiled.tokenizer.ids("passage: der vertrag und die stadt")
    ours, theirs = compiled.states(tokens), by_way.states(tokens)
    assert ours.shape == theirs.shape
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.998


def test_gives_the_ids_that_transformers_gives(
    weights: WeightsFile, compiled: CompiledEncoder
) -> None:
    theirs = sentence_transformer(weights).tokenizer.backend_tokenizer
    theirs.no_truncation()
    for text in TOKENIZER_TEXTS:
        expected, ours = theirs.encode(text).ids, list(compiled.tokenizer.ids(text))
        assert ours == expected[: len(ours) - 1] + expected[-1:], text


def test_what_differs_once_compiled_is_refused(
    weights: WeightsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.embedding.compiling import compile_bundled

    monkeypatch.setattr(compile_bundled, "agreement", lambda *_: 0.5)
    with pytest.raises(ModelError, match=r"differs from the original \(mean cosine 0\.500"):
        compile_weights(weights, tmp_path, unwatched)
    assert list(tmp_path.iterdir()) == []


def test_needs_neither_torch_nor_what_stands_on_it(tmp_path: Path, data_file: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from retrieval.embedding.bundled import read_weights\n"
        "import retrieval.embedding.compiling.load\n"
        "from retrieval.embedding.compiling.compile_bundled import compile_weights\n"
        "weights = read_weights(Path(sys.argv[1]))\n"
        "compile_weights(weights, Path(sys.argv[2]), lambda *_: None)\n"
        "heavy = ('torch', 'transformers', 'sentence_transformers', 'tokenizers', 'scipy',"
        " 'huggingface_hub')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(data_file), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
