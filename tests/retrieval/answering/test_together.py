import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.together import kept_together
from retrieval.answering.windows import LONG_QUOTE_CHARS, QUOTE_CHARS, choose_window
from retrieval.index.catalog.rows import SentenceRow
from retrieval.segmentation.segment import segment


def quoted(text, marked, evidence=None):
    """The quote of a text of one place, the marked sentence given, the others far from it."""
    rows = [
        SentenceRow(number, 0, s.start, s.end, s.paragraph, 0, int(s.role))
        for number, s in enumerate(segment(text).sentences)
    ]
    [highlight] = [n for n, row in enumerate(rows) if text[row.start : row.end] == marked]
    if evidence is None:
        evidence = [1000 * (number == highlight) for number in range(len(rows))]
    kept = kept_together(text, rows, highlight, QUOTE_CHARS)
    window = choose_window(rows, np.array(evidence, np.float32), kept, may_be_long=True)
    return text[rows[window.first].start : rows[window.end - 1].end]


OTHER = "Der Rat tagte im Saal des alten Bahnhofs."
TOGETHER = [
    ("Der Radweg ist neu.", "Er misst drei Meter.", 1),
    ("Der Rat beschloss zwei Spuren.", "Diese Spuren sind zu schmal.", 1),
    ("Kritik kommt vom ADFC.", "Die Spuren seien zu schmal.", 0),
    ("Der Bund zahlt die Hälfte.", "Das sagte Bürgermeister Kern.", 0),
    ("Die Miete steigt.", "Dagegen klagen neun Mieter.", 0),
    ("The bridge is new.", "It is three metres wide.", 1),
    ("Was kostet das?", "Zwölf Millionen Euro.", 1),
    ("Im Überblick:", "Zwölf Millionen Euro.", 1),
]


@pytest.mark.parametrize(("before", "after", "marked"), TOGETHER)
def test_neighbours_that_answer_only_together_stay_together(before, after, marked):
    text = f"{OTHER} {before} {after} {OTHER}\n"
    if before.endswith(":"):
        text = f"{OTHER}\n\n{before}\n\n- {after}\n\n{OTHER}\n"
    found = quoted(text, (before, after)[marked])
    assert before in found
    assert after in found
    assert OTHER not in found


def test_an_interviewers_turn_stands_before_the_answer():
    text = (
        "Kurier: Sie haben gewonnen. Was nun?\n\nKern: Wir bauen.\n\n"
        "Kurier: Wer zahlt?\n\nKern: Der Bund.\n"
    )
    assert quoted(text, "Kern: Wir bauen.") == text.partition("\n\nKurier: Wer")[0]
    assert quoted(text, "Kern: Der Bund.") == "Kurier: Wer zahlt?\n\nKern: Der Bund."


def test_what_stands_by_itself_is_quoted_alone():
    text = f"{OTHER} Die Brücke kostet zwölf Millionen Euro. {OTHER}"
    marked = "Die Brücke kostet zwölf Millionen Euro."
    assert quoted(text, marked) == marked


sentence = st.tuples(st.sampled_from(["Sie", "Er", "Rat", "Wer"]), st.integers(1, 300))


@given(st.lists(sentence, min_size=2, max_size=8), st.data())
def test_a_pronoun_is_never_torn_from_the_sentence_before(parts, data):
    """Whatever the evidence, where both fit; and the limit holds in any case."""
    words = [f"{first} {'x' * length}{'?' if first == 'Wer' else '.'}" for first, length in parts]
    text, rows, start = " ".join(words), [], 0
    for number, word in enumerate(words):
        role = 3 * word.endswith("?")
        rows.append(SentenceRow(number, 0, start, start + len(word), 1, 0, role))
        start += len(word) + 1
    evidence = data.draw(st.lists(st.floats(-30, 30, width=32), min_size=len(rows)).map(list))
    values = np.array((evidence * len(rows))[: len(rows)], np.float32)
    highlight = data.draw(st.integers(1, len(rows) - 1))
    kept = kept_together(text, rows, highlight, QUOTE_CHARS)
    window = choose_window(rows, values, kept, may_be_long=True)

    def chars(first, end):
        return rows[end - 1].end - rows[first].start

    assert window.first <= highlight < window.end
    assert chars(window.first, window.end) <= LONG_QUOTE_CHARS
    leans = words[highlight].startswith(("Sie", "Er")) or rows[highlight - 1].role
    if leans and chars(highlight - 1, highlight + 1) <= QUOTE_CHARS:
        assert window.first < highlight
