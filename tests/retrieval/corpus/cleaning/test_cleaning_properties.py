"""What cleaning guarantees, over arbitrary mixtures of noise, headings and paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.cleaning import MOVED, clean
from retrieval.corpus.readers.decoding import normalise
from tests.retrieval.corpus.cleaning.test_cleaning import (
    FIRST,
    LAST,
    SECOND,
    TITLE,
    page,
    written_lines,
)

NOISE = st.sampled_from(
    """Uncategorized|NordseeHafenBrücke|-|***|CNN|dpa|Politik|Wirtschaft|21. Dezember, 2024
    |22.12.2024|Aktualisiert: 23.12.2024|Referenz 1|www.beispiel.example|Quellen|Quellen gesamt
    |Web: 15Social: 194Foren: 38|Details|Ort Bremen, Deutschland|PREV Fähre fällt aus|Anzeige
    |NEXT Die Flut kommt|Mehr zum Thema|Lesen Sie auch: Fähre fällt aus|Teilen|© 2024 Hafenbote
    |Von Anna Beispiel|Startseite > Politik|Newsletter abonnieren|12 Kommentare|vor 3 Stunden
    |Foto: dpa|Tags: Hafen|https://beispiel.example/a|Quelle: Reuters|Bremen, 21.12.2024|(AFP)
    |Hafenstadt bekommt eine neue Brücke|Hafenstadt bekommt eine neue Brücke - CNN""".replace(
        "\n    ", ""
    ).split("|")
)
HEADINGS = st.sampled_from(
    [
        TITLE,
        "Fazit",
        "Was nun?",
        "Neue Fähre für alle",
        "Streit im Hafen",
        "„Wir warten“",
        "YouTube",
    ]
)
PROSE = st.sampled_from([FIRST, SECOND, LAST])
LINES = st.lists(st.one_of(NOISE, HEADINGS, PROSE, st.just(""), st.text(max_size=30)), max_size=25)


@given(LINES, st.sampled_from(["\n", "\n\n"]))
def test_every_line_is_either_in_the_text_or_named_as_dropped(lines, joint):
    original = normalise(joint.join(lines)).split("\n")
    cleaned = clean(joint.join(lines))
    dropped = {line.line_number for line in cleaned.dropped}
    assert all(line.text == original[line.line_number - 1] for line in cleaned.dropped)
    kept = [line for number, line in enumerate(original, start=1) if number not in dropped]
    assert written_lines(cleaned.text) == [line for line in kept if line]


@given(LINES)
def test_no_paragraph_is_ever_dropped(lines):
    dropped = {line.text for line in clean("\n\n".join(lines)).dropped}
    assert not dropped & {FIRST, SECOND, LAST}


@given(st.lists(NOISE, max_size=8), st.lists(NOISE, max_size=8), st.lists(HEADINGS, max_size=2))
def test_noise_at_both_ends_costs_no_line_of_the_text(above, below, inside):
    text = page(FIRST, *inside, LAST)
    kept = clean(page(*above, "Ein Titel über allem", text, *below)).text
    assert text in kept


@given(st.integers(1, 3), LINES.map(lambda lines: list(dict.fromkeys(lines))))
def test_cleaning_a_cleaned_text_changes_nothing(times, lines):
    once = clean("\n".join([TITLE] * times + lines))
    twice = clean(page(once.title, once.text))
    assert (twice.title, twice.text) == (once.title, once.text)


@given(st.lists(st.one_of(PROSE, HEADINGS), max_size=10).map(lambda body: [FIRST, *body, LAST]))
def test_a_clean_article_loses_nothing_but_its_headline(body):
    cleaned = clean(page("Ein Titel über allem", *body))
    assert cleaned.text == page(*body)


@given(LINES)
def test_what_is_moved_is_in_the_front_matter(lines):
    cleaned = clean("\n\n".join(lines))
    for line in cleaned.dropped:
        if line.moved:
            assert line.reason in MOVED
            assert getattr(cleaned, line.reason)
