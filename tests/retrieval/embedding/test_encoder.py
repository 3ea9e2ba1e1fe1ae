from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.encoder import CompiledEncoder, Encoder
from retrieval.embedding.model_folder import read_compiled
from retrieval.embedding.tokenizer import Tokenizer
from tests import LAST_RESORT_S, models
from tests.fakes import TinyEncoder
from tests.retrieval.families import FAMILIES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("encoder")
    built = models.build(
        base, architecture="xlm-roberta", prompts={"query": "wer ", "document": "was "}
    )
    return compile_model(models.load(built), "tiny", "tiny-v1", base / "models")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> CompiledEncoder:
    return CompiledEncoder(folder, read_compiled(folder), threads=2)


class Listening:
    """A tokenizer that remembers what it was given."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.heard: list[str] = []
        self._tokenizer = tokenizer

    def ids(self, text: str) -> Sequence[int]:
        self.heard.append(text)
        return self._tokenizer.ids(text)


def some_texts(count: int) -> list[str]:
    chooser = random.Random(count)  # noqa: S311 (no secret)
    return [" ".join(chooser.choices(models.WORDS, k=chooser.randrange(40))) for _ in range(count)]


def test_a_vector_depends_on_its_text_alone(folder: Path, encoder: CompiledEncoder) -> None:
    texts = some_texts(60)
    alone = np.concatenate([encoder.embed_passages([text]) for text in texts])
    single = CompiledEncoder(folder, read_compiled(folder), threads=1)
    for several in (
        encoder.embed_passages(texts),
        encoder.embed_passages(texts[::-1])[::-1],
        single.embed_passages(texts),
        CompiledEncoder(folder, read_compiled(folder), threads=5).embed_passages(texts),
    ):
        assert np.array_equal(several, alone)


def test_questions_and_passages_have_prompts_of_their_own(encoder: CompiledEncoder) -> None:
    question, passage = encoder.embed_questions(["regen"]), encoder.embed_passages(["regen"])
    assert not np.allclose(question, passage)
    assert encoder.compiled.question.text == "wer "
    assert encoder.compiled.passage.text == "was "


def test_no_texts_give_no_vectors(encoder: CompiledEncoder) -> None:
    assert encoder.embed_passages([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "\x00",
        "a\x00b",
        "\ud800 halb",
        "😀👩‍👩‍👧",
        "x" * 20_000,
        "der " * 5_000,
        "\u202eRTL",
    ],
    ids=["empty", "spaces", "nul", "inner nul", "surrogate", "emoji", "word", "long", "override"],
)
def test_any_text_has_a_vector_of_length_one(encoder: CompiledEncoder, text: str) -> None:
    for vectors in (encoder.embed_questions([text]), encoder.embed_passages([text, text])):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_stands_behind_the_limit_has_no_part(encoder: CompiledEncoder) -> None:
    room = encoder.compiled.tokenizer.max_tokens
    start = "der fluss " * room
    same = encoder.embed_passages([start, start + "vertrag"])
    assert np.array_equal(same[0], same[1])


@pytest.mark.parametrize("family", ["one word", "marks alone", "lower case without stops", "emoji"])
def test_a_text_is_looked_at_as_far_as_the_model_reads(folder: Path, family: str) -> None:
    """A word of 2,000,000 letters took four seconds and 330 MB."""
    text = FAMILIES[family](1_000_000)
    encoder = CompiledEncoder(folder, read_compiled(folder))
    tokenizer = encoder._tokenizer = Listening(encoder._tokenizer)
    whole = encoder.embed_passages([text])
    room = encoder.compiled.tokenizer.max_tokens
    assert max(map(len, tokenizer.heard)) < 100 * room
    assert np.array_equal(encoder.embed_passages([text[: 200 * room]]), whole)


def test_threads_at_once_get_what_one_gets(encoder: CompiledEncoder) -> None:
    texts = some_texts(40)
    alone = encoder.embed_questions(texts)
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda text: encoder.embed_questions([text])[0], texts))
    assert np.array_equal(np.array(together), alone)


def test_a_failure_reaches_the_caller_and_stops_the_others(
    encoder: CompiledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    stopped = threading.Event()

    class Rows(deque[int]):
        def clear(self) -> None:
            super().clear()
            stopped.set()

    class FailsOnTheLongest:
        def ids(self, text: str) -> list[int]:
            begun.append(text)
            if len(text) > 1_000:
                raise RuntimeError("no ids")
            assert stopped.wait(LAST_RESORT_S)
            return [0]

    monkeypatch.setattr("retrieval.embedding.encoder.deque", Rows)
    monkeypatch.setattr(encoder, "_tokenizer", FailsOnTheLongest())
    with pytest.raises(RuntimeError, match="no ids"):
        encoder.embed_passages([*some_texts(500), "x" * 2_000])
    assert len(begun) <= 2  # one a thread


def test_embedding_imports_no_torch(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.embedding.open import open_encoder\n"
        "folder = Path(sys.argv[1])\n"
        "encoder = open_encoder('tiny', cache_dir=folder.parents[1], fingerprint=folder.name)\n"
        "assert encoder.embed_questions(['wann']).shape == (1, encoder.dimension)\n"
        "print(*sorted({'torch', 'transformers', 'sentence_transformers', 'onnx', 'telegram',"
        " 'tokenizers', 'huggingface_hub'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LAST_RESORT_S,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("make", [lambda _: TinyEncoder(), lambda encoder: encoder])
def test_both_encoders_keep_the_protocol(encoder: CompiledEncoder, make: object) -> None:
    some: Encoder = make(encoder)  # type: ignore[operator]
    texts = ["der vertrag", "der regen"]
    for vectors in (some.embed_questions(texts), some.embed_passages(texts)):
        assert vectors.shape == (2, some.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert some.fingerprint
