import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, decode, normalise
from retrieval.corpus.readers.mojibake import mend
from retrieval.errors import ArticleError

GERMAN = (
    "Gespräche über Öl und Gas in Teheran: „Größer als je zuvor“, hieß es – am "
    "Dienstag kostete ein Fass 71,40 US-Dollar.\nDie Übereinkunft müsse für beide Länder gelten."
)
PLAIN_GERMAN = "Die Fähre über den Ärmelkanal fuhr früh los.\nÜble Überraschung: Sie musste zurück."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"],
)
def test_german_text_is_read_in_its_encoding(encoding):
    assert decode(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15", "mac_roman", "cp850"])
@pytest.mark.parametrize(
    "text", [PLAIN_GERMAN, "Für alle.", "Größe", "Tschüs, Frau Müller", "ÖFFENTLICHE PRÜFUNG"]
)
def test_short_german_text_is_read_in_each_single_byte_encoding(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("width", [16, 32])
def test_byte_order_mark_decides(width, order):
    assert decode(f"\ufeff{GERMAN}".encode(f"utf-{width}-{order}")) == GERMAN


def test_euro_sign_of_latin_9():
    assert decode("Das kostet 5 € für alle".encode("iso8859_15")) == "Das kostet 5 € für alle"


def test_french_names_in_cp1252():
    text = "Le président a été reçu à l’Élysée, où il s’est entretenu avec des élèves"
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Václav Říha und Łukasz Wiśniewski",
        "Vučić traf Plenković",
        "Prezydent spotkał się z żoną",
        "Für Gdańsk und Łódź spielte Michał Dvořák groß auf",
        "Đoković schlägt Čilić in München",
        "Die Brücke in Győr baut Jiří Šťastný",
        "Lech Wałęsa kam früh nach Częstochowa und Brčko",
        "Děti v Plzni, größer als je zuvor",
    ],
)
def test_eastern_names_are_read_in_cp1250(text):
    assert decode(text.encode("cp1250")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Die Genfer: Genève, Molière und die Crème brûlée für München",
        "Señor Núñez aus A Coruña fährt nach São Paulo",
        "Søren und Jørgen fahren nach Tromsø und Læsø, Bjørn nach Århus",
        "Der Caffè in Forlì öffnet lunedì, perché no, più tardi",
        "Guðmundur Sigurðsson und Þór aus Reykjavík",
        "Un cœur, une œuvre, la sœur d’Œdipe, août, où",
        "Das Becken fasst 500 m³, das sind £ 5 je m³, ½ mehr",
        "João Guimarães, Camões und os irmãos",
    ],
)
def test_western_names_are_no_eastern_ones(text):
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"eins\r\nzwei\rdrei\nvier", "eins\nzwei\ndrei\nvier"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf".encode(), "a\nb\nc\nd\ne\nf"),
        ("Fu\u0308r A\u0308rzte".encode(), "Für Ärzte"),
        ("Ver\u00adtei\u00addi\u00adgung".encode(), "Verteidigung"),
        ("u\u00ad\u0308ber".encode(), "über"),
        ("Donau\u200bdampf\ufeffschiff".encode(), "Donaudampfschiff"),
        (b"eins  \nzwei\t\n \ndrei", "eins\nzwei\n\ndrei"),
        ("10\u00a0%\u00a0\nmehr".encode(), "10\u00a0%\nmehr"),
        (b"  Einzug bleibt", "  Einzug bleibt"),
        (b"ein\x02 verirrtes Zeichen", "ein verirrtes Zeichen"),
        (b"", ""),
    ],
)
def test_text_is_brought_into_one_form(raw, text):
    assert decode(raw) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Text\0Text", "is binary (it holds NUL bytes), not text"),
        (b"PK\x03\x04rest", "is a ZIP archive or an Office document"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a JPEG image"),
        (b"\x89PNG\r\n\x1a\n\0", "is a PNG image"),
        (b"{\\rtf1 Text}", "is an RTF document"),
        (bytes(range(1, 32)) * 4, "is binary (104 control characters), not text"),
        ("für alle Länder".encode() + b"\xc3", "is UTF-8 but damaged at byte 18"),
        ("für alle L\u00e4nder".encode()[:-6] + b"\xff der", "is UTF-8 but damaged at byte 12"),
        (b"\xef\xbb\xbfText\xff", "is marked as UTF-8 but damaged at byte"),
        (b"\xff\xfeT\0e", "is marked as UTF-16 but damaged at byte"),
        ("Президент прибыл в Москву".encode("cp1251"), "an encoding that was not recognised"),
        ("大統領はモスクワで会談した".encode("shift_jis"), "an encoding that was not recognised"),
        (b"x" * (MAX_FILE_BYTES + 1), "is 20.0 MB; an article has at most 20 MB"),
    ],
)
def test_what_is_no_readable_text_is_refused_with_the_reason(raw, reason):
    with pytest.raises(ArticleError) as refused:
        parse_article(raw, "artikel.txt")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_every_visible_character_stays(text):
    def visible(text):
        text = unicodedata.normalize(
            "NFC", text.translate({0xAD: None, 0x200B: None, 0xFEFF: None})
        )
        return [line.rstrip() for line in text.split("\n")]

    assert visible(normalise(text)) == visible(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf_8_decodes_to_the_normalised_text(text):
    assert decode(b"\xef\xbb\xbf" + text.encode()) == normalise(mend(text).text)


def test_long_runs_of_blanks_take_no_time():
    assert decode(b" " * 2_000_000 + b"x").endswith("x")
