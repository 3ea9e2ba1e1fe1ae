"""Cleaning: tables of noise and of what must stay."""

import datetime as dt

import pytest

from retrieval.corpus.cleaning import clean

TITLE = "Hafenstadt bekommt eine neue Brücke"
FIRST = (
    "Die Hafenstadt bekommt nach langem Streit eine neue Brücke, und im Frühjahr sollen die "
    "Arbeiten beginnen, wie der Senat am Montag mitteilte."
)
SECOND = (
    "Der Entwurf stammt aus einem Wettbewerb, an dem sich vierzig Büros beteiligt hatten; die "
    "Kosten schätzt der Senat auf 120 Millionen Euro."
)
LAST = (
    "Gegner des Vorhabens kündigten an, vor das Verwaltungsgericht zu ziehen, falls der Senat "
    "die alte Fähre wie geplant einstellen sollte."
)


def page(*lines):
    return "\n\n".join(lines)


def written_lines(text):
    return [line for line in text.split("\n") if line]


def reasons(cleaned):
    return {line.text.strip(): line.reason for line in cleaned.dropped}


@pytest.mark.parametrize(
    ("line", "reason", "found"),
    [
        ("Uncategorized", "category", {}),
        ("NordseeHafenBrücke", "tags", {}),
        ("HafenBrücke", "tags", {}),
        ("Neue BrückenHafenNordsee", "tags", {}),
        ("#Hafen #Brücke", "tags", {}),
        ("-", "separator", {}),
        ("* * *", "separator", {}),
        ("CNN", "publisher", {"publisher": "CNN"}),
        ("(dpa)", "publisher", {"publisher": "dpa"}),
        ("dpa/AFP", "publisher", {"publisher": "dpa/AFP"}),
        ("mho/dpa", "publisher", {"publisher": "dpa"}),
        ("Quelle: Reuters", "publisher", {"publisher": "Reuters"}),
        ("Politik", "section", {"section": "Politik"}),
        ("Ressort: Stadtleben", "section", {"section": "Stadtleben"}),
        ("Startseite > Politik > Inland", "section", {"section": "Inland"}),
        ("Home » Hafen » Brücke", "breadcrumb", {}),
        ("21. Dezember, 2024", "date", {"date": dt.date(2024, 12, 21)}),
        ("Sa., 21.12.2024, 14:35 Uhr", "date", {"date": dt.date(2024, 12, 21)}),
        ("Veröffentlicht am 21.12.2024", "date", {"date": dt.date(2024, 12, 21)}),
        ("Stand: 21.12.2024", "date", {"date": dt.date(2024, 12, 21)}),
        ("Published on December 21, 2024", "date", {"date": dt.date(2024, 12, 21)}),
        ("vor 3 Stunden", "time", {}),
        ("5 hours ago", "time", {}),
        ("Lesezeit: 4 Minuten", "reading_time", {}),
        ("4 min read", "reading_time", {}),
        ("Zum Inhalt springen", "navigation", {}),
        ("Artikel anhören", "navigation", {}),
        ("12 Kommentare", "comments", {}),
        ("Teilen", "share", {}),
        ("FacebookTwitterWhatsAppE-Mail", "share", {}),
        ("Anzeige", "advertisement", {}),
        ("https://example.org/bruecke.html", "url", {"url": "https://example.org/bruecke.html"}),
        (
            "21.12.2024 | Von Anna Beispiel | Politik",
            "date",
            {"date": dt.date(2024, 12, 21), "authors": ("Anna Beispiel",), "section": "Politik"},
        ),
        (
            "CNN — Updated 2:35 PM EST, December 21, 2024",
            "publisher",
            {"publisher": "CNN", "date": dt.date(2024, 12, 21)},
        ),
    ],
)
def test_a_line_above_the_headline(line, reason, found):
    cleaned = clean(page(line, TITLE, FIRST, SECOND))
    assert cleaned.title == TITLE
    assert cleaned.text == page(FIRST, SECOND)
    assert reasons(cleaned) == {line: reason, TITLE: "title"}
    silent = {"date": None, "publisher": None, "section": None, "url": None, "authors": ()}
    assert {key: getattr(cleaned, key) for key in silent} == silent | found


