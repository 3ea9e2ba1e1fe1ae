"""Proposals: what is said of an article, corrected, replaced, added several at once, taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.service.document import Document
from bot.telegram.state.database import StateError
from bot.texts.telegram_de import DE
from tests.e2e.articles import ARTICLES
from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_phone import Phone
from tests.e2e.telegram.conftest import ADMIN, Running, Start
from tests.e2e.telegram.test_bot_editing import FINISHED, files, proposed

PLAIN = "Das Freibad am Anger bleibt in diesem Sommer geschlossen. Die Pumpen sind undicht.\n"
OTHER = "Die Bücherei zieht im Mai in das alte Postamt. Der Umzug kostet 12.000 Euro.\n"
BRIDGE = "2025-01-18-bruecke.md"


@pytest.fixture
async def admin(bot: Running) -> Phone:
    return bot.phone(ADMIN)


def stored(bot: Running, name: str) -> str:
    return (Path(bot.folder) / "corpus" / name).read_text()


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def latest(admin: Phone, part: str) -> Message:
    """Waits for a message of the bot's that is there and holds this."""

    def found() -> Message | None:
        said = reversed(admin.api.from_bot(admin.chat["id"]))
        return next((each for each in said if part in each.text), None)

    message = await admin.api.until(found)
    assert isinstance(message, Message)
    return message


async def added(admin: Phone, proposal: Message) -> None:
    await admin.pressed(proposal, DE.button_add)
    await admin.becomes(proposal, "Aufgenommen")
    await latest(admin, "1 neu")


class TestSaid:
    async def test_a_caption_is_metadata(self, bot: Running, admin: Phone) -> None:
        caption = "Bitte aufnehmen!\nZeitung: Tagblatt\nhttps://tagblatt.example/bad\n2. April 2025"
        admin.send_document("freibad.txt", PLAIN.encode(), caption=caption)
        proposal = await latest(admin, DE.proposal_header)
        assert "Zeitung: Tagblatt" in proposal.text
        assert "Webadresse: https://tagblatt.example/bad" in proposal.text
        assert "Datum: 2. April 2025" in proposal.text
        await added(admin, proposal)
        (name,) = files(bot) - set(ARTICLES)
        assert "url: https://tagblatt.example/bad" in stored(bot, name)
        assert "publisher: Tagblatt" in stored(bot, name)

    async def test_what_a_caption_says_wrongly_is_named(self, admin: Phone) -> None:
        admin.send_document("freibad.txt", PLAIN.encode(), caption="Datum: gestern\nTitel: Bad")
        assert "„gestern“ ist kein Tag" in (await latest(admin, "gestern")).text
        assert "Titel: Bad" in (await latest(admin, DE.proposal_header)).text

    @pytest.mark.parametrize(
        ("content", "url"),
        [(PLAIN, "https://example.org/bad.md"), (FINISHED, "https://example.org/bad.md")],
    )
    async def test_a_link_is_the_address(
        self, bot: Running, admin: Phone, content: str, url: str
    ) -> None:
        async def fetch(_: str) -> Document:
            return Document("bad.md", content.encode())

        bot.services.fetch = fetch
        admin.say(url)
        await added(admin, await latest(admin, f"Webadresse: {url}"))
        (name,) = files(bot) - set(ARTICLES)
        assert f"url: {url}" in stored(bot, name)

    async def test_an_address_that_the_article_names_is_kept(
        self, bot: Running, admin: Phone
    ) -> None:
        own = "https://tagblatt.example/bad"

        async def fetch(_: str) -> Document:
            named = FINISHED.replace("date:", f"url: {own}\ndate:")
            return Document("bad.md", named.encode())

        bot.services.fetch = fetch
        admin.say("https://mirror.example/raw.md")
        assert f"Webadresse: {own}\n" in (await latest(admin, DE.proposal_header)).text


