import re
from dataclasses import replace
from typing import get_args

import pytest

from bot.cli.terminal import BAR, MARK, answer_rows, file_links, plain_lines
from bot.texts.languages import texts_for
from retrieval.answer import SURE_FROM, Highlight, Suggestion, Talk
from tests.bot.builders import AFTER, BEFORE, SENTENCE, answered, citation, quote, refused, talk

DE, EN = texts_for("de"), texts_for("en")


def plain(answer, texts=DE):
    rows = answer_rows(answer, texts, lambda path: None)
    return [margin + line for margin, line in plain_lines(rows)]


def quoted_words(lines):
    """What stands behind bars and marks, the words alone."""
    behind = [re.fullmatch(rf"[ \d]*[{BAR}{MARK}] (.*)", line) for line in lines]
    return " ".join(match[1] for match in behind if match)


def test_an_answer_in_german():
    assert plain(answered()) == [
        "1  │ Am Freitag kamen beide Präsidenten zusammen.",
        "   ▶ Der Vertrag wurde am 17. Januar unterzeichnet.",
        "   │ Er gilt zwanzig Jahre.",
        "   Vertrag unterzeichnet",
        "   Tagblatt · 18.01.2025 · Absatz 3",
        "   https://tagblatt.example/a",
    ]


@pytest.mark.parametrize("kind", get_args(Talk))
def test_talk_gets_a_short_text_of_its_own(kind):
    for texts in (DE, EN):
        assert plain(talk(kind), texts) == [texts.talk[kind]]
        assert list(texts.talk.values()).count(texts.talk[kind]) == 1
        assert texts.shared.not_in_corpus not in texts.talk[kind]


def test_an_answer_in_english():
    assert "   Tagblatt · 18 Jan 2025 · paragraph 3" in plain(answered(), EN)


def test_quotes_are_numbered_and_apart():
    lines = plain(answered(quote(), quote(before="")))

    assert lines[6:8] == ["", "2  ▶ Der Vertrag wurde am 17. Januar unterzeichnet."]


def test_a_source_without_address_shows_its_file():
    lines = plain(answered(quote(url=None, plain_url=None, date=None, publisher=None)))

    assert lines[-2:] == ["   Absatz 3", "   corpus/2025-01-18-vertrag.md"]


def test_other_places_are_named():
    others = (citation(title="Zweite"), citation(title="Dritte", date=None, publisher=None))

    assert plain(answered(quote(also_in=others)))[-1] == (
        "   auch in: Zweite (Tagblatt, 18.01.2025); Dritte"
    )


def test_the_highlight_is_found_by_offset_not_by_words():
    twice = quote(before=f"{SENTENCE} ", after="")

    assert plain(answered(twice))[:2] == [f"1  │ {SENTENCE}", f"   ▶ {SENTENCE}"]


def test_a_refusal_names_its_reasons_then_what_is_nearest():
    assert plain(refused(quote(before="", after="")))[:7] == [
        "Nicht im Bestand.",
        "In keinem Artikel: Photosynthese.",
        "Am nächsten kommt „Vertrag unterzeichnet“.",
        "Die Artikel reichen vom 11.10.2024 bis zum 18.01.2025.",
        "",
        "Keine Antwort, nur das Nächstliegende:",
        "",
    ]


def test_a_refusal_with_nothing_to_say():
    answer = refused(unknown_words=(), nearest_title=None, first_date=None, last_date=None)

    assert plain(answer, EN) == ["Not in the corpus.", "", "There is nothing near to show."]


def test_a_filter_that_is_why_is_named():
    nothing = {"unknown_words": (), "nearest_title": None, "first_date": None, "last_date": None}
    answer = refused(**nothing, admits_none_of=17, outside_title="Vertrag\x1b")

    assert plain(answer)[1:3] == [
        "Der Filter lässt keinen der Artikel zu (17 im Bestand).",
        "Das liegt am Filter: außerhalb davon antwortet „Vertrag\\x1b“.",
    ]
    assert plain(refused(outside_title="Treaty"), EN)[3] == (
        "The filter is why: outside it, “Treaty” answers."
    )


