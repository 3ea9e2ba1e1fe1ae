"""Text fragments: the directives made, and that each is proven to match its slice alone."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.text_fragment import MAX_EXACT_CHARS, text_fragment, with_fragment
from tests.retrieval.answering.browser_search import find_matches

ARTICLE = (
    "Russland und der Iran haben am Freitag in Moskau einen Vertrag unterzeichnet. „Das ist ein "
    "Durchbruch“, sagte Putin. Der Vertrag gilt 20 Jahre.\n\n"
    "Die Zusammenarbeit umfasst Handel, Energie & Verkehr, den Nord-Süd-Korridor sowie Fragen der "
    "Sicherheit und der Verteidigung, nicht aber eine Beistandspflicht.\n"
    "Der Vertrag gilt 20 Jahre. Er verlängert sich danach um jeweils fünf Jahre.\n\n"
    "Sprecher Peskow sagte: Er verlängert sich, wenn niemand kündigt. Er verlängert sich."
)


def at(part: str, number: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(number):
        start = ARTICLE.index(part, start + 1)
    return start, start + len(part)


MADE = [
    (at("Er verlängert sich danach um jeweils fünf Jahre."),
     "Er%20verl%C3%A4ngert%20sich%20danach%20um%20jeweils%20f%C3%BCnf%20Jahre"),
    (at("Der Vertrag gilt 20 Jahre."), "Putin.-,Der%20Vertrag%20gilt%2020%20Jahre"),
    (at("Der Vertrag gilt 20 Jahre.", 2), "Der%20Vertrag%20gilt%2020%20Jahre,-.%20Er"),
    (at("Er verlängert sich.", 1), None),
    (at("„Das ist ein Durchbruch“, sagte Putin."),
     "Das%20ist%20ein%20Durchbruch%E2%80%9C%2C%20sagte%20Putin"),
    (at("Energie & Verkehr, den Nord-Süd-Korridor"),
     "Energie%20%26%20Verkehr%2C%20den%20Nord%2DS%C3%BCd%2DKorridor"),
    ((ARTICLE.index("Russland"), ARTICLE.index(" „Das")),
     "Russland%20und%20der,einen%20Vertrag%20unterzeichnet"),
    ((ARTICLE.index("nicht aber"), ARTICLE.index(" Er verlängert")),
     "nicht%20aber%20eine,gilt%2020%20Jahre"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "directive"), MADE)
def test_the_directive_made(place, directive):
    made = text_fragment(ARTICLE, *place)
    if directive is None:
        # "Er verlängert sich." at the very end: its own words stand there twice more.
        assert made is not None
        directive = made.removeprefix("#:~:text=")
        assert ",-" in directive or "-," in directive
    assert made == f"#:~:text={directive}"
    (match,) = find_matches(ARTICLE, directive)
    assert ARTICLE[slice(*place)].strip("„“. ") == ARTICLE[slice(*match)]


def test_what_cannot_be_told_apart_has_no_fragment():
    text = "Wir bleiben hier.\n\nWir bleiben hier."
    assert text_fragment(text, 0, 17) is None
    assert with_fragment("https://example.org/a", text, 0, 17) == "https://example.org/a"


def test_a_slice_without_words_has_no_fragment():
    assert text_fragment(" … – “ ", 0, 7) is None
    assert text_fragment("Wort", 2, 2) is None
    assert text_fragment("", 0, 0) is None


def test_case_and_accents_do_not_make_it_unique():
    # Browsers compare without both.
    assert text_fragment("Der Mull.\n\nder Müll.", 0, 9) is None


def test_it_is_unique_also_for_a_browser_that_parts_words_otherwise():
    text = "Der Rat. Der Ratgeber. Ein Verrat."
    assert text_fragment(text, 0, 8) == "#:~:text=Der%20Rat,-.%20Der"


URLS = [
    ("https://example.org/a", "https://example.org/a#:~:text=Ein%20Satz"),
    ("http://example.org/a?b=c&d", "http://example.org/a?b=c&d#:~:text=Ein%20Satz"),
    ("HTTPS://example.org/", "HTTPS://example.org/#:~:text=Ein%20Satz"),
    ("https://example.org/a#abschnitt", "https://example.org/a#abschnitt:~:text=Ein%20Satz"),
    ("https://example.org/a#", "https://example.org/a#:~:text=Ein%20Satz"),
    ("https://example.org/#!/a", "https://example.org/#!/a:~:text=Ein%20Satz"),
    ("https://example.org/a#:~:text=alt", "https://example.org/a#:~:text=Ein%20Satz"),
    ("https://example.org/a#b:~:text=alt", "https://example.org/a#b:~:text=Ein%20Satz"),
    ("file:///home/a.html", "file:///home/a.html"),
    ("mailto:a@example.org", "mailto:a@example.org"),
    ("corpus/a.md", "corpus/a.md"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "expected"), URLS)
def test_the_fragment_joins_the_address(url, expected):
    assert with_fragment(url, "Ein Satz. Noch einer.", 0, 9) == expected


sentences = st.lists(
    st.text(alphabet="abäßABÄ19 .,-&\n„“’'é%#=+\u00a0", min_size=1, max_size=30),
    min_size=1,
    max_size=8,
)


def check(text: str, start: int, end: int) -> bool:
    """Whether a fragment was made; if so, that it is right."""
    fragment = text_fragment(text, start, end)
    if fragment is None:
        return False
    directive = fragment.removeprefix("#:~:text=")
    assert set(directive) <= set(string.ascii_letters + string.digits + "%,-._~")
    (match,) = find_matches(text, directive)
    assert start <= match[0] < match[1] <= end
    left_out = text[start : match[0]] + text[match[1] : end]
    assert not any(c.isalnum() for c in left_out)
    return True


@given(sentences, st.data())
def test_any_fragment_matches_its_slice_alone(parts, data):
    text = "".join(parts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    check(text, start, end)


@given(st.lists(st.sampled_from(ARTICLE.split()), min_size=1, max_size=40), st.data())
def test_any_run_of_words_matches_alone(words, data):
    text = "\n".join(" ".join(words[i : i + 9]) for i in range(0, len(words), 9))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    check(text, start, end)


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_any_text_is_survived(text, start, end):
    check(text, min(start, len(text)), min(max(start, end), len(text)))


def test_ordinary_sentences_get_a_fragment():
    places = [at(s) for s in ("Das ist ein Durchbruch", "Die Zusammenarbeit umfasst Handel")]
    assert all(check(ARTICLE, *place) for place in places)
    whole = (0, len(ARTICLE))
    assert check(ARTICLE, *whole)


def test_a_long_slice_is_given_by_its_ends():
    text = " ".join(f"Wort{n}" for n in range(200))
    fragment = text_fragment(text, 0, len(text))
    assert fragment is not None
    assert len(fragment) < 2 * MAX_EXACT_CHARS


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        (
            "**Das Hochwasser** an der [Mulde](https://wiki.example/Mulde_(Fluss)) stieg weiter.",
            "Das Hochwasser an der Mulde stieg weiter.",
        ),
        ('Die **[Mulde](/mulde "Fluss")** ist _sehr_ hoch.', "Die Mulde ist sehr hoch."),
        ("1. Der [[Rat der Stadt|Rat]] tagt *heute*.", "Der Rat tagt heute."),
        ("> Der <b>Rat</b> tagt ~~morgen~~ heute.", "Der Rat tagt morgen heute."),
        ("Der ![Foto](rat.jpg)Rat tagt mit `make`.", "Der Rat tagt mit make."),
        (
            "Die Bürger*innen und Schüler*innen zahlen.",
            "Die Bürger*innen und Schüler*innen zahlen.",
        ),
    ],
)
def test_marks_of_markdown_are_in_no_directive(marked, shown):
    text = f"Vorher war es ruhig.\n\n{marked}\n\nDanach gab es Kaffee."
    start = text.index(marked)
    fragment = text_fragment(text, start, start + len(marked))
    assert fragment is not None
    page = f"Vorher war es ruhig.\n\n{shown}\n\nDanach gab es Kaffee."
    (match,) = find_matches(page, fragment.removeprefix("#:~:text="))
    assert page[slice(*match)] == shown.rstrip(".")


@pytest.mark.parametrize(
    "text",
    ["G&uuml;tersloh baut.", "Ein **Stern bleibt.", "| Rat | 5 |", "Der Rat[^1] tagt.", "Preis* 5"],
)
def test_what_a_page_may_show_otherwise_has_no_fragment(text):
    assert text_fragment(text, 0, len(text)) is None
