from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.model_folder import (
    GRAPH,
    MANIFEST,
    VECTORS,
    WEIGHTS,
    DamagedModelError,
    read_compiled,
    verify_compiled,
)
from retrieval.embedding.telemetry import import_onnxruntime
from retrieval.embedding.unigram import TRIE
from retrieval.errors import ModelError
from tests import models

TEXTS = [
    "wann wurde der vertrag in der stadt",
    "Regen",
    "",
    "Der Fluss hat die Stadt in der Nacht 2x überflutet – und der Rat?",
    "the river and the town " * 30,
]

SHAPES = {
    "bert, mean, normalised": {},
    "bert, cls, dense": {"pooling": "cls", "dense": 12, "normalise": False},
    "bert, max": {"pooling": "max", "normalise": False},
    "bert, weighted mean": {"pooling": "weightedmean"},
    "xlm-roberta, mean, prompts": {
        "architecture": "xlm-roberta",
        "prompts": {"query": "wer ", "document": "was: "},
    },
    "distilbert, cls": {"architecture": "distilbert", "pooling": "cls"},
    "mpnet, mean": {"architecture": "mpnet"},
    "modernbert, cls": {"architecture": "modernbert", "pooling": "cls"},
    "qwen3, last token": {
        "architecture": "qwen3",
        "pooling": "lasttoken",
        "prompts": {"query": "wo und wann "},
    },
    "bert, prompt left out of the pooling": {
        "include_prompt": False,
        "prompts": {"query": "wer wann wo ", "document": "was "},
    },
}


def operators(folder: Path) -> list[str]:
    """The kinds of a compiled graph's operators, in its order."""
    import onnx

    graph = onnx.load(folder / GRAPH, load_external_data=False).graph
    return [node.op_type for node in graph.node]


def compiled_encoder(folder: Path, models_dir: Path) -> CompiledEncoder:
    finished = compile_model(models.load(folder), str(folder), "tiny-v1", models_dir)
    return CompiledEncoder(finished, read_compiled(finished))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_agrees_with_sentence_transformers(tmp_path: Path, shape: dict[str, object]) -> None:
    folder = models.build(tmp_path, **shape)
    encoder = compiled_encoder(folder, tmp_path / "models")
    original = models.load(folder)

    def encode(prompt_name: str) -> np.ndarray:
        prompt = original.prompts.get(prompt_name) or ""
        return original.encode(TEXTS, prompt=prompt, normalize_embeddings=True)

    for ours, theirs in (
        (encoder.embed_questions(TEXTS), encode("query")),
        (encoder.embed_passages(TEXTS), encode("document")),
    ):
        assert ours.shape == theirs.shape
        assert ours.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
        cosines = (ours * theirs).sum(axis=1)
        assert cosines.min() > 0.98, cosines
    fused = operators(tmp_path / "models" / "tiny-v1").count("MultiHeadAttention")
    assert fused == (0 if shape.get("architecture") == "mpnet" else 2)
    assert encoder.compiled.agreement >= 0.99
    assert encoder.compiled.dimension == encoder.dimension == theirs.shape[1]


def test_the_fused_graph_attends_by_one_operator(tmp_path: Path) -> None:
    folder = compile_model(
        models.load(models.build(tmp_path)), "tiny", "tiny-v1", tmp_path / "models"
    )
    kinds = operators(folder)
    assert kinds.count("MultiHeadAttention") == 2
    assert "Softmax" not in kinds
    assert "Reshape" not in kinds
    assert kinds.count("Gather") < 10
    assert (folder / GRAPH).stat().st_size < 100_000


def with_an_outlier(folder: Path) -> Any:
    """A tiny model, one of whose channels is a hundred times the usual size in every text."""
    import torch

    model = models.load(folder)
    layer = model[0].model.encoder.layer[1]
    with torch.no_grad():
        layer.intermediate.dense.bias[5] = 300.0
        layer.output.dense.weight[:, 5] /= 100
    return model


def test_outliers_are_moved_into_the_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import retrieval.embedding.compiling.store as compiling
    from retrieval.embedding.compiling import outliers

    monkeypatch.setattr(compiling, "MIN_AGREEMENT", 0.5)
    built = models.build(tmp_path)
    agreements = []
    for limit in (1e9, 5.5):
        monkeypatch.setattr(outliers, "MAX_RANGE", limit)
        model, name = with_an_outlier(built), f"tiny-{limit:g}"
        folder = compile_model(model, "tiny", name, tmp_path / "models")
        assert "MatMul" not in operators(folder)
        assert read_compiled(folder).precision == "int8"
        agreements.append(read_compiled(folder).agreement)
    plain, eased = agreements
    assert 1 - eased < (1 - plain) / 3