@pytest.mark.parametrize(
    ("line", "reason", "found"),
    [
        (TITLE, "repeated_title", {}),
        (TITLE.upper(), "repeated_title", {}),
        (f"{TITLE} | ZEIT ONLINE", "repeated_title", {"publisher": "ZEIT ONLINE"}),
        (f"{TITLE} - hafenbote.example", "repeated_title", {"publisher": "hafenbote.example"}),
        ("-", "separator", {}),
        ("CNN", "publisher", {"publisher": "CNN"}),
        ("Von Anna Beispiel", "authors", {"authors": ("Anna Beispiel",)}),
        (
            "Von Anna van der Beispiel und Karl-Otto Muster, dpa",
            "authors",
            {"authors": ("Anna van der Beispiel", "Karl-Otto Muster", "dpa")},
        ),
        ("By Jane Doe and John Q. Public", "authors", {"authors": ("Jane Doe", "John Q. Public")}),
        ("Ein Kommentar von Anna Beispiel", "authors", {"authors": ("Anna Beispiel",)}),
        ("Foto: Hans Beispiel/dpa", "image_credit", {}),
    ],
)
def test_a_line_below_the_headline(line, reason, found):
    cleaned = clean(page(TITLE, line, FIRST, SECOND))
    assert (cleaned.title, cleaned.text) == (TITLE, page(FIRST, SECOND))
    assert [(drop.text, drop.reason) for drop in cleaned.dropped] == [
        (TITLE, "title"),
        (line, reason),
    ]
    silent = {"publisher": None, "authors": ()}
    assert {key: getattr(cleaned, key) for key in silent} == silent | found


@pytest.mark.parametrize(
    ("lines", "noise", "sources"),
    [
        (
            ["Referenz 1", "www.beispiel.example", "Referenz 2", "https://zwei.example/a?b=1"],
            ["source_heading", "sources", "source_heading", "sources"],
            ("www.beispiel.example", "https://zwei.example/a?b=1"),
        ),
        (["Quellen gesamt", "Web: 15Social: 194Foren: 38"], ["statistics", "statistics"], ()),
        (
            ["Details", "Ort Bremen, Deutschland", "Quellen"],
            ["details", "details", "source_heading"],
            (),
        ),
        (["Quellen", "- Reuters", "- Der Hafenbote"], None, ("Reuters", "Der Hafenbote")),
        (["Quelle: dpa"], ["sources"], ("dpa",)),
        (["Sources: Reuters, Harbour Times"], ["sources"], ("Reuters", "Harbour Times")),
        (["PREV Fähre fällt aus", "NEXT „Wir warten“"], ["neighbours", "neighbours"], ()),
        (["Vorheriger Artikel: Fähre fällt aus"], ["neighbours"], ()),
        (["-", "* * *"], ["separator", "separator"], ()),
        (["Mehr zum Thema", "Fähre fällt aus", "Was nun?"], ["related"] * 3, ()),
        (["Lesen Sie auch: Fähre fällt aus"], ["related"], ()),
        (["Related articles", "Ferry cancelled"], ["related"] * 2, ()),
        (["Schlagworte: Hafen, Brücke"], ["tags"], ()),
        (["NordseeHafenBrücke"], ["tags"], ()),
        (["© 2024 Der Hafenbote. Alle Rechte vorbehalten."], ["copyright"], ()),
        (["Copyright 2024 The Harbour Times, all rights reserved"], ["copyright"], ()),
        (["Kommentare (3)", "Nach oben", "Impressum"], None, ()),
        (["Newsletter abonnieren"], ["newsletter"], ()),
        (["Subscribe to our daily newsletter and get the best stories"], ["newsletter"], ()),
        ([TITLE], ["repeated_title"], ()),
        (["Auf Facebook teilen", "Twitter", "Drucken"], ["share"] * 3, ()),
        (["Wir verwenden Cookies, um Inhalte zu personalisieren. Mehr dazu."], ["cookies"], ()),
    ],
)
def test_lines_below_the_text(lines, noise, sources):
    cleaned = clean("\n".join([TITLE, "", FIRST, "", LAST, "", *lines]))
    assert cleaned.text == page(FIRST, LAST)
    assert [drop.text for drop in cleaned.dropped[1:]] == lines
    assert cleaned.sources == sources
    if noise is not None:
        assert [drop.reason for drop in cleaned.dropped[1:]] == noise


