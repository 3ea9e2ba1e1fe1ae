"""What every face says in the same words, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """The sentences that no face has of its own.

    Attributes:
        paragraph: Where in its article a quote stands.
        also_in: What other articles say the same.
        corpus_emptied: The corpus holds no article any more.
        labels: What is known of an article, by the name of its field.
    """

    paragraph: str
    also_in: str
    corpus_emptied: str
    labels: Mapping[str, str]


DE: Final = SharedTexts(
    paragraph="Absatz {number}",
    also_in="auch in: {names}",
    corpus_emptied="Kein Artikel ist mehr da; zitiert wird nichts mehr, bis einer dazukommt.",
    labels={
        "id": "Artikel",
        "title": "Titel",
        "date": "Datum",
        "publisher": "Zeitung",
        "section": "Ressort",
        "authors": "Autoren",
        "url": "Webadresse",
        "language": "Sprache",
        "sources": "Quellen",
        "words": "Wörter",
        "passages": "Passagen",
    },
)

EN: Final = SharedTexts(
    paragraph="paragraph {number}",
    also_in="also in: {names}",
    corpus_emptied="No article is left; nothing is quoted until one is added.",
    labels={
        "id": "Article",
        "title": "Title",
        "date": "Date",
        "publisher": "Publisher",
        "section": "Section",
        "authors": "Authors",
        "url": "Address",
        "language": "Language",
        "sources": "Sources",
        "words": "Words",
        "passages": "Passages",
    },
)
