"""What editors are shown of a proposal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.rendering.editing import render_proposal
from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from retrieval.corpus.additions import propose
from retrieval.corpus.cleaning.recurrence import Recurrence, key_of

BOX = "Melden Sie sich für die Hafenpost an, den täglichen Brief aus dem Hafen."
TEXT = "Die Mole ist fertig, und am Samstag feiern alle, die an ihr gebaut haben."


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (DE, f"– {BOX} (kehrt in 12 anderen Artikeln wieder)"),
        (EN, f"– {BOX} (recurs in 12 other articles)"),
    ],
)
def test_a_line_that_recurs_is_shown_with_how_often(
    tmp_path: Path, texts: TelegramTexts, said: str
) -> None:
    (tmp_path / "corpus").mkdir()
    source = tmp_path / "neu.txt"
    source.write_text(f"Mole eröffnet\n\nTeilen\n\n{TEXT}\n\n{BOX}\n\n{TEXT}\n")
    found = {key_of(BOX): Recurrence("Hafenbote", 12, 30)}
    proposal = propose(source, tmp_path / "corpus", recurring=lambda _: found)
    shown = render_proposal(proposal, texts)
    assert said in shown
    assert "– Teilen\n" in shown
