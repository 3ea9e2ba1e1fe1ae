"""One question from a cold start of txtai: `python txtai_script.py INDEX_FOLDER QUESTION`."""

from __future__ import annotations

import importlib
import json
import sys


def main(index_folder: str, question: str) -> None:
    """Loads the index with its model and prints the nearest windows as JSON."""
    embeddings = importlib.import_module("txtai").Embeddings()
    embeddings.load(index_folder)
    hits = [{"window": number, "score": score} for number, score in embeddings.search(question, 3)]
    print(json.dumps({"question": question, "quotes": hits}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
