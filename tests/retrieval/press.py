"""A small corpus of invented news, and what the tests of the engine need to handle it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest

from retrieval.answer import ANSWERED_FROM, Answer, Quote
from retrieval.index.generation import Generation
from retrieval.index.in_force import (
    CATALOG_NAME,
    KEYWORDS_NAME,
    PASSAGE_INDEX_NAME,
    PASSAGE_VECTORS_NAME,
    SENTENCE_VECTORS_NAME,
    current_generation,
)
from retrieval.index.keywords.bm25 import KeywordIndex
from retrieval.index.keywords.documents import VOCABULARY_FILE
from retrieval.index.keywords.sentence_terms import STARTS_FILE, TERMS_FILE
from retrieval.index.manifest import read_manifest
from retrieval.language.impostors import IMPOSTORS
from retrieval.library import Library
from retrieval.segmentation.segment import segment

LONG_SENTENCE = (
    "Der Gutachter zählte auf, was aus seiner Sicht zu prüfen sei, nämlich "
    + ", ".join(
        f"der {number}. Abschnitt der Leitung mitsamt seinen Ventilen und Schächten"
        for number in range(1, 14)
    )
    + " und nicht zuletzt die alte Pumpe am Wehr."
)

ARTICLES: dict[str, str] = {
    "2023-11-04-bibliothek.md": """---
title: Stadtbibliothek bleibt sonntags geöffnet
date: 2023-11-04
publisher: Elbkurier
section: Kultur
url: https://elbkurier.example/kultur/bibliothek
authors: [Jana Wirth, Ole Brandt]
---

Die Stadtbibliothek von Lindau öffnet künftig auch am Sonntag. Das beschloss der Gemeinderat mit \
19 zu 7 Stimmen. Die Öffnung kostet im Jahr 84.000 Euro.

Leiterin Miriam Vogt sprach von einem „Wohnzimmer für alle“. Besonders Familien hätten das Angebot \
gewünscht. Im Probebetrieb kamen an jedem Sonntag rund 350 Menschen.

## Kritik der Gewerkschaft

Die Gewerkschaft hält die Sonntagsarbeit für unzulässig. Sie will vor dem Verwaltungsgericht klagen.
""",
    "2024-03-02-fussgaengerbruecke.md": """---
title: Neue Fußgängerbrücke über die Rems
date: 2024-03-02
publisher: Elbkurier
section: Lokales
url: https://elbkurier.example/lokales/bruecke#inhalt
---

Die Fußgängerbrücke über die Rems wird am 14. Mai 2024 eröffnet. Sie ist 62 Meter lang und ruht \
auf zwei Pfeilern. Bürgermeister Anton Kessler nannte den Bau „überfällig“.

Die Baukosten stiegen von 1,8 auf 2,4 Millionen Euro. Grund waren teurer Stahl und eine Bombe aus \
dem Zweiten Weltkrieg, die im Flussbett lag.

Radfahrer müssen absteigen.

Hunde dürfen mit.
""",
    "2024-03-09-wasserwerk.md": f"""---
title: Wasserwerk wird geprüft
date: 2024-03-09
publisher: Tagblatt
url: https://tagblatt.example/wasserwerk
---

Das Wasserwerk am Stadtrand wird im Sommer geprüft. Die letzte Prüfung liegt elf Jahre zurück.

{LONG_SENTENCE} Danach wurde nichts mehr gefragt.
""",
    "2024-04-20-explosion-a.md": """---
title: Explosion in Silo
date: 2024-04-20
publisher: Elbkurier
---

Bei einer Explosion in einem Getreidesilo in Altenhagen sind am Freitag nach Angaben der Polizei \
drei Arbeiter schwer verletzt worden. Der Schaden beträgt nach ersten Schätzungen fünf Millionen \
Euro.

Die Ursache blieb zunächst unklar.
""",
    "2024-04-20-explosion-b.md": """---
title: Drei Verletzte bei Explosion in Getreidesilo
date: 2024-04-20
publisher: Tagblatt
---

