"""Sentences: golden tables, and offsets that stay exact whatever the splitter does."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sentencex
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.segmentation.sentences import split_sentences
from retrieval.segmentation.span import Span
from tests.retrieval.golden import GoldenCase, read_golden

GERMAN = read_golden("german_sentences.txt")
ENGLISH = read_golden("english_sentences.txt")


def pieces(text: str, language: str = "de") -> list[str]:
    spans = split_sentences(text, [Span(0, len(text))], language)
    return [text[span.start : span.end] for span in spans]


def as_param(case: GoldenCase):
    marks = [pytest.mark.xfail(reason=case.flaw, strict=True)] if case.flaw else []
    return pytest.param(case, id=case.kind, marks=marks)


def test_golden_tables_are_read():
    assert len(GERMAN) >= 228
    assert len(ENGLISH) >= 12
    assert sum(case.flaw is not None for case in GERMAN) <= 4


@pytest.mark.parametrize("case", [as_param(case) for case in GERMAN])
def test_german_golden_rule(case):
    assert pieces(" ".join(case.sentences), "de") == list(case.sentences)


@pytest.mark.parametrize("case", [as_param(case) for case in ENGLISH])
def test_english_golden_rule(case):
    assert pieces(" ".join(case.sentences), "en") == list(case.sentences)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            ["M. Dupont est arrivé à 18 h 30.", "« C'est fini », dit-il.", "J.-P. Sartre dort."],
        ),
        ("es", ["El Sr. García llegó.", "¿Qué hizo?", "¡Nada!"]),
        ("it", ["Il dott. Rossi è arrivato.", "Costa 3.000 euro."]),
        ("ru", ["Президент В. В. Путин прибыл в г. Москву.", "Договор подписан."]),
        ("nl", ["Dhr. Jansen kwam om 18.30 uur.", "Het kost bijv. 3,5 mln. euro."]),
        ("tr", ["Dr. Yılmaz 3. katta oturuyor.", "Saat 18.30'da geldi."]),
        ("xx", ["Unbekannte Sprache hier.", "Noch ein Satz."]),
    ],
)
def test_other_languages_are_split(language, expected):
    assert pieces(" ".join(expected), language) == expected


def test_language_is_taken_without_its_region():
    expected = ["Der 1. FC Wien gewann.", "Das freut ihn."]
    for language in ("de", "de-AT", "de_CH", "DE"):
        assert pieces(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Der 1. FC Ko\xadope\xadnick gewann.|Er bleibt.",
        "Gru\u0308\u00dfe aus Ko\u0308ln.|A\u030angström misst.",
        "Er kam\u00a0um 18\u202fUhr.|Sie\u2009auch.",
        "Das\u200b ist\ufeff gut.|\u200bDas \u2060auch.",
        "Familie 👨‍👩‍👧 lacht ❤️.|Die Flagge 🇩🇪 weht.",
        "Ein\x00Null\x01zeichen.|Noch\x7f eins.",
        "5 \u212b und 3 ㎏ 한국 \u1100\u1161 zählen.|Das auch.",
        "Halb \ud800 kaputt.|Ganz heil.",
    ],
)
def test_odd_characters_keep_offsets_exact(text):
    expected = text.split("|")
    assert pieces(" ".join(expected)) == expected


def test_half_a_surrogate_pair_reaches_no_library():
    assert pieces("Halb \ud800 kaputt. Ganz heil.", "fr") == ["Halb \ud800 kaputt.", "Ganz heil."]


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["de", "en", "fr", "ja", ""]))
def test_sentences_hold_every_character_once(text, language):
    found = pieces(text, language)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(piece == piece.strip() for piece in found)


def test_lines_are_joined_and_what_lies_between_stays_out_of_the_splitters_sight():
    text = "> Er kam am 17.\n> Januar. Dann\n> ging er."
    lines = [Span(2, 15), Span(18, 30), Span(33, 41)]
    spans = split_sentences(text, lines, "de")
    assert [text[span.start : span.end] for span in spans] == [
        "Er kam am 17.\n> Januar.",
        "Dann\n> ging er.",
    ]


def test_splitter_that_alters_its_input_is_not_believed(monkeypatch):
    monkeypatch.setattr(sentencex, "segment", lambda language, text: ["Et autre.", " Chose."])
    assert pieces("Un. Deux.", "fr") == ["Un. Deux."]


def test_long_sentence_stays_whole():
    long = "Wort " * 5_000 + "Ende."
    assert pieces(f"Kurz. {long} Danach kam er.") == ["Kurz.", long, "Danach kam er."]


@pytest.mark.parametrize(
    ("signs", "language"),
    [
        *(
            (signs, "de")
            for signs in ("a", "a ", ".", ". ", "(", "„", "\x00", "e\u0301", "x-", ".“")
        ),
        *((signs, "de") for signs in ("! 😀 ", "? „ ", "Ä. ", "1. ", "„A. “B", ":) ", "a.[1]")),
        *((signs, "de") for signs in ("[a](http://b.c) ", "Er (ging! ", ". (dpa", "ab.Aus ")),
        *((signs, "fr") for signs in ("a", "„", "1. ")),
    ],
)
def test_a_megabyte_without_sense_is_quick(signs, language):
    text = signs * (1_000_000 // len(signs))
    started = time.process_time()
    assert split_sentences(text, [Span(0, len(text))], language)
    assert time.process_time() - started < 12  # seconds; usually below 2


def test_threads_share_the_splitter():
    texts = [" ".join(case.sentences) for case in GERMAN[:40]]
    expected = [pieces(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pieces, texts * 3)) == expected * 3
