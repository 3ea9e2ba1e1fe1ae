"""Pairs → token windows and the hidden states of the encoder's frozen lower layers, on disk.

python -m training.prepare DATA BUILD NAME…
"""

from __future__ import annotations

import json
import pickle
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from retrieval.embedding.telemetry import import_onnxruntime
from retrieval.embedding.token_vectors import TokenVectors
from training import data
from training.windows import Cutter

LAYERS = (7, 11)
LOWER = LAYERS[0] + 1
WIDTH = 384
STATES = WIDTH * len(LAYERS)


def layer_output(layer: int) -> str:
    return f"/transformer/encoder/layer.{layer}/output/LayerNorm/LayerNormalization_output_0"


class States:
    """Runs the compiled graph and gives hidden states besides its vector."""

    def __init__(self, folder: Path, layers: tuple[int, ...], threads: int = 1) -> None:
        import onnx

        ort = import_onnxruntime()
        model = onnx.load(str(folder / "encoder.onnx"))
        names = [layer_output(layer) for layer in layers]
        for name in names:
            model.graph.output.append(onnx.helper.make_tensor_value_info(name, 1, [1, None, WIDTH]))
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        self._names = ["vector", *names]
        self._session = ort.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._vectors = TokenVectors(folder / "tokens.npy")

    def __call__(self, tokens):
        return self._session.run(self._names, {"token_vectors": self._vectors[tokens][np.newaxis]})


def model_folder() -> Path:
    return next(iter(sorted(Path("/work/q/xdg/wortlaut/models").glob("embedded-*"))))


def open_cutter() -> Cutter:
    from pydantic import TypeAdapter

    from retrieval.embedding.tokenizer import TokenizerSettings, open_tokenizer

    folder = model_folder()
    fields = json.loads((folder / "model.json").read_bytes())["tokenizer"]
    return Cutter(open_tokenizer(folder, TypeAdapter(TokenizerSettings).validate_python(fields)))


def prepare(examples: list[data.Example], build: Path, name: str) -> None:
    """Cuts texts into windows; writes windows, labels and states."""
    cutter = open_cutter()
    texts: dict[tuple[str, str], int] = {}
    windows = []  # (text number, Window)
    by_text: list[list[int]] = []
    for example in examples:
        key = (example.title, example.text)
        if key in texts:
            continue
        texts[key] = len(by_text)
        found = cutter.windows(example.title, example.text, example.text_language)
        by_text.append(list(range(len(windows), len(windows) + len(found))))
        windows += found
    groups: dict[str, list[int]] = {}
    rows = []
    seen: set[int] = set()
    for example in examples:
        number = texts[example.title, example.text]
        rows.append({"q": cutter.question(example.question), "text": number, "e": example})
        group = groups.setdefault(example.group, [])
        for w in by_text[number]:
            if w not in seen:
                seen.add(w)
                group.append(w)
    print(
        name,
        len(examples),
        "examples",
        len(windows),
        "windows",
        sum(len(w.tokens) for w in windows),
        "tokens",
        flush=True,
    )
    build.mkdir(parents=True, exist_ok=True)
    states = States(model_folder(), LAYERS)
    started = time.time()

    def run(sequences, path):
        ends = np.cumsum([len(s) for s in sequences])
        low = np.lib.format.open_memmap(
            path, mode="w+", dtype=np.float16, shape=(int(ends[-1]), STATES)
        )
        vectors = np.empty((len(sequences), WIDTH), np.float32)

        def one(i):
            vector, *hidden = states(sequences[i])
            low[ends[i] - len(sequences[i]) : ends[i]] = np.concatenate([h[0] for h in hidden], 1)
            vectors[i] = vector[0]

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, range(len(sequences)), chunksize=16))
        return ends, vectors

    w_ends, w_vectors = run([w.tokens for w in windows], build / f"{name}.windows.npy")
    print(f"{time.time() - started:.0f}s", flush=True)
    q_ends, q_vectors = run([r["q"] for r in rows], build / f"{name}.questions.npy")
    print(f"{time.time() - started:.0f}s", flush=True)
    with (build / f"{name}.pickle").open("wb") as file:
        pickle.dump(
            dict(
                windows=windows,
                by_text=by_text,
                groups=groups,
                rows=rows,
                w_ends=w_ends,
                w_vectors=w_vectors,
                q_ends=q_ends,
                q_vectors=q_vectors,
            ),
            file,
            protocol=5,
        )


def load_examples(folder: Path, name: str) -> list[data.Example]:
    if name == "squad_train":
        trained, _ = data.squad_groups(folder)
        return [
            e
            for n in ("squaddev_devhalf", "squaddev_devhalf_unans")
            for e in data.public(folder, n)
            if e.group in trained
        ]
    if name == "squad_test":
        _, kept = data.squad_groups(folder)
        return [
            e
            for n in ("squaddev_devhalf", "squaddev_devhalf_unans")
            for e in data.public(folder, n)
            if e.group in kept
        ]
    if name.startswith("own-"):
        return list(data.own(name.removeprefix("own-"), folder))
    examples = list(data.public(folder, name))
    if name == "nqg":
        examples = random.Random(0).sample(examples, 6000)
    return examples


if __name__ == "__main__":
    for name in sys.argv[3:]:
        prepare(load_examples(Path(sys.argv[1]), name), Path(sys.argv[2]), name)
