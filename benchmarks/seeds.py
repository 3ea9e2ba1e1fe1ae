"""The raw seed texts, taken into a corpus by `wortlaut add`, and the questions about them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.options import stop
from benchmarks.processes import run, wortlaut


def add_seeds(seeds: Path, questions: Path, corpus: Path) -> Path:
    """Adds every seed to a corpus of their own.

    Args:
        seeds: Folder of raw texts.
        questions: Question set whose `seed` keys name them.
        corpus: The corpus folder; what an earlier run added is removed.

    Returns:
        A copy of the question set in which `article` stands in place of `seed`.
    """
    files = sorted(seeds.glob("*.txt"))
    if not files:
        raise stop(f"no seed texts in {seeds}; name the data folder beside them with --data")
    corpus.mkdir(parents=True, exist_ok=True)
    for stale in corpus.rglob("*.md"):
        stale.unlink()
    articles: dict[str, str] = {}
    for seed in files:
        before = set(corpus.rglob("*.md"))
        run([wortlaut(), "add", "--no-index", "--corpus", corpus, "--", seed])
        for added in set(corpus.rglob("*.md")) - before:
            articles[seed.name] = added.relative_to(corpus).with_suffix("").as_posix()
    mapped = corpus.parent / questions.name
    lines = questions.read_text(encoding="utf-8").splitlines()
    records = [_mapped(json.loads(line), articles) for line in lines if line.strip()]
    mapped.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records),
        encoding="utf-8",
    )
    return mapped


def _mapped(record: dict[str, object], articles: dict[str, str]) -> dict[str, object]:
    seed = str(record.pop("seed", ""))
    for name, article in articles.items():
        if seed and name.startswith(seed.removesuffix(".txt")):
            record["article"] = article
    if "article" not in record:
        record.pop("paragraph", None)
    return record
