import datetime as dt
import os

import pytest

from retrieval.article import Article
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.formats import SUFFIXES
from retrieval.errors import ArticleError
from tests.retrieval.corpus.reading import read_article

LEAD = "Die beiden Präsidenten trafen sich in Aschgabat und sprachen über Handel."

FULL = f"""---
title: "Gipfel am Kaspischen Meer: ein Auftakt"
date: 2024-10-11
publisher: Beispielbote
url: https://example.org/gipfel?a=1#x
authors: [Anna Beispiel, Bernd Muster]
section: Ausland
language: de-AT
sources:
- TASS
- Krone
rating: 5
---

{LEAD}

Ein zweiter Absatz.
"""


def read(tmp_path, content, name="artikel.md"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_article(path, tmp_path)


def test_markdown_with_every_key(tmp_path):
    assert read(tmp_path, FULL) == Article(
        id="artikel",
        title="Gipfel am Kaspischen Meer: ein Auftakt",
        text=f"{LEAD}\n\nEin zweiter Absatz.",
        path="artikel.md",
        date=dt.date(2024, 10, 11),
        publisher="Beispielbote",
        url="https://example.org/gipfel?a=1#x",
        authors=("Anna Beispiel", "Bernd Muster"),
        section="Ausland",
        language="de",
        sources=("TASS", "Krone"),
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + FULL.encode(),
        FULL.replace("\n", "\r\n").encode(),
        FULL.encode("utf-16"),
        FULL.encode("cp1252"),
    ],
)
def test_the_same_article_in_other_bytes(tmp_path, raw):
    assert read(tmp_path, raw) == read(tmp_path, FULL, "artikel.md")


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("title: Nein", "title", "Nein"),
        ("title: 2024", "title", "2024"),
        ("title: '  Ränder  '", "title", "Ränder"),
        ("title: |\n  Zwei\n  Zeilen", "title", "Zwei Zeilen"),
        ('title: "Gro\\u0308\\u00ADße"', "title", "Größe"),
        ("date: 2025-01-18T10:00:00+01:00", "date", dt.date(2025, 1, 18)),
        ("date: 2025-01-18 10:00:00", "date", dt.date(2025, 1, 18)),
        ("date: 18. Januar 2025", "date", dt.date(2025, 1, 18)),
        ("date:", "date", None),
        ("authors: Anna Beispiel", "authors", ("Anna Beispiel",)),
        ("author: Anna Beispiel", "authors", ("Anna Beispiel",)),
        ("authors: []", "authors", ()),
        ("section: Nein", "section", "Nein"),
        ("lang: EN", "language", "en"),
        ("language: pt_BR", "language", "pt"),
        ("url: ''", "url", None),
        ("layout: [unknown, {keys: are left alone}]", "section", None),
    ],
)
def test_values_of_the_front_matter(tmp_path, line, key, value):
    assert getattr(read(tmp_path, f"---\n{line}\n---\n{LEAD}"), key) == value


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("date: gestern", "date is “gestern”, not a day such as 2025-01-18"),
        ("date: 2025-02-30", "date is “2025-02-30”, not a day"),
        ("date: [2025-01-18, 2025-01-19]", "date is a list, not one line of text"),
        ("date: 1987", "date is “1987”, not a day such as 2025-01-18"),
        ("published: bald", "published is “bald”, not a day"),
        ("title: [a, b]", "title is a list, not one line of text"),
        ("url: www.example.org", "url is “www.example.org”, not an address that begins with http"),
        ("url: 'javascript:alert(1)'", "url is “javascript:alert(1)”, not an address"),
        ("url: https://exa mple.org", "not an address that begins with https:// or http://"),
        ("url: https:///pfad", "url is “https:///pfad”, not an address that begins with https://"),
        ("url: 'https://['", "not an address that begins with https:// or http://"),
        ("language: Plattdeutsch", "language is “Plattdeutsch”, not a two-letter code such as de"),
        ("url: /posts/x/", "url is “/posts/x/”, not a whole address that begins with https://"),
        ("authors: {a: b}", "authors is a mapping, not a text or a list of texts"),
        ("authors: [[a, b], c]", "authors is a list, not a text or a list of texts"),
        ("a: &a [*a]\nauthors: *a", "authors is a list, not a text or a list of texts"),
        (f"date: {'x' * 500}", f"date is “{'x' * 60}…”, not a day"),
        ("title: [a", "line 2: expected ',' or ']'"),
        ("title: Da\n ist: was\ntags: x", "line 3: a value with a colon in it"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_once_and_the_rest_is_read(tmp_path, line, reason):
    article = read(tmp_path, f"---\n{line}\nsection: Lokales\n---\n{LEAD}")
    [problem] = article.problems
    assert str(problem).startswith("front matter")
    assert reason in str(problem)
    assert "\n" not in str(problem)
    assert (article.section, article.text) == ("Lokales", LEAD)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (f"Ein Treffen\n\n{LEAD}\n", "Ein Treffen", LEAD),
        (f"\n***\nEin Treffen\n{LEAD}", "Ein Treffen", f"***\n{LEAD}"),
        (LEAD, "kurz", LEAD),
        (
            f"{'Sehr lang. ' * 40}\n\n{LEAD}",
            "kurz",
            f"{'Sehr lang. ' * 40}".strip() + f"\n\n{LEAD}",
        ),
        (f"Titel\n\n  Eingerückt\n{LEAD}", "Titel", f"  Eingerückt\n{LEAD}"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".markdown", ".TXT"])