@pytest.mark.parametrize(
    "line",
    [
        "Anzeige",
        "- Anzeige -",
        "WERBUNG",
        "Advertisement",
        "Artikel wird unterhalb der Anzeige fortgesetzt",
        "Lesen Sie auch: Fähre fällt aus",
        "Lesen Sie hier, warum die Fähre ausfällt",
        "Mehr zum Thema",
        "Read more: Ferry cancelled",
        "Newsletter abonnieren",
        "Empfohlener externer Inhalt",
        "Wir verwenden Cookies, um Ihnen das beste Erlebnis zu bieten. Einstellungen ändern.",
        "We use cookies to improve your experience. By continuing you agree.",
        "Facebook | Twitter | WhatsApp",
        "Foto: picture alliance/dpa",
    ],
)
def test_strong_noise_goes_even_between_paragraphs(line):
    cleaned = clean(page(TITLE, FIRST, line, SECOND))
    assert cleaned.text == page(FIRST, SECOND)


@pytest.mark.parametrize(
    "line",
    [
        "Fazit",
        "Facebook",
        "Kommentare",
        "Politik",
        "CNN",
        "-",
        "Details",
        "Quellen",
        "Von Anna Beispiel",
        "21. Dezember 2024",
        "YouTube",
        "NordseeHafenBrücke",
        TITLE,
        "Wer zahlt die Anzeige?",
        "Bild: Die Brücke von unten",
        "Copyright-Streit",
        "Zum Thema sagte sie nichts.",
        "„Wir verwenden Cookies“, räumte der Senat ein.",
        "Siehe auch: Die Akten des Senats sprechen eine andere Sprache.",
    ],
)
def test_weak_signs_stay_between_paragraphs(line):
    text = page(FIRST, line, SECOND)
    cleaned = clean(page(TITLE, text))
    assert cleaned.text == text


@pytest.mark.parametrize(
    "line",
    [
        "Das war es.",
        "Anna Beispiel, Bernd Muster und Carla Probe von CNN haben zu diesem Bericht beigetragen.",
        "Für umfassendere Einblicke besuchen Sie den Hafenboten oder die Nordseezeitung.",
        "Mitarbeit: Carla Probe",
        "«Wir warten»",
        "Kontakt zum Senat gab es nicht",
        "YouTube",
        "Ort des Geschehens bleibt die Fähre",
    ],
)
@pytest.mark.parametrize("noise", [[], ["-", "PREV Fähre fällt aus"], ["Mehr zum Thema"]])
def test_the_end_of_the_text_stays(line, noise):
    cleaned = clean("\n\n".join([TITLE, FIRST, line, *noise]))
    assert cleaned.text == page(FIRST, line)
    assert [drop.text for drop in cleaned.dropped[1:]] == noise


@pytest.mark.parametrize(
    "title",
    [
        "Historischer Vertrag über die neue Brücke im alten Hafen unterzeichnet!",
        "„Nicht mit uns“: Warum die Anwohner der Fähre gegen die neue Brücke klagen",
        "Copyright-Reform beschlossen",
        "NEXT übernimmt Werft",
        "Anzeige gegen den Senat",
        "Aktuell | Hafen bekommt Brücke",
        "Themen der Woche: Brücke und Fähre",
        "Streit um die Brücke – ein Ende in Sicht",
        "Von der Fähre zur Brücke",
        "YouTube verklagt TikTok",
        "YouTube",
    ],
)
def test_a_headline_is_a_headline(title):
    cleaned = clean(page("Uncategorized", title, FIRST))
    assert (cleaned.title, cleaned.text) == (title, FIRST)


