"""The script that people write: sentence-transformers and FAISS over fixed windows of characters.

    python usual_script.py INDEX_FOLDER MODEL_FOLDER QUESTION

What Wortlaut is measured against, written as it is commonly written, only with the model's prompts
given their due. It imports nothing of Wortlaut, so that a cold start of it is its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

WINDOW_CHARS = 500
OVERLAP_CHARS = 50
QUOTES = 3


def cut(text: str) -> list[tuple[int, int]]:
    """Spans of fixed windows; each begins `OVERLAP_CHARS` before the one before it ends."""
    step = WINDOW_CHARS - OVERLAP_CHARS
    return [
        (start, min(start + WINDOW_CHARS, len(text)))
        for start in range(0, max(1, len(text) - OVERLAP_CHARS), step)
    ]


def load_model(folder: str) -> SentenceTransformer:
    """The model, as the library loads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(folder, device="cpu")


def embed(model: SentenceTransformer, texts: list[str], prompt: str) -> NDArray[np.float32]:
    """Unit vectors, `(len(texts), dimension)` float32; `prompt` is `query` or `passage`."""
    prompt_name = prompt if prompt in model.prompts else None
    return model.encode(texts, prompt_name=prompt_name, normalize_embeddings=True, batch_size=32)


def make_index(vectors: NDArray[np.float32]) -> faiss.Index:
    """A flat FAISS index over unit vectors."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def save(folder: Path, index: faiss.Index, windows: list[str]) -> None:
    """Writes what a later run loads."""
    import faiss

    folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(folder / "windows.faiss"))
    (folder / "windows.json").write_text(json.dumps(windows), encoding="utf-8")


def main(index_folder: str, model_folder: str, question: str) -> None:
    """Answers one question from a cold start and prints the nearest windows as JSON."""
    import faiss

    index = faiss.read_index(str(Path(index_folder) / "windows.faiss"))
    windows = json.loads((Path(index_folder) / "windows.json").read_text(encoding="utf-8"))
    model = load_model(model_folder)
    scores, numbers = index.search(embed(model, [question], "query"), QUOTES)
    quotes = [
        {"text": windows[number], "score": float(score)}
        for number, score in zip(numbers[0], scores[0], strict=True)
    ]
    print(json.dumps({"question": question, "quotes": quotes}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
