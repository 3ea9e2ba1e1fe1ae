"""The date, the sum, the number that a question asks for, where the sentence holds just one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.answer_places import answer_place
from retrieval.language.answer_type import AnswerType, expected_type, held_types

SIGNED = "Der Vertrag wurde am Freitag, dem 18. Januar 2025, in Moskau unterzeichnet."


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("Wann wurde er unterzeichnet?", SIGNED, "Freitag, dem 18. Januar 2025"),
        ("When was it signed?", "It was signed on 18 January 2025.", "18 January 2025"),
        ("When was it signed?", "It was signed on January 18, 2025.", "January 18, 2025"),
        ("Wann öffnet das Bad?", "Das Bad öffnet um 10.30 Uhr.", "10.30 Uhr"),
        ("Wann schloss das Werk?", "Es schloss vor drei Jahren.", "vor drei Jahren"),
        ("Wann war das?", "Das geschah 1994.", "1994"),
        ("Wann beginnt das Fest?", "Das Fest beginnt am 3. Mai um 19 Uhr.", "3. Mai um 19 Uhr"),
        ("Was kostet die Brücke?", "Die Brücke kostet 4,2 Millionen Euro.", "4,2 Millionen Euro"),
        ("Was kostet der Eintritt?", "Der Eintritt ist kostenlos.", "kostenlos"),
        ("How much does it cost?", "It costs $1,200 a year.", "$1,200"),
        ("Wie viele Menschen kamen?", "Rund 350 Torgeliner drängten in den Saal.", "350"),
        ("Wie viele Kinder hat sie?", "Sie hat drei Kinder.", "drei"),
        ("Um wie viel Prozent stieg die Miete?", "Sie stieg um 7,5 Prozent.", "7,5 Prozent"),
        ("Wie lange dauert die Fahrt?", "Die Fahrt dauert 45 Minuten.", "45 Minuten"),
        ("Wie alt ist Brandtner?", "Brandtner ist 36 Jahre alt.", "36 Jahre alt"),
        ("Wie alt ist sie?", "Die 29-Jährige schwieg.", "29-Jährige"),
        ("Wie hoch ist der Turm?", "Der Turm ist 48 Meter hoch.", "48 Meter"),
    ],
)
def test_the_place_is_all_of_it(question, sentence, words):
    start, end = answer_place(sentence, expected_type(question))
    assert sentence[start:end] == words


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Wer unterschrieb?", SIGNED),
        ("Was kostet der Vertrag?", SIGNED),
        ("Wann war das?", "Im Mai 2024 begann es, im Juli endete es."),
        ("Was kostet der Stand?", "Er kostet 6.900 Euro, vorher waren es 6.000 Euro."),
        ("Wie lange ging das?", "Es dauerte sehr lange."),
        ("Wann war das?", ""),
    ],
)
def test_where_there_is_none_or_there_are_several_nothing_is_told(question, sentence):
    assert answer_place(sentence, expected_type(question)) is None


@given(st.text(alphabet="0123456789.,% €$-Jahre Januar Uhr vor drei am den", max_size=80))
def test_a_place_lies_in_the_sentence_that_can_hold_it(sentence):
    for kind in AnswerType:
        place = answer_place(sentence, kind)
        if place is not None:
            assert 0 <= place[0] < place[1] <= len(sentence)
            assert kind in held_types(sentence)