def test_the_publisher_behind_a_headline_comes_off():
    cleaned = clean(page(f"# {TITLE} - CNN", FIRST))
    assert (cleaned.title, cleaned.publisher, cleaned.text) == (TITLE, "CNN", FIRST)


def test_a_subtitle_that_repeats_the_headline_in_part_stays():
    subtitle = f"{TITLE} – ein Jahr nach dem Streit"
    assert clean(page(TITLE, subtitle, FIRST)).text == page(subtitle, FIRST)


def test_the_line_given_twice_is_the_headline_and_the_kicker_stays():
    cleaned = clean(page("Streit im Hafen", TITLE, TITLE, FIRST))
    assert (cleaned.title, cleaned.text) == (TITLE, page("Streit im Hafen", FIRST))


@pytest.mark.parametrize("first", [FIRST, "Die Fähre ist weg. Niemand weiß, wohin sie fuhr."])
def test_a_text_without_a_headline_has_none(first):
    cleaned = clean(page("Politik", first, SECOND))
    assert (cleaned.title, cleaned.section, cleaned.text) == (None, "Politik", page(first, SECOND))


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Mehr zum Thema", "Fähre fällt aus", "Das war es."], ["Das war es."]),
        (
            ["Mehr zum Thema", "Fähre fällt aus", "Mitarbeit: Carla Probe"],
            ["Mitarbeit: Carla Probe"],
        ),
        (
            ["Quellen", "Reuters", "Das war es.", "Noch eine Zeile"],
            ["Das war es.", "Noch eine Zeile"],
        ),
        (["Details", "Eine letzte Zeile"], ["Details", "Eine letzte Zeile"]),
        (
            [
                "Mehr zum Thema",
                "Fähre fällt aus",
                "© 2024 Hafenbote. Alle Rechte, auch die der Weitergabe, sind uns vorbehalten.",
            ],
            [],
        ),
    ],
)
def test_where_a_block_below_the_text_ends(lines, left):
    assert clean(page(TITLE, FIRST, *lines)).text == page(FIRST, *left)


def test_after_three_lines_of_its_own_the_text_has_begun():
    text = page("Erste Zeile", "Zweite Zeile", "Dritte Zeile", "Politik", FIRST)
    assert clean(page(TITLE, text)).text == text


def test_two_glued_words_below_the_headline_may_be_a_name():
    text = page("YouTube", "Eine Unterzeile", FIRST)
    assert clean(page(TITLE, text)).text == text


def test_the_first_day_and_the_first_section_count():
    cleaned = clean(page("21.12.2024", "Politik", "22.12.2024", "Wirtschaft", TITLE, FIRST))
    assert (cleaned.date, cleaned.section) == (dt.date(2024, 12, 21), "Politik")
    assert [line.reason for line in cleaned.dropped] == [
        "date",
        "section",
        "time",
        "category",
        "title",
    ]


@pytest.mark.parametrize(
    ("first", "agency"),
    [
        (f"Bremen (dpa) - {FIRST}", "dpa"),
        (f"Bremen/Berlin (dpa/AFP) – {FIRST}", "dpa/AFP"),
        (f"BREMEN, Germany (Reuters) — {FIRST}", "Reuters"),
        (f"CNN — {FIRST}", "CNN"),
        (f"{FIRST} (dpa)", "dpa"),
        (f"Moskau, Russland - {FIRST}", None),
        (f"Bremen (Nordsee) - {FIRST}", None),
    ],
)
def test_a_dateline_names_the_agency_and_stays(first, agency):
    cleaned = clean(page(TITLE, first))
    assert (cleaned.publisher, cleaned.text) == (agency, first)


