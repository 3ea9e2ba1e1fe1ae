"""Which recurring lines leave a text, and which stay because they may be text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.cleaning import clean
from retrieval.corpus.cleaning.recurrence import Recurrence, key_of
from retrieval.corpus.readers.decoding import normalise
from tests.retrieval.corpus.cleaning.test_cleaning import (
    FIRST,
    LAST,
    SECOND,
    TITLE,
    page,
    written_lines,
)

OFTEN = Recurrence("Hafenbote", 40, 100)
BOX = "Melden Sie sich für die Hafenpost an, den täglichen Brief mit allem aus dem Hafen."
MARK = "Dieser Artikel wurde mit Hilfe von künstlicher Intelligenz aus dem Englischen übersetzt."
BACKGROUND = (
    "Hafen und Stadt streiten seit zehn Jahren über die Vertiefung der Fahrrinne im Norden."
)


def cleaned(text, *recurring, how_often=OFTEN, title=None):
    return clean(text, title, recurrences={key_of(line): how_often for line in recurring})


def recurring(found):
    return [line.text for line in found.dropped if line.reason == "recurring"]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (("Hafenbote Plus", TITLE, FIRST, LAST), (FIRST, LAST)),
        ((TITLE, "Ausgabe Nord", FIRST, LAST), (FIRST, LAST)),
        ((TITLE, FIRST, LAST, "Rund um den Hafen"), (FIRST, LAST)),
        ((TITLE, FIRST, LAST, "Leserreisen\nTraueranzeigen im Norden"), (FIRST, LAST)),
        ((TITLE, FIRST, LAST, "- Leserreisen\n- Traueranzeigen im Norden"), (FIRST, LAST)),
        ((TITLE, FIRST, BOX, LAST), (FIRST, LAST)),
        ((TITLE, FIRST, LAST, MARK), (FIRST, LAST)),
        ((TITLE, FIRST, "→ Alle Spiele im Überblick", LAST), (FIRST, LAST)),
        ((TITLE, FIRST, "Noch mehr Hafen", BOX, LAST), (FIRST, LAST)),
        ((TITLE, FIRST, "Podcast: Hafen hören", LAST), (FIRST, LAST)),
        (
            (TITLE, FIRST, "Wir freuen uns über Ihr Feedback zu diesem Angebot.", LAST),
            (FIRST, LAST),
        ),
        (
            (TITLE, FIRST, LAST, "Unabhängiger Journalismus braucht deine Unterstützung."),
            (FIRST, LAST),
        ),
        ((TITLE, FIRST, "Follow us for more from the harbour.", LAST), (FIRST, LAST)),
    ],
)
def test_a_line_that_recurs_where_no_text_stands_leaves_and_says_where_else_it_stands(lines, left):
    found = cleaned(page(*lines), *{line for part in lines for line in part.split("\n")}
                    - {TITLE, FIRST, LAST})  # fmt: skip
    assert (found.title, found.text) == (TITLE, page(*left))
    assert {line.recurrence for line in found.dropped if line.reason == "recurring"} == {OFTEN}
    assert not any(line.moved for line in found.dropped if line.reason == "recurring")


@pytest.mark.parametrize(
    "line",
    [
        "Das teilte die Polizei mit.",
        "Die Ermittlungen dauern an.",
        "„Wir warten“, sagte sie.",
        BACKGROUND,
        "Hintergrund",
        "## Was bisher bekannt ist",
        "Was wir wissen",
        "**Die Brücke in Zahlen**",
        "Die Termine:",
        "Zu Meta gehören auch Facebook, Instagram und WhatsApp.",
        "Wie war Ihr Sommer, und was haben Sie für uns gelesen?",
        "**Wie finden Sie unseren Hafen?**",
        "Heizen Sie den Ofen auf 180 Grad vor.",
        "Der Artikel 5 des Grundgesetzes schützt die Presse.",
        "Wir haben das im Rat so beschlossen.",
        "Die Kita wird kostenlos",
        "## Der Podcast der Woche",
    ],
)
@pytest.mark.parametrize("below", [SECOND, "- Montag, 12 Uhr\n- Dienstag, 13 Uhr"])
def test_what_may_be_text_stays_however_often_it_recurs(line, below):
    text = page(FIRST, line, below, LAST)
    assert cleaned(page(TITLE, text), line).text == text


@pytest.mark.parametrize(
    "line",
    [
        "Das teilte die Polizei mit.",
        BACKGROUND,
        "Das war es (dpa).",
        "Servieren Sie die Suppe heiß.",
        "Was wünschen Sie sich?",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_sentence_stays_wherever_it_stands(line, place):
    own = [FIRST, LAST]
    own.insert(place, line)
    assert cleaned(page(f"# {TITLE}", *own), line).text == page(*own)


def test_what_leads_a_list_that_stays_stays_below_the_text_too():
    text = page(FIRST, LAST, "Termine", "- Montag, 12 Uhr\n- Dienstag, 13 Uhr")
    assert cleaned(page(TITLE, text), "Termine").text == text


@pytest.mark.parametrize("glued", [f"Ausgabe Nord\n{SECOND}", f"{SECOND}\nAusgabe Nord"])
def test_a_line_within_a_paragraph_stays(glued):
    text = page(FIRST, glued, LAST)
    assert cleaned(page(TITLE, text), "Ausgabe Nord").text == text


def test_a_list_leaves_whole_or_not_at_all():
    text = page(FIRST, LAST, "- Abo-Service\n- Montag, 12 Uhr")
    assert cleaned(page(TITLE, text), "Abo-Service").text == text


@pytest.mark.parametrize(
    ("how_often", "leaves"),
    [
        (Recurrence("Hafenbote", 2, 10), False),
        (Recurrence("Hafenbote", 3, 10), True),
        (Recurrence("Hafenbote", 3, 1_000), False),
        (Recurrence("Hafenbote", 10, 100_000), True),
        (Recurrence(None, 3, 10), True),
    ],
)
def test_count_and_share_decide(how_often, leaves):
    found = cleaned(page(TITLE, FIRST, LAST, "Rund um den Hafen"), "Rund um den Hafen",
                    how_often=how_often)  # fmt: skip
    assert (recurring(found) == ["Rund um den Hafen"]) is leaves


def test_a_sentence_needs_more():
    text = page(TITLE, FIRST, BOX, LAST)
    assert recurring(cleaned(text, BOX, how_often=Recurrence("H", 3, 10))) == []
    assert recurring(cleaned(text, BOX, how_often=Recurrence("H", 4, 10))) == [BOX]


def test_where_most_of_a_text_recurs_nothing_leaves():
    text = page("Kurz und gut, das ist der ganze Text dieses Tages.", BOX, MARK)
    assert cleaned(page(TITLE, text), BOX, MARK).text == text


def test_the_headline_is_not_what_recurs_above_it_but_is_kept_where_it_is_all_there_is():
    found = cleaned(page("Neues aus dem Hafenviertel", TITLE, FIRST), "Neues aus dem Hafenviertel")
    assert (found.title, found.text) == (TITLE, FIRST)
    found = cleaned(page("Wetter im Norden", FIRST, LAST), "Wetter im Norden")
    assert (found.title, found.text) == ("Wetter im Norden", page(FIRST, LAST))


def test_what_recurs_and_says_something_of_the_article_is_still_read():
    found = cleaned(page("21.12.2024", "Politik", TITLE, "Von Anna Beispiel", FIRST),
                    "21.12.2024", "Politik", "Von Anna Beispiel")  # fmt: skip
    assert (str(found.date), found.section, found.authors) == (
        "2024-12-21",
        "Politik",
        ("Anna Beispiel",),
    )


def test_without_empty_lines_each_line_is_a_paragraph():
    text = "\n".join((TITLE, FIRST, BOX, LAST, "Rund um den Hafen"))
    assert cleaned(text, BOX, "Rund um den Hafen").text == f"{FIRST}\n{LAST}"


_LINES = st.sampled_from(
    [TITLE, FIRST, SECOND, LAST, BOX, MARK, BACKGROUND, "", "Hintergrund", "- Abo", "- Reisen",
     "Das teilte die Polizei mit.", "| a | b |", "Ausgabe Nord", "## Fazit", "Foto: dpa", "Was:"]
)  # fmt: skip


@given(st.lists(_LINES, max_size=20), st.sets(_LINES), st.sampled_from(["\n", "\n\n"]))
def test_every_line_is_in_the_text_in_its_order_or_named(lines, known, joint):
    original = normalise(joint.join(lines)).split("\n")
    found = cleaned(joint.join(lines), *known)
    dropped = {line.line_number for line in found.dropped}
    assert all(line.text == original[line.line_number - 1] for line in found.dropped)
    kept = [line for number, line in enumerate(original, start=1) if number not in dropped]
    assert written_lines(found.text) == [line for line in kept if line]
    assert not {FIRST, SECOND, LAST, BACKGROUND, "Das teilte die Polizei mit."} & {
        *recurring(found)
    }
