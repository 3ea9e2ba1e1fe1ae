"""Raw texts in the shapes in which pages are copied: kickers, days, menus, teasers."""

import pytest

from retrieval.corpus.cleaning import MOVED, clean
from tests.retrieval.corpus.cleaning.test_cleaning import FIRST, LAST, SECOND, TITLE, page

BODY = page(FIRST, SECOND, LAST)
LEAD = (
    "Der Senat stellt den Entwurf vor; Kritik kommt von denen, die mit der Fähre zur Arbeit fahren."
)


def named(cleaned):
    return [line.text for line in cleaned.dropped if not line.moved]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("09.09.2025, 14:55 Uhr", "2025-09-09"),
        ("9. September 2025 um 14:55 Uhr", "2025-09-09"),
        ("Dienstag, 09.09.2025 14:55", "2025-09-09"),
        ("Veröffentlicht: 09.09.2025 - 14.55 Uhr", "2025-09-09"),
        ("Updated 9 September 2025, 2:55 pm", "2025-09-09"),
        ("Erstellt: 09.09.2025 Aktualisiert: 10.09.2025, 08:00 Uhr", "2025-09-09"),
        ("Erstellt: 09.09.2025, zuletzt aktualisiert: 10.09.2025", "2025-09-09"),
        ("Von Anna Schmidt, 9.9.2025", "2025-09-09"),
        ("09.09.2025 - 14:55 | dpa", "2025-09-09"),
        ("von Anna Schmidt\n\n09.09.2025 | 14:55 Uhr | Lesedauer: 3 Minuten", "2025-09-09"),
        ("Anna Schmidt, Korrespondentin", None),
    ],
)
def test_a_day_with_its_hour_below_the_standfirst(line, day):
    cleaned = clean(page(TITLE, LEAD, line, BODY))
    assert (cleaned.title, cleaned.date and str(cleaned.date)) == (TITLE, day)
    assert cleaned.text == (page(LEAD, BODY) if day else page(LEAD, line, BODY))


@pytest.mark.parametrize(
    "kicker",
    ["Brückenbau", "Streit im Hafen", "BRÜCKENBAU", "Brückenbau:", "Hafenbote", "Anna Beispiel"],
)
@pytest.mark.parametrize("rest", [BODY, page(LEAD, BODY), page("21.12.2024", BODY)])
def test_a_few_words_above_a_longer_line_are_a_kicker(kicker, rest):
    cleaned = clean(page(kicker, TITLE, rest))
    assert (cleaned.title, named(cleaned)) == (TITLE, [kicker])
    assert [line.reason for line in cleaned.dropped][:2] == ["kicker", "title"]
    assert "kicker" not in MOVED


@pytest.mark.parametrize("headline", [f"# {TITLE}", f"## {TITLE}", f"**{TITLE}**", f"__{TITLE}__"])
def test_what_stands_above_a_marked_headline_is_named(headline):
    cleaned = clean(page("Streit im alten Hafen", headline, BODY))
    assert (cleaned.title, cleaned.text) == (TITLE, BODY)
    assert named(cleaned) == ["Streit im alten Hafen"]


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("Brücke im Hafen beschädigt", "Ein Frachter hat am Abend die alte Brücke gerammt"),
        ("Was nun?", "Die Brücke im Hafen ist seit Montag gesperrt"),
        ("Brücke fertig", "Ein Fest im Hafen"),
        ("# Brücke fertig", "## Ein Fest für alle im Hafen"),
        ("**Brücke fertig**", "Der Senat feiert mit denen, die gebaut haben."),
    ],
)
def test_a_headline_above_a_line_of_its_text_stays_one(title, below):
    cleaned = clean(page(title, below, BODY))
    assert (cleaned.title, cleaned.text) == (title.strip("#* "), page(below, BODY))


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        (f"**{TITLE}**", TITLE),
        (f"__{TITLE}__", TITLE),
        (f"***{TITLE}***", TITLE),
        (f"*{TITLE}*", TITLE),
        (f"# __{TITLE}__", TITLE),
        (f"**Hafen:** {TITLE}", f"Hafen: {TITLE}"),
        (f"{TITLE} - hafenbote.example", TITLE),
        ("2*3 und 4*5: Rechnen im Hafen", "2*3 und 4*5: Rechnen im Hafen"),
        ("snake_case und __init__ im Hafen", "snake_case und init im Hafen"),
    ],
)
def test_a_headline_is_without_marks(headline, title):
    assert clean(page(headline, BODY)).title == title


