from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.checking.align import align
from retrieval.checking.alterations import alterations
from retrieval.checking.tokens import tokens_of
from retrieval.quotations import AlterationKind

K = AlterationKind


def altered(quoted, source):
    ours, theirs = tokens_of(quoted), tokens_of(source)
    alignment = align(ours, theirs)
    return [(a.kind, a.quoted, a.source) for a in alterations(ours, theirs, alignment)]


@pytest.mark.parametrize(
    ("quoted", "source", "expected"),
    [
        ("Es stieg um 6 % an", "Vorn. Es stieg um 5 % an. Hinten.", [(K.NUMBER, "6", "5")]),
        ("Es waren drei Tage", "Es waren vier Tage", [(K.NUMBER, "drei", "vier")]),
        ("Er kam am Montag an", "Er kam am Dienstag an", [(K.NUMBER, "Montag", "Dienstag")]),
        ("Das sind 5 % mehr", "Das sind 5 € mehr", [(K.NUMBER, "%", "€")]),
        ("Es hat -5 Grad hier", "Es hat 5 Grad hier", [(K.NUMBER, "-", "")]),
        ("Er will das tun", "Er will das nicht tun", [(K.NEGATION, "", "nicht")]),
        ("Er hat keine Zeit dafür", "Er hat viel Zeit dafür", [(K.NEGATION, "keine", "viel")]),
        (
            "Es ist möglich geworden",
            "Es ist unmöglich geworden",
            [(K.NEGATION, "möglich", "unmöglich")],
        ),
        ("sagt Scholz in Bonn", "sagt Merkel in Bonn", [(K.NAME, "Scholz", "Merkel")]),
        ("Deal with Iran was signed", "Deal with Iraq was signed", [(K.NAME, "Iran", "Iraq")]),
        ("Er ging schnell weg", "Er ging langsam weg", [(K.WORD, "schnell", "langsam")]),
        (
            "die Strasse dort ist breit",
            "die Straße dort ist breit",
            [(K.SPELLING, "Strasse", "Straße")],
        ),
        ("Nun fragen wir Sie danach", "Nun fragen wir sie danach", [(K.SPELLING, "Sie", "sie")]),
        ("Wir essen Opa ist da", "Wir essen, Opa ist da", [(K.PUNCTUATION, "", ",")]),
        (
            "Er soll beides festigen",
            "Er soll beides auf lange Sicht festigen",
            [(K.WORD, "", "auf lange Sicht")],
        ),
    ],
)
def test_what_was_altered_and_what_it_touches(quoted, source, expected):
    assert altered(quoted, source) == expected


def test_the_gravest_is_named_first():
    quoted = "Der schlanke Mann zahlte Anna nicht 7 Euro"
    source = "Der dicke Mann zahlte Anna 9 Euro"
    assert [kind for kind, _, _ in altered(quoted, source)] == [K.NUMBER, K.NEGATION, K.WORD]


def test_offsets_are_of_slices():
    ours, theirs = (
        tokens_of("Es stieg um 6 %, leider"),
        tokens_of("Ja, es stieg kaum um 5 %, leider"),
    )
    for alteration in alterations(ours, theirs, align(ours, theirs)):
        assert ours.text[alteration.quoted_start : alteration.quoted_end] == alteration.quoted
        assert theirs.text[alteration.start : alteration.end] == alteration.source


def least_cost(quoted, source):
    """The same by recursion, token by token."""
    words = {token for token in (*quoted, *source) if token.isalpha()}

    @cache
    def cost(i, j, left_out):
        if i == len(quoted):
            return 0
        edge = 2 if i in (0, len(quoted) - 1) else 1
        word = quoted[i] in words
        ways = [cost(i + 1, j, False) + (7 * edge if word else 2)]
        if j < len(source):
            if quoted[i] == source[j]:
                ways.append(cost(i + 1, j + 1, False))
            elif word != (source[j] in words):
                ways.append(cost(i + 1, j + 1, False) + 30)
            else:
                ways.append(cost(i + 1, j + 1, False) + (6 * edge if word else 2))
            if i:
                each = 2 if source[j] in words else 1
                ways.append(cost(i, j + 1, True) + each + (0 if left_out else 4))
        return min(ways)

    return min(cost(0, j, False) for j in range(len(source) + 1))


@given(
    st.lists(st.sampled_from("abc"), min_size=2, max_size=6),
    st.lists(st.sampled_from(["a", "b", "c", "d", ","]), min_size=1, max_size=8),
)
def test_the_cost_is_the_least_there_is(quoted, source):
    ours, theirs = tokens_of(" ".join(quoted)), tokens_of(" ".join(source))
    assert align(ours, theirs).cost == least_cost(tuple(quoted), tuple(source))


@given(
    st.lists(st.sampled_from(["a", "b", "c", ","]), min_size=1, max_size=8),
    st.lists(st.sampled_from(["a", "b", "c", "d", ","]), min_size=1, max_size=12),
    st.sets(st.integers(1, 7)),
)
def test_every_token_of_the_quotation_is_laid_once_and_in_order(quoted, source, gaps):
    ours, theirs = tokens_of(" ".join(quoted)), tokens_of(" ".join(source))
    alignment = align(ours, theirs, sorted(g for g in gaps if g < len(ours)))
    laid = [pair.quoted for pair in alignment.pairs if pair.quoted is not None]
    there = [pair.source for pair in alignment.pairs if pair.source is not None]
    assert laid == list(range(len(ours)))
    assert there == sorted(set(there))


def test_too_much_is_not_laid():
    assert align(tokens_of("a " * 3000), tokens_of("b " * 3000)) is None
    assert align(tokens_of(""), tokens_of("b")) is None
