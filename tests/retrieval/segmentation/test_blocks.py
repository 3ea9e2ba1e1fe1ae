"""Headings, paragraphs, lists and wrapped lines."""

from __future__ import annotations

import pytest

from retrieval.segmentation.blocks import read_blocks

PROSE = "Der Präsident reiste am Freitag nach Moskau und unterschrieb dort den neuen Vertrag."
WIDE = (
    "Die Präsidenten beider Länder haben den Vertrag nach langen Verhandlungen am Freitag im Kreml "
    "unterschrieben. Danach sprachen sie vor der Presse über die gemeinsamen Ziele."
)


def outline(text: str) -> list[str | list[str]]:
    """Headings as strings, paragraphs as lists of their units' wording, lines joined by "/"."""
    found: list[str | list[str]] = []
    for block in read_blocks(text):
        units = [
            "/".join(text[line.start : line.end] for line in unit.lines) for unit in block.units
        ]
        found.append(units[0] if block.heading else units)
    return found


def test_blank_lines_part_paragraphs():
    assert outline(f"{PROSE}\n\n{PROSE}\n \t\n{PROSE}") == [[PROSE]] * 3


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_every_line_end_counts(line_end):
    assert outline(f"{PROSE}{line_end}{line_end}{PROSE}") == [[PROSE], [PROSE]]


@pytest.mark.parametrize("line", ["# Fazit", "###### Fazit", "## Fazit ##", "  ## Fazit"])
def test_markdown_heading(line):
    assert outline(f"{line}\n{PROSE}") == ["Fazit", [PROSE]]


@pytest.mark.parametrize("underline", ["===", "------"])
def test_underlined_heading(underline):
    assert outline(f"Fazit\n{underline}\nKurz.") == ["Fazit", ["Kurz."]]


def test_hashtag_is_no_heading():
    assert outline("#Moskau ist überall.") == [["#Moskau ist überall."]]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "line", ["Vorteile und Nachteile", "Was steht im Vertrag?", "Von Eva Kern"]
)
def test_plain_heading_stands_above_prose(line, gap):
    assert outline(f"{line}{gap}{WIDE}") == [line, [WIDE]]


def test_heading_inside_a_block_parts_paragraphs():
    assert outline(f"{WIDE}\nDie Folgen\n{WIDE}") == [[WIDE], "Die Folgen", [WIDE]]


def test_title_date_and_section_are_headings_together():
    text = f"21. Dezember 2024\n\nPolitik\n\nEin neuer Pakt\n\n{WIDE}"
    assert outline(text) == ["21. Dezember 2024", "Politik", "Ein neuer Pakt", [WIDE]]


@pytest.mark.parametrize(
    "line", ["Er ging.", "„Was nun?“", "Ja!", "Drei Punkte:", "und zwar so", "Eins, zwei,", "2025"]
)
def test_no_heading(line):
    assert outline(f"{line}\n\n{WIDE}") == [[line], [WIDE]]


def test_short_line_without_prose_under_it_is_no_heading():
    assert outline(f"{WIDE}\n\nQuellen") == [[WIDE], ["Quellen"]]


def test_many_short_lines_are_no_headings():
    lines = ["Berlin", "Moskau", "Teheran", "Wien", "Bern"]
    assert outline("\n".join(lines) + f"\n\n{WIDE}") == [lines, [WIDE]]


@pytest.mark.parametrize("text", ["# Fazit", "Fazit", "# A\n\n## B", "Fazit\n\nDie Folgen"])
def test_headings_alone_are_paragraphs(text):
    assert all(isinstance(block, list) for block in outline(text))
    assert outline(text)


@pytest.mark.parametrize("text", ["---", "> ", "-", "***\n\n***", "\u200b"])
def test_markers_alone_are_text(text):
    assert outline(text) == [[text.strip()]]


def test_blank_text_has_no_blocks():
    assert outline(" \n\t\r\n\u00a0 ") == []


