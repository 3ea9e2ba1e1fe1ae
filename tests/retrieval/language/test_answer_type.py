import pytest

from retrieval.language.answer_type import AnswerType, expected_type, held_types

NONE, DATE, QUANTITY = AnswerType.NONE, AnswerType.DATE, AnswerType.QUANTITY

QUESTIONS = [
    ("Wann wurde der Vertrag unterzeichnet?", DATE),
    ("Seit wann gilt das Embargo?", DATE),
    ("In welchem Jahr fiel die Mauer?", DATE),
    ("Welches Datum trägt der Brief?", DATE),
    ("An welchem Tag begann der Streik?", DATE),
    ("In welchem Jahrhundert entstand die Kirche?", DATE),
    ("WANN?", DATE),
    ("When was the bridge opened?", DATE),
    ("In what year did the war end?", DATE),
    ("Which month was the wettest?", DATE),
    ("Wie viele Drohnen wurden geliefert?", QUANTITY),
    ("Wieviel kostet das?", QUANTITY),
    ("Mit wie vielen Stimmen gewann er?", QUANTITY),
    ("Wie hoch ist der Schaden?", QUANTITY),
    ("Wie groß ist der Anteil?", QUANTITY),
    ("Wie lange dauert die Sperrung?", QUANTITY),
    ("Wie lang ist die Brücke?", QUANTITY),
    ("Wie alt ist die Angeklagte?", QUANTITY),
    ("Welchen Anteil hat die Windkraft?", QUANTITY),
    ("Welche Summe wurde bewilligt?", QUANTITY),
    ("How many people were injured?", QUANTITY),
    ("How much did it cost?", QUANTITY),
    ("What percentage voted yes?", QUANTITY),
    ("Wer unterzeichnete den Vertrag?", NONE),
    ("Warum wurde er verschoben?", NONE),
    ("Welche Partei gewann?", NONE),
    ("Was sagte der Minister zur Wannsee-Konferenz?", NONE),
    ("Gewann er?", NONE),
    ("Who signed the treaty?", NONE),
    ("How did she react?", NONE),
    ("Whenever", NONE),
    ("", NONE),
]

SENTENCES = [
    ("He came on 21 May.", DATE | QUANTITY),
    ("He came on 21st March.", DATE | QUANTITY),
    ("The 21 may leave.", QUANTITY),
    ("Am 3. Jän. kam er.", DATE | QUANTITY),
    ("Am 13. Febr. kam er.", DATE | QUANTITY),
    ("Am 17. Januar 2025 trafen sie sich.", DATE | QUANTITY),
    ("Der Krieg endete 1945.", DATE | QUANTITY),
    ("Im März wurde verhandelt.", DATE),
    ("Am Freitag fiel das Tor.", DATE),
    ("Die Sitzung beginnt um 14.30 Uhr.", DATE | QUANTITY),
    ("Die Kirche stammt aus dem zwölften Jahrhundert.", DATE),
    ("It opened last December.", DATE),
    ("On Tuesday the strike began.", DATE),
    ("The castle dates from the 12th century.", DATE | QUANTITY),
    ("Sie bestellten 48 Flugzeuge.", QUANTITY),
    ("Drei Menschen wurden verletzt.", QUANTITY),
    ("Er verlor die Hälfte der Stimmen.", QUANTITY),
    ("Der Schaden geht in die Milliarden.", QUANTITY),
    ("Hunderte kamen.", QUANTITY),
    ("Twelve people were hurt.", QUANTITY),
    ("It cost millions.", QUANTITY),
    ("Der Minister lehnte ab.", NONE),
    ("Die Maiglöckchen blühten.", NONE),
    ("She said nothing.", NONE),
    ("", NONE),
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS, ids=[q for q, _ in QUESTIONS])
def test_the_kind_of_answer_a_question_expects(question, expected):
    assert expected_type(question) == expected


@pytest.mark.parametrize(("sentence", "held"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_the_kinds_of_answers_a_sentence_holds(sentence, held):
    assert held_types(sentence) == held


def test_the_bits_fit_the_column_of_the_catalog():
    assert 0 <= int(DATE | QUANTITY) < 256
    assert DATE & QUANTITY == NONE


DATES = [
    "Am 3. Okt. beginnt die Messe.",
    "Am 3. Okt 2024 begann sie.",
    "Sept. 2023 war es so weit.",
    "Das Fest ist am 3.10. im Park.",
    "Am 03.10.2024 wurde gewählt.",
    "Am 3. 10. 2024 wurde gewählt.",
    "Stand: 2024-10-03.",
    "Montags ist geschlossen.",
    "Am Mittwochabend brannte es.",
    "In der Sonntagnacht schneite es.",
    "Freitagmorgens fährt kein Bus.",
    "An Samstagen kommen die meisten.",
    "Im Laufe des Januars wird es kälter.",
    "Im Mai blüht der Flieder.",
    "IM MÄRZ WIRD GEBAUT.",
    "Ende August reist sie ab.",
    "In den 1990er Jahren war das anders.",
    "Um 17 Uhr ist Schluss.",
    "On October 3rd the fair opens.",
    "It opened on May 3.",
    "They met in May.",
    "It closed last March.",
    "The 3rd of March was cold.",
    "The deadline is mid-May.",
    "On Oct. 3 it rained.",
    "It starts at 5 p.m. in the hall.",
    "It was built over two centuries.",
]
NO_DATES = [
    "Die Stadt Mainz wächst.",
    "Schicken Sie eine E-Mail.",
    "Frau Maier lehnte ab.",
    "Der Junior übernimmt den Hof.",
    "Julian und Augustin siegten.",
    "You may enter.",
    "May I help you?",
    "They marched on.",
    "The marching band and the mayor came.",
    "March on, they shouted.",
    "An august assembly of experts.",
    "Der Mais steht hoch.",
    "Das Märzen schmeckt.",
    "Das Dezemberwetter war mild.",
    "Die Sonntagszeitung berichtet.",
    "Die Mai-Demo war laut.",
    "Jan und Dec sind Freunde.",
    "Es kostet 1.200 Euro.",
    "Es kostet 1200 Euro.",
    "Das Spiel endete 3:2.",
    "Siehe S. 1998 im Anhang.",
    "Es gilt Nr. 1985 der Liste.",
    "Es sind 3.5 Grad.",
    "One second, please.",
]


@pytest.mark.parametrize("sentence", DATES)
def test_a_date_is_told(sentence):
    assert held_types(sentence) & DATE


@pytest.mark.parametrize("sentence", NO_DATES)
def test_what_only_looks_like_a_date_is_none(sentence):
    assert not held_types(sentence) & DATE