class TestCorrected:
    async def test_by_a_reply_to_the_proposal(self, bot: Running, admin: Phone) -> None:
        first = await proposed(admin, "freibad.txt", PLAIN.encode())
        admin.say("Datum: 02.04.2025\nTitel: Bad zu", reply_to=first)
        second = await latest(admin, "Titel: Bad zu")
        assert "Datum: 2. April 2025" in second.text
        assert first.deleted
        admin.say("Titel: Freibad zu", reply_to=second)
        third = await latest(admin, "Titel: Freibad zu")
        assert "Datum: 2. April 2025" in third.text
        await added(admin, third)
        assert "2025-04-02-freibad-zu.md" in files(bot)

    async def test_by_a_button_and_also_after_a_restart(self, start: Start) -> None:
        first = await start()
        admin = first.phone(ADMIN)
        proposal = await proposed(admin, "freibad.txt", PLAIN.encode())
        await admin.pressed(proposal, "✎ Datum")
        asked = await latest(admin, "Datum für „freibad.txt“?")
        await first.end()
        second = await start()
        admin.say("übermorgen", reply_to=asked)
        assert "kein Tag" in (await latest(admin, "übermorgen")).text
        admin.say("2. April 2025", reply_to=asked)
        await added(admin, await latest(admin, "Datum: 2. April 2025"))
        assert any(name.startswith("2025-04-02") for name in files(second))

    async def test_what_is_guessed_is_said_and_its_button_asks(
        self, bot: Running, admin: Phone
    ) -> None:
        proposal = await proposed(admin, "2025-04-02 freibad.txt", PLAIN.encode())
        assert "Datum: 2. April 2025 (geraten)" in proposal.text
        assert "Geraten: Datum. Was nicht stimmt" in proposal.text
        assert "✎ Datum?" in [button["text"] for button in proposal.buttons]
        admin.say("Datum: 03.04.2025\nAutoren: Eva Lind und Ole Kamp", reply_to=proposal)
        corrected = await latest(admin, "Datum: 3. April 2025")
        assert "Geraten" not in corrected.text
        assert "Autoren: Eva Lind, Ole Kamp" in corrected.text
        await added(admin, corrected)
        [name] = [name for name in files(bot) if name.startswith("2025-04-03")]
        text = (bot.folder / "corpus" / name).read_text()
        assert "authors:\n- Eva Lind\n- Ole Kamp\n" in text

    async def test_a_reply_that_names_no_field_is_told_how(self, admin: Phone) -> None:
        proposal = await proposed(admin, "freibad.txt", PLAIN.encode())
        admin.say("Das stimmt so nicht", reply_to=proposal)
        assert (await latest(admin, DE.field_help[:20])).text == DE.field_help

    async def test_a_link_below_the_proposal_is_the_address(
        self, bot: Running, admin: Phone
    ) -> None:
        async def fetch(_: str) -> Document:
            return Document("bad.md", FINISHED.encode())

        bot.services.fetch = fetch
        proposal = await proposed(admin, "freibad.txt", PLAIN.encode())
        admin.say("https://tagblatt.example/bad", reply_to=proposal)
        shown = await latest(admin, "Webadresse: https://tagblatt.example/bad")
        assert "freibad" in shown.text
        answer = await admin.ask("/status")
        admin.say("https://tagblatt.example/zwei", reply_to=answer)
        assert "Freibad bleibt zu" in (await latest(admin, "/zwei")).text

    async def test_any_other_reply_is_a_question(self, bot: Running, admin: Phone) -> None:
        answer = await admin.ask("Wie viele Millionen Euro hat die Brücke gekostet?")
        second = await admin.ask("Wer zerschnitt das Band der Brücke?", reply_to=answer)
        assert second.of("blockquote")

    async def test_another_admin_s_proposal_is_theirs(self, start: Start) -> None:
        bot = await start(admin_ids=frozenset({ADMIN, ADMIN + 1}))
        proposal = await proposed(bot.phone(ADMIN), "freibad.txt", PLAIN.encode())
        assert bot.services.uploads.about(ADMIN + 1, proposal.id) is None


