"""Editors: documents, links, /reindex, /remove, and what everyone else is told."""

from __future__ import annotations

import asyncio

import pytest
from filelock import FileLock

from bot.service.document import Document
from bot.service.web.client import FetchError
from bot.telegram.documents import Done, add
from bot.telegram.handlers import adding
from bot.texts.telegram_de import DE
from retrieval.library import Library
from tests.e2e.articles import ARTICLES, QUESTION
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start
from tests.retrieval.corpus.readers.pages import PUBLISHER, TITLE, URL, article, ld, page

RAW = """Uncategorized
Freibad am Anger bleibt geschlossen
Freibad am Anger bleibt geschlossen
2. April 2025
-
Das Freibad am Anger bleibt in diesem Sommer geschlossen. Die Pumpen aus dem Jahr 1978 sind undicht,
teilte die Gemeinde am Mittwoch mit.

Eine Reparatur würde 380.000 Euro kosten. Der Gemeinderat will im Herbst entscheiden.
NEXT Stadttheater spielt wieder
"""
FINISHED = """---
title: Freibad bleibt zu
date: 2025-04-02
---
Das Freibad am Anger bleibt in diesem Sommer geschlossen. Die Pumpen sind undicht.
"""
NAMES = (
    *("../../../etc/böse.md", "..\\..\\boot.md", "/abs/a.md", "a\0b\nc.md"),
    "." * 300 + ".md",
)
NEW_QUESTION = "Was würde die Reparatur der Pumpen im Freibad kosten?"


@pytest.fixture
async def admin(bot: Running) -> Phone:
    return bot.phone(ADMIN)


async def proposed(admin: Phone, name: str, content: bytes) -> Message:
    """Sends a document and waits for the proposal."""
    before = len(admin.api.from_bot(ADMIN))
    admin.send_document(name, content)
    message = (await admin.answers(before + 1))[-1]
    await admin.api.until(lambda: not message.text.startswith("Ich lese"))
    return message


def files(bot: Running) -> set[str]:
    """What lies in the corpus for all to see."""
    shown = (bot.folder / "corpus").glob("[!.]*")
    return {path.name for top in shown for path in (top, *top.rglob("*")) if path.is_file()}


