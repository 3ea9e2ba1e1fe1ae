import time

import pytest

from retrieval.language.answer_type import AnswerType, expected_type, held_types

NONE, DATE, MONEY = AnswerType.NONE, AnswerType.DATE, AnswerType.MONEY
PERCENT, DURATION, MEASURE = AnswerType.PERCENT, AnswerType.DURATION, AnswerType.MEASURE
AGE, COUNT, QUESTION = AnswerType.AGE, AnswerType.COUNT, AnswerType.QUESTION
AMOUNT = MONEY | PERCENT | MEASURE | COUNT

QUESTIONS = [
    ("Wann wurde der Vertrag unterzeichnet?", DATE),
    ("Seit wann gilt das Embargo?", DATE),
    ("In welchem Jahr fiel die Mauer?", DATE),
    ("Welches Datum trägt der Brief?", DATE),
    ("An welchem Tag begann der Streik?", DATE),
    ("In welchem Jahrhundert entstand die Kirche?", DATE),
    ("Um wie viel Uhr beginnt die Sitzung?", DATE),
    ("WANN?", DATE),
    ("When was the bridge opened?", DATE),
    ("In what year did the war end?", DATE),
    ("Which month was the wettest?", DATE),
    ("At what time does it open?", DATE),
    ("Was kostet eine Su-35?", MONEY),
    ("Was kosten die Karten?", MONEY),
    ("Wieviel kostet das?", MONEY),
    ("Preis Monatskarte Hemmstedt", MONEY),
    ("Wie teuer wird die Brücke?", MONEY),
    ("Wie hoch ist die Miete?", MONEY),
    ("Wie viel Geld bekommt die Stadt?", MONEY),
    ("Wie viele Millionen Euro fehlen?", MONEY),
    ("Was verdient ein Busfahrer?", MONEY),
    ("Welche Summe wurde bewilligt?", MONEY),
    ("How much did it cost?", MONEY),
    ("What was the price of the ticket?", MONEY),
    ("Um wie viel Prozent steigt der Lohn?", PERCENT),
    ("Wie groß ist der Anteil?", PERCENT),
    ("Welchen Anteil hat die Windkraft?", PERCENT),
    ("What percentage voted yes?", PERCENT),
    ("Wie viele Leute arbeiten bei Brandt?", COUNT),
    ("Mit wie vielen Stimmen gewann er?", COUNT),
    ("Wie viele Drohnen wurden geliefert?", COUNT),
    ("How many people were injured?", COUNT),
    ("Wie lange dauert die Sperrung?", DURATION),
    ("Wie viele Tage dauert der Streik?", DURATION),
    ("How long did it take?", DURATION),
    ("Wie weit ist es bis zum Bahnhof?", MEASURE),
    ("Wie viele Tonnen Fisch starben?", MEASURE),
    ("How tall is the tower?", MEASURE),
    ("Wie lang ist die Brücke?", MEASURE | DURATION),
    ("Wie alt ist die Angeklagte?", AGE),
    ("How old is he?", AGE),
    ("Wie oft fährt der Bus?", COUNT | DURATION),
    ("Wie hoch ist der Schaden?", AMOUNT),
    ("Wie viel fehlt noch?", AMOUNT),
    ("Was fragte der Richter?", QUESTION),
    ("What did she ask the mayor?", QUESTION),
    ("Welche Frage stellte der Richter?", QUESTION),
    ("Was sagt Frau Kern zur Frage der Miete?", NONE),
    ("Was sagt Frau Kern zu den Kosten?", NONE),
    ("Wer gewann den Preis?", NONE),
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
    ("He came on 21 May.", DATE),
    ("He came on 21st March.", DATE),
    ("The 21 may leave.", COUNT),
    ("Am 3. Jän. kam er.", DATE),
    ("Am 13. Febr. kam er.", DATE),
    ("Am 17. Januar 2025 trafen sie sich.", DATE),
    ("Der Krieg endete 1945.", DATE),
    ("Im März wurde verhandelt.", DATE),
    ("Am Freitag fiel das Tor.", DATE),
    ("Die Sitzung beginnt um 14.30 Uhr.", DATE),
    ("Die Kirche stammt aus dem zwölften Jahrhundert.", DATE),
    ("It opened last December.", DATE),
    ("On Tuesday the strike began.", DATE),
    ("The castle dates from the 12th century.", DATE),
    ("Die Geriatrie öffnet im Herbst.", DATE),
    ("Die Brücke wurde vor drei Jahren ersetzt.", DATE | DURATION),
    ("Two weeks ago it closed.", DATE | DURATION),
    ("Gegen zwei Uhr war Schluss.", DATE),
    ("Sie bestellten 48 Flugzeuge.", COUNT),
    ("Die Firma wurde 1958 gegründet und hat 240 Leute.", DATE | COUNT),
    ("Drei Menschen wurden verletzt.", COUNT),
    ("Ein Dutzend kam.", COUNT),
    ("Dreimal wurde verhandelt.", COUNT),
    ("Hunderte kamen.", COUNT),
    ("Achtundvierzig kamen.", COUNT),
    ("Der Schaden geht in die Milliarden.", COUNT),
    ("Twelve people were hurt.", COUNT),
    ("It cost millions.", COUNT),
    ("Er verlor die Hälfte der Stimmen.", PERCENT),
    ("Zwei Drittel waren dafür.", PERCENT),
    ("Der Lohn steigt um 4,2 Prozent.", PERCENT),
    ("Der Lohn steigt um 4,2 %.", PERCENT),
    ("Das kostet 350 Euro.", MONEY),
    ("Das kostet 3,5 Mio. Euro.", MONEY),
    ("Das kostet zwei Millionen Euro.", MONEY),
    ("Es fehlen Millionen Euro.", MONEY),
    ("A ticket is $12.", MONEY),
    ("Der Eintritt ist kostenlos.", MONEY),
    ("Die Fahrt dauert eine Viertelstunde.", DURATION),
    ("Sie warteten zwei ganze Tage.", DURATION),
    ("It took three weeks.", DURATION),
    ("Der Turm ist 62 Meter hoch.", MEASURE),
    ("Es starben 19 Tonnen Fisch.", MEASURE),
    ("It is five miles away.", MEASURE),
    ("Der 47-jährige Fahrer klagt.", AGE),
    ("Eugen Strohhäcker, 84, fuhr den Zug.", AGE),
    ("Der Junge ist elf und will ins All.", AGE),
    ("Der Minister lehnte ab.", NONE),
    ("Die Maiglöckchen blühten.", NONE),
    ("Sie fuhr nach Leipzig.", NONE),
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
    kinds = list(AnswerType)
    assert len({int(kind) for kind in kinds}) == len(kinds) == 8
    assert all(0 < int(kind) < 256 for kind in kinds)


@pytest.mark.parametrize(
    "part", ["und", "7", "7,", "ein ", "seit ", "(7", "1999 ", "hundert", "a-", "vor 3 "]
)
def test_the_time_it_takes_grows_with_the_length(part):
    """Compared in steps of this process, eight times the length: a square would take 64 times."""

    def cpu(length):
        text, start = (part * length)[:length], time.process_time()
        held_types(text)
        return time.process_time() - start

    cpu(100)
    assert cpu(80_000) < 30 * max(cpu(10_000), 0.01)


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