class TestReplaced:
    async def test_a_new_version_keeps_the_name_and_can_be_taken_back(
        self, bot: Running, admin: Phone
    ) -> None:
        old = stored(bot, BRIDGE)
        new = old.replace("14,2 Millionen", "15,1 Millionen")
        proposal = await proposed(admin, "neu.md", new.encode())
        assert "eine neue Fassung von 2025-01-18-bruecke." in proposal.text
        assert DE.button_replace not in labels(proposal)
        await admin.pressed(proposal, DE.button_new_version)
        await admin.becomes(proposal, "Ersetzt: „Neue Brücke")
        await latest(admin, "1 geändert")
        assert stored(bot, BRIDGE) == new
        assert files(bot) == set(ARTICLES)
        answer = await bot.phone().ask("Wie viele Millionen Euro hat die Brücke gekostet?")
        assert "15,1" in answer.text
        await admin.pressed(proposal, DE.button_undo)
        await admin.becomes(proposal, "Zurückgenommen")
        assert stored(bot, BRIDGE) == old

    async def test_another_text_at_the_same_address_is_a_new_version(
        self, bot: Running, admin: Phone
    ) -> None:
        text = f"---\ntitle: Ganz neu\nurl: https://talbote.example/bruecke\n---\n{OTHER}"
        proposal = await proposed(admin, "neu.md", text.encode())
        await admin.pressed(proposal, DE.button_new_version)
        await admin.becomes(proposal, "Ersetzt")
        assert stored(bot, BRIDGE) == text

    async def test_what_is_new_has_nothing_to_replace(self, admin: Phone) -> None:
        proposal = await proposed(admin, "freibad.txt", PLAIN.encode())
        assert DE.button_replace not in labels(proposal)

    async def test_never_another_article_than_was_shown(self, bot: Running, admin: Phone) -> None:
        new = stored(bot, BRIDGE).replace("14,2 Millionen", "15,1 Millionen")
        proposal = await proposed(admin, "neu.md", new.encode())
        (bot.folder / "corpus" / BRIDGE).rename(bot.folder / "corpus" / "anders.md")
        await admin.pressed(proposal, DE.button_new_version)
        await admin.becomes(proposal, "inzwischen geändert")
        assert "15,1" not in stored(bot, "anders.md")


class TestSeveral:
    async def test_one_yes_and_one_build(self, bot: Running, admin: Phone) -> None:
        similar = stored(bot, BRIDGE).replace("14,2 Millionen", "15,1 Millionen")
        first = await proposed(admin, "freibad.txt", PLAIN.encode())
        assert DE.button_add_all not in labels(first)
        await proposed(admin, "neu.md", similar.encode())
        last = await proposed(admin, "buch.txt", OTHER.encode())
        await admin.pressed(last, DE.button_add_all)
        for message in (first, last):
            await admin.becomes(message, "Aufgenommen")
        await latest(admin, "2 neu")
        assert len(files(bot)) == 5
        built = [m for m in bot.api.from_bot(ADMIN) if "neu" in m.text and "Fertig" in m.text]
        assert len(built) == 1
        assert DE.button_new_version in labels(bot.api.from_bot(ADMIN)[1])
        await admin.pressed(first, DE.button_undo)
        await admin.becomes(first, "Zurückgenommen")
        assert len(files(bot)) == 4

    async def test_sent_at_once(self, bot: Running, admin: Phone) -> None:
        for name, text in (("a.txt", PLAIN), ("b.txt", OTHER)):
            admin.send_document(name, text.encode())

        def both() -> bool:
            shown = [m for m in bot.api.from_bot(ADMIN) if DE.button_add in labels(m)]
            return len(shown) == 2

        await bot.api.until(both)
        last = bot.api.from_bot(ADMIN)[-1]
        if DE.button_add_all not in labels(last):
            last = bot.api.from_bot(ADMIN)[-2]
        await admin.pressed(last, DE.button_add_all)
        await latest(admin, "2 neu")

    async def test_two_editors_at_once_add_once(self, start: Start) -> None:
        bot = await start(admin_ids=frozenset({ADMIN, ADMIN + 1}))
        editors = [bot.phone(ADMIN), bot.phone(ADMIN + 1)]
        shown = []
        for editor in editors:
            editor.send_document("freibad.md", FINISHED.encode())
            shown.append(await latest(editor, DE.proposal_header))
        await asyncio.gather(
            *(e.pressed(m, DE.button_add) for e, m in zip(editors, shown, strict=True))
        )
        await bot.api.until(lambda: all(DE.proposal_header not in m.text for m in shown))
        texts = sorted(message.text.split(":")[0] for message in shown)
        assert texts == ["Aufgenommen", "Daraus wird kein Artikel"]
        assert len(files(bot)) == 4

    async def test_nothing_waits_any_more(self, bot: Running, admin: Phone) -> None:
        await proposed(admin, "freibad.txt", PLAIN.encode())
        last = await proposed(admin, "buch.txt", OTHER.encode())
        bot.services.uploads.forget_editor(ADMIN)
        assert (await admin.pressed(last, DE.button_add_all))["text"] == DE.proposal_gone


