"""`Answer` → messages: properties over whatever an article may hold, and snapshots to look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.telegram.rendering.answer import (
    EXPANDABLE_UNITS,
    Style,
    page_count,
    render_answer,
    render_page,
    render_refusal,
    render_single,
)
from bot.telegram.rendering.html import MAX_MESSAGE_ENTITIES, MAX_MESSAGE_UNITS
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from retrieval.answer import SURE_FROM, Answer, Citation, Highlight, Quote, Refusal, Suggestion
from tests.bot.builders import answered, citation, quote, refused
from tests.e2e import bot_api_html

SNAPSHOTS = Path(__file__).parent / "snapshots"


GERMAN = Style(DE)
ENGLISH = Style(EN)

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
nasty = st.sampled_from(
    [
        "<b>",
        "</blockquote>",
        "&amp;",
        "&",
        "<",
        ">",
        '"',
        "😀",
        "👩‍👩‍👧",
        "ü",
        "\n",
        ". ",
        " ",
        "a" * 50,
    ]
)
words = st.lists(st.one_of(st.text(characters, max_size=30), nasty), max_size=8).map("".join)
lines = words.map(lambda text: " ".join(text.split()))
urls = st.one_of(
    st.none(),
    st.just("https://zeitung.example/a?b=1&c=2#:~:text=Der%20Vertrag,galt"),
    st.text(characters, max_size=60).map(lambda t: f"https://zeitung.example/{t}"),
    st.text(characters, max_size=40),
    st.just("https://zeitung.example/" + "&" * 3000),
)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    return Citation(
        article="a",
        title=draw(lines) or "?",
        publisher=draw(st.none() | lines),
        date=draw(st.none() | st.dates()),
        url=draw(urls),
        plain_url=draw(urls),
        path=f"corpus/{draw(lines)}.md",
        paragraph=draw(st.integers(1, 9999)),
    )


def ends(length: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(1, length), max_size=5)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    parts = [draw(words) for _ in range(3)]
    if draw(st.integers(0, 3)) == 0:
        which = draw(st.integers(0, 2))
        parts[which] += draw(nasty) * draw(st.integers(1, 3000))
    text = "".join(parts) or "?"
    start = draw(st.integers(0, 10**6))
    first, last = start + len(parts[0]), start + len(parts[0]) + len(parts[1])
    return Quote(
        text=text,
        start=start,
        end=start + len(text),
        highlight=Highlight(parts[1], first, last),
        score=0.5,
        citation=draw(citations()),
        also_in=tuple(draw(st.lists(citations(), max_size=7))),
        sentences=tuple((start, start + end) for end in sorted(draw(ends(len(text))))),
    )


# Shrinking texts of many thousand characters would take minutes.
HEAVY = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
many_quotes = st.lists(quotes(), min_size=1, max_size=5)


def parse(messages: tuple[str, ...]) -> list[bot_api_html.Parsed]:
    parsed = [bot_api_html.parse(message) for message in messages]
    for message in parsed:
        assert 0 < message.units <= MAX_MESSAGE_UNITS
        assert len(message.entities) <= MAX_MESSAGE_ENTITIES
    assert all(len(message.encode()) <= 30_000 for message in messages)
    return parsed


def quoted_in(messages: list[bot_api_html.Parsed]) -> str:
    return "".join("".join(m.of("blockquote", "expandable_blockquote")) for m in messages)


class TestProperties:
    @given(many_quotes, st.integers(0, 6), st.sampled_from([DE, EN]), st.booleans(), st.booleans())
    @settings(HEAVY, max_examples=40)
    def test_a_page_keeps_the_limits_and_the_words(self, found, page, texts, ok, dates) -> None:
        style = Style(texts, date_entity=dates)
        page %= page_count(found, style)
        messages = parse(render_page(found, page, style, answered=ok))
        shown = found[page * 3 : page * 3 + 3]
        assert quoted_in(messages) == "".join(quote.text for quote in shown)

    @given(quotes())
    @settings(HEAVY, max_examples=60)
    def test_the_words_of_a_quote_stand_in_order_and_its_highlight_is_bold(self, found) -> None:
        messages = parse(render_page([found], 0, GERMAN, answered=True))
        assert quoted_in(messages) == found.text
        assert "".join("".join(m.of("bold")) for m in messages) == found.highlight.text

    @given(quotes())
    @settings(HEAVY, max_examples=50)
    def test_nearest_passages_have_no_answering_sentence(self, found) -> None:
        messages = parse(render_page([found], 0, GERMAN, answered=False))
        assert not any(message.of("bold") for message in messages)
        assert messages[0].text.startswith(DE.nearest_header)

    @given(st.lists(lines, max_size=20), st.none() | lines, st.dates(), st.dates())
    @settings(HEAVY, max_examples=50)
    def test_a_refusal_is_one_message(self, unknown, nearest, first, last) -> None:
        refusal = Refusal(tuple(unknown), nearest, first, last)
        parse((render_refusal(refusal, DE),))

    @given(quotes())
    @settings(HEAVY, max_examples=50)
    def test_a_single_quote_is_one_message_whole_or_marked_as_shortened(self, found) -> None:
        (message,) = parse((render_single(found, GERMAN),))
        shown = quoted_in([message])
        if DE.shortened in message.text:
            assert len(render_page([found], 0, GERMAN, answered=True)) > 1
            assert shown in found.text
        else:
            assert shown == found.text


FILLER = "Der Minister sagte dazu am Montag nichts Neues. "
ANSWER = "Hier steht die Antwort."


class TestShortening:
    @pytest.mark.parametrize(
        ("before", "after"), [(0, 120), (20, 100), (60, 60), (70, 30), (120, 0)]
    )
    def test_at_sentence_ends_with_the_sentence_that_answers(self, before, after) -> None:
        found = quote(FILLER * before, ANSWER, " " + FILLER * after)
        (message,) = parse((render_single(found, GERMAN),))
        shown = quoted_in([message])
        assert shown in found.text
        assert message.of("bold") == [ANSWER]
        assert shown.startswith((FILLER, ANSWER))
        assert shown.rstrip().endswith(".")
        assert found.text.startswith(shown) or shown.startswith(ANSWER)
        assert DE.shortened in message.text
        assert DE.shortened not in shown
        assert DE.shortened_inside not in message.text
        assert "Vertrag unterzeichnet" in message.text

    @pytest.mark.parametrize("before", ["", FILLER, FILLER * 120])
    def test_a_sentence_longer_than_a_message_and_it_says_so(self, before: str) -> None:
        found = quote(before, "Bandwurm " * 800 + "Ende.", "")
        (message,) = parse((render_single(found, GERMAN),))
        assert quoted_in([message]).startswith("Bandwurm Bandwurm")
        assert quoted_in([message]).endswith("Bandwurm ")
        assert DE.shortened_inside in message.text

    def test_characters_that_count_twice_and_a_long_source(self) -> None:
        others = tuple(citation(title=f"Titel {n} " * 20) for n in range(7))
        found = quote("😀 lacht. " * 400, ANSWER, " 😀 weint." * 400, also_in=others)
        (message,) = parse((render_single(found, GERMAN),))
        assert message.of("bold") == [ANSWER]
        assert quoted_in([message]).rstrip().endswith(".")


class TestDividing:
    def test_a_quote_longer_than_a_message_is_divided_at_sentence_ends(self) -> None:
        found = quote(FILLER * 60, f"{ANSWER} ", FILLER * 60)
        messages = parse(render_page([found], 0, GERMAN, answered=True))
        assert len(messages) == 2
        parts = [quoted_in([message]) for message in messages]
        assert "".join(parts) == found.text
        assert parts[0].rstrip().endswith(".")
        assert "Teil 1 von 2" in messages[0].text
        assert DE.sentence_broken not in messages[0].text
        assert "Vertrag unterzeichnet" in messages[-1].text

    def test_a_sentence_longer_than_a_message_is_divided_between_words_and_it_says_so(self) -> None:
        found = quote("", "Bandwurm " * 800 + "Ende.", "")
        messages = parse(render_page([found], 0, GERMAN, answered=True))
        assert all(quoted_in([message]).endswith("Bandwurm ") for message in messages[:-1])
        assert all(DE.sentence_broken in message.text for message in messages[:-1])
        assert DE.sentence_broken not in messages[-1].text


class TestForm:
    def test_long_quotes_are_folded_and_short_ones_are_not(self) -> None:
        short = quote("", "x" * EXPANDABLE_UNITS, "")
        long = quote("", "x" * (EXPANDABLE_UNITS + 1), "")
        assert "<blockquote>" in render_page([short], 0, GERMAN, answered=True)[0]
        assert "<blockquote expandable>" in render_page([long], 0, GERMAN, answered=True)[0]

    def test_the_title_leads_to_the_sentence_and_the_host_to_the_article(self) -> None:
        (message,) = parse(render_answer(answered(), GERMAN))
        links = {e["url"] for e in message.entities if e["type"] == "text_link"}
        assert links == {
            "https://tagblatt.example/a#:~:text=Der%20Vertrag",
            "https://tagblatt.example/a",
        }
        assert message.of("text_link") == ["Vertrag unterzeichnet", "tagblatt.example"]

    def test_the_date_is_an_entity_that_reads_the_same_in_every_time_zone(self) -> None:
        (message,) = parse(render_answer(answered(), GERMAN))
        (date,) = [e for e in message.entities if e["type"] == "date_time"]
        assert message.of("date_time") == ["18. Januar 2025"]
        for hours in (-12, 0, 11):
            zone = dt.timezone(dt.timedelta(hours=hours))
            assert dt.datetime.fromtimestamp(date["unix_time"], zone).date() == dt.date(2025, 1, 18)

    def test_without_the_entity_the_date_is_plain(self) -> None:
        plain = Style(EN, date_entity=False)
        (message,) = render_answer(answered(), plain)
        assert "tg-time" not in message
        assert "18 January 2025" in message

    def test_an_article_without_an_address_is_named_by_its_file(self) -> None:
        found = quote(url=None, plain_url=None)
        (message,) = parse(render_answer(answered(found), GERMAN))
        assert "corpus/2025-01-18-vertrag.md" in message.text
        assert not message.of("text_link")

    def test_numbers_run_on_over_the_pages(self) -> None:
        found = [quote(title=f"Titel {n}") for n in range(5)]
        (second,) = parse(render_page(found, 1, GERMAN, answered=True))
        assert "4 · Titel 3" in second.text
        assert "5 · Titel 4" in second.text
        assert "Titel 2" not in second.text

    def test_a_single_quote_has_no_number(self) -> None:
        (message,) = parse(render_answer(answered(), GERMAN))
        assert "1 ·" not in message.text

    def test_near_identical_passages_are_named_once(self) -> None:
        others = tuple(citation(title=f"Titel {n}", publisher=f"Blatt {n}") for n in range(7))
        (message,) = parse(render_answer(answered(quote(also_in=others)), GERMAN))
        assert "auch in: Blatt 0 „Titel 0“" in message.text
        assert "und 2 weiteren" in message.text

    def test_no_quotes_at_all(self) -> None:
        empty = Answer("?", False, 0.0, (), None, 1.0)
        assert render_answer(empty, GERMAN) == (DE.no_passages,)


SHOWN = {
    "one": render_answer(answered(), GERMAN),
    "three": render_answer(
        answered(
            quote(title="Ein <b>Titel</b> & mehr"),
            quote("", "Kurz & knapp: 5 < 7.", "", url=None, plain_url=None),
            quote(also_in=(citation(publisher="Landpost"),), publisher=None, date=None),
        ),
        GERMAN,
    ),
    "english": render_answer(answered(quote(), quote()), ENGLISH),
    "refusal": render_answer(refused(quote()), GERMAN),
    "nearest": render_page((quote(), quote()), 0, GERMAN, answered=False),
}


@pytest.mark.parametrize("name", SHOWN)
def test_snapshot(name: str) -> None:
    """To accept a change, delete the file and run the test once; it then fails and writes it."""
    path = SNAPSHOTS / f"{name}.html"
    shown = "\n=====\n".join(SHOWN[name]) + "\n"
    if not path.exists():
        path.write_text(shown, encoding="utf-8")
        pytest.fail(f"wrote {path.name}; look at it and run again")
    assert path.read_text(encoding="utf-8") == shown


def test_words_that_stand_nowhere_are_named_above_an_answer() -> None:
    told = replace(answered(), unknown_words=("AfD", "<b>", *map(str, range(20))))
    [plain], [message] = render_answer(answered(), GERMAN), render_answer(told, GERMAN)
    line, _, rest = message.partition("\n\n")
    assert line.startswith("In keinem Artikel kommt vor: „AfD“, „&lt;b&gt;“, „0“")
    assert line.count("„") == 10
    assert rest == plain
    assert render_answer(told, ENGLISH)[0].startswith("No article mentions: ")


def test_what_may_have_been_meant_is_said_above_an_answer_and_in_a_refusal() -> None:
    slips = (Suggestion("Elm<", "Elmshorn", True), Suggestion("Iram", "Iran", False))
    [message] = render_answer(replace(answered(), did_you_mean=slips), GERMAN)
    assert message.startswith("Gesucht mit „Elmshorn“ statt „Elm&lt;“.\nMeinten Sie „Iran“?\n\n")
    [message] = render_answer(replace(refused(), did_you_mean=slips), ENGLISH)
    assert "Searched with “Elmshorn” for “Elm&lt;”.\nDid you mean “Iran”?" in message


def test_a_filter_that_is_why_is_named() -> None:
    [message] = render_answer(refused(admits_none_of=17, outside_title="A < B"), GERMAN)
    assert "Der Filter lässt keinen der Artikel zu (17 im Bestand)." in message
    assert "außerhalb davon antwortet „A &lt; B“." in message


@pytest.mark.parametrize("texts", [DE, EN])
def test_an_unsure_answer_says_so_above_its_quotes_and_a_sure_one_does_not(texts) -> None:
    unsure = replace(answered(), confidence=SURE_FROM - 0.01)
    style = Style(texts=texts)
    assert render_answer(unsure, style)[0].startswith(f"<i>{texts.shared.unsure}</i>")
    assert texts.shared.unsure not in "".join(render_answer(answered(), style))