def test_wrapped_lines_are_one_unit():
    text = (
        "Der russische Präsident reiste am\n"
        "17. Januar nach Teheran, wo er den\n"
        "Vertrag unterschrieb. Danach flog\n"
        "Putin ab."
    )
    assert outline(text) == [[text.replace("\n", "/")]]


def test_line_that_begins_with_a_number_goes_on_with_an_unended_one():
    text = "Der Anteil von O\n2 steigt nach Angaben der Forscher im Wasser wieder an."
    assert outline(text) == [[text.replace("\n", "/")]]


def test_line_ended_on_purpose_ends_the_unit():
    text = "Fest steht der Termin:\nFreitag.\nDer Präsident reist im Januar nach Moskau und Minsk."
    assert outline(text) == [text.split("\n")]


def test_a_long_address_does_not_change_the_wrapping():
    address = "https://www.beispiel.de/" + "x" * 150
    text = (
        "Der russische Präsident reiste am Montag nach Teheran, wo er\n"
        f"Minister traf, siehe\n{address}\n"
        "und dann flog er nach Berichten der Agentur weiter nach Wien,\n"
        "Bern und Rom."
    )
    assert outline(text)[0][-1].endswith("Wien,/Bern und Rom.")


def test_long_heading_is_not_taken_for_the_first_line_of_the_wide_line_under_it():
    heading = "Moskau und Teheran schmieden nach langem Zögern eine neue strategische Allianz"
    assert outline(f"{heading}\n{WIDE}") == [heading, [WIDE]]


def test_wide_lines_of_several_sentences_are_paragraphs():
    assert outline(f"{WIDE}\n{WIDE}") == [[WIDE], [WIDE]]


def test_wide_lines_of_one_sentence_stay_a_paragraph():
    line = WIDE.split(". ")[0] + " und dabei auch die Fragen der Presse beantwortet."
    assert outline(f"{line}\n{line}") == [[line, line]]


def test_list_items_are_units_of_one_paragraph():
    text = "Drei Punkte:\n- Preis\n- Menge,\n  die noch offen ist\n* Termin"
    assert outline(text) == [
        ["Drei Punkte:", "Preis", "Menge,/die noch offen ist", "Termin"],
    ]


def test_numbers_of_a_list_are_kept():
    text = "1. Der Vertrag gilt.\n2. Er kostet nichts."
    (block,) = read_blocks(text)
    assert [text[unit.start : unit.lines[-1].end] for unit in block.units] == text.split("\n")
    assert outline(text) == [["Der Vertrag gilt.", "Er kostet nichts."]]


def test_numbers_that_do_not_follow_one_another_are_no_list():
    text = (
        "Nach Angaben der Agentur reiste der Präsident am\n"
        "17. Januar nach Moskau und kam erst nach einem am\n"
        "25. Januar gehaltenen Vortrag zurück."
    )
    assert outline(text) == [[text.replace("\n", "/")]]


def test_letters_count_too():
    assert outline("a) Preis\nb) Menge") == [["Preis", "Menge"]]


def test_wrapped_date_is_no_list():
    text = "Nach Angaben der Agentur reiste der Präsident am\n17. Januar nach Moskau."
    assert outline(text) == [[text.replace("\n", "/")]]


def test_dash_is_a_bullet_only_where_a_list_can_begin():
    assert outline("– Preis\n– Menge") == [["Preis", "Menge"]]
    wrapped = "Der Vertrag, so der Präsident heute,\n– er gilt 20 Jahre – liegt vor."
    assert "– er gilt" in outline(wrapped)[0][-1]


def test_block_quote_signs_are_markers():
    assert outline("> Das ist alles.\n>\n> > Mehr nicht.") == [["Das ist alles."], ["Mehr nicht."]]


def test_table_rows_are_units():
    assert outline("| Land | Menge |\n|---|---:|\n| Iran | 12 |") == [
        ["| Land | Menge |", "| Iran | 12 |"]
    ]


@pytest.mark.parametrize("rule", ["---", "* * *", "-", "~~~", "\u200b"])
def test_rule_parts_paragraphs(rule):
    assert outline(f"{PROSE}\n{rule}\n{PROSE}") == [[PROSE], [PROSE]]
