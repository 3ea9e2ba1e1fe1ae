"""Words that stand nowhere, asked of the corpus that ships: told above any answer, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answer import ANSWERED_FROM
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.press import few_impostors

CORPUS = Path(__file__).parents[3] / "corpus"

# Questions that the corpus answers, with one name swapped for another that stands in no article.
SWAPPED = [
    ("Wo sind sich Putin und Lukaschenko zum ersten Mal begegnet?", "Lukaschenko"),
    ("Wie kam der Vorgänger des heutigen ungarischen Präsidenten ums Leben?", "ungarischen"),
    ("Wie gut steht es um das Verhältnis zu Portugal?", "Portugal"),
    ("Was forderte Kanadas Staatschef, als Mischustin bei ihm zu Gast war?", "Kanadas"),
    ("Weshalb ist die Lage Finnlands auf der Landkarte wertvoll?", "Finnlands"),
    ("Wie viel soll die Lieferung an die Hamas wert sein?", "Hamas"),
    ("Gegen welche Sportlerin wurde Edward Snowden ausgetauscht?", "Snowden"),
    ("Was sagt Klitschko zu den Anschuldigungen?", "Klitschko"),
    ("Which newspaper reported that Edward Snowden wanted to sell arms?", "Snowden"),
    ("Seit wann ist Uruguay Mitglied der Brics?", "Uruguay"),
    ("Seit wann ist der Iran Mitglied der Nato?", "Nato"),
    ("Für welche Beratungsfirma ist die Expertin der Brookings Institution tätig?", "Brookings"),
    ("Warum dürfte Ottawas militärische Hilfe für Teheran begrenzt bleiben?", "Ottawas"),
    ("Mit welchen Maschinen möchte Lissabon seine Luftflotte erneuern?", "Lissabon"),
    ("Welches Flugabwehrsystem hätte Paraguay gern?", "Paraguay"),
    ("Why does Paraguay want new fighter jets?", "Paraguay"),
    ("Welches Blatt kündigte die Unterschrift in Oslo an?", "Oslo"),
    ("Was hat Macron für die Ukraine versprochen?", "Macron"),
    ("Was hat Trump für Slowenien versprochen?", "Slowenien"),
    ("Wann wurde der Kooperationsvertrag zwischen Russland und Belgien unterzeichnet?", "Belgien"),
    ("Wie viele Jahre soll das Abkommen zwischen Moskau und Madrid gelten?", "Madrid"),
    ("Wie erklärt Der Spiegel, dass die Einigung gerade jetzt kam?", "Spiegel"),
    ("Who put their signatures under the treaty between Russia and Norway?", "Norway"),
    ("Was haben die Schweden getan, das Russland und den Iran nähergebracht hat?", "Schweden"),
    ("Muss Russland kämpfen, wenn Dänemark angegriffen wird?", "Dänemark"),
    ("Zu welchem Zeitpunkt beschoss Jordanien Israel?", "Jordanien"),
    ("Was hat die Position Warschaus zuletzt noch schlechter gemacht?", "Warschaus"),
    ("Was können die Russen von den Peruanern lernen?", "Peruanern"),
    ("Womit begründet Orbán, dass er sich Moskau zuwendet?", "Orbán"),
    ("Wie viele Bayraktar-Drohnen hat Russland angeblich bekommen?", "Bayraktar"),
    ("Welche Drohnen liefert Norwegen an Russland?", "Norwegen"),
    ("What kind of missiles did Iran hand over to Russia according to Bloomberg?", "Bloomberg"),
    ("In welchem Jahr schickte Russland Militär nach Ruanda?", "Ruanda"),
    ("Wen unterstützte Teheran in Algerien militärisch?", "Algerien"),
    ("Was sagt Scholz zum Kooperationsvertrag?", "Scholz"),
    ("Was sagt Frau Klabautermann?", "Klabautermann"),
]
ONLY_NAMES = [
    "Was sagt Scholz zum Kooperationsvertrag?",
    "Was sagt Frau Klabautermann?",
    "Was meint Dr. Klabautermann zum Vertrag?",
    "Was hat Merz zu den Drohnen gesagt?",
    "Wie steht die AfD zum Kooperationsvertrag?",
    "Welche Drohnen liefert Norwegen?",
    "Was sagt Scholz?",
    "was sagt frau klabautermann zum kooperationsvertrag",
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The corpus that ships."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    with few_impostors():
        library = Library(folder, corpus_dir=CORPUS, encoder=TinyEncoder(), model="tiny")
        library.build()
    with library:
        yield library


def test_there_are_enough() -> None:
    assert len({question for question, _ in SWAPPED}) == 36


@pytest.mark.parametrize(("question", "name"), SWAPPED)
def test_a_name_swapped_for_one_that_stands_nowhere_is_told(
    shipped: Library, question: str, name: str
) -> None:
    found = shipped.ask(question)
    assert name in found.unknown_words
    assert found.refusal is None or found.refusal.unknown_words == found.unknown_words


@pytest.mark.parametrize("question", ONLY_NAMES)
def test_where_it_is_the_only_name_nothing_answers(shipped: Library, question: str) -> None:
    found = shipped.ask(question)
    assert found.refusal is not None
    assert not found.answered
    assert found.confidence < ANSWERED_FROM


@pytest.mark.parametrize(
    "question",
    [
        "Worüber war man nach dem Kooperationsvertrag vergrätzt?",
        "Wann wurde der Kooperationsvertrag zwischen Russland und Belgien unterzeichnet?",
        "Wie reagierte die Bevölkerung auf den Kooperationsvertrag zwischen Moskau und Teheran?",
    ],
)
def test_other_words_are_told_and_refuse_nothing(shipped: Library, question: str) -> None:
    found = shipped.ask(question)
    assert found.unknown_words
    assert found.answered == (found.scores.evidence >= found.scores.threshold)


def test_a_country_the_articles_call_otherwise_is_not_unknown(shipped: Library) -> None:
    assert shipped.ask("When did Russia sign the treaty with Belgium?").unknown_words == (
        "Belgium",
    )
    assert shipped.ask("What does Putin want in Syria?").unknown_words == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Quand le pont sera-t-il ouvert ?", ()),
        ("Köprü ne zaman açılacak?", ()),
        ("Когда откроется мост?", ()),
        ("متى يفتح الجسر؟", ()),
        ("Quand le pont sur la Wupper sera-t-il ouvert ?", ("Wupper",)),
    ],
)
def test_of_a_question_in_another_language_only_names_are_told(press, question, named):
    assert press.ask(question).unknown_words == named


@pytest.mark.parametrize("question", ["Elmshorm", "elmshorm", "ELMSHORM", "Quastenflosser?"])
def test_a_word_alone_that_stands_nowhere_is_refused(press, question):
    found = press.ask(question)
    assert not found.answered
    assert found.unknown_words == (question.rstrip("?"),)
