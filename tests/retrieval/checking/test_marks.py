import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.checking.marks import quoted_in


def quoted(text):
    return [text[marked.start : marked.end] for marked in quoted_in(text).quoted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er sagte: „Wir gehen“, und ging.", ["Wir gehen"]),
        ("„Wir gehen”, sagte er.", ["Wir gehen"]),
        ("“We go,” he said. “Now.”", ["We go,", "Now."]),
        ('"We go," he said. "Now."', ["We go,", "Now."]),
        ("«Wir gehen», sagte er.", ["Wir gehen"]),
        ("»Wir gehen«, sagte er.", ["Wir gehen"]),
        ("»Wir gehen«, sagte «er da».", ["Wir gehen", "er da"]),
        ("„Er sprach ‚leise Worte‘ aus“", ["Er sprach ‚leise Worte‘ aus", "leise Worte"]),
        ("“A ‘nested one’ here”", ["A ‘nested one’ here", "nested one"]),
        ("›so hier‹ und ‹so da›", ["so hier", "so da"]),
        ("``Tex so'' und ,,unten oben''", ["Tex so", "unten oben"]),
        ('("klar und gut") und **„fett hier“**', ["klar und gut", "fett hier"]),
        ('| „Zelle eins“ | "Zelle zwei" |', ["Zelle eins", "Zelle zwei"]),
        ("„über\nzwei Zeilen“", ["über\nzwei Zeilen"]),
        ("„über einen\n\nAbsatz hinweg“", ["über einen\n\nAbsatz hinweg"]),
        ('"One.\n\n"Two goes on."', ['One.\n\n"Two goes on.']),
        ("“falsch herum„ steht es", ["falsch herum"]),
    ],
)
def test_every_kind_of_marks(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He is 5\'10" tall and 6\'2", "no way, man" he said', ["no way, man"]),
        ('Er: "Das ist 5" breit und gut" ja', ['Das ist 5" breit und gut']),
        ('he "won by 5" and "lost by 2" then', ["won by 5", "lost by 2"]),
        ("John's and Hans' Auto, '68, geht's? It’s the dogs’ bone", []),
        ("`code „kein Zitat hier“` und\n```\n„auch nicht“\n```", []),
    ],
)
def test_what_is_no_quotation_mark(text, expected):
    assert quoted(text) == expected


def test_a_mark_that_nothing_closes_spoils_none_of_those_behind_it():
    text = 'Ein "offenes Zitat.\n\nDann „offen und\n\nWeiter "ein gutes Zitat" da.'
    marks = quoted_in(text)
    assert quoted(text) == ["ein gutes Zitat"]
    assert [text[at] for at in marks.unclosed] == ['"', "„"]


@given(st.text(alphabet="ab 5\n„“”\"«»‚‘’'‹›`,([—"))
def test_any_marks_give_slices(text):
    for marked in quoted_in(text).quoted:
        assert 0 <= marked.start < marked.end <= len(text)


@pytest.mark.parametrize("unit", ['"', "„", "„a “", '"a "', '\n\n"', "„a\n\n", '5" ', "`", "<"])
def test_many_marks_take_time_in_proportion(unit):
    def seconds(count):
        started = time.process_time()
        quoted_in(unit * count)
        return time.process_time() - started

    seconds(100)
    assert seconds(40_000) < 40 * max(seconds(4_000), 0.005)
