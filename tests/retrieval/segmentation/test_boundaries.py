"""Where sentences begin; the golden tables show the rules at work on whole sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest

from retrieval.segmentation.boundaries import INVISIBLE, WORDS, sentence_starts


def split(marked: str, language: str = "de") -> str:
    """Takes the marks "|" out of a text and puts them where sentences begin."""
    text = marked.replace("|", "")
    starts = [0, *sentence_starts(text, language), len(text)]
    return "|".join(text[start:end] for start, end in pairwise(starts))


@pytest.mark.parametrize(
    "marked",
    [
        "",
        " ",
        "Er geht. |Sie bleibt.",
        "Er geht. und bleibt.",
        "Er kam aus Iran. |Das stimmt.",
        "der iran. Botschafter kam.",
        "Iran. Botschafter kamen.",
        "die EM. |Forscher staunten.",
        "am 18. Januar kam er.",
        "Er war 5. |Danach ging er.",
        "Sie war 5. Siegerin.",
        "1. Der Vertrag gilt.",
        "Es gilt: 1. Der Vertrag.",
        "Er (1. Die Lage) kam.",
        "Weltranglisten-45. Pospisil",
        "viel Sauerstoff-18. |Meere binden ihn.",
        "am 3.2. Vollversammlung",
        "kostet 1.75. |Kinder zahlen nichts.",
        "in der Hauptstr. 7. |Bitte melden.",
        "z. B. Die Zeit",
        "Frau Dr. Von Trotha",
        "Das gab Capt. Miller bekannt.",
        "auf ihre Art. |Forscher sehen das.",
        "laut Art. 5 GG",
        "Er lief 5 km. |Läufer staunten.",
        "Das steht bei Hptm. Karl.",
        "auf orf.at. |Mehr dort.",
        "Es war ernst. |1.500 Menschen",
        "Es war ernst.[3][4] |Niemand sah es.",
        "Es war ernst. (AFP)",
        "Es war ernst. (AFP, 3.2.2015) |Weiter ging es.",
        "Es war ernst. (Foto: Karl M. Schmidt, 3.2.2015)",
        "Es war ernst. |(Niemand sah es.) |Dann ging er.",
        "Der Preis (endlich!) Müllers",
        "Der Preis (siehe oben.) |Danach nichts.",
        "Es war ernst. (…) |Leute gingen.",
        "Er ging.“ |„Nein“, rief sie.",
        "Er ging.“ “",
        "Wir gewannen! 🎉 |Danke!",
        "Wir gewannen! :) |Danke!",
        "Das war zu Ende.|Danach kam er.",
        "Das war beendet.|Putin kam.",
        "Der Dienst Table.Media und Bericht.Pdf kam.",
        "siehe vgl.Müller dort.",
        f"am Do{INVISIBLE}nners{INVISIBLE}tag.{INVISIBLE} |{INVISIBLE}Dann Dr{INVISIBLE}. Maier.",
        "Er dachte an ... Brot.",
        "Er dachte nach... |Brot fehlte.",
        "Er ging. – Putin blieb.".replace(" –", " |–"),
    ],
)
def test_german(marked):
    assert split(marked) == marked


@pytest.mark.parametrize(
    "marked",
    [
        "He came from Iran. |Das stimmt.",
        "He came in 5. |Danach ging er.",
        "It cost $3.50. |Children pay nothing.",
        "In the U.S. |He liked it.",
        "The U.S. Army came.",
        "After World War II. |Soldiers left.",
        "They met the L. A. Mayer Institute.",
        "Mr. The Duke",
        "At 5 p.m. |She left. |No. |Nobody came.",
        "It was No. 5 on the list.",
        "He said 'All change.' |The train left.",
    ],
)
def test_english(marked):
    assert split(marked, "en") == marked


@pytest.mark.parametrize("language", WORDS)
def test_no_word_is_in_two_minds(language):
    words = WORDS[language]
    kinds = [words.titles, words.inside, words.counting, words.either, words.closing]
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))
    assert not any(word.endswith(".") for kind in kinds for word in kind)
    assert all(word[0].isupper() for word in words.function)
    assert all(word.islower() for word in words.leaning)