def test_a_place_with_a_day_stays_and_gives_the_day():
    cleaned = clean(page("Bremen, den 21. Dezember 2024", TITLE, FIRST))
    assert (cleaned.title, cleaned.date) == (TITLE, dt.date(2024, 12, 21))
    assert cleaned.text == page("Bremen, den 21. Dezember 2024", FIRST)


@pytest.mark.parametrize("above", [True, False])
def test_the_day_of_publication_outranks_that_of_the_update(above):
    lines = ["Aktualisiert: 22.12.2024", "Veröffentlicht: 21.12.2024"]
    cleaned = clean(page(TITLE, *(lines if above else reversed(lines)), FIRST))
    assert cleaned.date == dt.date(2024, 12, 21)
    assert cleaned.text == FIRST


def test_a_second_publisher_is_a_source():
    cleaned = clean(page("ZEIT ONLINE", TITLE, FIRST, "(dpa)"))
    assert (cleaned.publisher, cleaned.sources) == ("ZEIT ONLINE", ("dpa",))


def test_headlines_between_two_blocks_of_text_stay():
    text = page(FIRST, "Eine Zwischenzeile", SECOND)
    cleaned = clean(page(TITLE, FIRST, "Mehr zum Thema", "Eine Zwischenzeile", SECOND))
    assert cleaned.text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (page(TITLE, FIRST), "de"),
        (
            page("A bridge", "The harbour town will get a new bridge, the senate said on Monday."),
            "en",
        ),
        ("Kurz", None),
    ],
)
def test_the_language_is_guessed(text, language):
    assert clean(text).language == language


@pytest.mark.parametrize("text", ["", "\n\n", "Politik", "-\n-\n-", "CNN\n\n21. Dezember 2024"])
def test_a_text_of_nothing_but_noise_is_empty(text):
    cleaned = clean(text)
    assert (cleaned.title, cleaned.text) == (None, "")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (f"Hintergrund\n\n# Brücke fertig\n\n{FIRST}", "Brücke fertig"),
        (f"**Brücke fertig**\n\n{FIRST}", "Brücke fertig"),
        (f"# **Brücke fertig**\n\n{FIRST}", "Brücke fertig"),
    ],
)
def test_a_marked_headline_wins_over_a_kicker(raw, title):
    cleaned = clean(raw)
    assert (cleaned.title, cleaned.text) == (title, FIRST)


def test_a_day_below_the_headline_wins_over_one_above():
    cleaned = clean(f"27.11.2026\n\nBrücke fertig\n\n14.03.2025\n\n{FIRST}")
    assert str(cleaned.date) == "2025-03-14"
    assert str(clean(f"27.11.2026\n\nBrücke fertig\n\n{FIRST}").date) == "2026-11-27"


def test_where_a_picture_was_is_no_newspaper():
    assert clean(f"Brücke fertig\n\nBild\n\n{FIRST}").publisher is None
    assert clean(f"Brücke fertig\n\nBILD\n\n{FIRST}").publisher == "BILD"


@pytest.mark.parametrize(
    "noise", ["* Impressum", "### Mehr zum Thema", "Ähnliche:\n\n19.03.2024\n\nFahndung läuft"]
)
def test_noise_with_a_mark_before_it_is_noise(noise):
    cleaned = clean(f"Brücke fertig\n\n{FIRST}\n\n{noise}")
    assert (cleaned.text, cleaned.date) == (FIRST, None)


@pytest.mark.parametrize(
    ("between", "day"),
    [
        (["09.09.2025, 14:55 Uhr"], "2025-09-09"),
        (["Von Anna Schmidt", "9. September 2025"], "2025-09-09"),
        (["Stand: 09.09.2025, 14:55 Uhr"], "2025-09-09"),
        (["Anna Schmidt ist Reporterin", "09.09.2025"], None),
        (["**09.09.2025**"], None),
        (["Politik | 09.09.2025 | 3 Min. Lesezeit"], "2025-09-09"),
    ],
)
def test_a_day_between_standfirst_and_text_is_the_articles(between, day):
    cleaned = clean(page(TITLE, FIRST, *between, SECOND, LAST))
    assert (cleaned.date and str(cleaned.date), cleaned.title) == (day, TITLE)
    body = (FIRST, SECOND, LAST) if day else (FIRST, *between, SECOND, LAST)
    assert cleaned.text == page(*body)


