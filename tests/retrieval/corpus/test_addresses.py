"""When two web addresses are those of one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.addresses import last_step, page_of

PAGE = "https://www.tagblatt.example/stadt/haushalt-2025"


@pytest.mark.parametrize(
    "other",
    [
        PAGE,
        "http://tagblatt.example/stadt/haushalt-2025/",
        "https://TAGBLATT.example:443/stadt/haushalt-2025",
        f"{PAGE}?utm_source=rss&utm_medium=feed",
        f"{PAGE}?fbclid=abc#ref=rss",
        f"{PAGE}#:~:text=Haushalt",
        "https://ich:geheim@www.tagblatt.example/stadt/haushalt-2025",
    ],
)
def test_the_same_page(other: str) -> None:
    assert page_of(other) == page_of(PAGE)
    assert last_step(PAGE) in other
    assert last_step(other) in PAGE


@pytest.mark.parametrize(
    "other",
    [
        f"{PAGE}?seite=2",
        f"{PAGE}/kommentare",
        "https://www.tagblatt.example/stadt/Haushalt-2025",
        "https://m.tagblatt.example/stadt/haushalt-2025",
        "https://www.tagblatt.example:8080/stadt/haushalt-2025",
        "https://anderswo.example/stadt/haushalt-2025",
    ],
)
def test_another_page(other: str) -> None:
    assert page_of(other) != page_of(PAGE)


@pytest.mark.parametrize(
    "none",
    [
        *(None, "", "https://tagblatt.example", "https://tagblatt.example/?utm_source=x"),
        *("haushalt", "https://[", "https://tagblatt.example:99999/haushalt"),
    ],
)
def test_no_page(none: str | None) -> None:
    assert page_of(none) is None


@given(st.text())
def test_whatever_is_typed_is_compared_or_is_none(text: str) -> None:
    assert page_of(text) == page_of(text)
    if page_of(text) is not None:
        assert last_step(text) in text
