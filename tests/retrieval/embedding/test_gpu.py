from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import gpu
from retrieval.embedding.gpu import MIN_PASSAGES, CudaEncoder, with_device
from retrieval.embedding.model_folder import Prompt
from retrieval.embedding.tokenizer import TokenizerSettings
from retrieval.errors import ModelError
from tests.fakes import TinyEncoder

MANY = ["der vertrag"] * MIN_PASSAGES


class CompiledFake(TinyEncoder):
    """Stands in for a compiled model: a tiny encoder with a manifest."""

    compiled = SimpleNamespace(
        passage=Prompt("was "), model="/gone", precision="int8", tokenizer=TokenizerSettings(64)
    )


class CardFake:
    """Stands in for a SentenceTransformer on a card."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def encode(self, texts: list[str], **settings: Any) -> np.ndarray:
        self.calls.append(settings | {"texts": texts})
        return np.full((len(texts), 64), 0.125)


@pytest.fixture
def compiled() -> Any:
    return CompiledFake()


def test_many_passages_go_to_the_card_and_questions_do_not(compiled: Any) -> None:
    card = CardFake()
    encoder = CudaEncoder(compiled, lambda: card)
    encoder.embed_passages(MANY[1:])
    encoder.embed_questions(MANY)
    assert card.calls == []
    vectors = encoder.embed_passages(MANY)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(MANY), encoder.dimension)
    [call] = card.calls
    assert call["texts"] == MANY
    assert call["prompt"] == "was "
    assert call["normalize_embeddings"] is True
    assert encoder.fingerprint == compiled.fingerprint


def test_once_the_card_is_in_use_it_takes_all_passages(compiled: Any) -> None:
    card = CardFake()
    encoder = CudaEncoder(compiled, lambda: card)
    encoder.embed_passages(MANY)
    encoder.embed_passages(["der regen"])
    assert [len(call["texts"]) for call in card.calls] == [len(MANY), 1]


def test_without_a_card_after_all_the_compiled_model_does_it(compiled: Any) -> None:
    tries: list[int] = []
    encoder = CudaEncoder(compiled, lambda: tries.append(1))
    for _ in range(2):
        assert np.array_equal(encoder.embed_passages(MANY), TinyEncoder().embed_passages(MANY))
    assert tries == [1]


def test_auto_takes_a_card_only_where_there_is_one(
    compiled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "_torch_has_cuda", lambda: pytest.fail("torch was asked"))
    monkeypatch.setattr(gpu, "_machine_has_card", lambda: False)
    assert with_device(compiled, "auto") is compiled
    monkeypatch.setattr(gpu, "_machine_has_card", lambda: True)
    assert with_device(compiled, "cpu") is compiled
    assert isinstance(with_device(compiled, "auto"), CudaEncoder)


def test_cuda_without_a_card_is_one_line(compiled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "_torch_has_cuda", lambda: False)
    with pytest.raises(ModelError, match=r"cuda was asked for, but torch finds no graphics card"):
        with_device(compiled, "cuda")


def test_a_model_that_changed_since_stays_on_the_cpu(
    compiled: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gpu, "_torch_has_cuda", lambda: True)
    monkeypatch.setattr(gpu, "_machine_has_card", lambda: True)
    encoder = with_device(compiled, "auto")
    assert np.array_equal(encoder.embed_passages(MANY), TinyEncoder().embed_passages(MANY))
    assert "/gone has changed since it was compiled" in caplog.text
