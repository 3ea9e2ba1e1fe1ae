"""Golden table of German compounds, split by a small vocabulary that also holds the traps."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.compounds import MIN_PART_CHARS, Compounds
from retrieval.index.keywords.vocabulary import LearnedVocabulary, StoredVocabulary
from retrieval.language.fold import search_form

# In the last lines: words that invite wrong splits.
NOUNS = """
Drohnen Drohne Fabrik Fabriken Kooperation Vertrag Verträge Sicherheit Politik Kohle Ausstieg Gesetz
Ausstiegsgesetz Staat Präsident Präsidenten Bund Kanzler Kanzleramt Wahl Kampf Wahlkampf Finanzen
Regierung Sprecher Außen Minister Ministerium Verteidigung Schule Schüler Buch Bücher Regal Hilfe
Organisation Organisationen Geschichte Unterricht Frieden Frieden Verhandlung Verhandlungen Frauen
Quote Kinder Garten Land Länder Chef Arbeit Markt Zeit Modell Verfassung Gericht Hochschule
Krankenhaus Haus Kranke Raketen Abwehr System Systeme Rüstung Industrie Handel Abkommen Öl Preis
Preise Atom Programm Programme Klima Gipfel Treffen Sprache Kurs Erde Beben Grenze Kontrolle
Kontrollen Straße Bahn Nachricht Nachrichten Dienst Fallschirm Springer Donau Dampf Schiff Fahrt
Gesellschaft Kapitän Menschen Recht Rechte Lebensmittel Leben Mittel Kriminal Kriminalamt
Inflation Rate Liebe Brief Freund Volk Republik Tag Jahr Anfang Abend Flughafen Hafen Flug
Versicherung Steuer Reform Gast Verkehr Amt Bündnis Partner
Grün Dung Stelle Teller Vorsitz Ende Wirt Schaft Teil Chen Verein Bar Kombi Nation Wand Alterung
Stehen Profit Abel Schrift Her Mann Rate Not Wort Bote Motiv Elle Land Ritter Part Nerv
"""
SMALL = "gemeinsam bis dahin stehend schnell groß klein unter hinter über zwischen vereinbaren"
TEXT = (NOUNS + SMALL) * 3 + " Kombination" * 20 + " stehende stehende profitabel"

SPLITS = {
    "Drohnenfabrik": "drohnen fabrik",
    "Drohnenfabriken": "drohnen fabriken",
    "Kooperationsvertrag": "kooperation vertrag",
    "Kooperationsvertrages": "kooperation vertrage",
    "Sicherheitspolitik": "sicherheit politik",
    "Kohleausstieg": "kohle ausstieg",
    "Kohleausstiegsgesetz": "kohle ausstiegsgesetz ausstieg gesetz",
    "Staatspräsident": "staat prasident",
    "Bundeskanzler": "bund kanzler",
    "Bundeskanzleramt": "bund kanzleramt",
    "Bundeskriminalamts": "bund kriminalamt",
    "Wahlkampffinanzen": "wahlkampf wahl kampf finanzen",
    "Regierungssprecher": "regierung sprecher",
    "Außenminister": "aussen minister",
    "Aussenministerium": "aussen ministerium",
    "Verteidigungsministerium": "verteidigung ministerium",
    "Schulbuch": "schule buch",
    "Hochschulbuch": "hochschule buch",
    "Bücherregal": "bucher regal",
    "Hilfsorganisation": "hilfe organisation",
    "Hilfsorganisationen": "hilfe organisationen",
    "Geschichtsunterricht": "geschichte unterricht",
    "Friedensverhandlungen": "frieden verhandlungen",
    "Frauenquote": "frauen quote",
    "Kindergarten": "kinder garten",
    "Länderchef": "lander chef",
    "Landeschef": "land chef",
    "Arbeitsmarkt": "arbeit markt",
    "Arbeitszeitmodell": "arbeit zeit modell",
    "Verfassungsgericht": "verfassung gericht",
    "Bundesverfassungsgericht": "bund verfassung gericht",
    "Raketenabwehrsystem": "raketen abwehr system",
    "Raketenabwehrsysteme": "raketen abwehr systeme",
    "Rüstungsindustrie": "rustung industrie",
    "Handelsabkommen": "handel abkommen",
    "Atomprogramm": "atom programm",
    "Atomprogramms": "atom programm",
    "Klimagipfel": "klima gipfel",
    "Gipfeltreffen": "gipfel treffen",
    "Sprachkurs": "sprache kurs",
    "Klimapolitik": "klima politik",
    "Grenzkontrollen": "grenze kontrollen",
    "Straßenbahn": "strasse bahn",
    "Nachrichtendienst": "nachrichten dienst",
    "Fallschirmspringerschule": "fallschirm springer schule",
    "Dampfschifffahrt": "dampf schiff fahrt",
    "Donaudampfschiff": "donau dampf schiff",
    "Menschenrechte": "menschen rechte",
    "Lebensmittelpreise": "lebensmittel leben mittel preise",
    "Inflationsrate": "inflation rate",
    "Liebesbrief": "liebe brief",
    "Volksrepublik": "volk republik",
    "Jahresanfang": "jahr anfang",
    "Flughafenchef": "flughafen flug hafen chef",
    "Krankenversicherung": "kranke versicherung",
    "Steuerreform": "steuer reform",
    "Staatsgast": "staat gast",
    "Verkehrsminister": "verkehr minister",
    "Bündnispartner": "bundnis partner",
    "Präsidentenwahl": "prasidenten wahl",
    "DROHNENFABRIK": "drohnen fabrik",
    "drohnenfabrik": "drohnen fabrik",
}
LOOKALIKES = """
Gründung Begründung Darsteller Hersteller Schriftsteller Vorsitzende Wirtschaft Teilchen vereinbaren
Kombination stehende profitabel Drohnen Fabrik Organisation Versicherung Verhandlung Unterricht
Gesellschaft Zwischenzeit Hintergrund Überfall Moskau Araghchi Aserbaidschan Sanktionen Öl 20000
Präsidentschaft Mannschaft Partnerschaft
"""
WHOLE = LOOKALIKES.split()


def learned(texts: list[str]) -> Compounds:
    return Compounds(LearnedVocabulary.of(texts))


@pytest.fixture(scope="module")
def compounds() -> Compounds:
    return learned([TEXT])


def test_the_tables_are_not_empty():
    assert len(SPLITS) >= 60
    assert len(WHOLE) >= 25


@pytest.mark.parametrize(("word", "parts"), SPLITS.items())
def test_a_compound_is_split_into_words_of_the_corpus(compounds, word, parts):
    assert " ".join(compounds.parts(search_form(word))) == parts


@pytest.mark.parametrize("word", WHOLE)
def test_a_word_that_only_looks_like_a_compound_stays_whole(compounds, word):
    assert compounds.parts(search_form(word)) == ()


def test_a_part_that_no_article_has_is_never_made():
    assert learned(["Drohnen über der Stadt"]).parts("drohnenfabrik") == ()
    assert learned([]).parts("drohnenfabrik") == ()


def test_a_word_mostly_written_small_stays_whole():
    text = "Verein Baren vereinbaren"
    assert learned([text]).parts("vereinbaren") == ()
    assert learned([text.title()]).parts("vereinbaren") == ("verein", "baren")


def test_of_two_ways_to_cut_the_more_frequent_words_win():
    # Stau|becken or Staub|ecken
    basin = learned(["Der Stau im Becken. Stau, Becken. Staub. Ecken."])
    corner = learned(["Der Staub in Ecken. Staub, Ecken. Stau. Becken."])
    assert basin.parts("staubecken") == ("stau", "becken")
    assert corner.parts("staubecken") == ("staub", "ecken")


def test_fewer_parts_win_over_more_frequent_ones():
    compounds = learned(["Fallschirm Springer Schule " + "Fall Schirm " * 9])
    assert compounds.parts("fallschirmspringer") == ("fallschirm", "fall", "schirm", "springer")


def test_a_genitive_s_comes_off_where_the_corpus_has_the_word():
    compounds = learned(["China Foto Tesla Erdgas Thoma " + "Thomas " * 9])
    bases = {form: compounds.base(form) for form in ("chinas", "fotos", "erdgas", "thomas", "iran")}
    assert bases == {
        "chinas": "china",
        "fotos": "foto",
        "erdgas": "erdgas",
        "thomas": "thomas",
        "iran": "iran",
    }


def test_a_saved_splitter_splits_the_same(compounds, tmp_path: Path):
    LearnedVocabulary.of([TEXT]).save(tmp_path / "words", compounds.parts)
    opened = Compounds(StoredVocabulary(tmp_path / "words"))
    for word in (*SPLITS, *WHOLE):
        assert opened.parts(search_form(word)) == compounds.parts(search_form(word))
        assert opened.base(search_form(word)) == compounds.base(search_form(word))


def test_compounds_holding_a_word_that_stands_nowhere_by_itself(tmp_path: Path):
    text = (
        "Die Drohnenfabrik. Drohnen. Der Kooperationsvertrag, ein Vertrag. Verhandlung. Stadtrat."
    )
    vocabulary = LearnedVocabulary.of([text])
    vocabulary.save(tmp_path / "words", Compounds(vocabulary).parts)
    for words in (vocabulary, StoredVocabulary(tmp_path / "words")):
        compounds = Compounds(words)
        assert compounds.holding("fabrik") == ("drohnenfabrik",)
        assert compounds.holding("kooperation") == ("kooperationsvertrag",)
        assert compounds.holding("handlung") == ()  # "ver" is no word
        assert compounds.holding("rat") == ()
        assert compounds.holding("zebra") == ()


def test_a_hopeless_word_costs_little(compounds):
    start = time.process_time()
    for tail in range(40):
        compounds.parts("vertragmarktzeit" * 3 + "x" * tail)
    assert time.process_time() - start < 2


@given(st.text(max_size=40))
def test_any_word_gives_parts_the_vocabulary_has(word):
    compounds = learned([TEXT])
    for part in compounds.parts(search_form(word)):
        assert len(part) >= MIN_PART_CHARS
        assert part in {search_form(w) for w in (NOUNS + SMALL).split()}