class TestUpload:
    async def test_kept_until_it_is_in_the_corpus(
        self, bot: Running, admin: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A bot that is killed while it adds an article still has it at the next start."""
        left = []

        def watched(document: Document, library: Library) -> Done:
            stored = bot.services.database.select("SELECT name FROM uploads")
            left.append([name for (name,) in stored])
            return add(document, library)

        monkeypatch.setattr(adding, "add", watched)
        proposal = await proposed(admin, "bad.txt", RAW.encode())
        admin.press(proposal, "Aufnehmen")
        await admin.api.until(lambda: left)
        await admin.becomes(proposal, "Aufgenommen")
        assert left == [["bad.txt"]]
        assert bot.services.database.select("SELECT name FROM uploads") == []

    async def test_shown_confirmed_built_and_answered_from_without_a_restart(
        self, bot: Running, admin: Phone
    ) -> None:
        reader = bot.phone()
        before = await reader.ask(NEW_QUESTION)
        assert "380.000" not in before.text
        proposal = await proposed(admin, "bad.txt", RAW.encode())
        assert "Titel: Freibad am Anger bleibt geschlossen" in proposal.text
        assert "Datum: 2. April 2025" in proposal.text
        assert "Uncategorized" in proposal.text.split(DE.proposal_dropped)[1]
        assert "NEXT" in proposal.text.split(DE.proposal_dropped)[1]
        assert len(files(bot)) == 3
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen: „Freibad")
        assert [button["text"] for button in proposal.buttons] == [DE.button_undo]
        progress = (await admin.answers(2))[-1]
        await admin.becomes(progress, "1 neu")
        assert "4 Artikel" in progress.text
        after = await reader.ask(NEW_QUESTION)
        assert "380.000 Euro" in after.text
        assert len(files(bot)) == 4

    async def test_discarded(self, bot: Running, admin: Phone) -> None:
        proposal = await proposed(admin, "bad.md", FINISHED.encode())
        await admin.pressed(proposal, DE.button_discard)
        await admin.becomes(proposal, "Verworfen: „Freibad bleibt zu“")
        assert len(files(bot)) == 3
        assert proposal.markup is None

    async def test_confirmed_after_a_restart_and_only_once(self, start: Start) -> None:
        first = await start()
        admin = first.phone(ADMIN)
        proposal = await proposed(admin, "bad.md", FINISHED.encode())
        data = proposal.buttons[0]["callback_data"]
        await first.end()
        second = await start()
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen")
        note = await admin.pressed(proposal, "", data=data)
        assert note["text"] == DE.proposal_gone
        assert len(files(second)) == 4

    async def test_the_same_article_twice_is_noticed(self, bot: Running, admin: Phone) -> None:
        content = (bot.folder / "corpus" / "2025-02-03-imker.md").read_bytes()
        proposal = await proposed(admin, "nochmal.md", content)
        assert "2025-02-03-imker" in proposal.text
        assert not proposal.buttons

    @pytest.mark.parametrize("name", NAMES)
    async def test_a_name_never_leads_out_of_the_corpus(
        self, bot: Running, admin: Phone, name: str
    ) -> None:
        outside = {path for path in bot.folder.rglob("*") if "corpus" not in path.parts}
        proposal = await proposed(admin, name, FINISHED.encode())
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen")
        assert files(bot) == {*ARTICLES, "2025-04-02-freibad-bleibt-zu.md"}
        now = {path for path in bot.folder.rglob("*.md") if "corpus" not in path.parts}
        assert now <= outside

    async def test_what_is_no_article_is_named_with_the_reason(
        self, bot: Running, admin: Phone
    ) -> None:
        for content in (b"", b"\x00\x01\x02\xff" * 100, b"---\ntitle: x\n---\n"):
            note = await proposed(admin, "a.md", content)
            assert note.text.startswith("Daraus wird kein Artikel:")
            assert "wortlaut-" not in note.text
            assert not note.buttons

    async def test_what_cannot_be_used_is_named_above_the_question(
        self, bot: Running, admin: Phone
    ) -> None:
        note = await proposed(admin, "a.md", b"---\ntitle: T\ndate: 1987\n---\nEin Text.")
        assert "⚠️ Front Matter: date ist „1987“; erwartet wird ein Tag" in note.text
        assert note.buttons

    async def test_limits_are_told_before_downloading(self, bot: Running, admin: Phone) -> None:
        admin.send_document("gross.md", b"x", size=25_000_000)
        (note,) = await admin.answers(1)
        assert "25,0 MB" in note.text
        admin.send_document("bild.heic", b"x")
        note = (await admin.answers(2))[-1]
        assert ".heic" in note.text
        assert ".md" in note.text
        assert bot.api.counts()["getFile"] == 0

    async def test_everyone_else_gets_a_polite_no(self, bot: Running) -> None:
        ada = bot.phone()
        ada.send_document("a.md", FINISHED.encode())
        assert (await ada.answers(1))[0].text == DE.document_not_for_you
        assert (await ada.ask("/reindex")).text == DE.editors_only
        assert (await ada.ask("/remove Imker")).text == DE.editors_only
        assert bot.api.counts()["getFile"] == 0


class TestLink:
    async def test_a_link_becomes_an_article(self, bot: Running, admin: Phone) -> None:
        async def fetch(url: str) -> Document:
            assert url == "https://example.org/bad.md"
            return Document("bad.md", FINISHED.encode())

        bot.services.fetch = fetch
        admin.say("https://example.org/bad.md")
        (proposal,) = await admin.answers(1)
        await admin.becomes(proposal, "Titel: Freibad bleibt zu")
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen")

    async def test_the_page_behind_a_link_becomes_an_article(
        self, bot: Running, admin: Phone
    ) -> None:
        async def fetch(url: str) -> Document:
            return Document("faehre.html", page(ld(publisher=None), article()).encode())

        bot.services.fetch = fetch
        admin.say(URL)
        (proposal,) = await admin.answers(1)
        await admin.becomes(proposal, f"Titel: {TITLE}")
        assert f"Zeitung: {PUBLISHER} (geraten)" in proposal.text
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen")

    async def test_a_page_that_is_no_article_is_named(self, bot: Running, admin: Phone) -> None:
        stub = page(ld(isAccessibleForFree=False), article("<p>Nur der Anfang ist da.</p>"))
        admin.send_document("faehre.html", stub.encode())
        (note,) = await admin.answers(1)
        await admin.becomes(note, "liegt hinter einer Bezahlschranke")

    async def test_what_cannot_be_fetched(self, bot: Running, admin: Phone) -> None:
        async def fetch(url: str) -> Document:
            raise FetchError("fetch.status", host="example.org", status=404)

        bot.services.fetch = fetch
        note = await admin.ask("https://example.org/bad.md")
        assert "example.org antwortet mit 404" in note.text

    async def test_the_bot_s_own_network_is_out_of_bounds(self, admin: Phone) -> None:
        for url in ("http://127.0.0.1:9/x.md", "http://[::1]/x.md", "http://10.0.0.1/x.md"):
            note = await admin.ask(url)
            assert "keine öffentliche Adresse" in note.text

    async def test_a_reader_is_told_who_can_add_what_a_link_leads_to(self, bot: Running) -> None:
        answer = await bot.phone().ask("https://example.org/bad.md")
        assert answer.text == DE.talk["link"]
        assert not answer.buttons


class TestCorpus:
    async def test_reindex_reads_what_others_have_changed(self, bot: Running, admin: Phone) -> None:
        (bot.folder / "corpus" / "bad.md").write_text(FINISHED, encoding="utf-8")
        (bot.folder / "corpus" / "kaputt.md").write_bytes(b"\x00\x01" * 50)
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, "1 neu")
        assert "Übersprungen: kaputt.md" in progress.text
        again = await admin.ask("/reindex")
        await admin.becomes(again, "Nichts hat sich geändert")

    async def test_remove_asks_first(self, bot: Running, admin: Phone) -> None:
        question = await admin.ask("/remove Imker")
        assert "2025-02-03-imker" in question.text
        await admin.pressed(question, DE.button_keep)
        await admin.becomes(question, "Behalten")
        assert len(files(bot)) == 3
        question = await admin.ask("/remove 2025-02-03-imker")
        await admin.pressed(question, DE.button_remove)
        await admin.becomes(question, "Entfernt")
        progress = (await admin.answers(3))[-1]
        await admin.becomes(progress, "1 entfernt")
        assert len(files(bot)) == 2
        answer = await bot.phone().ask("Was rät der Obmann der Imker?")
        assert "Wendelin" not in answer.text

    async def test_what_is_removed_last_is_quoted_no_more(self, bot: Running, admin: Phone) -> None:
        for name in sorted(files(bot))[1:]:
            (bot.folder / "corpus" / name).unlink()
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, "2 entfernt")
        [last] = files(bot)
        question = await admin.ask(f"/remove {last.removesuffix('.md')}")
        await admin.pressed(question, DE.button_remove)
        progress = (await admin.answers(3))[-1]
        await admin.becomes(progress, DE.shared.corpus_emptied)
        assert not (await bot.phone().ask(QUESTION)).of("blockquote")
        assert "0 Artikel" in (await bot.phone().ask("/status")).text
        (bot.folder / "corpus" / "bad.md").write_text(FINISHED, encoding="utf-8")
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, "1 neu")
        assert (await bot.phone().ask("Was ist mit den Pumpen im Freibad?")).of("blockquote")

    async def test_remove_of_several_or_none(self, admin: Phone) -> None:
        several = await admin.ask("/remove 2025")
        assert "Mehrere Artikel" in several.text
        assert len(several.buttons) == 3
        assert "Kein Artikel passt" in (await admin.ask("/remove ../../etc/passwd")).text

    async def test_another_process_is_building(self, bot: Running, admin: Phone) -> None:
        (bot.folder / "corpus" / "bad.md").write_text(FINISHED, encoding="utf-8")
        with FileLock(bot.folder / "index" / "lock"):
            progress = await admin.ask("/reindex")
            await admin.becomes(progress, DE.rebuild_busy)
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, "1 neu")

    async def test_the_corpus_is_gone(self, bot: Running, admin: Phone) -> None:
        (bot.folder / "corpus").rename(bot.folder / "weg")
        progress = await admin.ask("/reindex")
        await admin.becomes(progress, "gescheitert")
        assert (await bot.phone().ask(QUESTION)).of("blockquote")

    async def test_builds_come_one_after_the_other(self, bot: Running, admin: Phone) -> None:
        (bot.folder / "corpus" / "bad.md").write_text(FINISHED, encoding="utf-8")
        async with bot.services.rebuilder._turn:
            progress = await admin.ask("/reindex")
            await admin.becomes(progress, DE.rebuild_waiting)
            status = await bot.phone().ask("/status")
            assert DE.status_rebuilding in status.text
        await admin.becomes(progress, "1 neu")

    async def test_questions_are_answered_while_it_builds(self, bot: Running, admin: Phone) -> None:
        for number in range(5):
            text = FINISHED.replace("Freibad", f"Freibad {number}")
            (bot.folder / "corpus" / f"bad{number}.md").write_text(text, encoding="utf-8")
        progress = await admin.ask("/reindex")
        answers = await asyncio.gather(*(bot.phone(n).ask(QUESTION) for n in range(1, 6)))
        assert all(answer.of("blockquote") for answer in answers)
        await admin.becomes(progress, "5 neu")

    async def test_what_changed_while_the_bot_was_away_is_read_at_its_start(
        self, start: Start
    ) -> None:
        first = await start()
        await first.end()
        (first.folder / "corpus" / "bad.md").write_text(FINISHED, encoding="utf-8")
        second = await start()
        await second.api.until(lambda: second.services.engine._library.info.articles == 4)