Bei einer Explosion in einem Getreidesilo in Altenhagen sind nach Angaben der Polizei drei \
Arbeiter schwer verletzt worden. Augenzeugen berichteten von einem lauten Knall.
""",
    "2024-04-21-explosion-c.md": """---
title: Explosion im Silo, neue Zahlen
date: 2024-04-21
publisher: Morgenpost
---

Bei einer Explosion in einem Getreidesilo in Altenhagen sind am Freitag nach Angaben der Polizei \
vier Arbeiter schwer verletzt worden. Einer von ihnen schwebt in Lebensgefahr.
""",
    "2024-06-11-harbour.md": """---
title: Harbour of Brackwater to be dredged
date: 2024-06-11
publisher: Coastal Herald
language: en
---

The harbour of Brackwater will be dredged in September, the port authority said on Tuesday. The \
work costs 3.2 million pounds and takes six weeks.

Fishermen fear for the oyster beds. "Nobody asked us," said Moira Lamb, who runs two boats.
""",
    "2024-09-30-handball.md": """---
title: Handballerinnen steigen auf
date: 2024-09-30
publisher: Tagblatt
section: Sport
---

Die Handballerinnen der TSG Weiler steigen in die zweite Liga auf. Sie schlugen Borken mit 31:27. \
Trainerin Petra Lang weinte vor Freude 🎉.

Torhüterin Ayşe Demir hielt vierzehn Würfe. „Das war mein bestes Spiel“, sagte sie.
""",
    "ohne-datum/leserbrief.txt": """Leserbrief: Zu viel Lärm

Der Laubbläser gehört verboten. Jeden Samstag beginnt er um 7 Uhr und hört erst mittags auf.

Mein Nachbar sieht das anders. Er fegt nicht gern.
""",
    "2025-01-07-wetter.md": """---
title: Sturm über der Küste
date: 2025-01-07
publisher: Elbkurier
---

- Der Sturm erreichte 128 Kilometer in der Stunde.
- In Norddeich fiel der Strom für vier Stunden aus.
- Die Fähren nach Juist verkehrten nicht.

Der Wetterdienst hob die Warnung am Abend auf.
""",
}

QUESTIONS = (
    "Wann wird die Fußgängerbrücke über die Rems eröffnet?",
    "Wie lang ist die Brücke?",
    "Wie viele Arbeiter wurden bei der Explosion im Getreidesilo in Altenhagen verletzt?",
    "Wer trainiert die Handballerinnen?",
    "Was kostet die Öffnung der Stadtbibliothek am Sonntag?",
    "When will the harbour of Brackwater be dredged?",
    "How much does the dredging cost?",
    "Was muss der Gutachter an der Leitung prüfen?",
    "Wie schnell war der Sturm?",
    "Warum gehört der Laubbläser verboten?",
    "Wie heißt die Hauptstadt der Mongolei?",
    "Who won the chess tournament in Reykjavik?",
    "München",
    "?!",
)


def write_corpus(folder: Path, articles: Mapping[str, str] = ARTICLES) -> Path:
    """Writes articles into a folder, made if missing."""
    for path, content in articles.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    return folder


_segment_once = cache(segment)


def few(count: int) -> dict[str, tuple[str, ...]]:
    """The first impostor questions of each language."""
    return {language: texts[:count] for language, texts in IMPOSTORS.items()}


@contextmanager
def few_impostors(count: int = 2) -> Iterator[None]:
    """Saves a small build most of its time: few questions to calibrate with, texts split once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("retrieval.answering.calibrate.IMPOSTORS", few(count))
        patch.setattr("retrieval.index.build.intake.segment", _segment_once)
        yield


