"""What a wrong decoding has garbled is read as it was meant where that is plain, and is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.additions import Given, compose
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.mojibake import mend
from retrieval.errors import ArticleError
from tests.retrieval.corpus.readers.pages import BODY, article, page

MEANT = "Der Bürgermeister fährt über die Straße nach Köln, „gern“, sagt er – für 5 €."
PLAIN = "Der Bürgermeister fährt über die Straße nach Köln und zählt höchst fröhlich Kühe."


def misread(text: str, encoding: str) -> str:
    return text.encode().decode(encoding)


@pytest.mark.parametrize(
    "encoding",
    ["latin-1", "cp1250", "cp1251", "mac_roman", "cp437", "cp850", "iso8859_2", "iso8859_15"],
)
def test_utf_8_read_as_something_else(encoding: str) -> None:
    assert mend(misread(PLAIN, encoding)).text == PLAIN


def test_typography_and_what_is_read_wrongly_twice() -> None:
    assert mend(misread(MEANT, "latin-1")).text == MEANT
    once = misread(PLAIN, "latin-1")
    assert mend(misread(once, "latin-1")).text == PLAIN
    windows = PLAIN.replace("ß", "ss")
    assert mend(misread(misread(windows, "cp1252"), "cp1252")).text == windows


@pytest.mark.parametrize(("wrote", "read"), [("cp1252", "mac_roman"), ("cp850", "latin-1")])
def test_one_byte_an_umlaut_read_as_a_sign(wrote: str, read: str) -> None:
    text = "Müller fährt über Köln nach Münster und zählt Bögen."
    garbled = text.encode(wrote).decode(read).replace("\x84", "„").replace("\x94", "”")
    assert garbled != text
    assert mend(garbled).text == text


def test_only_the_lines_that_are_garbled_change() -> None:
    text = f"{MEANT}\nIm BÃ¼ro sitzt Ãngelika “x”.\nÇa va à Ålesund, São Paulo, Łódź."
    mended = mend(text)
    assert mended.text == f"{MEANT}\nIm Büro sitzt Ãngelika “x”.\nÇa va à Ålesund, São Paulo, Łódź."
    assert mended.changed == (("BÃ¼ro", "Büro"),)


@pytest.mark.parametrize(
    "text",
    [
        "Aus „ü“ wird „Ã¼“, wenn die Kodierung nicht stimmt.",
        "UTF-8 gelesen als Latin-1: BÃ¼rgermeister.",
        "Die Temperatur stieg um 3 ‰, der Kurs um 5‰ – „sehr“ wenig.",
        "SÃO PAULO, PÂTÉ, Âge d'or, Ångström, ÐÞ, Ñandú; MÂCON: NOËL",
        "In Málaga und Ávila, ¿qué?, Ŝi, naïve Œuvre.",
        "Петя и Вася: ГВР, Рига.",
        "Im Konﬂikt um den Einﬂuss ﬂießt viel.",
        "√2 und ├ als Zeichen; 3 ┬ 4",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert mend(text).text == text
    assert mend(text).changed == ()


@given(st.text("aeiou äöüßÄÖÜéèàçñ„“”–…€łřžš.,!?\nBCDR", max_size=80))
def test_a_text_of_german_and_its_neighbours_is_left_alone(text: str) -> None:
    assert mend(text).text == text


MENDED = (
    "1 words were garbled by a wrong encoding and are read as they were meant, such as “Büro”"
    " for “BÃ¼ro”; save the file anew as UTF-8"
)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_file_is_read_right_and_that_is_named(name: str) -> None:
    raw = "Neues Haus\n\nDas BÃ¼ro der Straße öffnet heute.\n".encode()
    read = parse_article(raw, name)
    assert read.text == "Das Büro der Straße öffnet heute."
    assert [str(problem) for problem in read.problems] == [MENDED]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_what_is_added_is_mended_for_good_and_that_is_named(suffix: str) -> None:
    text = f"Neues Haus\n\n{BODY[0]}\n\nDas BÃ¼ro öffnet heute.\n"
    if suffix == ".html":
        text = page("", article().replace("Fähre", "FÃ¤hre"))
    made = compose(text.encode(), "a", suffix, Given(), frozenset())
    assert [problem.code for problem in made.article.problems] == ["file.mended"]
    assert "Ã" not in made.content
    assert parse_article(made.content.encode(), "a.md").problems == ()


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_what_is_lost_is_named(name: str) -> None:
    raw = "Neues Haus\n\nDas B\ufffdro der Stra\ufffde öffnet heute.\n".encode()
    [problem] = parse_article(raw, name).problems
    assert str(problem) == (
        "2 words are garbled, such as “B\ufffdro”; save the file anew from its original, as UTF-8"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("In G&uuml;tersloh ist Markt.", "In Gütersloh ist Markt."),
        ("In G&amp;uuml;tersloh ist Markt.", "In Gütersloh ist Markt."),
        ("Die Stra&szlig;e &bdquo;Am Wall&ldquo;.", "Die Straße „Am Wall“."),
        ("Caf&eacute; &amp; Bar.", "Café & Bar."),
        ("&Uuml;berfall auf die Bank.", "Überfall auf die Bank."),
        ("Man schreibt &uuml; oder &amp;.", "Man schreibt &uuml; oder &amp;."),
        ("AT&T; und R&D; bleiben.", "AT&T; und R&D; bleiben."),
    ],
)
def test_entities_of_a_plain_text_are_letters_where_they_stand_in_words(
    written: str, read: str
) -> None:
    assert parse_article(f"Neues Haus\n\n{written}\n".encode(), "a.txt").text == read
    made = compose(f"Neues Haus\n\n{written}\n".encode(), "a", ".txt", Given(), frozenset())
    assert made.article.text.startswith(read.split("&")[0])


def test_entities_in_front_matter() -> None:
    raw = b"---\ntitle: G&uuml;tersloh\nauthor: J&ouml;rg &amp;Ouml;zt&uuml;rk\n---\nText.\n"
    read = parse_article(raw, "a.md")
    assert (read.title, read.authors) == ("Gütersloh", ("Jörg Öztürk",))


RUSSIAN = "Президенты встретились в Ашхабаде и говорили о торговле между странами. " * 3


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "iso8859_5", "utf-8"])
def test_russian_in_its_own_encodings_is_read_or_refused_by_name(encoding: str) -> None:
    raw = f"Встреча\n\n{RUSSIAN}".encode(encoding)
    if encoding == "utf-8":
        assert parse_article(raw, "a.txt").text == RUSSIAN.strip()
    else:
        with pytest.raises(ArticleError, match="in an encoding that was not recognised"):
            parse_article(raw, "a.txt")


@pytest.mark.parametrize(
    "text",
    ["Bürger in Plzeň", "Václav Říha und Łukasz Wiśniewski", "Vučić traf Plenković über Bürger"],
)
def test_eastern_names_in_their_encoding(text: str) -> None:
    assert parse_article(f"Titel\n\n{text}.\n".encode("cp1250"), "a.txt").text == f"{text}."
