"""Cleaning by evidence: what of a publisher's recurring lines leaves, and what of real text does.

`python -m benchmarks.recurring FILE`; the file holds articles, one JSON object a line (`text`,
paragraphs parted by empty lines; each sentence is made one of its own, the hardest that a
newspaper can do to this). Every article is of one publisher. Once as they are: each line
that would be dropped is one lost. Once with the surroundings that pages are copied with (a menu, a
rubric, a newsletter box and teasers, each in a part of the articles) and with sentences that recur
and are text: what of each leaves.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from retrieval.article import Article
from retrieval.corpus.cleaning import clean
from retrieval.corpus.cleaning.recurrence import key_of
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import SourceFile
from retrieval.index.catalog.write import CatalogWriter
from retrieval.index.recurring import recurrences_of
from retrieval.segmentation.segment import Segments

PUBLISHER = "Hafenbote"
ABOVE = (("Ausgabe Nord", 0.9), ("Hafenbote Plus", 0.3), ("Exklusiv aus dem Hafenviertel", 0.1))
BETWEEN = (
    ("Ihr Newsletter aus dem Hafen: Abonnieren Sie jetzt die Hafenpost am Morgen.", 0.3),
    ("→ Alle Entwicklungen im Hafen im Überblick", 0.15),
    ("Der Hafenbote ist auch auf WhatsApp: Hier kommen Sie direkt zum Kanal.", 0.1),
)
BELOW = (
    ("Aus dem Hafenviertel", 0.5),
    ("So arbeitet die Redaktion des Hafenboten", 0.5),
    ("Dieser Artikel wurde von der Redaktion geprüft und mit Hilfe von KI gekürzt.", 0.2),
    ("Abo-Service und Leserreisen", 0.8),
    ("Hafenbote auf einen Blick", 0.8),
)
NOISE = (*ABOVE, *BETWEEN, *BELOW)
TEXT = (
    ("Das teilte die Polizei mit.", 0.1),
    ("Die Ermittlungen dauern an.", 0.05),
    (
        "Seit Jahren streiten Hafen und Stadt über die Vertiefung der Fahrrinne und ihre Folgen.",
        0.1,
    ),
    ("Zu dem Konzern gehören auch Facebook, Instagram und WhatsApp.", 0.1),
    ("**Wie war Ihr erster Tag im Hafen?**", 0.1),
    ("Hintergrund", 0.2),
    ("## Was bisher bekannt ist", 0.1),
)
"""Each with the share of articles that it stands in."""
_ENDS = re.compile(r"(?<=[a-zäöüß][.!?]) (?=[A-ZÄÖÜ„»])")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--verbose", action="store_true", help="print what is lost or left")
    options = parser.parse_args()
    lines = options.file.read_text("utf-8").splitlines()
    texts = [_ENDS.sub("\n\n", json.loads(line)["text"]) for line in lines]
    plain = _measure(texts, verbose=options.verbose)
    print(f"{len(texts)} articles as they are: {plain['lost']} of {plain['lines']} lines lost")
    random.Random(7).shuffle(texts)  # noqa: S311
    for count in (20, 100, len(texts)):
        found = _measure([_surrounded(t, i) for i, t in enumerate(texts[:count])], options.verbose)
        print(
            f"{count} articles with surroundings: {found['noise gone']} of {found['noise']} lines"
            f" of noise gone, {found['lost']} of {found['lines']} lines of text lost;"
            f" {found['us'] / count / 1000:.1f} ms to look one article up"
        )


def _measure(texts: list[str], verbose: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        catalog = _catalog(texts, Path(folder) / "catalog.sqlite")
        noise = {key_of(line) for line, _ in NOISE}
        for i, text in enumerate(texts):
            # It is in the catalog itself: alike, so it does not count.
            article = _article(i, text)
            began = time.perf_counter()
            recurrences = recurrences_of(catalog, article)
            counts["us"] += int((time.perf_counter() - began) * 1e6)
            cleaned = clean(text, article.title, recurrences=recurrences)
            gone = [line.text for line in cleaned.dropped if line.reason == "recurring"]
            lost = [line for line in gone if key_of(line) not in noise]
            counts["lost"] += len(lost)
            counts["noise gone"] += len(gone) - len(lost)
            held = [line for line in text.split("\n") if line.strip()]
            counts["noise"] += sum(key_of(line) in noise for line in held)
            counts["lines"] += sum(key_of(line) not in noise for line in held)
            counts.update(f"lost: {line}" for line in lost)
            left = (line for line in cleaned.text.split("\n") if key_of(line) in noise)
            counts.update(f"left: {line}" for line in left)
    if verbose:
        print(*(f"    {n} {key}" for key, n in counts.items() if ": " in key), sep="\n")
    return counts


def _article(number: int, text: str) -> Article:
    return Article(
        id=f"a{number:05}",
        title=f"Titel {number}",
        text=text,
        path=f"a{number:05}.md",
        publisher=PUBLISHER,
        language="de",
    )


def _catalog(texts: list[str], path: Path) -> Catalog:
    writer = CatalogWriter(path, None)
    for i, text in enumerate(texts):
        article = _article(i, text)
        writer.add(article, SourceFile(article.path, 1, 1, ""), Segments((), (), (), ()))
    writer.finish()
    return Catalog(path)


def _surrounded(text: str, seed: int) -> str:
    """A text with what stands around and between its paragraphs, and with recurring text of its."""
    rng = random.Random(seed)  # noqa: S311
    own = text.split("\n\n")

    def chosen(lines: tuple[tuple[str, float], ...]) -> list[str]:
        return [line for line, share in lines if rng.random() < share]

    for line in (*chosen(BETWEEN), *chosen(TEXT)):
        own.insert(rng.randint(1, max(1, len(own) - 1)), line)
    teasers = [f"Teaser {seed} über etwas ganz anderes"] if rng.random() < 0.5 else []
    return "\n\n".join((*chosen(ABOVE), *own, *chosen(BELOW), *teasers))


if __name__ == "__main__":
    main()
