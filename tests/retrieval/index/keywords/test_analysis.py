"""Words, stems and languages: golden tables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.analysis import (
    MAX_WORD_CHARS,
    inflections,
    is_stopword,
    question_language,
    stem,
    token_words,
    tokens,
)
from retrieval.language.fold import search_form


def words(text):
    return [word for token in tokens(text) for word in token_words(token)]


SAME_STEM = [
    ("kündigen", "Kündigung"),
    ("Straße", "Strasse"),
    ("STRASSE", "Straßen"),
    ("Präsidenten", "Präsident"),
    ("Vertrag", "Verträge"),
    ("Vertrages", "Verträgen"),
    ("Haus", "Häuser"),
    ("Haeuser", "Häusern"),
    ("Özil", "Oezil"),
    ("Überfall", "Ueberfälle"),
    ("unterzeichnet", "unterzeichnen"),
    ("Unterzeichnung", "unterzeichneten"),
    ("Drohne", "Drohnen"),
    ("Fabrik", "Fabriken"),
    ("iranische", "iranischen"),
    ("russisch", "russischer"),
    ("Sanktion", "Sanktionen"),
    ("Irans", "Iran"),
    ("Russlands", "Rußland"),
    ("Schule", "Schulen"),
    ("Erdoğan", "Erdogan"),
    ("André", "Andre"),
    ("größte", "groessten"),
    ("Cafés", "Cafes"),
]
OTHER_STEM = [
    ("neue", "neun"),
    ("Feuer", "Feier"),
    ("Quelle", "Qualle"),
    ("Iran", "Irak"),
    ("Vertrag", "Vortrag"),
    ("308", "309"),
]
FORMS = [
    ("308 Punkte", "308 punkte"),
    ("20.000 oder 20,000", "20000 oder 20000"),
    ("5\u202f500\u202f000 km²", "5500000 km²"),
    ("3,5 Mio., 3.5 million", "3.5 mio 3.5 million"),
    ("am 07.01.2025", "am 7 1 2025"),
    ("um 16:30 Uhr", "um 16.30 uhr"),
    ("S-400", "s 400 s400"),
    ("S400", "s 400 s400"),
    ("20-Jahres-Vertrag", "20 jahres vertrag 20jahresvertrag"),
    ("Kooperations-Vertrag", "kooperations vertrag kooperationsvertrag"),
    ("Pro‑Kopf", "pro kopf prokopf"),
    ("2014–2018", "2014 2018"),
    ("Putin - Araghchi", "putin araghchi"),
    ("U.S. und USA", "us und usa"),
    ("U.S.-Präsident", "us prasident usprasident"),
    ("die d.h. Regel", "die dh regel"),
    ("Trump’s Andreas' O'Neill", "trump andreas oneill"),
    ("1990er", "1990 er 1990er"),
    ("wider\u00adrufen", "widerrufen"),
    ("ﬁnden GROẞ", "finden gross"),
    ("„Nein“, sagte er.", "nein sagte er"),
    ("§ 5 Abs. 2", "5 abs 2"),
    ("Bebauungs-\npläne XXI-40", "bebauungsplane xxi 40 xxi40"),
    ("> Bebau-\n> ungspläne", "bebauungsplane"),
    ("Nordrhein-\n  Westfalen", "nordrhein westfalen nordrheinwestfalen"),
    ("US-\namerikanische", "us amerikanische usamerikanische"),
    ("Corona‐ \nbedingt", "coronabedingt"),
    ("2024-\n2025", "2024 2025 20242025"),
    ("Verwaltungs-\nund Bauausgaben", "verwaltungs und bauausgaben"),
    ("Ein- \noder Ausgang", "ein oder ausgang"),
    ("Bebauungs-\n\npläne", "bebauungs plane"),
    ("er kam –\nund ging", "er kam und ging"),
    ("100% @nutzer #thema a_b", "100 nutzer thema a b"),
    ("😀 ... --- ''' \x00", ""),
]
INFLECTED = [("lieferte", "liefern"), ("geliefert", "lieferte"), ("kundigte", "kundigungen")]
GERMAN = """
Wann wurde der Kooperationsvertrag unterzeichnet?
Wer ist der Außenminister des Iran?
Wie viele Drohnen lieferte Teheran?
Was umfasst der Vertrag?
Was sagte Trump?
Was kostet ein S-400?
Wo trafen sich Putin und Peseschkian?
Warum misstrauen sich Russland und Iran?
Welche Sanktionen gelten gegen Moskau?
Wozu verpflichtet das Abkommen?
Woher stammen die Raketen?
Wem gehört die Fabrik?
Wen kritisierte Selenskyj?
Worum geht es in den Gesprächen?
Gibt es einen Beistandspakt?
Hat Iran Raketen an Russland geliefert?
Ist der Vertrag in Kraft?
Wie heißt der Präsident Aserbaidschans?
Seit wann ist Iran Mitglied der BRICS?
In welchem Jahr endete der Vertrag von 2001?
Nenne die Teilnehmer des Gipfels
Unterzeichnung des Vertrags mit Russland
Verhältnis zwischen Iran und Saudi-Arabien
Wie lautet der Titel des Films "The Life of Brian"?
Wer sang „The Star-Spangled Banner“ beim Super Bowl?
Seit 2015 Flüchtlinge aus Syrien
Könnte Israel angreifen?
Wieso zögert Ankara?
Was ist BRICS?
Drohnen für den Krieg
wer war viktor bout
wie hoch ist der handel
Rolle der Türkei
Verträge Moskau Türkei
""".strip().splitlines()
ENGLISH = """
When was the cooperation treaty signed?
Who is the foreign minister of Iran?
How many drones did Tehran deliver?
What does the treaty cover?
What did Trump say?
How much is an S-400?
Where did Putin and Pezeshkian meet?
Why do Russia and Iran distrust each other?
Which sanctions apply to Moscow?
Was the treaty ratified?
Was there a war?
Is there a mutual defence clause?
Has Iran delivered missiles to Russia?
In which year did the treaty of 2001 expire?
Who founded the group?
The war in Ukraine
Relations between Iran and Saudi Arabia
History of the Safavids
Did Özil score against Turkey?
Who directed "Der Untergang"?
Name the participants of the summit
Whose idea was it?
Would Israel attack?
Where is Ashgabat?
How old is Erdoğan?
What is BRICS?
Who won?
Did the Broncos win in 2015?
who was viktor bout
why are they at war
What happened when the wall came down?
""".strip().splitlines()
NEITHER = [
    "",
    "Putin Moskau 2025",
    "BRICS",
    "😀😀",
    "Kooperationsvertrag Russland Iran",
    "42",
    "In?",
]
NEITHER += ["Bekommt Iran Su-35-Kampfjets?", "Quand le traité a été signé ?", "Putin in Moscow"]


@pytest.mark.parametrize(("one", "other"), SAME_STEM)
def test_forms_of_a_word_share_their_stem(one, other):
    assert stem(search_form(one)) == stem(search_form(other))


@pytest.mark.parametrize(("one", "other"), OTHER_STEM)
def test_different_words_keep_different_stems(one, other):
    assert stem(search_form(one)) != stem(search_form(other))


def test_english_has_its_own_stems():
    assert stem("companies", "en") == stem("company", "en")
    assert stem("issues", "en") == stem("issue", "en")


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_words_of_a_text(text, forms):
    assert " ".join(word.form for word in words(text)) == forms


def test_only_the_whole_of_a_chain_is_joined():
    assert [word.joined for word in token_words("20-Jahres-Vertrag")] == [False, False, False, True]
    assert [word.joined for word in token_words("Vertrag")] == [False]


@pytest.mark.parametrize(("one", "other"), INFLECTED)
def test_inflections_reach_a_form_that_the_stemmer_parts(one, other):
    assert stem(one) != stem(other)
    assert stem(other) in inflections(one)


def test_stop_words_of_each_language():
    assert all(
        is_stopword(search_form(w)) for w in ("Wann", "über", "FÜR", "wieviele", "müssen", "x")
    )
    assert not any(is_stopword(search_form(w)) for w in ("Vertrag", "the", "308", "Öl", "7"))
    assert is_stopword("the", "en")
    assert not is_stopword("war", "en")
    assert not is_stopword("us", "en")


def test_the_language_tables_are_not_empty():
    assert len(GERMAN) + len(ENGLISH) + len(NEITHER) >= 60


@pytest.mark.parametrize("question", GERMAN)
def test_german_questions(question):
    assert question_language(question) == "de"


@pytest.mark.parametrize("question", ENGLISH)
def test_english_questions(question):
    assert question_language(question) == "en"


@pytest.mark.parametrize("question", NEITHER)
def test_questions_that_do_not_tell(question):
    assert question_language(question) is None


@given(st.text(max_size=200))
def test_any_text_gives_words_that_find_themselves(text):
    for word in words(text):
        assert 0 < len(word.form) <= MAX_WORD_CHARS
        assert stem(word.form, "de")
        assert stem(word.form, "en")
        assert not any(c.isspace() for c in stem(word.form))


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "Zs"]), max_size=60))
def test_normal_forms_and_case_do_not_matter(text):
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(text)
    for word in words(text):
        assert search_form(word.text.upper().lower()) == search_form(word.text.lower())