def test_the_first_line_is_the_headline_where_nothing_else_says_so(
    tmp_path, text, title, body, suffix
):
    article = read(tmp_path, text, f"kurz{suffix}")
    assert (article.title, article.text) == (title, body)


def test_a_markdown_heading_is_the_headline(tmp_path):
    article = read(tmp_path, f"---\ndate: 2024-10-11\n---\n\n## Ein Treffen ##\n\n{LEAD}\n")
    assert (article.title, article.text) == ("Ein Treffen", LEAD)


def test_a_headline_in_the_front_matter_leaves_the_text_alone(tmp_path):
    article = read(tmp_path, f"---\ntitle: Oben\n---\n\n# Unten\n\n{LEAD}")
    assert (article.title, article.text) == ("Oben", f"# Unten\n\n{LEAD}")


@pytest.mark.parametrize("name", ["leer.md", "leer.txt"])
@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b" \n\t\n", b"---\n", b"***\n- -\n"])
def test_an_empty_file_is_refused(tmp_path, name, raw):
    with pytest.raises(ArticleError, match=rf"^{name}: (is empty|front matter opened)"):
        read(tmp_path, raw, name)


def test_front_matter_without_a_text_is_refused(tmp_path):
    with pytest.raises(ArticleError, match="is empty: there is no text under its front matter"):
        read(tmp_path, "---\ntitle: x\n---\n\n")


def test_the_language_is_guessed_where_the_front_matter_is_silent(tmp_path):
    english = "The two presidents met in Ashgabat on Friday and spoke about trade and security."
    assert read(tmp_path, f"---\ntitle: x\n---\n{english}").language == "en"
    assert read(tmp_path, f"Titel\n\n{LEAD * 3}", "b.txt").language == "de"
    assert read(tmp_path, "Titel\n\nKurz.", "c.txt").language == "de"


def test_id_and_path_come_from_the_place_in_the_corpus(tmp_path):
    (tmp_path / "2024" / "10").mkdir(parents=True)
    article = read(tmp_path, FULL, "2024/10/U\u0308ber.uns.md")
    assert (article.id, article.path) == ("2024/10/Über.uns", "2024/10/U\u0308ber.uns.md")


def test_an_unknown_suffix_is_refused():
    with pytest.raises(ArticleError, match=r"Wortlaut reads \.md, \.markdown, \.txt"):
        parse_article(b"Text", "bild.jpg")
    assert SUFFIXES == (
        ".md",
        ".markdown",
        ".txt",
        ".html",
        ".htm",
        ".xhtml",
        ".pdf",
        ".docx",
        ".epub",
        ".eml",
    )


def make_pipe(path):
    os.mkfifo(path)


def make_huge(path):
    with path.open("wb") as file:
        file.truncate(50_000_000)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "is not there (any more)"),
        (lambda path: path.mkdir(), "is a folder, not a file"),
        (make_pipe, "is a named pipe, not a file"),
        (make_huge, "is 50.0 MB; an article has at most 20 MB, split it into its articles"),
        (lambda path: path.symlink_to(path), "could not be read (Too many levels of symbolic"),
        (lambda path: path.symlink_to("/dev/zero"), "is a device or socket, not a file"),
    ],
)
def test_what_is_no_readable_file_is_refused_at_once(tmp_path, make, reason):
    path = tmp_path / "seltsam.md"
    make(path)
    with pytest.raises(ArticleError) as refused:
        read_article(path, tmp_path)
    assert str(refused.value).startswith(f"seltsam.md: {reason}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_refused(tmp_path):
    path = tmp_path / "geheim.md"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ArticleError, match=r"geheim\.md: may not be read \(permission denied\)"):
        read_article(path, tmp_path)


