import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.slugs import MAX_SLUG_CHARS, slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Größter Angriff: „Wir sind bereit“", "groesster-angriff-wir-sind-bereit"),
        ("U\u0308ber A\u0308rzte", "ueber-aerzte"),
        ("Was macht’s? 10.000 € für alle!", "was-machts-10-000-fuer-alle"),
        ("Café Łódź Þing", "cafe-lodz-ing"),
        ("../../etc/passwd", "etc-passwd"),
        ("Путин", ""),
        ("", ""),
        ("w" * 80, "w" * 60),
        ("neun Zeichen " * 9, "neun-zeichen-neun-zeichen-neun-zeichen-neun-zeichen-neun"),
    ],
)
def test_headlines_become_file_names(text, name):
    assert slug(text) == name


@given(st.text())
def test_a_slug_is_a_safe_file_name(text):
    name = slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", name)
    assert len(name) <= MAX_SLUG_CHARS
