"""`Answer` → messages: properties over whatever an article may hold, and snapshots to look at."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.telegram.rendering.answer import (
    CUT,
    SHORT_UNITS,
    Style,
    render_answer,
    render_page,
    render_refusal,
    render_single,
)
from bot.telegram.rendering.callbacks import article_key, wanted_reading
from bot.telegram.rendering.html import MAX_MESSAGE_ENTITIES, MAX_MESSAGE_UNITS
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from retrieval.answer import (
    SURE_FROM,
    Answer,
    Certainty,
    Citation,
    Highlight,
    Quote,
    Refusal,
    Suggestion,
)
from tests.bot.builders import answered, citation, quote, refused
from tests.e2e import bot_api_html

SNAPSHOTS = Path(__file__).parent / "snapshots"


GERMAN = Style(DE)
ENGLISH = Style(EN)
ANSWERED, UNSURE, NEAREST = (
    Certainty.ANSWERED,
    Certainty.UNSURE,
    Certainty.NOT_IN_CORPUS,
)

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
        page=draw(st.none() | st.integers(1, 9999)),
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
        answer_span=draw(st.none() | slices(parts[1], first)) if parts[1] else None,
    )


@st.composite
def slices(draw: st.DrawFn, words: str, at: int) -> Highlight:
    start = draw(st.integers(0, len(words) - 1))
    end = draw(st.integers(start + 1, len(words)))
    return Highlight(words[start:end], at + start, at + end)


# Shrinking texts of many thousand characters would take minutes.
HEAVY = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def parse(messages: tuple[str, ...]) -> list[bot_api_html.Parsed]:
    parsed = [bot_api_html.parse(message) for message in messages]
    for message in parsed:
        assert 0 < message.units <= MAX_MESSAGE_UNITS
        assert len(message.entities) <= MAX_MESSAGE_ENTITIES
    assert all(len(message.encode()) <= 30_000 for message in messages)
    return parsed


def blocks_of(messages: list[bot_api_html.Parsed]) -> list[str]:
    return [block for m in messages for block in m.of("blockquote", "expandable_blockquote")]


def bare(words: str) -> str:
    """Without white space, which may go where a quote is cut."""
    return "".join(words.split())


def assert_verbatim(messages: list[bot_api_html.Parsed], found: Quote) -> None:
    """Every run of words is a slice of the quote, and all of the quote is there, in order."""
    blocks = blocks_of(messages)
    for block in blocks:
        for run in block.removeprefix(CUT).removesuffix(CUT).split("\n\n"):
            assert run.strip() in found.text
    lead = blocks[0].startswith(CUT) and not found.text.startswith(blocks[0])
    assert bare("".join(blocks[1:] if lead else blocks)) == bare(found.text)


class TestProperties:
    @given(
        quotes(),
        st.integers(0, 2),
        st.sampled_from([DE, EN]),
        st.sampled_from(Certainty),
        st.booleans(),
    )
    @settings(HEAVY, max_examples=60)
    def test_a_page_keeps_the_limits_and_the_words(self, found, page, texts, sure, dates) -> None:
        style = Style(texts, date_entity=dates, bot="wortlaut_bot")
        assert_verbatim(parse(render_page([found] * 3, page, style, sure)), found)

    @given(quotes())
    @settings(HEAVY, max_examples=60)
    def test_the_sentence_that_answers_is_bold_and_nothing_else(self, found) -> None:
        messages = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert "".join("".join(m.of("bold")) for m in messages) == found.highlight.text

    @given(quotes(), st.sampled_from([ANSWERED, UNSURE]))
    @settings(HEAVY, max_examples=60)
    def test_underlined_is_what_is_of_the_kind_asked_for_and_nothing_else(self, found, sure):
        messages = parse(render_page([found], 0, GERMAN, sure))
        under = "".join("".join(m.of("underline")) for m in messages)
        assert under in ("", found.answer_span.text if found.answer_span else "")

    @given(quotes())
    @settings(HEAVY, max_examples=60)
    def test_where_it_is_unsure_the_sentence_is_in_italics(self, found) -> None:
        messages = parse(render_page([found], 0, GERMAN, UNSURE))
        assert not any(message.of("bold") for message in messages)
        said, *italics = messages[0].of("italic")
        assert said == DE.shared.unsure
        if len(messages) == 1:
            assert "".join(italics) == found.highlight.text

    @given(quotes(), st.lists(lines, max_size=20), st.none() | words, st.none() | lines)
    @settings(HEAVY, max_examples=40)
    def test_what_is_said_above_leaves_it_within_the_limits(
        self, found, unknown, searched, publisher
    ) -> None:
        slips = tuple(Suggestion(word, word, n % 2 == 0) for n, word in enumerate(unknown[:6]))
        told = replace(
            answered(found),
            unknown_words=tuple(unknown),
            did_you_mean=slips,
            searched=searched,
            confidence=SURE_FROM - 0.01,
        )
        assert_verbatim(parse(render_answer(told, GERMAN, publisher)), found)

    @given(quotes())
    @settings(HEAVY, max_examples=50)
    def test_nearest_passages_have_no_answering_sentence(self, found) -> None:
        messages = parse(render_page([found], 0, GERMAN, NEAREST))
        assert not any(message.of("bold") for message in messages)
        assert messages[0].text.startswith(DE.nearest_header)

    @given(st.lists(lines, max_size=20), st.none() | lines, st.dates(), st.dates())
    @settings(HEAVY, max_examples=50)
    def test_a_refusal_is_one_message_of_two_lines(self, unknown, nearest, first, last) -> None:
        refusal = Refusal(tuple(unknown), nearest, first, last)
        (message,) = parse((render_refusal(refusal, DE),))
        assert message.text.count("\n") == 1

    @given(quotes(), st.sampled_from([ANSWERED, UNSURE]))
    @settings(HEAVY, max_examples=50)
    def test_a_single_quote_is_one_message_whole_or_marked_as_shortened(self, found, sure) -> None:
        (message,) = parse((render_single(found, GERMAN, sure),))
        if DE.shortened in message.text:
            assert len(render_page([found], 0, GERMAN, sure)) > 1
            assert all(block in found.text for block in blocks_of([message]))
        else:
            assert_verbatim([message], found)


FILLER = "Der Minister sagte dazu am Montag nichts Neues. "
ANSWER = "Hier steht die Antwort."


class TestShortening:
    @pytest.mark.parametrize(
        ("before", "after"), [(0, 120), (20, 100), (60, 60), (70, 30), (120, 0)]
    )
    def test_at_sentence_ends_with_the_sentence_that_answers(self, before, after) -> None:
        found = quote(FILLER * before, ANSWER, " " + FILLER * after)
        (message,) = parse((render_single(found, GERMAN, ANSWERED),))
        shown = "".join(blocks_of([message]))
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
        (message,) = parse((render_single(found, GERMAN, ANSWERED),))
        assert "".join(blocks_of([message])).startswith("Bandwurm Bandwurm")
        assert "".join(blocks_of([message])).endswith("Bandwurm ")
        assert DE.shortened_inside in message.text

    def test_characters_that_count_twice_and_a_long_source(self) -> None:
        others = tuple(citation(title=f"Titel {n} " * 20) for n in range(7))
        found = quote("😀 lacht. " * 400, ANSWER, " 😀 weint." * 400, also_in=others)
        (message,) = parse((render_single(found, GERMAN, ANSWERED),))
        assert message.of("bold") == [ANSWER]
        assert "".join(blocks_of([message])).rstrip().endswith(".")


class TestDividing:
    def test_a_quote_longer_than_a_message_is_divided_at_sentence_ends(self) -> None:
        found = quote(FILLER * 60, f"{ANSWER} ", FILLER * 60)
        messages = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert len(messages) == 2
        parts = ["".join(blocks_of([message])) for message in messages]
        assert "".join(parts) == found.text
        assert parts[0].rstrip().endswith(".")
        assert "Teil 1 von 2" in messages[0].text
        assert DE.sentence_broken not in messages[0].text
        assert "Vertrag unterzeichnet" in messages[-1].text

    def test_one_that_fits_without_its_sentence_ahead_is_not_divided(self) -> None:
        found = quote("Davor. ", "Bandwurm " * 250 + "Ende.", " Danach.")
        (message,) = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert blocks_of([message]) == [found.text]
        assert message.of("bold") == [found.highlight.text]
        assert "Teil" not in message.text

    def test_a_sentence_longer_than_a_message_is_divided_between_words_and_it_says_so(self) -> None:
        found = quote("", "Bandwurm " * 800 + "Ende.", "")
        messages = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert all("".join(blocks_of([message])).endswith("Bandwurm ") for message in messages[:-1])
        assert all(DE.sentence_broken in message.text for message in messages[:-1])
        assert DE.sentence_broken not in messages[-1].text


class TestForm:
    def test_a_short_quote_that_begins_with_the_answer_is_one_block(self) -> None:
        short = quote("", ANSWER, " " + "x" * (SHORT_UNITS - len(ANSWER) - 1))
        (message,) = parse(render_page([short], 0, GERMAN, ANSWERED))
        assert message.of("blockquote") == [short.text]
        assert not message.of("expandable_blockquote")

    def test_what_is_of_the_kind_asked_for_is_underlined(self) -> None:
        found = quote("", ANSWER, " Danach.")
        span = Highlight(ANSWER[4:9], found.start + 4, found.start + 9)
        (message,) = parse(render_page([replace(found, answer_span=span)], 0, GERMAN, ANSWERED))
        assert message.of("underline") == [ANSWER[4:9]]
        assert message.of("bold") == [ANSWER]

    def test_a_longer_one_goes_on_folded(self) -> None:
        long = quote("", ANSWER, " " + "x" * SHORT_UNITS)
        (message,) = parse(render_page([long], 0, GERMAN, ANSWERED))
        assert message.of("blockquote") == [ANSWER]
        assert message.of("expandable_blockquote") == ["x" * SHORT_UNITS]

    @pytest.mark.parametrize(("after", "mark"), [(" Danach.", f" {CUT}"), ("", "")])
    def test_the_answer_comes_first_and_what_is_cut_off_is_seen(self, after, mark) -> None:
        found = quote("Davor. ", ANSWER, after)
        (message,) = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert message.of("blockquote") == [f"{CUT} {ANSWER}{mark}"]
        assert message.of("bold") == [ANSWER]
        assert message.of("expandable_blockquote") == [found.text]

    def test_a_sentence_longer_than_a_screen_is_folded(self) -> None:
        sentence = f"{'Bandwurm ' * 100}Ende."
        found = quote("Davor. ", sentence, " Danach.")
        (message,) = parse(render_page([found], 0, GERMAN, ANSWERED))
        assert message.of("bold") == [sentence]
        assert message.of("expandable_blockquote") == [f"{CUT} {sentence} {CUT}", found.text]
        assert not message.of("blockquote")

    def test_the_title_leads_to_the_sentence(self) -> None:
        (message,) = parse(render_answer(answered(), GERMAN))
        links = [e["url"] for e in message.entities if e["type"] == "text_link"]
        assert links == ["https://tagblatt.example/a#:~:text=Der%20Vertrag"]
        assert message.text.endswith("\nVertrag unterzeichnet · Tagblatt · 18. Januar 2025")

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

    def test_an_article_without_an_address_opens_in_the_chat_and_no_path_is_named(self) -> None:
        found = quote(url=None, plain_url=None)
        (message,) = parse(render_answer(answered(found), Style(DE, bot="wortlaut_bot")))
        (link,) = [e["url"] for e in message.entities if e["type"] == "text_link"]
        _, _, payload = link.partition("https://t.me/wortlaut_bot?start=")
        key = article_key(found.citation.article)
        assert wanted_reading(payload) == (key, found.highlight.start)
        assert re.fullmatch(r"[\w-]{1,64}", payload)
        assert ".md" not in message.text
        (unnamed,) = parse(render_answer(answered(found), GERMAN))
        assert not unnamed.of("text_link")

    def test_a_page_shows_one_quote_and_which(self) -> None:
        found = [quote(title=f"Titel {n}") for n in range(5)]
        (first,) = parse(render_page(found, 0, GERMAN, ANSWERED))
        assert "Titel 0" in first.text
        assert "1/5" not in first.text
        (fourth,) = parse(render_page(found, 3, GERMAN, ANSWERED))
        assert "4/5 · Titel 3" in fourth.text
        assert "Titel 4" not in fourth.text

    def test_near_identical_passages_are_named_once(self) -> None:
        others = tuple(citation(title=f"Titel {n}", publisher=f"Blatt {n}") for n in range(7))
        (message,) = parse(render_answer(answered(quote(also_in=others)), GERMAN))
        assert "auch in: Blatt 0, Blatt 1, Blatt 2 und noch 4" in message.text

    def test_no_quotes_at_all(self) -> None:
        empty = Answer("?", False, 0.0, (), None, 1.0)
        assert render_answer(empty, GERMAN) == (DE.no_passages,)


SHOWN = {
    "one": render_answer(answered(), GERMAN),
    "escaped": render_answer(answered(quote(title="Ein <b>Titel</b> & mehr")), GERMAN),
    "no-address": render_answer(
        answered(quote("", "Kurz & knapp: 5 < 7.", "", url=None, plain_url=None)),
        Style(DE, bot="wortlaut_bot"),
    ),
    "also-in": render_answer(
        answered(quote(also_in=(citation(publisher="Landpost"),), publisher=None, date=None)),
        GERMAN,
    ),
    "english": render_answer(answered(quote(), quote()), ENGLISH),
    "unsure": render_page((quote(), quote()), 1, GERMAN, UNSURE),
    "refusal": render_answer(refused(quote()), GERMAN),
    "nearest": render_page((quote(), quote()), 0, GERMAN, NEAREST),
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
    line, _, rest = message.partition("\n")
    assert line.startswith("In keinem Artikel kommt vor: „AfD“, „&lt;b&gt;“, „0“")
    assert line.count("„") == 10
    assert rest == plain
    assert render_answer(told, ENGLISH)[0].startswith("No article mentions: ")


def test_what_may_have_been_meant_is_said_above_an_answer_and_in_a_refusal() -> None:
    slips = (Suggestion("Elm<", "Elmshorn", True), Suggestion("Iram", "Iran", False))
    [message] = render_answer(replace(answered(), did_you_mean=slips), GERMAN)
    assert message.startswith("Gesucht mit „Elmshorn“ statt „Elm&lt;“.\nMeinten Sie „Iran“?\n<")
    [message] = render_answer(replace(refused(), did_you_mean=slips), ENGLISH)
    assert "Searched with “Elmshorn” for “Elm&lt;”.\nDid you mean “Iran”?" in message


def test_a_word_that_was_searched_as_another_is_named_once() -> None:
    slips = (Suggestion("Elm", "Elmshorn", True), Suggestion("Iram", "Iran", False))
    unknown = ("Elm", "Iram", "Xyz")
    for shown in (
        render_answer(replace(answered(), unknown_words=unknown, did_you_mean=slips), GERMAN),
        render_answer(replace(refused(unknown_words=unknown), did_you_mean=slips), GERMAN),
    ):
        assert shown[0].count("„Elm“") == 1
        assert "In keinem Artikel kommt vor: „Iram“, „Xyz“." in shown[0]
        assert "Gesucht mit „Elmshorn“ statt „Elm“." in shown[0]


def test_a_filter_that_is_why_is_named() -> None:
    [message] = render_answer(refused(admits_none_of=17, outside_title="A < B"), GERMAN)
    assert "Der Filter lässt keinen der Artikel zu (17 im Bestand)." in message
    assert "außerhalb davon antwortet „A &lt; B“." in message


@pytest.mark.parametrize("texts", [DE, EN])
def test_an_unsure_answer_says_so_wherever_it_is_shown_and_a_sure_one_does_not(texts) -> None:
    unsure = replace(answered(quote(), quote()), confidence=SURE_FROM - 0.01)
    style, said = Style(texts=texts), f"<i>{texts.shared.unsure}</i>"
    shown = [
        *render_answer(unsure, style),
        *render_page(unsure.quotes, 1, style, unsure.certainty),
        render_single(unsure.quotes[0], style, unsure.certainty),
    ]
    assert all(message.startswith(said) and "<b>" not in message for message in shown)
    assert texts.shared.unsure not in "".join(render_answer(answered(), style))


def test_a_no_names_the_reason_that_is_nearest() -> None:
    by_filter = refused(outside_title="A")
    named, unknown = render_answer(by_filter, GERMAN), render_answer(refused(), GERMAN)
    nearest = render_answer(refused(unknown_words=()), GERMAN)
    assert "außerhalb davon antwortet" in named[0]
    assert "Photosynthese" in unknown[0]
    assert "Am nächsten kommt „Vertrag unterzeichnet“. Der Bestand reicht vom" in nearest[0]


def test_the_head_of_a_table_stands_above_its_row() -> None:
    row = quote("", "| Itzehoe | 11095 |", "")
    headed = replace(row, head=Highlight("| Ort | Besucher |", 20, 38))
    (html,) = render_answer(answered(headed), GERMAN)
    assert html.startswith(
        "<blockquote>| Ort | Besucher |\n[…]</blockquote>\n"
        "<blockquote><b>| Itzehoe | 11095 |</b></blockquote>\n"
    )
