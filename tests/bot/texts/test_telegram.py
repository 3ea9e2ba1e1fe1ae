from __future__ import annotations

import dataclasses
import re
import string

import pytest

from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from bot.texts.telegram_languages import texts_for

FIELDS = [f.name for f in dataclasses.fields(TelegramTexts) if isinstance(getattr(DE, f.name), str)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("field", FIELDS)
def test_both_languages_fill_the_same_places(field: str) -> None:
    german, english = getattr(DE, field), getattr(EN, field)
    assert placeholders(german) == placeholders(english)
    assert german.strip() == german
    assert english.strip() == english


def test_languages_differ() -> None:
    same = [f for f in FIELDS if getattr(DE, f) == getattr(EN, f)]
    # What is made of places alone, and the words both languages share.
    assert set(same) <= {"rebuild_skipped"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [("de", DE), ("de-AT", DE), ("DE_ch", DE), ("en", EN), ("pt-br", EN), ("den", EN), (None, EN)],
)
def test_language_of_a_user(code: str | None, expected: TelegramTexts) -> None:
    assert texts_for(code) is expected


@pytest.mark.parametrize("texts", [DE, EN])
def test_what_telegram_allows_the_profile_to_be(texts: TelegramTexts) -> None:
    assert len(texts.description) <= 512
    assert len(texts.short_description) <= 120
    for name, description in texts.commands + texts.editor_commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(description) <= 256


@pytest.mark.parametrize("texts", [DE, EN])
def test_notes_on_presses_fit_an_alert(texts: TelegramTexts) -> None:
    for field in (
        *("old_index", "old_button", "question_gone", "thanks_up", "thanks_down"),
        *("feedback_without_question", "rating_withdrawn", "not_allowed", "editors_only"),
        *("proposal_gone", "article_gone", "request_gone", "already_admitted", "already_declined"),
        "mydata_admins_only",
    ):
        assert len(getattr(texts, field).format(id=12345678901234, admin="x" * 60)) <= 200
