from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit, InlineQueryLimit

from bot.telegram.rendering.callbacks import (
    Action,
    Callback,
    article_key,
    reading_link,
    sharing_query,
    unpack,
    wanted_quote,
    wanted_reading,
)
from bot.telegram.rendering.keyboards import Shown, answer_keyboard, lasting, refusal_keyboard
from bot.telegram.state import AnswerStore
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.bot.builders import quote
from tests.e2e.bot_api_model import check_button

targets = st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True)


numbers = st.integers(0, 999_999)


@given(st.sampled_from(list(Action)), targets, numbers, st.none() | numbers)
def test_what_is_packed_comes_back_and_fits(action, target, number, page) -> None:
    data = Callback(action, target, number, page).pack()
    assert unpack(data) == Callback(action, target, number, page)
    assert len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


@given(st.text() | st.none() | st.integers())
def test_anything_else_is_none_or_a_callback(data: object) -> None:
    found = unpack(data)
    assert found is None or found.pack() == data


@pytest.mark.parametrize("target", ["größe", "a:b", "x" * 41, "a b"])
def test_a_target_that_would_not_come_back_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match="short id"):
        Callback(Action.PAGE, target).pack()


@given(st.text())
def test_an_article_key_fits_whatever_the_id(article: str) -> None:
    assert unpack(Callback(Action.ARTICLE, article_key(article)).pack()) is not None


@given(st.from_regex(r"[A-Za-z0-9_-]{12}", fullmatch=True), st.integers(0, 19))
def test_what_is_handed_on_is_found_again_and_no_question_is_taken_for_it(answer, number) -> None:
    query = sharing_query(answer, number)
    assert wanted_quote(query) == (answer, number)
    assert len(query) <= InlineQueryLimit.MAX_QUERY_LENGTH
    for question in (f"Was ist {query}?", f"#{answer}", "#Bahnhofstraße:1", "Wann?"):
        assert wanted_quote(question) is None


@given(st.text(), st.integers(0, 2_000_000))
def test_a_link_to_an_article_is_what_telegram_takes(article: str, offset: int) -> None:
    link = reading_link("wortlaut_bot", article, offset)
    payload = (link or "").removeprefix("https://t.me/wortlaut_bot?start=")
    assert re.fullmatch(r"[\w-]{1,64}", payload, re.ASCII)
    assert wanted_reading(payload) == (article_key(article), offset)


@pytest.mark.parametrize("payload", ["inline", "access", "a_1_2", "a_0123456789abcdef_", "ä"])
def test_other_payloads_are_no_links_to_articles(payload: str) -> None:
    assert wanted_reading(payload) is None


@pytest.mark.parametrize("texts", [DE, EN])
@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("count", [1, 3, 60])
def test_keyboards_are_what_telegram_takes_in_two_rows(count: int, answered: bool, texts) -> None:
    odd = quote(title="Ü" * 500, plain_url=None, url="http://localhost/")
    for found in ([odd] * count, [quote()] * count):
        for page in {0, count // 2, count - 1}:
            shown = Shown(AnswerStore.new_id(), found, page, answered=answered, shares=True)
            for keyboard in (answer_keyboard(shown, texts), refusal_keyboard(shown, texts)):
                rows = keyboard.to_dict()["inline_keyboard"]
                assert len(rows) == 2
                assert all(0 < len(row) <= 5 for row in rows)
                for button in (button for row in rows for button in row):
                    check_button(button)


def labels(shown: Shown) -> list[list[str]]:
    return [[b.text for b in row] for row in answer_keyboard(shown, DE).inline_keyboard]


def test_what_stands_below_a_quote() -> None:
    found = [quote(), quote(), quote()]

    def below(page: int, *, answered: bool = True, shares: bool = True) -> list[list[str]]:
        return labels(Shown("AAAAAAAAAAAA", found, page, answered=answered, shares=shares))

    assert below(0) == [
        ["Im Zusammenhang", "Weitere (2) ›"],
        ["Quelle", "Teilen", "📋", "👍", "👎"],
    ]
    assert below(1) == [["Im Zusammenhang", "›"], ["‹", "Quelle", "Teilen", "📋"]]
    assert below(2) == [["Im Zusammenhang"], ["‹", "Quelle", "Teilen", "📋"]]
    assert below(1, shares=False)[1] == ["‹", "Quelle", "📋"]
    assert below(1, answered=False)[1] == ["‹", "Quelle"]
    narrowed = Shown("AAAAAAAAAAAA", found, shares=True, narrowed=True)
    assert labels(narrowed) == [
        ["Im Zusammenhang", "Alle Tage"],
        ["Quelle", "Teilen", "👍", "👎", "›"],
    ]
    found = [quote(sentence="x" * 300, url=None, plain_url=None)]
    assert below(0) == [["Im Zusammenhang"], ["Teilen", "👍", "👎"]]


def test_only_buttons_that_need_no_memory_last() -> None:
    kept = lasting(answer_keyboard(Shown("AAAAAAAAAAAA", [quote()], shares=True), DE))
    assert kept is not None
    assert [[button.text for button in row] for row in kept.inline_keyboard] == [["Quelle", "📋"]]