def test_a_file_that_fails_while_being_read_is_refused(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ArticleError, match=r"x\.md: may not be read \(permission denied\)"):
        read_article(tmp_path / "x.md", tmp_path)


SENTENCE = "Rita Kern wird neue Intendantin der Oper."


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    ("first", "title"),
    [
        (SENTENCE, SENTENCE),
        ("„Das ist das Ende der Oper.“", "„Das ist das Ende der Oper.“"),
        ("- Der Bus 61 fährt ab Montag bis Löbtau.", "Der Bus 61 fährt ab Montag bis Löbtau."),
        ("* Milch holen", "Milch holen"),
        ("1. Tagesordnung", "Tagesordnung"),
    ],
)
def test_a_first_line_that_is_text_can_be_quoted(tmp_path, name, first, title):
    article = read(tmp_path, f"{first}\n\nDas teilte die Stadt mit.", name)
    assert (article.title, article.text) == (title, f"{first}\n\nDas teilte die Stadt mit.")


@pytest.mark.parametrize(
    "first", ["Neue Intendantin", "Wer rettet die Oper?", "Hier geht es weiter …"]
)
def test_a_first_line_that_is_a_headline_leaves_the_text(tmp_path, first):
    article = read(tmp_path, f"{first}\n\n{LEAD}", "a.txt")
    assert (article.title, article.text) == (first, LEAD)


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("author:\n  name: Eva Lind", "authors", ("Eva Lind",)),
        ("authors:\n- name: Eva Lind\n- Ole Kamp", "authors", ("Eva Lind", "Ole Kamp")),
        ("tags: a\ntags: b", "title", "T"),
        ("authors: {a: b}\nauthor: Eva Lind", "authors", ("Eva Lind",)),
        ("author:\n- '[[Eva Lind]]'\n- '[[p/ole|Ole Kamp]]'", "authors", ("Eva Lind", "Ole Kamp")),
        ("author: [[Eva Lind]]", "authors", ("Eva Lind",)),
        ("params:\n  author: Eva Lind", "authors", ("Eva Lind",)),
        ("publisher:\n  name: Tagblatt", "publisher", "Tagblatt"),
        ("Date: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("date: 1987\npublished: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("date: 2024-03-12 10:00:00 Europe/Berlin", "date", dt.date(2024, 3, 12)),
        ("date: '[[2024-03-12]]'", "date", dt.date(2024, 3, 12)),
        ("date: 20240312", "date", dt.date(2024, 3, 12)),
        ("datePublished: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("publish-date: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("published: true\ndate: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("created: 2024-03-12", "date", dt.date(2024, 3, 12)),
        ("permalink: /:title/", "url", None),
        ("permalink: https://x.example/a", "url", "https://x.example/a"),
        ("categories: [Politik]", "section", "Politik"),
        ("language: Deutsch", "language", "de"),
        ("quelle: https://x.example/a", "url", "https://x.example/a"),
        ("subtitle: Ja: nein\nauthor: Eva Lind", "authors", ("Eva Lind",)),
        ("template: {{vorlage}}\nauthor: Eva Lind", "authors", ("Eva Lind",)),
        ("datum: 12.03.2024", "date", dt.date(2024, 3, 12)),
        ("Verlag: Tagblatt", "publisher", "Tagblatt"),
        ("source: https://x.example/a", "url", "https://x.example/a"),
        ("source: Tagblatt", "publisher", "Tagblatt"),
        ("published: 2024-03-02", "date", dt.date(2024, 3, 2)),
        ("sprache: en", "language", "en"),
    ],
)
def test_front_matter_of_other_tools_is_read(tmp_path, front, field, value):
    article = read(tmp_path, f"---\ntitle: T\n{front}\n---\n{LEAD}")
    assert (getattr(article, field), article.title, article.text) == (value, "T", LEAD)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Putin: ja", "Putin: ja"),
        ('"Er sagte "nein""', 'Er sagte "nein"'),
        ("'Geht's noch?'", "Geht's noch?"),
        ("@stadt meldet", "@stadt meldet"),
        ("Ja, 50 % – und: nein", "Ja, 50 % – und: nein"),
    ],
)
def test_a_headline_that_is_no_yaml_is_the_text_that_stands_there(tmp_path, written, title):
    article = read(tmp_path, f"---\ntitle: {written}\ndate: 2024-03-12\n---\n{LEAD}")
    assert (article.title, article.date, article.problems) == (title, dt.date(2024, 3, 12), ())


