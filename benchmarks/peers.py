"""What people use instead of Wortlaut, made to answer with the same `Answer` and judged by it.

- `UsualScript`: sentence-transformers and a flat FAISS index over fixed windows (`usual_script`).
- `Bm25Alone`: tantivy's BM25 over the same windows, with its German stop words and stemmer.
- `TxtaiHybrid`: txtai's hybrid of vectors and BM25 over the same windows, where it is installed.

Each shows its three best windows. None refuses, none has a highlight. Confidence is the best
window's score, brought into [0, 1] by a rising function, which leaves the ROC area as it is.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks import usual_script
from benchmarks.kept import KeptVectors
from benchmarks.options import Options
from benchmarks.windows import Window, as_answer, windows
from retrieval.answer import Answer

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

_QUESTIONS_AT_ONCE = 64


class Peer(Protocol):
    """Anything that answers questions about the texts it was given."""

    name: str

    def ask(self, question: str) -> Answer:
        """Answers with the three best windows."""
        ...

    def learn(self, questions: Sequence[str]) -> None:
        """Does beforehand, or takes from an earlier run, what is slow; for scores, never times."""
        ...


def open_peers(options: Options, texts: Mapping[str, str]) -> list[Peer]:
    """The peers asked for, over these articles; one that is not installed is left out."""
    cut = windows(texts)
    peers: list[Peer] = []
    if "usual" in options.peers:
        peers.append(UsualScript(cut, model_folder(options), options.work))
    if "bm25" in options.peers:
        peers.append(Bm25Alone(cut))
    if "txtai" in options.peers and importlib.util.find_spec("txtai"):
        peers.append(TxtaiHybrid(cut, model_folder(options), options.work))
    return peers


def model_folder(options: Options) -> str:
    """The model that Wortlaut runs, as a folder or name that sentence-transformers loads."""
    if options.model not in ("embedded", "hashed"):
        return options.model
    folder = options.work.parent / "embedded-model"
    if not (folder / "modules.json").is_file():
        from retrieval.embedding.compiling.load_bundled import load_embedded_model

        load_embedded_model().save(str(folder))
    return str(folder)


class UsualScript:
    """sentence-transformers and FAISS over fixed windows."""

    name = "usual script"

    def __init__(self, cut: Sequence[Window], model: str, work: Path) -> None:
        """Embeds the windows, or takes their vectors from an earlier run.

        Args:
            cut: The windows.
            model: Name or folder of the model.
            work: Where the vectors are kept.
        """
        self._windows = cut
        key = hashlib.sha256(model.encode()).hexdigest()[:8]
        self._kept = work / f"usual-script-{key}"
        self._questions: dict[str, NDArray[np.float32]] = {}
        self.model = usual_script.load_model(model)
        kept = KeptVectors(self._kept.with_suffix(".windows.npz"))
        texts = [window.text for window in cut]
        self.vectors = kept.get(texts, lambda part: self._embed(part, "passage"))
        self.index = usual_script.make_index(self.vectors)

    def ask(self, question: str) -> Answer:
        """Answers with the three best windows."""
        started = time.perf_counter()
        vector = self._questions.get(question)
        embedded = self._embed([question], "query") if vector is None else vector[np.newaxis]
        scores, numbers = self.index.search(embedded, usual_script.QUOTES)
        found = [self._windows[number] for number in numbers[0]]
        return as_answer(question, found, scores[0], (1 + scores[0][0]) / 2, started)

    def learn(self, questions: Sequence[str]) -> None:
        """Embeds the questions."""
        kept = KeptVectors(self._kept.with_suffix(".questions.npz"))
        vectors = kept.get(questions, lambda part: self._embed(part, "query"))
        self._questions = dict(zip(questions, vectors, strict=True))

    def save(self, folder: Path) -> None:
        """Writes the index for a cold start of the script."""
        usual_script.save(folder, self.index, [window.text for window in self._windows])

    def _embed(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        return np.asarray(usual_script.embed(self.model, texts, prompt), dtype=np.float32)


class Bm25Alone:
    """tantivy's BM25 over fixed windows."""

    name = "BM25 alone"

    def __init__(self, cut: Sequence[Window]) -> None:
        """Indexes the windows in memory."""
        import tantivy

        self._windows = cut
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", stored=True)
        builder.add_text_field("text", tokenizer_name="german")
        self._index = tantivy.Index(builder.build())
        self._index.register_tokenizer("german", _german_analyzer())
        writer = self._index.writer(50_000_000, 1)
        for number, window in enumerate(cut):
            document = tantivy.Document()
            document.add_unsigned("number", number)
            document.add_text("text", window.text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def learn(self, questions: Sequence[str]) -> None:
        """Nothing is slow."""

    def ask(self, question: str) -> Answer:
        """Answers with the three best windows."""
        started = time.perf_counter()
        words = " ".join(re.findall(r"\w+", question.lower()))
        query, _ = self._index.parse_query_lenient(words, ["text"])
        searcher = self._index.searcher()
        hits = searcher.search(query, usual_script.QUOTES).hits
        numbers = [searcher.doc(address)["number"][0] for _, address in hits]
        scores = [score for score, _ in hits]
        best = scores[0] if scores else 0.0
        found = [self._windows[number] for number in numbers]
        return as_answer(question, found, scores, best / (1 + best), started)


class TxtaiHybrid:
    """txtai's hybrid search over fixed windows."""

    name = "txtai hybrid"

    def __init__(self, cut: Sequence[Window], model: str, work: Path) -> None:
        """Builds the txtai index, or loads it from an earlier run.

        Args:
            cut: The windows.
            model: Folder of the model.
            work: Where the index is kept.
        """
        self._windows = cut
        self._hits: dict[str, list[tuple[int, float]]] = {}
        content = "\0".join([model, *(window.text for window in cut)])
        key = hashlib.sha256(content.encode()).hexdigest()[:16]
        self.folder = work / f"txtai-{key}"
        self._embeddings: Any = importlib.import_module("txtai").Embeddings(
            path=model,
            hybrid=True,
            instructions={"query": "query: ", "data": "passage: "},
            gpu=False,
        )
        if self._embeddings.exists(str(self.folder)):
            self._embeddings.load(str(self.folder))
        else:
            self._embeddings.index(list(enumerate(window.text for window in cut)))
            self._embeddings.save(str(self.folder))

    def learn(self, questions: Sequence[str]) -> None:
        """Searches for the questions, many at a time."""
        kept = self.folder.with_suffix(".answers.json")
        if kept.is_file():
            self._hits = json.loads(kept.read_text(encoding="utf-8"))
        missing = [question for question in questions if question not in self._hits]
        for first in range(0, len(missing), _QUESTIONS_AT_ONCE):
            part = missing[first : first + _QUESTIONS_AT_ONCE]
            found = self._embeddings.batchsearch(part, usual_script.QUOTES)
            self._hits |= dict(zip(part, found, strict=True))
        kept.write_text(json.dumps(self._hits), encoding="utf-8")

    def ask(self, question: str) -> Answer:
        """Answers with the three best windows."""
        started = time.perf_counter()
        known = self._hits.get(question)
        hits = known or self._embeddings.search(question, usual_script.QUOTES)
        found = [self._windows[number] for number, _ in hits]
        scores = [score for _, score in hits]
        return as_answer(question, found, scores, min(1.0, max(0.0, *scores, 0.0)), started)


def _german_analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.stopword("german")).filter(Filter.stemmer("german")).build()