def test_a_bare_day_below_the_standfirst_counts_and_stays():
    cleaned = clean(page(TITLE, FIRST, "9. September 2025", SECOND))
    assert (str(cleaned.date), cleaned.text) == (
        "2025-09-09",
        page(FIRST, "9. September 2025", SECOND),
    )


def test_the_days_of_a_chronicle_stay():
    chronicle = page(FIRST, "09.09.2025", SECOND, "12.10.2025", LAST)
    cleaned = clean(page(TITLE, chronicle))
    assert (cleaned.date, cleaned.text) == (None, chronicle)


def test_a_day_under_the_headline_wins_over_one_below_the_standfirst():
    cleaned = clean(page(TITLE, "08.09.2025", FIRST, "09.09.2025", SECOND))
    assert str(cleaned.date) == "2025-09-08"


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("Quelle: ntv.de, ino/dpa", ("ntv.de", "dpa")),
        ("Quelle: dpa", ("dpa",)),
        ("Quellen: Reuters, Der Hafenbote", ("Reuters", "Der Hafenbote")),
        ("Mit Material von: dpa", ("dpa",)),
        ("Source: AP", ("AP",)),
    ],
)
def test_teasers_below_a_line_of_sources_are_none(line, sources):
    cleaned = clean(page(TITLE, FIRST, line, "Fahndung läuft weiter", "Zug fällt aus"))
    assert (cleaned.sources, cleaned.text) == (sources, FIRST)
    assert [dropped.reason for dropped in cleaned.dropped[-2:]] == ["related", "related"]


def test_a_line_of_sources_may_go_on_below():
    cleaned = clean(page(TITLE, FIRST, "Quellen: Reuters", "- Der Hafenbote"))
    assert cleaned.sources == ("Reuters", "Der Hafenbote")
    cleaned = clean(page(TITLE, FIRST, "Quellen: Reuters\nDer Hafenbote"))
    assert cleaned.sources == ("Reuters", "Der Hafenbote")


@pytest.mark.parametrize(
    ("first", "title"),
    [
        (
            "Rita Kern wird neue Intendantin der Oper.",
            "Rita Kern wird neue Intendantin der Oper.",
        ),
        ("- Der Bus 61 fährt ab Montag bis Löbtau.", "Der Bus 61 fährt ab Montag bis Löbtau."),
        ("1. Der Bus 61 fährt bis Löbtau", "Der Bus 61 fährt bis Löbtau"),
        ("„Wir bauen die Brücke neu.“", "„Wir bauen die Brücke neu.“"),
        ("* Milch und Brot kaufen", "Milch und Brot kaufen"),
        ("Nein. Niemals. Nicht hier.", "Nein. Niemals. Nicht hier."),
        ("Der Rat tagte am Montag bis spät …", None),
        ("Rita Kern wird Intendantin", None),
        ("# Rita Kern wird neue Intendantin.", None),
    ],
)
@pytest.mark.parametrize("rest", ["Das teilte die Stadt mit.", page(FIRST, SECOND)])
def test_a_first_line_that_is_text_is_headline_and_text(first, title, rest):
    cleaned = clean(page("14.03.2025", first, rest))
    if title is None:
        assert cleaned.text == rest
    else:
        assert (cleaned.title, cleaned.text) == (title, page(first, rest))


def test_a_sentence_above_a_marked_headline_stays():
    cleaned = clean(page("Rita Kern wird Intendantin der Oper.", "# Oper", FIRST))
    assert (cleaned.title, cleaned.text) == (
        "Oper",
        page("Rita Kern wird Intendantin der Oper.", FIRST),
    )
