"""A text as sentences, passages, paragraphs and headings."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.segmentation.segment import PASSAGE_CHARS, Segments, segment

ARTICLES = Path(__file__).parents[4] / "shared" / "benchmarks" / "dev-articles.jsonl"

MARKERS = set("#>*-+•‣▪–—=_~`|:")

ARTICLE = """\
# Ein neuer Pakt

Moskau und Teheran haben am 17. Januar einen Vertrag geschlossen. Er gilt 20 Jahre, d. h. bis 2045.

Er regelt:

- den Handel
- die Verteidigung

## Was fehlt

„Eine Beistandspflicht gibt es nicht“, sagte der Sprecher. „Dabei bleibt es.“ (dpa)
"""

FRAGMENTS = st.sampled_from(
    [
        "Der Vertrag gilt. ",
        "Am 18. Januar kam er aus dem Iran. ",
        "z. B. ",
        "Fazit",
        "„Ja.“ ",
        "Was nun? ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "2. ",
        "# ",
        "> ",
        "---",
        "===",
        "| a | b |",
        "“",
        "(dpa)",
        "…",
        "\u00ad",
        "\u200b",
        "\u0301",
        "\x00",
        "😀",
        "\u00a0",
        "wort " * 40,
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=30).map("".join))


def wording(text: str, parts) -> list[str]:
    return [text[part.start : part.end] for part in parts]


def test_an_article():
    found = segment(ARTICLE)
    assert wording(ARTICLE, found.sentences) == [
        "Moskau und Teheran haben am 17. Januar einen Vertrag geschlossen.",
        "Er gilt 20 Jahre, d. h. bis 2045.",
        "Er regelt:",
        "den Handel",
        "die Verteidigung",
        "„Eine Beistandspflicht gibt es nicht“, sagte der Sprecher.",
        "„Dabei bleibt es.“ (dpa)",
    ]
    assert [sentence.paragraph for sentence in found.sentences] == [1, 1, 2, 3, 3, 4, 4]
    assert wording(ARTICLE, found.headings) == ["Ein neuer Pakt", "Was fehlt"]
    assert [heading.before_sentence for heading in found.headings] == [0, 5]
    assert len(found.paragraphs) == 4
    assert wording(ARTICLE, found.paragraphs)[2] == "den Handel\n- die Verteidigung"
    assert [(p.first_sentence, p.end_sentence) for p in found.passages] == [(0, 5), (5, 7)]
    assert [passage.paragraph for passage in found.passages] == [1, 4]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["de", "en", "fr"]))
def test_promises_hold_for_any_text(text, language):
    found = segment(text, language)
    assert segment(text, language) == found
    assert bool(found.passages) == bool(text.strip())
    spans = sorted([*found.sentences, *found.headings], key=lambda span: span.start)
    assert all(
        span.start < follower.start and span.end <= follower.start
        for span, follower in pairwise(spans)
    )
    for part in wording(text, spans):
        assert part
        assert part == part.strip()
    covered = {position for span in spans for position in range(span.start, span.end)}
    left_out = {text[position] for position in range(len(text)) if position not in covered}
    assert all(sign.isspace() or sign in MARKERS or not sign.isprintable() for sign in left_out)


@settings(deadline=None)
@given(TEXTS)
def test_passages_and_paragraphs_consist_of_whole_sentences(text):
    found = segment(text)
    for passage in found.passages:
        inside = found.sentences[passage.first_sentence : passage.end_sentence]
        assert (passage.start, passage.end) == (inside[0].start, inside[-1].end)
        assert passage.paragraph == inside[0].paragraph
        assert passage.end - passage.start <= PASSAGE_CHARS or len(inside) == 1
        for heading in found.headings:
            assert heading.end <= passage.start or passage.end <= heading.start
    held = {i for p in found.passages for i in range(p.first_sentence, p.end_sentence)}
    assert held == set(range(len(found.sentences)))
    numbers = [sentence.paragraph for sentence in found.sentences]
    assert sorted(set(numbers)) == list(range(1, len(found.paragraphs) + 1))
    for number, paragraph in enumerate(found.paragraphs, 1):
        inside = [sentence for sentence in found.sentences if sentence.paragraph == number]
        assert (paragraph.start, paragraph.end) == (inside[0].start, inside[-1].end)


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\u00a0\u2028"])
def test_blank_text_has_nothing(text):
    found = segment(text)
    assert found == Segments((), (), (), ())


def test_poem_is_quotable():
    text = "Der Mond\n\nEr steht am Himmel\nUnd leuchtet still"
    assert wording(text, segment(text).sentences)[-1] == "Und leuchtet still"


def test_stray_quotation_mark_goes_with_the_sentence_before():
    text = "Er sagte: „Das war es.\n“"
    assert wording(text, segment(text).sentences) == [text]


def test_number_of_a_list_item_is_quoted_with_it():
    text = "1. Der Vertrag gilt. Er kostet nichts.\n2. Die Gebühr entfällt."
    assert wording(text, segment(text).sentences) == [
        "1. Der Vertrag gilt.",
        "Er kostet nichts.",
        "2. Die Gebühr entfällt.",
    ]


def test_limits_reach_the_passages():
    text = "Eins ist da. Zwei ist da. Drei ist da."
    assert len(segment(text, max_chars=25, overlap=0).passages) == 2
    assert len(segment(text, max_chars=25, overlap=1).passages) == 2
    assert len(segment(text, max_chars=12).passages) == 3
    with pytest.raises(ValueError, match="max_chars=0"):
        segment(text, max_chars=0)


@pytest.mark.parametrize("text", ["wort " * 200_000, "x" * 1_000_000, "- a\n" * 20_000, "# a " * 9])
def test_huge_text_is_quick(text):
    started = time.process_time()
    assert segment(text).passages
    assert time.process_time() - started < 30  # seconds; an order of magnitude of slack


def test_many_wrapped_lines_take_linear_time():
    line = "Der Präsident sagte am Montag nach langem Zögern nichts mehr dazu und\n"
    started = time.process_time()
    assert len(segment(line * 3_000 + "ging.").sentences) == 1
    assert time.process_time() - started < 30


def test_importing_loads_no_splitter():
    code = "import sys, retrieval.segmentation.segment; print('sentencex' in sys.modules)"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


@pytest.mark.skipif(not ARTICLES.exists(), reason="no shared benchmark folder beside the checkout")
def test_real_articles_are_cut_like_prose():
    lines = ARTICLES.read_text(encoding="utf-8").splitlines()[::12]
    texts = [json.loads(line)["text"] for line in lines]
    sentences = [part for text in texts for part in wording(text, segment(text).sentences)]
    assert len(sentences) > 500
    unended = [part for part in sentences if part.rstrip("\"“”'»«)]")[-1:] not in ".!?…:"]
    lowered = [part for part in sentences if part.lstrip('„"»(“')[:1].islower()]
    assert len(unended) < 0.02 * len(sentences)
    assert len(lowered) < 0.01 * len(sentences)