def test_a_corpus_of_one_day():
    answer = refused(first_date=refused().refusal.last_date)

    assert "Die Artikel sind vom 18.01.2025." in plain(answer)


def test_words_that_stand_nowhere_are_named_above_an_answer():
    told = replace(answered(), unknown_words=("AfD", "Belg\x1bien"))

    assert plain(told)[:2] == ["In keinem Artikel: AfD, Belg\\x1bien.", ""]
    assert plain(told)[2:] == plain(answered())
    assert plain(told, EN)[0] == "In no article: AfD, Belg\\x1bien."


SLIPS = (
    Suggestion("Elmshorm", "Elmshorn", True),
    Suggestion("Iram", "Iran", False),
    Suggestion("Olso", "Oslo", False),
)


def test_what_may_have_been_meant_is_said_above_an_answer_and_in_a_refusal():
    told = replace(answered(), unknown_words=("Elmshorm",), did_you_mean=SLIPS)
    assert plain(told)[:4] == [
        "In keinem Artikel: Elmshorm.",
        "Gesucht mit „Elmshorn“ statt „Elmshorm“.",
        "Meinten Sie „Iran“, „Oslo“?",
        "",
    ]
    refusal = replace(refused(), did_you_mean=SLIPS[1:])
    assert plain(refusal, EN)[1:3] == [
        "In no article: Photosynthese.",
        "Did you mean “Iran”, “Oslo”?",
    ]
    alone = replace(answered(), did_you_mean=SLIPS[:1])
    assert plain(alone, EN)[0] == "Searched with “Elmshorn” for “Elmshorm”."


def test_every_word_of_a_quote_is_shown_in_order():
    text = quote(before=f"{BEFORE}\n\nNeuer Absatz.\n", after=f"{AFTER}\n– Liste")

    assert quoted_words(plain(answered(text))) == " ".join(text.text.split())


@pytest.mark.parametrize("attack", ["\x1b[2J", "\x9b31m", "\u202e", "\r", "\x1b]8;;http://x\x07"])
def test_article_text_cannot_steer_the_terminal(attack):
    evil = quote(
        before=f"a{attack} ",
        sentence=f"b{attack}",
        after=f" c{attack}",
        title=f"t{attack}",
        publisher=f"p{attack}",
        path=f"corpus/{attack}.md",
        plain_url=None,
        url=None,
        also_in=(citation(title=f"o{attack}"),),
    )
    lines = plain(answered(evil)) + plain(
        refused(evil, unknown_words=(f"w{attack}",), nearest_title=f"n{attack}")
    )

    assert not [line for line in lines if attack in line or "\x1b" in line or "\x07" in line]
    assert any(line.endswith(f"b{visible_attack(attack)}") for line in lines)


def visible_attack(attack):
    return re.sub(
        r"[\x00-\x1f\x80-\x9f\u202e]",
        lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}",
        attack,
    )


def test_a_file_link_leads_into_the_corpus_folder_only(tmp_path):
    link = file_links(tmp_path / "corpus")

    assert link("corpus/a b.md") == f"{tmp_path.as_uri()}/corpus/a%20b.md"
    assert link("corpus/../../etc/passwd") is None
    assert link("/etc/passwd") is None
    assert link("anderswo/a.md") is None


@pytest.mark.parametrize("texts", [DE, EN])
def test_an_unsure_answer_says_so_above_its_quotes_and_a_sure_one_does_not(texts):
    unsure = replace(answered(), confidence=SURE_FROM - 0.01)
    lines = [text for _, text in plain_lines(answer_rows(unsure, texts, lambda _: None))]
    assert lines[0] == texts.shared.unsure
    sure = [text for _, text in plain_lines(answer_rows(answered(), texts, lambda _: None))]
    assert texts.shared.unsure not in sure


def test_the_head_of_a_table_stands_above_its_row() -> None:
    row = quote("", "| Itzehoe | 11095 |", "")
    head = Highlight("| Ort | Besucher |", 20, 38)
    lines = plain(answered(replace(row, head=head)))
    assert lines[:3] == ["1  │ | Ort | Besucher |", "   ⋮", "   ▶ | Itzehoe | 11095 |"]
