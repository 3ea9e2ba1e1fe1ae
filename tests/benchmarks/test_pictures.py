"""What is drawn of the bot is what the bot shows."""

from __future__ import annotations

import pytest

from benchmarks import phone
from benchmarks.options import ROOT
from docs import chat_svg
from retrieval.library import Library
from tests.bot.builders import answered
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> list[phone.View]:
    index = tmp_path_factory.mktemp("phone") / "index"
    with few_impostors():
        build_index(ROOT / "corpus", index, TinyEncoder())
    with Library(index, encoder=TinyEncoder()) as library:
        return list(phone.views_of(library))


def test_every_answer_is_drawn_with_two_rows_of_buttons_at_most(views: list[phone.View]) -> None:
    assert len(views) > len(phone.QUESTIONS)
    for view in views:
        assert len(view.messages) == 1
        assert view.keyboard is not None
        assert len(view.keyboard.inline_keyboard) <= 2


def test_the_chat_of_the_readme() -> None:
    drawn = chat_svg.draw(answered())
    assert "Im Zusammenhang" in drawn
    assert "Vertrag unterzeichnet" in drawn
