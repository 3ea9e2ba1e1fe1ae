"""The threshold of honesty, held from both sides: the real model on the corpus that ships.

Questions near the threshold, none of which it was chosen with. A lower one answers what no article
does; a higher one refuses what an article says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.library import Library
from tests import models

pytestmark = pytest.mark.model
CORPUS = Path(__file__).parents[3] / "corpus"

ANSWERED = [
    "Kam es zum Streit?",
    "Was wird gebaut?",
    "Was hält Washington davon?",
    "Wie reagierte Israel?",
    "Was fürchten die Golfstaaten?",
    "Weshalb zögerte sich der Vertrag hinaus?",
    "Who distrusts whom?",
    "What do the Gulf states fear?",
    "Where did they meet first?",
    "What is missing in the treaty?",
    "When does Trump take office?",
    "How long is the treaty valid?",
]
REFUSED = [
    "Welche Streaming-Dienste zeigen die Serie?",
    "Wie funktioniert eine Wärmepumpe?",
    "Wie lange lebt ein Igel?",
    "Was kostet ein Liter Milch?",
    "Wie wird man Lokführer?",
    "Welche Symptome hat eine Lungenentzündung?",
    "Welche Bäume wachsen in der Wüste?",
    "Wie heißt die Hauptstadt von Australien?",
    "How many people live in Norway?",
    "What causes migraine?",
    "How tall is Mount Everest?",
    "Which airline flies to Lisbon?",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    index = tmp_path_factory.mktemp("threshold") / "index"
    encoder = models.open_embedded()
    opened = Library(index, corpus_dir=CORPUS, encoder=encoder)
    opened.build()
    with opened:
        yield opened


def test_what_the_articles_say_is_answered(library: Library) -> None:
    answered = [question for question in ANSWERED if library.ask(question).answered]
    assert len(answered) >= len(ANSWERED) - 1


def test_what_no_article_says_is_refused(library: Library) -> None:
    answered = [question for question in REFUSED if library.ask(question).answered]
    assert len(answered) <= 1, answered
