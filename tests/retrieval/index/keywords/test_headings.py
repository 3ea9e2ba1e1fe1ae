"""What stands above each sentence."""

from __future__ import annotations

from retrieval.index.keywords.headings import heads
from retrieval.segmentation.segment import segment

TEXT = """Vor allem steht ein erster Satz, der lang genug ist.

# Oben

Darunter steht etwas, das lang genug für Prosa ist.

## Mitte

### Tief

Noch ein Satz. Und noch einer.

## Andere Mitte

Hier steht der letzte Satz dieses Textes.

## Ohne Text
"""


def above(text: str) -> list[str]:
    spans = [(s.start, s.end) for s in segment(text).sentences]
    return [head.replace("\n", "|") for head in heads("Titel", text, spans)]


def test_each_sentence_stands_under_its_headings() -> None:
    deep = "Titel|# Oben|## Mitte|### Tief"
    last = "Titel|# Oben|## Andere Mitte|## Ohne Text"
    assert above(TEXT) == ["Titel", "Titel|# Oben", deep, deep, last]


def test_a_plain_heading_is_one_until_the_next() -> None:
    text = (
        "Gestern\n\nEs war ein langer Tag, an dem viel geschah.\n\n"
        "Heute\n\nEs ist ein kurzer Tag, an dem wenig geschieht.\n"
    )
    assert above(text) == ["Titel|Gestern", "Titel|Heute"]


def test_rules_and_markers_are_no_headings() -> None:
    assert above("Ein Satz.\n\n---\n\n> Ein zweiter Satz.\n\n- Ein dritter.") == ["Titel"] * 3


def test_without_sentences_there_is_nothing_above() -> None:
    assert heads("Titel", "", []) == []
