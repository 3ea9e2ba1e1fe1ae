"""Questions that words decide: a word or two, and phrases in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.answer import Answer
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit
from retrieval.answering.worded import is_short
from retrieval.index.generation import OpenIndex
from retrieval.library import Library
from retrieval.progress import Progress
from tests.fakes import TinyEncoder
from tests.retrieval.press import assert_quotes_hold, few_impostors

FILES = {
    "laender.md": "---\ntitle: Handel\ndate: 2024-01-05\n---\n\nBeteiligt sind Albanien, Armenien,"
    " Bulgarien, Finnland, Kroatien, Lettland und Portugal, wie das Ministerium mitteilte. Über"
    " Fristen wurde nichts bekannt. Die Verhandlungen dauern an.\n",
    "steuer.md": "---\ntitle: Rat tagt\ndate: 2024-02-06\n---\n\nDie Hundesteuer steigt im Jänner"
    " auf 96 Euro. Stadträtin Ayşe Yıldız stimmte dagegen. Das Spiel danach endete 3:2.\n\nIn der"
    " Müllerstraße öffnet eine Bäckerei. Der Rat vertagte alles Weitere.\n",
    "schiff.md": "---\ntitle: Geisterschiff gestoppt\ndate: 2024-03-07\n---\n\nDie Küstenwache"
    " brachte den Frachter am Abend auf. An Bord war niemand.\n\n## Streit mit Washington\n\nEin"
    " Sprecher wollte sich dazu nicht äußern.\n",
    "miete-alt.md": "---\ntitle: Mieten\ndate: 2024-04-08\n---\n\nDie Durchschnittsmiete liegt bei"
    " 9,10 Euro. Das meldet die Stadt.\n",
    "miete-neu.md": "---\ntitle: Mieten\ndate: 2026-04-09\n---\n\nDie Durchschnittsmiete liegt bei"
    " 11,40 Euro. Das meldet die Stadt.\n",
    "kanal.md": "---\ntitle: Baustelle\ndate: 2024-05-10\n---\n\nAm Mühlenkanal wird bis Herbst"
    " gebaut. Autos müssen warten.\n",
    "viel.md": "---\ntitle: Wetter\ndate: 2024-06-11\n---\n\n"
    + "\n\n".join(
        f"Am {n}. Tag fiel Regen, und der Wind drehte auf Nordwest." for n in range(1, 30)
    )
    + "\n",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worded") / "corpus"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def library(corpus: Path) -> Iterator[Library]:
    with few_impostors():
        opened = Library(corpus.with_name("index"), corpus_dir=corpus, encoder=TinyEncoder())
        opened.build()
    with opened:
        yield opened


def article(answer: Answer) -> str:
    return answer.quotes[0].citation.article


ALONE = [
    ("Bulgarien", "laender", "Bulgarien"),
    ("Hundesteuer", "steuer", "Hundesteuer"),
    ("Jänner", "steuer", "Jänner"),
    ("Jaenner", "steuer", "Jänner"),
    ("Yıldız", "steuer", "Yıldız"),
    ("Yildiz", "steuer", "Yıldız"),
    ("3:2", "steuer", "3:2"),
    ("Müllerstraße", "steuer", "Müllerstraße"),
    ("Muellerstrasse", "steuer", "Müllerstraße"),
    ("Backerei", "steuer", "Bäckerei"),
    ("Kanal", "kanal", "Mühlenkanal"),
    ("Hundesteuer Euro", "steuer", "Hundesteuer"),
    ("die Hundesteuer", "steuer", "Hundesteuer"),
    ("Frachter niemand", "schiff", "Frachter"),
]


@pytest.mark.parametrize("case", [str, str.lower, str.upper])
@pytest.mark.parametrize(("words", "place", "held"), ALONE)
def test_a_word_or_two_are_found_however_they_are_written(
    library: Library, words: str, place: str, held: str, case: type[str]
) -> None:
    found = library.ask(case(words))
    assert found.unknown_words == ()
    assert article(found) == place
    assert found.answered
    assert held in found.quotes[0].text
    assert_quotes_hold(library, found, 3)


@pytest.mark.parametrize("words", ["Hundesteuer", "Yıldız", "3:2", "Durchschnittsmiete"])
def test_the_marked_sentence_holds_the_word(library: Library, words: str) -> None:
    assert words in library.ask(words).quotes[0].highlight.text


@pytest.mark.parametrize("word", ["Geisterschiff", "WASHINGTON", "washington"])
def test_a_word_of_a_headline_or_heading_finds_what_is_below(library: Library, word: str) -> None:
    found = library.ask(word)
    assert (article(found), found.unknown_words, found.answered) == ("schiff", (), True)


def test_a_word_that_stands_nowhere_leads_nothing(library: Library) -> None:
    found = library.ask("Photosynthese")
    assert (found.answered, found.unknown_words) == (False, ("Photosynthese",))


@pytest.mark.parametrize(
    "question",
    [
        "Durchschnittsmiete",
        "DURCHSCHNITTSMIETE",
        "durchschnittsmiete stadt",
        "Wie hoch ist die Durchschnittsmiete?",
        "Bei wie viel Euro liegt die Durchschnittsmiete in der Stadt?",
    ],
)
def test_among_equals_the_newer_leads(library: Library, question: str) -> None:
    found = library.ask(question)
    assert [quote.citation.article for quote in found.quotes[:2]] == ["miete-neu", "miete-alt"]
    scores = [quote.score for quote in found.quotes]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("„und der Wind drehte“", "der Wind drehte"),
        ("Wo steht »AN BORD  war niemand«?", "An Bord war niemand."),
        ("Welche Steuer steigt, wenn „Spiel danach endete 3:2“?", "Das Spiel danach endete 3:2."),
        ("Regen, Wind und 'Autos müssen warten'", "Autos müssen warten."),
        ("Das Wetter: “über Fristen wurde nichts bekannt”", "Über Fristen wurde nichts bekannt."),
    ],
)
def test_a_phrase_that_stands_word_for_word_leads(
    library: Library, question: str, sentence: str
) -> None:
    found = library.ask(question)
    assert sentence in found.quotes[0].highlight.text
    assert found.answered


def test_a_phrase_over_two_sentences_leads(library: Library) -> None:
    found = library.ask("Wind und Regen „auf 96 Euro. Stadträtin“")
    assert article(found) == "steuer"


def test_a_phrase_that_stands_nowhere_leads_nothing(library: Library) -> None:
    plain = library.ask("Was meldet die Stadt zur Miete?")
    quoted = library.ask("Was meldet „die Stadt zur“ Miete?")
    assert article(plain) == article(quoted)


def test_a_filter_holds_for_phrases_too(library: Library) -> None:
    found = library.ask("„An Bord war niemand“", publisher="niemand")
    assert found.quotes == ()


class Turned:
    """A stage that turns the order round, and has the first sentence answer."""

    fingerprint = "turned"

    def prepare(self, index: OpenIndex, progress: Progress) -> None:
        pass

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        scores = [hit.score for hit in hits]
        first = [
            hit._replace(evidence=np.array([9.0, *[0.0] * (len(hit.nearness) - 1)], np.float32))
            for hit in reversed(hits)
        ]
        return [hit._replace(score=score) for hit, score in zip(first, scores, strict=True)]


@pytest.mark.parametrize(
    ("question", "held"),
    [("Yıldız", "Yıldız"), ("Was war? „Spiel danach endete“", "Spiel danach endete")],
)
def test_no_stage_takes_the_first_place_from_them(
    library: Library, corpus: Path, tmp_path: Path, question: str, held: str
) -> None:
    with few_impostors():
        staged = Library(
            tmp_path / "index", corpus_dir=corpus, encoder=TinyEncoder(), stages=[Turned()]
        )
        staged.build()
    with staged:
        found = staged.ask(question)
    assert held in found.quotes[0].highlight.text
    scores = [quote.score for quote in found.quotes]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["Zugang", "zum Zugang", "Kosten der Brücke", "Kosten Brücke?"])
def test_a_word_or_two_are_short(text: str) -> None:
    assert is_short(Question.embedded(text, np.zeros(4, np.float32)))


@pytest.mark.parametrize("text", ["Wann Eröffnung?", "Wer ist Putin?", "A B C D", "und", "?"])
def test_what_asks_or_says_more_is_not(text: str) -> None:
    assert not is_short(Question.embedded(text, np.zeros(4, np.float32)))
