from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.telegram.rendering.answer import Style
from bot.telegram.rendering.callbacks import (
    Action,
    Callback,
    article_key,
    unpack,
)
from bot.telegram.rendering.keyboards import Shown, answer_keyboard, refusal_keyboard
from bot.telegram.state import AnswerStore
from bot.texts.telegram_de import DE
from tests.bot.builders import quote
from tests.e2e.bot_api_model import check_button

targets = st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True)


@given(st.sampled_from(list(Action)), targets, st.integers(0, 999_999))
def test_what_is_packed_comes_back_and_fits(action: Action, target: str, number: int) -> None:
    data = Callback(action, target, number).pack()
    assert unpack(data) == Callback(action, target, number)
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


@pytest.mark.parametrize("per_page", [1, 3, 20])
@pytest.mark.parametrize("count", [1, 3, 60])
def test_keyboards_are_what_telegram_takes(per_page: int, count: int) -> None:
    found = [quote(title="Ü" * 500, plain_url=None, url="http://localhost/")] * count
    shown = Shown(AnswerStore.new_id(), found, 0)
    style = Style(DE, per_page)
    for keyboard in (answer_keyboard(shown, style), refusal_keyboard(shown, DE)):
        rows = keyboard.to_dict()["inline_keyboard"]
        buttons = [button for row in rows for button in row]
        assert len(buttons) <= 100
        assert all(len(row) <= 8 for row in rows)
        for button in buttons:
            check_button(button)