def test_of_a_key_given_twice_the_first_counts(tmp_path):
    article = read(tmp_path, f"---\ntitle: A\ndate: 2024-03-12\ntitle: B\n---\n{LEAD}")
    assert (article.title, article.date) == ("A", dt.date(2024, 3, 12))
    [problem] = article.problems
    assert str(problem) == "front matter, line 4: title is given again; the first counts"


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: T\ndate: 2024-03-12\n\n{LEAD}",
        f"---\ntitle: T\ntags:\n- a\n- b\n\n{LEAD}",
        f"---\ntitle: T\n{LEAD}",
    ],
)
def test_front_matter_that_nothing_closes_ends_where_the_text_begins(tmp_path, text):
    article = read(tmp_path, text)
    assert (article.title, article.text) == ("T", LEAD)
    assert [p.code for p in article.problems] == ["front_matter.open"]


@pytest.mark.parametrize("text", [f"---\n\n{LEAD}\n\n---\n\nEnde.", f"---\n{LEAD}"])
def test_a_rule_above_a_text_is_no_front_matter(tmp_path, text):
    article = read(tmp_path, text)
    assert LEAD in article.text
    assert article.problems == ()


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "T"\ndate = 2024-03-02\n[params]\nx = [1, 2]\n+++\n',
        '{"title": "T", "date": "2024-03-02", "tags": ["a", {"b": 1}]}\n\n',
    ],
)
def test_toml_and_json_are_front_matter(tmp_path, front):
    article = read(tmp_path, f"{front}{LEAD}")
    assert (article.title, article.date, article.text) == ("T", dt.date(2024, 3, 2), LEAD)


@pytest.mark.parametrize(
    ("front", "title", "codes"),
    [
        ("+++\ntitle = T\ndate = 2024-03-02\n+++\n", "T", []),
        ('+++\ntitle = "T"\ndate = 2024-02-30\n+++\n', "T", ["front_matter.value"]),
        ('+++\ntitle = "T"\nauthors = ["A"\n+++\n', "T", ["front_matter.toml"]),
        ('{"title": "T", "date": "2024-03-02",\n}\n', "T", ["front_matter.json"]),
        ('{"title": "T", "date": 1987}\n', "T", ["front_matter.value"]),
    ],
)
def test_toml_and_json_that_are_none_are_read_as_far_as_they_go(tmp_path, front, title, codes):
    article = read(tmp_path, f"{front}{LEAD}")
    assert (article.title, article.text) == (title, LEAD)
    assert [problem.code for problem in article.problems] == codes


@pytest.mark.parametrize(
    "front",
    [
        "Title: T: zwei\nDate: 2024-03-02 10:20\nCategory: Lokales\nAuthor: Eva Lind\n\n",
        "#+title: T: zwei\n#+date: 2024-03-02\n#+author: Eva Lind\n\n",
        "% T: zwei\n% Eva Lind\n% 2. März 2024\n\n",
        "---\n\ttitle: 'T: zwei'\n\tdate: 2024-03-02\n\tauthor: Eva Lind\n---\n",
    ],
)
def test_front_matter_of_yet_other_tools(tmp_path, front):
    article = read(tmp_path, f"{front}{LEAD}")
    assert (article.title, article.date) == ("T: zwei", dt.date(2024, 3, 2))
    assert (article.authors, article.text, article.problems) == (("Eva Lind",), LEAD, ())


@pytest.mark.parametrize(
    "text",
    [
        f"Berlin: ein Überblick\nHamburg: noch einer\n\n{LEAD}",
        f"Titel: Oper\n\n{LEAD}",
        f"% der Stimmen: 12\n\n{LEAD}",
        f"Datum: 2024-03-02\nOrt: Plauen\n\n{LEAD}",
    ],
)
def test_lines_with_a_colon_are_text_where_they_are_no_front_matter(tmp_path, text):
    article = read(tmp_path, text)
    assert (article.title, article.text) == (text.split("\n")[0], text.split("\n", 1)[1].strip())


def test_a_text_may_begin_with_a_brace(tmp_path):
    assert read(tmp_path, f"{{Kasten}} Die Oper\n\n{LEAD}").title == "{Kasten} Die Oper"


