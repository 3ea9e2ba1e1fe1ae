"""An answer as a timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.telegram.rendering.answer import CUT, Style, render_answer
from bot.telegram.rendering.html import MAX_MESSAGE_UNITS, utf16_units
from bot.telegram.rendering.timeline import render_timeline
from bot.texts.telegram_de import DE
from retrieval.answer import SURE_FROM
from tests.bot.builders import AFTER, SENTENCE, answered, quote, refused, talk
from tests.e2e import bot_api_html

STYLE = Style(DE)


def shown(answer) -> str:
    return "\n".join(bot_api_html.parse(html).text for html in render_timeline(answer, STYLE))


def test_the_oldest_first_and_what_has_no_date_last():
    days = (dt.date(2025, 3, 1), None, dt.date(2024, 1, 2))
    quotes = tuple(quote(date=day, title=f"am {day}") for day in days)
    text = shown(replace(answered(), quotes=quotes, scores=None))
    assert text.index("am 2024-01-02") < text.index("am 2025-03-01") < text.index("am None")


def test_of_each_the_sentence_whole_and_what_is_cut_off_is_marked():
    quotes = quote(), quote(before="", after="")
    text = shown(replace(answered(), quotes=quotes, scores=None))
    assert f"{CUT} {SENTENCE} {CUT}" in text
    assert text.count(SENTENCE) == 2
    assert AFTER.strip() not in text


def test_a_sentence_longer_than_a_message_is_divided_and_whole():
    long = "Der Vertrag gilt " + "sehr " * 1_500 + "lange."
    answer = replace(answered(), quotes=(quote(before="", sentence=long, after=""),))
    messages = [bot_api_html.parse(html).text for html in render_timeline(answer, STYLE)]
    assert len(messages) > 1
    assert all(utf16_units(message) <= MAX_MESSAGE_UNITS for message in messages)
    assert sum(message.count("sehr") for message in messages) == 1_500


def test_an_unsure_answer_says_so():
    text = shown(replace(answered(), confidence=SURE_FROM - 0.01))
    assert text.startswith(DE.shared.unsure)


def test_a_no_and_talk_are_as_ever():
    for answer in (refused(), talk()):
        assert render_timeline(answer, STYLE) == render_answer(answer, STYLE)