def test_easing_outliers_changes_nothing_in_float32(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ort = import_onnxruntime()

    import retrieval.embedding.compiling.store as compiling
    from retrieval.embedding.compiling import outliers

    kept = tmp_path / "kept"
    kept.mkdir()
    eased: list[int] = []

    def ease(source: Path, target: Path, feeds: Any) -> int:
        eased.append(outliers.ease_outliers(source, target, feeds))
        for path in (source, target):
            shutil.copy(path, kept)
        return eased[-1]

    monkeypatch.setattr(outliers, "MAX_RANGE", 5.5)
    monkeypatch.setattr(compiling, "ease_outliers", ease)
    compile_model(with_an_outlier(models.build(tmp_path)), "tiny", "tiny-v1", tmp_path / "models")
    assert 0 < eased[0] < 12
    vectors = np.random.default_rng(3).normal(size=(1, 9, models.WIDTH)).astype(np.float32)
    before, after = (
        ort.InferenceSession(kept / name, providers=["CPUExecutionProvider"]).run(
            ["vector"], {"token_vectors": vectors}
        )[0]
        for name in ("plain.onnx", "eased.onnx")
    )
    np.testing.assert_allclose(before, after, atol=1e-5)


def test_keeps_float32_where_int8_is_too_coarse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import retrieval.embedding.compiling.compile as compiling

    measured = iter([0.97, 0.999])
    monkeypatch.setattr(compiling, "agreement", lambda *_: next(measured))
    with caplog.at_level(logging.WARNING, logger="retrieval"):
        encoder = compiled_encoder(models.build(tmp_path), tmp_path / "models")
    assert encoder.compiled.precision == "fp32"
    assert encoder.compiled.agreement == 0.999
    assert "0.970" in caplog.text
    monkeypatch.undo()
    original = models.load(tmp_path / "model").encode(TEXTS, normalize_embeddings=True)
    assert (encoder.embed_passages(TEXTS) * original).sum(axis=1).min() > 0.9999


def test_refuses_a_model_that_differs_once_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import retrieval.embedding.compiling.compile as compiling

    monkeypatch.setattr(compiling, "agreement", lambda *_: 0.5)
    with pytest.raises(ModelError, match=r"differs from the original \(mean cosine 0\.500"):
        compiled_encoder(models.build(tmp_path), tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_refuses_a_model_that_is_no_transformer(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    words = Tokenizer(WordLevel({"x": 0}, unk_token="x"))  # noqa: S106 (no password)
    model = SentenceTransformer(modules=[StaticEmbedding(words, embedding_dim=4)], device="cpu")
    with pytest.raises(ModelError, match=r"static cannot be compiled: it begins with StaticEmb"):
        compile_model(model, "static", "static-v1", tmp_path)


def test_reports_progress(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    model = models.load(models.build(tmp_path))
    compile_model(model, "tiny", "tiny-v1", tmp_path / "m", lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == [2, 3, 4, 5, 6]
    assert {(stage, total) for stage, _, total in seen} == {("compile", 6)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("compiled")
    built = models.build(base, architecture="xlm-roberta")
    return compile_model(models.load(built), "tiny", "tiny-v1", base / "models")


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    copy = tmp_path / folder.name
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def test_the_manifest_says_what_it_is(folder: Path) -> None:
    fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert fields["fingerprint"] == folder.name == "tiny-v1"
    assert fields["precision"] == "int8"
    assert set(fields["files"]) == {path.name for path in folder.iterdir()} - {MANIFEST}
    assert verify_compiled(folder) == []


@pytest.mark.parametrize("name", [GRAPH, VECTORS, TRIE, MANIFEST])
def test_a_missing_file_is_noticed(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(DamagedModelError, match="is incomplete"):
        read_compiled(copied)


@pytest.mark.parametrize("name", [GRAPH, VECTORS, TRIE])
def test_a_truncated_file_is_noticed(copied: Path, name: str) -> None:
    data = (copied / name).read_bytes()
    (copied / name).write_bytes(data[:-1])
    with pytest.raises(DamagedModelError, match=f"{name} has {len(data) - 1} bytes"):
        read_compiled(copied)
    assert len(verify_compiled(copied)) == 1


@pytest.mark.parametrize("name", [GRAPH, TRIE])
def test_an_altered_file_is_noticed_when_opened(copied: Path, name: str) -> None:
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (copied / name).write_bytes(data)
    with pytest.raises(DamagedModelError, match=f"{name} is altered"):
        CompiledEncoder(copied, read_compiled(copied))


def test_altered_token_vectors_are_noticed_by_verify(copied: Path) -> None:
    data = bytearray((copied / VECTORS).read_bytes())
    data[-1] ^= 0xFF
    (copied / VECTORS).write_bytes(data)
    assert list(map(str, verify_compiled(copied))) == [f"{copied / VECTORS} is altered"]


def test_a_compiled_model_can_be_read_by_whoever_may_read_the_cache(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777


def test_an_altered_manifest_is_noticed(copied: Path) -> None:
    manifest = (copied / MANIFEST).read_text(encoding="utf-8")
    (copied / MANIFEST).write_text(manifest.replace('"dimension": 32', '"dimension": 33'))
    with pytest.raises(DamagedModelError, match=r"model\.json is altered"):
        read_compiled(copied)
    assert list(map(str, verify_compiled(copied))) == [f"{copied / MANIFEST} is altered"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Expecting value"),
        ("[]", "all of it: Input should be a dictionary"),
        ("{}", "fingerprint: Field required"),
        ('{"fingerprint": 7}', "fingerprint: Input should be a valid string"),
    ],
)
def test_a_manifest_that_is_none_is_one_line(copied: Path, content: str, said: str) -> None:
    (copied / MANIFEST).write_text(content, encoding="utf-8")
    [line] = map(str, verify_compiled(copied))
    assert line.startswith(f"{copied / MANIFEST} is damaged ({said}")
    assert "\n" not in line


def flip_a_byte(path: Path, _: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x01
    path.write_bytes(data)


def zero_a_block(path: Path, _: Path) -> None:
    data = path.read_bytes()
    end = min(len(data), len(data) // 3 + 512)
    path.write_bytes(data[: len(data) // 3] + bytes(end - len(data) // 3) + data[end:])


def cut(path: Path, _: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def grow(path: Path, _: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def remove(path: Path, _: Path) -> None:
    path.unlink()


def replace_by_a_folder(path: Path, _: Path) -> None:
    path.unlink()
    path.mkdir()


def swap(path: Path, other: Path) -> None:
    path.write_bytes((other / path.name).read_bytes())


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled model of the same shape with other weights and pieces."""
    base = tmp_path_factory.mktemp("another")
    built = models.build(base, architecture="xlm-roberta", seed=8)
    return compile_model(models.load(built), "another", "another-v1", base / "models")


@pytest.mark.parametrize(
    "damage", [flip_a_byte, zero_a_block, cut, grow, remove, replace_by_a_folder, swap]
)
@pytest.mark.parametrize("name", [GRAPH, WEIGHTS, VECTORS])
def test_verify_names_whatever_is_wrong_with_a_file(
    copied: Path, another: Path, damage: Callable[[Path, Path], None], name: str
) -> None:
    damage(copied / name, another)
    [line] = map(str, verify_compiled(copied))
    assert name in line


def test_verify_names_every_damaged_file(copied: Path) -> None:
    for name in (GRAPH, VECTORS, TRIE):
        flip_a_byte(copied / name, copied)
    cut(copied / WEIGHTS, copied)
    found = sorted(map(str, verify_compiled(copied)))
    assert [line.split(" is ")[0].split(" has ")[0] for line in found] == sorted(
        str(copied / name) for name in (GRAPH, WEIGHTS, VECTORS, TRIE)
    )


def test_verify_says_that_there_is_no_model(tmp_path: Path) -> None:
    [line] = map(str, verify_compiled(tmp_path / "tiny-v1"))
    assert "is not compiled on this machine" in line
    assert "tiny-v1" in line


def test_a_renamed_folder_is_noticed(copied: Path) -> None:
    other = copied.rename(copied.with_name("other-v1"))
    with pytest.raises(DamagedModelError, match="holds the model tiny-v1"):
        read_compiled(other)