def substance(index_dir: Path) -> dict[str, object]:
    """All that an index answers from; two indexes of the same corpus must agree in it."""
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    with closing(sqlite3.connect(folder / CATALOG_NAME)) as db:
        db.row_factory = sqlite3.Row
        rows = {
            table: [dict(row) | {"mtime_ns": 0} for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608
            for table in ("articles", "paragraphs", "sentences", "passages")
        }
    keywords = KeywordIndex.open(folder / KEYWORDS_NAME)
    ranking = {q: [found.tolist() for found in keywords.search(q, 1000)] for q in QUESTIONS}
    files = (PASSAGE_VECTORS_NAME, SENTENCE_VECTORS_NAME, PASSAGE_INDEX_NAME)
    return {
        "rows": rows,
        "files": {name: (folder / name).read_bytes() for name in files},
        "words": [
            (folder / KEYWORDS_NAME / name).read_bytes()
            for name in (VOCABULARY_FILE, TERMS_FILE, STARTS_FILE)
        ],
        "ranking": ranking,
        "calibration": manifest.calibration,
        "skipped": manifest.skipped,
        "counts": (manifest.articles, manifest.passages, manifest.sentences),
    }


def without_time(answer: Answer) -> tuple[object, ...]:
    """What must be the same in two answers to one question."""
    return (answer.question, answer.answered, answer.confidence, answer.quotes, answer.refusal)


def assert_quotes_hold(searcher: Library, answer: Answer, k: int) -> None:
    """Checks everything that is promised of an answer's quotes, whatever was asked."""
    assert len(answer.quotes) <= k
    assert 0 <= answer.confidence <= 1
    assert answer.answered == (answer.confidence >= ANSWERED_FROM)
    assert (answer.refusal is None) == (answer.answered or answer.talk is not None)
    assert answer.talk is None or (answer.quotes, answer.confidence) == ((), 0.0)
    scores = [quote.score for quote in answer.quotes]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    taken: set[tuple[str, int]] = set()
    for quote in answer.quotes:
        _assert_quote_holds(searcher, quote)
        places = set(_paragraphs(searcher, quote))
        assert places.isdisjoint(taken), "a paragraph is quoted twice"
        taken |= places


def _assert_quote_holds(searcher: Library, quote: Quote) -> None:
    citation, highlight = quote.citation, quote.highlight
    article = searcher.article(citation.article)
    assert article.text[quote.start : quote.end] == quote.text != ""
    assert quote.start <= highlight.start < highlight.end <= quote.end
    assert article.text[highlight.start : highlight.end] == highlight.text
    if span := quote.answer_span:
        assert highlight.start <= span.start < span.end <= highlight.end
        assert article.text[span.start : span.end] == span.text
    sentences = _sentences(searcher, citation.article)
    assert quote.start in {start for start, _, _ in sentences}, "begins inside a sentence"
    assert quote.end in {end for _, end, _ in sentences}, "ends inside a sentence"
    assert (highlight.start, highlight.end) in {(start, end) for start, end, _ in sentences}
    assert citation.title == article.title
    assert citation.publisher == article.publisher
    assert citation.date == article.date
    assert citation.plain_url == article.url
    assert (citation.url or "").startswith((article.url or "").partition("#")[0])
    assert citation.path.partition("/")[2] == article.path
    assert citation.paragraph == next(p for start, _, p in sentences if start == highlight.start)
    for other in quote.also_in:
        assert other.article != citation.article
        searcher.article(other.article)


def _paragraphs(searcher: Library, quote: Quote) -> Iterator[tuple[str, int]]:
    for start, end, paragraph in _sentences(searcher, quote.citation.article):
        if quote.start <= start and end <= quote.end:
            yield quote.citation.article, paragraph


def _sentences(searcher: Library, article_id: str) -> list[tuple[int, int, int]]:
    catalog = generation_of(searcher).catalog
    number = catalog.numbers_by_path()[searcher.article(article_id).path]
    return [(s.start, s.end, s.paragraph) for s in catalog.article_sentences(number)]


def paragraph(library: Library, article_id: str, number: int) -> str:
    """The words of one paragraph, counted from 1."""
    return library.paragraphs(article_id)[number - 1].text


def generation_of(library: Library) -> Generation:
    """What an open library has open."""
    current = library._opened()
    with current.in_force() as generation:
        assert generation is not None
        return generation