class TestUndone:
    async def test_an_addition_after_a_restart_and_only_once(self, start: Start) -> None:
        first = await start()
        admin = first.phone(ADMIN)
        proposal = await proposed(admin, "bad.md", FINISHED.encode())
        await added(admin, proposal)
        data = proposal.buttons[0]["callback_data"]
        await first.end()
        second = await start()
        await admin.pressed(proposal, DE.button_undo)
        await admin.becomes(proposal, "Zurückgenommen: „Freibad bleibt zu“")
        await latest(admin, "1 entfernt")
        assert files(second) == set(ARTICLES)
        assert (await admin.pressed(proposal, "", data=data))["text"] == DE.undo_gone

    async def test_a_removal(self, bot: Running, admin: Phone) -> None:
        old = stored(bot, BRIDGE)
        question = await admin.ask("/remove Brücke")
        await admin.pressed(question, DE.button_remove)
        await admin.becomes(question, "Entfernt")
        assert BRIDGE not in files(bot)
        await admin.pressed(question, DE.button_undo)
        await admin.becomes(question, "Zurückgenommen")
        assert stored(bot, BRIDGE) == old

    async def test_not_what_somebody_has_changed_since(self, bot: Running, admin: Phone) -> None:
        proposal = await proposed(admin, "bad.md", FINISHED.encode())
        await added(admin, proposal)
        (name,) = files(bot) - set(ARTICLES)
        (bot.folder / "corpus" / name).write_text("Von Hand geändert.")
        await admin.pressed(proposal, DE.button_undo)
        await admin.becomes(proposal, "inzwischen geändert")
        assert stored(bot, name) == "Von Hand geändert."

    async def test_again_where_the_disk_was_full(
        self, bot: Running, admin: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        question = await admin.ask("/remove Brücke")
        await admin.pressed(question, DE.button_remove)
        await admin.becomes(question, "Entfernt")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("retrieval.corpus.storing._write_synced", full)
            await admin.pressed(question, DE.button_undo)
            await admin.becomes(question, "voll")
        assert BRIDGE not in files(bot)
        await admin.pressed(question, DE.button_undo)
        await admin.becomes(question, "Zurückgenommen")
        assert BRIDGE in files(bot)

    async def test_an_article_is_in_although_the_state_file_refuses(
        self, bot: Running, admin: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proposal = await proposed(admin, "bad.md", FINISHED.encode())

        def refuse(*_: object) -> None:
            raise StateError("state.broken", path="state.sqlite", detail="full")

        monkeypatch.setattr(bot.services.undos, "save", refuse)
        await admin.pressed(proposal, DE.button_add)
        await admin.becomes(proposal, "Aufgenommen")
        assert proposal.buttons == []
        await latest(admin, "1 neu")

    async def test_only_by_an_editor(self, bot: Running, admin: Phone) -> None:
        proposal = await proposed(admin, "bad.md", FINISHED.encode())
        await added(admin, proposal)
        data, eve = proposal.buttons[0]["callback_data"], bot.phone(666)
        answer = await eve.ask("/status")
        assert (await eve.pressed(answer, "", data=data))["text"] == DE.editors_only
        assert len(files(bot)) == 4


async def test_remove_by_buttons(bot: Running, admin: Phone) -> None:
    choice = await admin.ask("/remove")
    assert choice.text == DE.remove_usage
    assert labels(choice)[0].startswith("Stadttheater")
    await admin.pressed(choice, "Imker klagen")
    await admin.becomes(choice, "aus dem Bestand entfernen?")
    await admin.pressed(choice, DE.button_remove)
    await admin.becomes(choice, "Entfernt: „Imker")
    assert "2025-02-03-imker.md" not in files(bot)


async def test_pages_of_what_can_be_removed(bot: Running, admin: Phone) -> None:
    for number in range(9):
        text = FINISHED.replace("Freibad", f"Freibad {number}")
        (bot.folder / "corpus" / f"bad{number}.md").write_text(text, encoding="utf-8")
    progress = await admin.ask("/reindex")
    await admin.becomes(progress, "9 neu")
    choice = await admin.ask("/remove")
    assert len(choice.buttons) == 10
    await admin.pressed(choice, "›")
    await bot.api.until(lambda: any("Neue Brücke" in label for label in labels(choice)))
    await admin.pressed(choice, "Neue Brücke")
    await admin.becomes(choice, "2025-01-18-bruecke")