@pytest.mark.parametrize(
    "menu",
    [
        "Home\n\nNews\n\nSport\n\nLokales",
        "Menü\nSuche\nAbo\nAnmelden",
        "Home  News  Sport",
        "Startseite | Politik | Wirtschaft | Sport",
        "Home News Sport Abo",
    ],
)
def test_a_menu_is_no_section_above_and_below(menu):
    above, below = clean(page(menu, TITLE, BODY)), clean(page(TITLE, BODY, menu))
    assert (above.title, above.text, above.section) == (TITLE, BODY, None)
    assert (below.title, below.text, below.section) == (TITLE, BODY, None)
    assert named(above) == named(below) == [line for line in menu.split("\n") if line]


@pytest.mark.parametrize(
    "noise",
    [
        "* Impressum\n* Datenschutz",
        "- [Impressum](/impressum)\n- [AGB](/agb)",
        "### Mehr zum Thema\n\nBrücke gesperrt",
        "**Mehr zum Thema:**\n\n[Brücke gesperrt](https://hafenbote.example/b)",
        "## Das könnte Sie auch interessieren\n\n* Brücke gesperrt\n* Fähre fällt aus",
        "Mehr aus Musterhausen\n\nBrücke gesperrt",
        "Weitere Nachrichten\n\n19.03.2024 Brücke gesperrt",
        "Neueste Artikel\n\nBrücke gesperrt\n\nvor 2 Stunden",
        "Auch interessant\n\n19. März 2024\n\nBrücke gesperrt",
        "Latest news\n\nBridge closed",
        "↑ Nach oben\n« Zurück",
        "Diesen Artikel teilen:\nFacebook\nX\nWhatsApp",
        "Kommentare  Drucken  Teilen",
        "Kommentare (12) · Drucken · Per Mail senden",
        "Home / News / Sport / Abo",
        "Foto: dpa",
        "Foto: Max Muster",
        "(Foto: Müller)",
        "Photo: Jane Doe",
        "Bild: picture alliance/dpa | Max Muster",
    ],
)
def test_noise_below_the_text_is_named_and_gives_nothing(noise):
    cleaned = clean(page(TITLE, BODY, noise))
    assert (cleaned.title, cleaned.text) == (TITLE, BODY)
    assert (cleaned.date, cleaned.publisher, cleaned.section) == (None, None, None)
    assert named(cleaned) == [line for line in noise.split("\n") if line]


@pytest.mark.parametrize("day", ["Bremen - 21.12.2024, 14:55 Uhr", "Bremen | 21. Dezember 2024"])
def test_a_place_before_a_day_stays_with_it(day):
    cleaned = clean(page(TITLE, day, BODY))
    assert (str(cleaned.date), cleaned.text) == ("2024-12-21", page(day, BODY))


def test_kicker_and_headline_may_be_marked_alike():
    cleaned = clean(page("**Brückenbau**", f"**{TITLE}**", BODY))
    assert (cleaned.title, named(cleaned)) == (TITLE, ["**Brückenbau**"])


@pytest.mark.parametrize(
    "line",
    ["Bild", "Bilder", "Bild 1 von 5", "Video", "Bild vergrößern", "Bildergalerie", "Image 2 of 7"],
)
def test_where_a_picture_was_under_the_headline_is_named(line):
    cleaned = clean(page(TITLE, line, BODY))
    assert (cleaned.text, cleaned.publisher) == (BODY, None)
    assert [d.reason for d in cleaned.dropped if not d.moved] == ["media"]


@pytest.mark.parametrize(
    "today",
    ["27.11.2026", "Freitag, 27. November 2026", "Heute ist Freitag, der 27. November 2026"],
)
@pytest.mark.parametrize("between", [(), ("Hafenbote",), ("Home  News  Sport",)])
def test_the_page_s_day_gives_way_to_the_articles(today, between):
    cleaned = clean(page(today, *between, TITLE, "09.09.2025, 14:55 Uhr", BODY))
    assert (cleaned.title, str(cleaned.date), cleaned.text) == (TITLE, "2025-09-09", BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Foto: Was die Kamera nicht sah",
        "Bild",
        "Video",
        "Mehr über die Brücke",
        "Neueste Meldungen",
        "Kommentare  Drucken",
        "Home Sport",
        "Politik  Wirtschaft",
    ],
)
def test_between_paragraphs_such_a_line_stays(line):
    assert clean(page(TITLE, FIRST, line, SECOND)).text == page(FIRST, line, SECOND)
