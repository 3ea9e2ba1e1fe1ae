"""Editors send documents that hold several articles."""

from __future__ import annotations

import json
from pathlib import Path

from bot.texts.telegram_de import DE
from tests.e2e.telegram.conftest import ADMIN, Running
from tests.e2e.telegram.test_bot_proposals import labels, latest
from tests.retrieval.corpus.collection.gathered import text
from tests.retrieval.corpus.readers.archives import zipped


def names(bot: Running) -> set[str]:
    return {path.name for path in (Path(bot.folder) / "corpus").glob("*.md")}


async def test_an_archive_is_added_and_taken_back_with_one_press(bot: Running) -> None:
    admin, before = bot.phone(ADMIN), names(bot)
    rows = [{"headline": f"Titel {i}", "body": text(i)} for i in (1, 2)]
    files = {
        "liste.json": json.dumps(rows),
        "a.txt": f"Titel 3\n\n{text(3)}",
        "b.txt": f"Titel 1\n\n{text(1)}",
        "c.txt": "",
    }
    caption = "Zeitung: Tagblatt\nTitel: Presse\nhttps://tagblatt.example/heute"
    admin.send_document("presse.zip", zipped(files), caption=caption)
    shown = await latest(admin, "„presse.zip“: 5 Einträge, davon 3 neue Artikel")

    assert "1 schon im Bestand, 1 übersprungen" in shown.text
    assert "Gelesen als: Titel ← headline; Text ← body" in shown.text
    assert "– Titel 3" in shown.text
    assert "presse.zip/c.txt (ist leer" in shown.text
    assert labels(shown) == [DE.button_add, DE.button_discard]
    assert names(bot) == before

    await admin.pressed(shown, DE.button_add)
    await admin.becomes(shown, "„presse.zip“: 3 Artikel aufgenommen")
    await latest(admin, "3 neu")
    added = names(bot) - before
    assert added == {"titel-1.md", "titel-2.md", "titel-3.md"}
    kept = (Path(bot.folder) / "corpus" / "titel-1.md").read_text("utf-8")
    assert "publisher: Tagblatt" in kept
    assert "url:" not in kept

    [done] = [each for each in admin.api.from_bot(admin.chat["id"]) if "aufgenommen" in each.text]
    await admin.pressed(done, DE.button_undo)
    await admin.becomes(done, "Zurückgenommen")
    assert names(bot) == before


async def test_one_that_cannot_be_read_is_one_line(bot: Running) -> None:
    admin = bot.phone(ADMIN)
    admin.send_document("tabelle.csv", b"id,teaser\n1,x\n")
    refused = await latest(admin, "Daraus wird kein Artikel")
    assert "hat kein Feld, das bekanntermaßen den Text enthält; vorhanden: id, teaser" in (
        refused.text
    )
    assert not refused.buttons


async def test_one_without_anything_new_has_no_button(bot: Running) -> None:
    admin = bot.phone(ADMIN)
    admin.send_document("leer.zip", zipped({"a.txt": ""}))
    shown = await latest(admin, "„leer.zip“: 1 Eintrag, davon 0 neue Artikel")
    assert not shown.buttons
