"""A tokenizer of whole words, an encoder that gives each word a state of its own, a reader."""

import hashlib
import io
import zlib
from types import SimpleNamespace

import numpy as np

from retrieval.embedding.model_folder import Prompt
from retrieval.reading.late_interaction import WIDTH, LateInteraction

STATES = 24


class Words:
    """Ids of whole words, letter case and punctuation aside; 0 and 2 around them."""

    def ids(self, text):
        words = ("".join(c for c in w.casefold() if c.isalnum()) for w in text.split())
        return [0, *(3 + zlib.crc32(w.encode()) % 100_000 for w in words if w), 2]


class WordEncoder:
    """The state of a token depends on its id alone; counts what it reads."""

    fingerprint = "words-1"
    tokenizer = Words()
    compiled = SimpleNamespace(question=Prompt("query: "), passage=Prompt("passage: "))

    def __init__(self):
        self.read = 0

    def states(self, tokens):
        self.read += 1
        return np.stack([np.random.default_rng(t).normal(size=STATES) for t in tokens]).astype(
            np.float32
        )


def reader(tmp_path, **changed):
    """Numbers that project both sides alike, weigh all tokens alike, count no sentence before."""
    project = np.random.default_rng(1).normal(size=(STATES, WIDTH))
    numbers = {
        "question": project,
        "question_bias": np.zeros(WIDTH),
        "passage": project,
        "passage_bias": np.zeros(WIDTH),
        "weight": np.zeros(STATES),
        "before": 2.0,
        "none": 0.5,
    } | changed
    content = io.BytesIO()
    np.savez(content, **{name: np.asarray(v, np.float16) for name, v in numbers.items()})
    path = tmp_path / "reader.npz"
    path.write_bytes(content.getvalue())
    return LateInteraction(path, hashlib.sha256(content.getvalue()).hexdigest())
