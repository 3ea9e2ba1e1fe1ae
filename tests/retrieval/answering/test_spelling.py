"""What may have been meant by a word that stands nowhere: offered, or searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.answer import Suggestion
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.press import few_impostors

FILES = {
    "elmshorn.md": "---\ntitle: Brand in Elmshorn\n---\n\nIn Elmshorn brannte am Montag eine"
    " Lagerhalle nieder. Die Feuerwehr war mit sechs Wagen im Einsatz. Verletzt wurde niemand.\n",
    "kundgebung.md": "---\ntitle: Protest\n---\n\nDie Kundgebung vor dem Rathaus ist am 3. Mai."
    " Der Kommentator Schulz sagte, er komme auch. Die Ministerin Yıldız spricht um 11 Uhr.\n",
    "eroeffnung.md": "---\ntitle: Neues Bad\n---\n\nDas Hallenbad wird im Herbst eröffnet. Die"
    " Eröffnung hatte sich lange verzögert. Der Eintritt kostet vier Euro.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("spelling") / "corpus"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with few_impostors():
        opened = Library(folder.with_name("index"), corpus_dir=folder, encoder=TinyEncoder())
        opened.build()
    with opened:
        yield opened


SEARCHED = [
    ("Wo brannte es in Elmshorm?", {"Elmshorm": "Elmshorn"}, "elmshorn"),
    ("elmshorm", {"elmshorm": "Elmshorn"}, "elmshorn"),
    ("ELMSHORM", {"ELMSHORM": "Elmshorn"}, "elmshorn"),
    ("wan ist die kundgebug", {"wan": "wann", "kundgebug": "Kundgebung"}, "kundgebung"),
    ("Wer ist bei der Kundgebugn?", {"Kundgebugn": "Kundgebung"}, "kundgebung"),
    ("wann ist die eröfnung", {"eröfnung": "Eröffnung"}, "eroeffnung"),
    ("wird das halenbad eröffnet", {"halenbad": "Hallenbad"}, "eroeffnung"),
    ("Lagerhale", {"Lagerhale": "Lagerhalle"}, "elmshorn"),
]


@pytest.mark.parametrize(("question", "meant", "article"), SEARCHED)
def test_a_plain_slip_is_searched_and_told(
    library: Library, question: str, meant: dict[str, str], article: str
) -> None:
    found = library.ask(question)
    told = tuple(Suggestion(typed, known, True) for typed, known in meant.items())
    assert found.did_you_mean == told
    assert found.quotes[0].citation.article == article
    assert found.question == question


def test_a_slip_in_a_word_that_asks_is_no_unknown_word(library: Library) -> None:
    assert library.ask("wan ist die Kundgebung").unknown_words == ()
    assert library.ask("wan ist die kundgebug").unknown_words == ("kundgebug",)


def test_a_name_is_offered_and_not_searched(library: Library) -> None:
    found = library.ask("Was sagt Scholz?")
    assert found.did_you_mean == (Suggestion("Scholz", "Schulz", False),)
    assert (found.answered, found.unknown_words) == (False, ("Scholz",))


@pytest.mark.parametrize(
    "question", ["Wo brannte es in Elmshorn?", "Was kostet Photosynthese?", "Wie geht es Polen?"]
)
def test_where_nothing_is_near_nothing_is_offered(library: Library, question: str) -> None:
    assert library.ask(question).did_you_mean == ()


def test_one_slip_among_known_words_does_not_hide_the_answer(library: Library) -> None:
    right = library.ask("Wann ist die Kundgebung vor dem Rathaus?")
    slipped = library.ask("Wann ist die Kundgebug vor dem Rathaus?")
    assert right.answered
    assert slipped.answered
    assert slipped.quotes[0].highlight == right.quotes[0].highlight
    assert slipped.scores.quotes[0].coverage == right.scores.quotes[0].coverage
