import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.checking.folds import folds_between
from retrieval.checking.gaps import pieces_of
from retrieval.checking.tokens import part_of, runs_in, tokens_of, trimmed
from retrieval.quotations import Fold


def forms(text):
    return [token.form for token in tokens_of(text).items]


SAME = [
    ("Er sagte: „Nein, danke“.", 'Er sagte: "Nein, danke".', {Fold.QUOTATION_MARKS}),
    ("Das geht's nicht so", "Das geht’s nicht so", {Fold.QUOTATION_MARKS}),
    ("Berlin – Paris hin", "Berlin-Paris hin", {Fold.DASHES, Fold.WHITE_SPACE}),
    ("fünf Prozent\u00a0mehr", "fünf\nProzent mehr", {Fold.WHITE_SPACE}),
    ("ein Ver\u00adtrag dort", "ein Vertrag dort", {Fold.HYPHENATION}),
    ("ein Ver-\ntrag dort", "ein Vertrag dort", {Fold.HYPHENATION}),
    ("schöne U\u0308bung da", "schöne Übung da", {Fold.CHARACTERS}),
    ("sie ﬁnden es", "sie finden es", {Fold.CHARACTERS}),
    ("sie\u200b finden es", "sie finden es", {Fold.CHARACTERS}),
    ("und so ... weiter", "und so … weiter", {Fold.CHARACTERS}),
    ("das **alte** Haus", "das alte Haus", {Fold.MARKUP}),
    ("das [alte](https://a.example/x_(y)) Haus", "das alte Haus", {Fold.MARKUP}),
    ("| eins zwei | drei vier |", "eins zwei drei vier", {Fold.MARKUP}),
    ("die alten Häuser", "Die alten Häuser", {Fold.FIRST_LETTER}),
]


@pytest.mark.parametrize(("written", "other", "folds"), SAME)
def test_what_is_folded_and_how_it_is_called(written, other, folds):
    run, source = trimmed(tokens_of(written)), tokens_of(other)
    assert runs_in(run, source) == [0]
    assert set(folds_between(run, source, 0)) == folds
    run, source = trimmed(tokens_of(other)), tokens_of(written)
    [first] = runs_in(run, source)
    assert set(folds_between(run, source, first)) == folds


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("um 6 % mehr", "um 5 % mehr"),
        ("5,3 Meter", "5.3 Meter"),
        ("20.000 Euro", "2.0000 Euro"),
        ("die Straße dort", "die Strasse dort"),
        ("wir fragen Sie heute", "wir fragen sie heute"),
        ("Wir essen, Opa", "Wir essen Opa"),
        ("Vor- und Nachteile", "Vorund Nachteile"),
        ("er kam nicht", "er kam"),
        ("minus -5 Grad", "minus 5 Grad"),
    ],
)
def test_what_is_not_folded(written, other):
    assert runs_in(trimmed(tokens_of(written)), tokens_of(other)) == []


def test_signs_of_all_writings_are_tokens():
    assert forms("5'10\" groß 🎉 שלום") == ["5", '"', "10", '"', "groß", "🎉", "שלום"]
    assert forms("## Kopf\n\n- Punkt\n> Zitat\n\n|---|:-:|\n\n***") == ["Kopf", "Punkt", "Zitat"]


@given(st.text())
def test_every_token_is_a_slice_and_they_stand_in_order(text):
    end = 0
    for token in tokens_of(text).items:
        assert end <= token.start < token.end <= len(text)
        end = token.end
        assert token.form


@given(st.text(alphabet="ab aä-.,'\n\u00ad", min_size=1), st.data())
def test_any_run_is_found_where_it_was_taken_from(text, data):
    tokens = tokens_of(text)
    words = [n for n, token in enumerate(tokens.items) if token.is_word]
    if words:
        first = data.draw(st.sampled_from(words))
        end = data.draw(st.integers(first + 1, len(tokens)))

        assert first in runs_in(part_of(tokens, first, end), tokens)


def test_a_decomposed_text_has_the_tokens_of_the_composed_one():
    text = "Müller übt Élan, wie Erdoğan"
    assert forms(unicodedata.normalize("NFD", text)) == forms(text)


@pytest.mark.parametrize(
    "unit", ["... ", ". . ", "--", "- ", "](a", "[a](", "<a ", "|--", "> ", "a-\n", " "]
)
def test_many_signs_take_time_in_proportion(unit):
    def seconds(count):
        started = time.process_time()
        pieces_of(unit * count)
        return time.process_time() - started

    seconds(100)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.01)
