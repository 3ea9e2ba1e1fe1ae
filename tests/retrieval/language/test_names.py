"""Which words of a question are names, and which certainly are."""

from __future__ import annotations

import pytest

from retrieval.index.keywords.analysis import question_language, tokens
from retrieval.language.names import names_in, other_names

CERTAIN = [
    ("Was sagt Scholz zum Kooperationsvertrag?", {"Scholz"}),
    ("Was hat Merz zur Brücke gesagt?", {"Merz"}),
    ("Was sagt Frau Klabautermann?", {"Klabautermann"}),
    ("was sagt frau klabautermann", {"klabautermann"}),
    ("Was meint Dr. Özgür dazu?", {"Özgür"}),
    ("Wie steht die AfD dazu?", {"AfD"}),
    ("Was beschloss die NATO?", {"NATO"}),
    ("Welche Drohnen liefert Norwegen an Russland?", {"Norwegen", "Russland"}),
    ("WANN KAM NORWEGEN DAZU", {"NORWEGEN"}),
    ("When did Smith meet the mayor?", {"Smith"}),
]


@pytest.mark.parametrize(("question", "certain"), CERTAIN)
def test_names_are_told_by_what_stands_before_them(question: str, certain: set[str]) -> None:
    possible, found = names_in(tokens(question), question_language(question))
    assert set(found) == certain
    assert set(found) <= set(possible)


NO_NAMES = [
    "Wann wird die Brücke eröffnet?",
    "Was steht im Vertrag?",
    "Worüber war die Bevölkerung vergrätzt?",
    "Welche Partei stimmte dagegen?",
    "Wie viele Menschen kamen?",
    "Wann begann das?",
    "worüber war man vergrätzt",
    "WAS IST EIN RAUMSCHIFF?",
    "",
]


@pytest.mark.parametrize("question", NO_NAMES)
def test_a_common_noun_behind_its_article_is_none(question: str) -> None:
    assert names_in(tokens(question), question_language(question)) == ([], [])


@pytest.mark.parametrize(
    "question",
    [
        "Wer sagt das laut Kommentar?",
        "Was fordern Experten?",
        "Was kostet Beratung?",
        "Wer fährt mit Bussen zum Ausbildungsort?",
    ],
)
def test_a_noun_that_stands_bare_is_not_certainly_one(question: str) -> None:
    assert names_in(tokens(question), question_language(question))[1] == []


def test_a_country_has_other_names() -> None:
    assert other_names("Russia") == other_names("RUSSLAND") == ("russland", "russia")
    assert set(other_names("Weißrussland")) == {"belarus", "weissrussland"}
    assert other_names("Scholz") == ()
