"""Saved news pages: what is read of them, beside what is known to be in them.

`python -m benchmarks.pages FOLDER`; the folder holds `expected.jsonl`, one page a line (`file`,
`publisher`, `title`, `date`, `headings`, `paragraphs`), and the pages, gzipped.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from retrieval.corpus.additions import Given, compose
from retrieval.corpus.readers.html.decode import decode_html
from retrieval.corpus.readers.html.tree import parse_html
from retrieval.errors import ArticleError

_FIELDS = ("title", "date", "publisher")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true", help="print what is not as expected")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    seconds = []
    for line in (options.folder / "expected.jsonl").read_text("utf-8").splitlines():
        expected = json.loads(line)
        raw = gzip.decompress((options.folder / expected["file"]).read_bytes())
        began = time.perf_counter()
        wrong = _measure(raw, expected, counts)
        seconds.append(time.perf_counter() - began)
        if options.verbose and wrong:
            print(expected["file"], *wrong, sep="\n    ")
    _print(counts, seconds)


def _measure(raw: bytes, expected: dict[str, Any], counts: Counter[str]) -> list[str]:
    """Counts what is right of one page; returns what is not."""
    counts["pages"] += 1
    counts["paragraphs"] += len(expected["paragraphs"])
    try:
        composed = compose(raw, "page", ".html", Given(), frozenset())
    except ArticleError as error:
        counts["refused"] += 1
        return [f"refused: {error}"]
    wrong = []
    article = composed.article
    values = {"title": article.title, "date": str(article.date), "publisher": article.publisher}
    for field in _FIELDS:
        found, right = values[field], expected[field]
        if _same(field, found or "", right):
            counts[f"{field} right"] += 1
        elif field == "title" and _letters(article.title) in _shown(raw):
            counts["title another that is shown"] += 1
            wrong.append(f"{field}: {found!r}, which is shown, for {right!r}")
        elif field in composed.guessed:
            counts[f"{field} wrong, called a guess"] += 1
        else:
            missing = found in (None, "None")
            counts[f"{field} {'missing' if missing else 'wrong'}"] += 1
            wrong.append(f"{field}: {found!r} for {right!r}")
    text = _folded(article.text)
    for paragraph in expected["paragraphs"]:
        if _folded(paragraph) in text:
            counts["paragraphs word for word"] += 1
        else:
            wrong.append(f"missing: {paragraph[:100]!r}")
    known = _folded(" ".join((*expected["paragraphs"], *expected["headings"], expected["title"])))
    for line in filter(None, map(_folded, article.text.split("\n"))):
        counts["lines"] += 1
        if line not in known:
            counts["noise lines"] += 1
            wrong.append(f"noise: {line[:100]!r}")
    meta = yaml.safe_load(composed.content.split("---")[1])
    counts["guesses marked"] += len(meta.get("guessed", ()))
    return wrong


def _shown(raw: bytes) -> list[str]:
    """The letters of the main headings that a page shows, and of what stands in a line of them."""
    tree = parse_html(decode_html(raw))
    lines = (line for h1 in tree.iter("h1") for line in (h1.text_content(), *h1.itertext()))
    return list(map(_letters, lines))


def _same(field: str, found: str, right: str) -> bool:
    one, other = _letters(found), _letters(right)
    if field != "publisher":
        return one == other
    # The expected name is an identifier, such as `BSZ` for "Braunschweiger Zeitung".
    words = re.findall(r"[A-Z][a-z]{3,}", right)
    initials = "".join(word[0] for word in words).lower()
    return bool(one) and (
        one in other
        or other in one
        or any(word.lower() in one for word in words)
        or (bool(initials) and one.startswith(initials))
        or set("".join(word[0].lower() for word in found.split())) <= set(other)
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold().replace("ö", "oe"))


def _folded(text: str) -> str:
    """Without white space and the marks of Markdown, which trees are cut into differently."""
    return re.sub(r"\s|\xad|^(?:#+|-|\|) ", "", text)


def _print(counts: Counter[str], seconds: list[float]) -> None:
    pages = counts["pages"]
    print(f"{pages} pages, {counts['refused']} refused")
    for field in _FIELDS:
        other = counts[f"{field} another that is shown"]
        kinds = ("right", "wrong", "missing", "wrong, called a guess")
        print(
            f"{field}: "
            + ", ".join(f"{counts[f'{field} {kind}']} {kind}" for kind in kinds)
            + (f", {other} another headline that the page shows" if other else "")
        )
    print(f"paragraphs word for word: {counts['paragraphs word for word']}/{counts['paragraphs']}")
    print(f"lines that are none of the article's: {counts['noise lines']}/{counts['lines']}")
    print(f"a page: {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms (median)")


if __name__ == "__main__":
    main()
