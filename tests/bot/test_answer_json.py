import datetime as dt
import json
from dataclasses import replace

import pytest

from bot.answer_json import answer_object, to_line
from retrieval.answer import ANSWERED_FROM, SURE_FROM, Highlight, Period, Suggestion
from retrieval.receipt import receipt_id
from tests.bot.builders import SENTENCE, answered, citation, quote, refused, talk


def test_an_answer_is_the_contract():
    assert answer_object(answered()) == {
        "question": "Wann?",
        "answered": True,
        "certainty": "answered",
        "confidence": 0.93,
        "quotes": [
            {
                "text": quote().text,
                "start": 100,
                "end": 100 + len(quote().text),
                "highlight": {"text": SENTENCE, "start": 145, "end": 145 + len(SENTENCE)},
                "answer_span": None,
                "head": None,
                "score": 0.9123,
                "receipt": receipt_id(
                    "2025-01-18-vertrag", 100, 100 + len(quote().text), quote().text
                ),
                "citation": {
                    "article": "2025-01-18-vertrag",
                    "title": "Vertrag unterzeichnet",
                    "publisher": "Tagblatt",
                    "date": "2025-01-18",
                    "url": "https://tagblatt.example/a#:~:text=Der%20Vertrag",
                    "path": "corpus/2025-01-18-vertrag.md",
                    "paragraph": 3,
                    "page": None,
                },
            }
        ],
        "took_ms": 11.2,
        "generation": "000007",
        "scores": {
            "evidence": 12.3457,
            "threshold": 9.5,
            "quotes": [
                {"cosine": 0.8765, "best_sentence": 0.91, "bm25": 7.125, "coverage": 0.5},
            ],
        },
        "unknown_words": [],
        "did_you_mean": [],
        "searched": None,
        "period": None,
    }


def test_the_words_of_the_kind_asked_for_have_their_place():
    span = Highlight("17. Januar", 166, 176)
    told = answered(replace(quote(), answer_span=span))
    assert answer_object(told)["quotes"][0]["answer_span"] == {
        "text": "17. Januar",
        "start": 166,
        "end": 176,
    }


def test_words_that_stand_nowhere_are_named_whether_answered_or_not():
    for answer in (answered(), refused()):
        told = replace(answer, unknown_words=("AfD", "2031"))
        assert answer_object(told)["unknown_words"] == ["AfD", "2031"]


def test_what_may_have_been_meant_is_named():
    told = replace(answered(), did_you_mean=(Suggestion("Elmshorm", "Elmshorn", True),))
    assert answer_object(told)["did_you_mean"] == [
        {"typed": "Elmshorm", "known": "Elmshorn", "searched": True}
    ]


def test_what_was_searched_is_told_where_it_is_not_the_question():
    told = replace(answered(), searched="Und wann? Vertrag unterzeichnet?")
    assert answer_object(told)["searched"] == "Und wann? Vertrag unterzeichnet?"


def test_the_days_that_a_question_names_are_told():
    told = replace(answered(), period=Period("seit Oktober", dt.date(2024, 10, 1), None))
    assert answer_object(told)["period"] == {
        "words": "seit Oktober",
        "since": "2024-10-01",
        "until": None,
        "kept": True,
    }


def test_a_refusal_says_why():
    fields = answer_object(refused())

    assert fields["answered"] is False
    assert fields["quotes"] == []
    assert (fields["generation"], fields["scores"]) == (None, None)
    assert fields["refusal"] == {
        "unknown_words": ["Photosynthese"],
        "nearest_title": "Vertrag unterzeichnet",
        "first_date": "2024-10-11",
        "last_date": "2025-01-18",
        "admits_none_of": None,
        "outside_title": None,
    }


def test_talk_is_named_and_is_no_refusal():
    fields = answer_object(talk("greeting"))

    assert fields["talk"] == "greeting"
    assert (fields["answered"], fields["quotes"], fields["confidence"]) == (False, [], 0.0)
    assert "refusal" not in fields
    assert "talk" not in answer_object(refused())


def test_other_places_are_named():
    other = citation(article="b", date=None, publisher=None, url=None)
    fields = answer_object(answered(quote(also_in=(other,))))["quotes"][0]["also_in"]

    assert [(entry["article"], entry["date"], entry["url"]) for entry in fields] == [
        ("b", None, None)
    ]


def test_confidence_is_never_rounded_over_the_threshold():
    answer = refused()
    object.__setattr__(answer, "confidence", 0.19999)

    assert answer_object(answer)["confidence"] == 0.1999


def test_a_line_keeps_umlauts_and_stays_a_line():
    text = "Über\u2028Maß \x1b[31m\x85 \ud800"
    line = to_line({"text": text})

    assert "Über" in line
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert "\x85" not in line
    assert json.loads(line) == {"text": text}


@pytest.mark.parametrize(
    ("answer", "certainty"),
    [
        (replace(answered(), confidence=SURE_FROM), "answered"),
        (replace(answered(), confidence=SURE_FROM - 0.01), "unsure"),
        (replace(answered(), confidence=ANSWERED_FROM), "unsure"),
        (refused(), "not_in_corpus"),
        (talk(), "not_in_corpus"),
    ],
)
def test_how_sure_an_answer_is_has_three_names(answer, certainty):
    assert answer_object(answer)["certainty"] == certainty