@pytest.mark.parametrize(
    "name",
    [
        *("2024-03-12-notiz.md", "2024-03-12.txt", "Rat 2024-03-12.md", "202403121030 Rat.md"),
        *("Rat_20240312.txt", "Rat 12.03.2024.html", "2024_03_12 Rat.htm"),
    ],
)
def test_the_day_in_a_file_s_name_is_the_last_resort(tmp_path, name):
    article = read(tmp_path, f"Titel\n\n{LEAD}", name)
    assert (article.date, article.guessed) == (dt.date(2024, 3, 12), ("date",))
    dated = f"---\ntitle: T\ndate: 2023-01-01\n---\n{LEAD}"
    stated = read(tmp_path, dated, "2024-03-12-x.md")
    assert (stated.date, stated.guessed) == (dt.date(2023, 1, 1), ())
    for none in (
        "2024-03-123.md",
        "2024-02-30.md",
        "2024-03-12 bis 2024-03-14.md",
        "1234567890.md",
    ):
        assert read(tmp_path, f"Titel\n\n{LEAD}", none).date is None


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("<!-- TODO: noch geheim halten -->", ""),
        ("<!-- TODO:\n\nnoch geheim halten\n\n-->", ""),
        ('{{< figure src="a.jpg" title="A > B" >}}', ""),
        ("{{% notice %}}\nBitte nicht füttern.\n{{% /notice %}}", "Bitte nicht füttern."),
        ("{% include anzeige.html %}", ""),
        ("{/* TODO: Zahl prüfen */}", ""),
        ("%% noch geheim halten %%", ""),
        ('<img src="a.jpg" alt="A"> <br/>', ""),
        ('<div\n  class="kasten">\nBitte nicht füttern.\n</div>', "Bitte nicht füttern."),
        ("![[Plan.pdf]]", ""),
        ("> [!warning]\n> Bitte nicht füttern.", ">\n> Bitte nicht füttern."),
        ("> [!note]- Bitte nicht füttern.", "> Bitte nicht füttern."),
        ("G&uuml;tersloh &amp; K&ouml;ln", "Gütersloh & Köln"),
        ("Stra&szlig;e&nbsp;5, &bdquo;Caf&#233;&ldquo;, &#x20AC;", "Straße\xa05, „Café“, €"),
        ("Ver&shy;trag", "Vertrag"),
        ("5&#160;Euro", "5\xa0Euro"),
        ("&lt;b&gt; ist ein Zeichen.", "<b> ist ein Zeichen."),
        (
            "R&D; &#8; &#x202e; &#9999999; &gibtesnicht;",
            "R&D; &#8; &#x202e; &#9999999; &gibtesnicht;",
        ),
        ("`G&uuml;tersloh`", "`G&uuml;tersloh`"),
        ("Der Zoo <!-- welcher? --> hat offen.", "Der Zoo  hat offen."),
        ("`<!-- so -->` ist ein Kommentar.", "`<!-- so -->` ist ein Kommentar."),
        ("```html\n<!-- so -->\n<br>\n```", "```html\n<!-- so -->\n<br>\n```"),
        ("Der Pfeil <!-- zeigt.", "Der Pfeil <!-- zeigt."),
        ("<https://zoo.example>", "<https://zoo.example>"),
        ("<b>Der Zoo</b> hat offen.", "<b>Der Zoo</b> hat offen."),
        ("Es gilt 3 < 4 und 5 > 4.", "Es gilt 3 < 4 und 5 > 4."),
        ("Ein Minus von 5%% gab es, dann 7%%.", "Ein Minus von 5%% gab es, dann 7%%."),
    ],
)
def test_what_a_page_in_markdown_does_not_show_is_no_part_of_the_text(tmp_path, line, shown):
    article = read(tmp_path, f"---\ntitle: Zoo\n---\n{LEAD}\n\n{line}\n\nEnde.")
    parts = (LEAD, *filter(None, [shown]), "Ende.")
    found = (part.strip() for part in article.text.split("\n\n"))
    assert list(filter(None, found)) == list(parts)


def test_a_comment_above_the_headline_is_no_headline(tmp_path):
    article = read(tmp_path, f"<!-- Entwurf -->\n\n# Zoo\n\n{LEAD}")
    assert (article.title, article.text) == ("Zoo", LEAD)


@pytest.mark.parametrize("mark", ["<!--", "`", "```\n", "{{< ", "<a ", "> [!", "![["])
def test_marks_that_nothing_closes_take_no_time(tmp_path, mark):
    assert read(tmp_path, f"---\ntitle: Zoo\n---\n{LEAD}\n{mark * 100_000}").text.startswith(LEAD)
