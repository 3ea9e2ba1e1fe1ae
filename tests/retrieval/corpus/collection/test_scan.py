"""Records found in JSON by its brackets are those that a parser finds, whatever they hold."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.collection.json_scan import containers, spans

TEXT = st.text(alphabet='ab"\\{}[],: \nü', max_size=12)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
RECORD = st.dictionaries(TEXT, VALUE, max_size=4)


def found(data: bytes, which: int) -> list[Any]:
    container = containers(data)[which]
    places = list(spans(data, container))
    return [place and json.loads(data[place.start : place.end]) for place in places]


@settings(max_examples=200)
@given(st.lists(RECORD, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_a_list_of_records(records: list[Any], indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(records, indent=indent, ensure_ascii=ascii_only).encode()
    assert found(data, 1) == records


@settings(max_examples=100)
@given(st.lists(RECORD, min_size=1, max_size=5), st.sampled_from(["", " ", "\n", ","]))
def test_records_one_below_the_other(records: list[Any], between: str) -> None:
    data = between.join(json.dumps(record) for record in records).encode()
    assert found(data, 0) == records


@settings(max_examples=200)
@given(st.lists(RECORD, min_size=1, max_size=4), st.data())
def test_a_list_that_is_cut_off_gives_what_was_whole(
    records: list[Any], drawn: st.DataObject
) -> None:
    data = json.dumps(records).encode()
    cut = data[: drawn.draw(st.integers(1, len(data) - 1))]
    *whole, last = spans(cut, containers(cut)[1])
    assert last is None
    assert [json.loads(cut[one.start : one.end]) for one in whole if one] == records[: len(whole)]


@settings(max_examples=300)
@given(st.text(alphabet='{}[]":,\\ a1\n', max_size=60))
def test_whatever_it_is_it_ends(text: str) -> None:
    data = text.encode()
    for container in containers(data):
        for place in spans(data, container):
            assert place is None or 0 <= place.start < place.end <= len(data)
