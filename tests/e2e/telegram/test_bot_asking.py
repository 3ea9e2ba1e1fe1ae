"""Asking: in private, in groups, by editing; and what is said when there is no answer."""

from __future__ import annotations

from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.bot_api_server import BotApi
from tests.e2e.telegram.conftest import Running, Start

UNANSWERABLE = "Was ist Photosynthese im Quantencomputer?"
GROUP = -100500


class TestPrivate:
    async def test_an_answer_is_quotes_with_the_answering_sentence_bold(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        assert answer.of("bold")[0] == SENTENCE
        article = (bot.folder / "corpus" / "2025-01-18-bruecke.md").read_text()
        for quote in answer.of("expandable_blockquote"):
            assert quote in article
        assert answer.text.endswith(
            "\nNeue Brücke über die Lauter eröffnet · Talbote · 18. Januar 2025"
        )
        assert answer.of("date_time")[0] == "18. Januar 2025"
        (link,) = [e for e in answer.entities if e.get("url", "").startswith("https://talbote")][:1]
        assert "#:~:text=" in link["url"]

    async def test_the_answer_replies_to_the_question_without_a_preview(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say(QUESTION)
        (answer,) = await ada.answers(1)
        assert answer.reply_to == question.id
        call = next(c for c in bot.api.calls if c.method == "sendMessage")
        assert call.parameters["link_preview_options"] == '{"is_disabled": true}'

    async def test_language_follows_the_user(self, bot: Running) -> None:
        german = await bot.phone(1, language="de-AT").ask(UNANSWERABLE)
        english = await bot.phone(2, language="fr").ask(UNANSWERABLE)
        assert DE.not_in_corpus in german.text
        assert EN.not_in_corpus in english.text

    async def test_not_in_the_corpus_says_why_and_shows_the_nearest_on_request(
        self, bot: Running
    ) -> None:
        ada = bot.phone()
        answer = await ada.ask(UNANSWERABLE)
        assert "„Photosynthese“" in answer.text
        assert answer.text.count("\n") == 1
        assert not answer.of("blockquote")
        await ada.pressed(answer, DE.button_nearest)
        await ada.becomes(answer, DE.nearest_header)
        assert answer.of("blockquote")
        assert not answer.of("bold")

    async def test_an_edited_question_is_answered_anew_in_place(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say(UNANSWERABLE)
        (answer,) = await ada.answers(1)
        ada.say(QUESTION, edit=question)
        await ada.becomes(answer, SENTENCE)
        assert len(bot.api.from_bot(ada.chat["id"])) == 1

    async def test_a_question_too_long_is_told_the_limit(self, bot: Running) -> None:
        note = await bot.phone().ask("W" * 2001)
        assert "2001" in note.text
        assert "2000" in note.text
        longest = await bot.phone(2).ask("Brücke " * 285)
        assert longest.of("blockquote") or DE.not_in_corpus in longest.text

    async def test_odd_questions_get_an_answer(self, bot: Running) -> None:
        ada = bot.phone()
        for odd in ("🦄" * 50, "<b>&amp;", "?!", "a\nb\tc", "' OR 1=1 --"):
            assert (await ada.ask(odd)).text

    async def test_typing_is_shown_while_it_takes_long(self, bot: Running) -> None:
        bot.slow_down(1.0)
        await bot.phone().ask(QUESTION)
        methods = [call.method for call in bot.api.calls]
        assert methods.index("sendChatAction") < methods.index("sendMessage")

    async def test_what_is_no_text_is_told_so(self, bot: Running) -> None:
        ada = bot.phone()
        sticker = {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1}
        sticker |= {"is_animated": False, "is_video": False, "type": "regular"}
        ada.say("", extra={"sticker": sticker})
        assert (await ada.answers(1))[0].text == DE.question_empty
        assert (await ada.ask("/unbekannt")).text == DE.question_empty

    async def test_a_caption_is_a_question(self, bot: Running) -> None:
        ada = bot.phone()
        photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        ada.say("", extra={"photo": photo, "caption": QUESTION})
        assert SENTENCE in (await ada.answers(1))[0].text

    async def test_talk_gets_a_short_text_and_no_quote(self, bot: Running) -> None:
        ada = bot.phone()
        for said, talk in (("Hallo", "greeting"), ("Was kannst du?", "help"), ("?", "nothing")):
            note = await ada.ask(said)
            assert note.text == DE.talk[talk]
            assert not note.buttons
        assert (await bot.phone(2, language="en").ask("And when?")).text == EN.talk["hanging"]

    async def test_thanks_get_a_reaction(self, bot: Running, api: BotApi) -> None:
        ada = bot.phone()
        thanks = ada.say("Vielen Dank!")
        await api.until(lambda: thanks.reactions)
        assert thanks.reactions == ["👍"]
        assert api.from_bot(ada.chat["id"]) == []
        api.without_reactions.add(ada.chat["id"])
        assert (await ada.ask("Danke")).text == DE.talk["thanks"]

    async def test_a_question_edited_to_talk_and_back_has_one_answer(self, bot: Running) -> None:
        ada = bot.phone()
        question = ada.say(QUESTION)
        (answer,) = await ada.answers(1)
        ada.say("Hallo", edit=question)
        await ada.becomes(answer, DE.talk["greeting"])
        assert not answer.buttons
        ada.say(QUESTION, edit=question)
        await ada.becomes(answer, SENTENCE)
        assert len(bot.api.from_bot(ada.chat["id"])) == 1


class TestGroup:
    async def test_both_commands_anywhere(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        for command in ("/frage", "/ask", "/frage@WortlautTestBot"):
            answer = await ada.ask(f"{command} {QUESTION}")
            assert SENTENCE in answer.text

    async def test_mention_and_reply_but_no_other_talk(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        ada.say("Die Brücke war doch billiger!")
        ada.say("/frage@AnotherBot Was kostet das?")
        answer = await ada.ask(f"@WortlautTestBot {QUESTION}")
        assert SENTENCE in answer.text
        followup = await ada.ask("Wie viele Plätze hat das Stadttheater?", reply_to=answer)
        assert "612 Plätze" in followup.text
        assert len(bot.api.from_bot(GROUP)) == 2

    async def test_talk_among_people_is_left_alone(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        answer = await ada.ask(f"/frage {QUESTION}")
        for said in ("haha", "Das ist falsch", "👍", "https://example.org/a"):
            ada.say(said, reply_to=answer)
        thanks = ada.say("Danke!", reply_to=answer)
        await bot.api.until(lambda: thanks.reactions)
        assert len(bot.api.from_bot(GROUP)) == 1
        assert (await ada.ask("/frage Und wann?")).text == DE.talk["hanging"]
        for addressed in ("/frage Hallo", "@WortlautTestBot Hallo"):
            assert (await ada.ask(addressed)).text == DE.talk["greeting"]

    async def test_a_command_in_reply_asks_what_was_said_there(self, bot: Running) -> None:
        claim = bot.phone(1, group=GROUP).say(QUESTION)
        answer = await bot.phone(2, group=GROUP).ask("/frage", reply_to=claim)
        assert SENTENCE in answer.text

    async def test_a_command_alone_asks_for_the_question(self, bot: Running) -> None:
        note = await bot.phone(group=GROUP).ask("/frage")
        assert note.text == DE.ask_what

    async def test_a_group_is_greeted_when_the_bot_joins(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        member = {"user": bot.api.bot_user}
        bot.api.post(
            {
                "my_chat_member": {
                    "chat": ada.chat,
                    "from": ada.user,
                    "date": 1,
                    "old_chat_member": {**member, "status": "left"},
                    "new_chat_member": {**member, "status": "member"},
                }
            }
        )
        (greeting,) = await ada.answers(1)
        assert DE.added_to_group in greeting.text
        assert DE.added_to_group_blind in greeting.text

    async def test_a_channel_s_or_anonymous_post_has_no_person(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        ada.user = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        assert SENTENCE in (await ada.ask(f"/ask {QUESTION}")).text


class TestCommands:
    async def test_start_help_status_privacy(self, bot: Running) -> None:
        ada = bot.phone()
        assert "3 Artikeln" in (await ada.ask("/start")).text
        assert "@WortlautTestBot" in (await ada.ask("/start inline")).text
        assert "2000 Zeichen" in (await ada.ask("/hilfe")).text
        status = (await ada.ask("/status")).text
        assert "3 Artikel" in status
        assert "18. Januar 2025 – 11. März 2025" in status
        assert "bis es beantwortet ist" in (await ada.ask("/datenschutz")).text

    async def test_editors_are_told_what_they_can_do(self, bot: Running) -> None:
        assert "/reindex" not in (await bot.phone().ask("/help")).text
        assert "20 MB" in (await bot.phone(900).ask("/help")).text

    async def test_sources_and_articles(self, bot: Running) -> None:
        ada = bot.phone()
        listed = await ada.ask("/quellen")
        assert "3 Artikel im Bestand" in listed.text
        await ada.pressed(listed, "Imker")
        await ada.becomes(listed, "Der milde Winter macht den Imkern")
        by_title = await ada.ask("/artikel theater große")
        assert "612 Plätze" in by_title.text
        assert "Welchen Artikel" in (await ada.ask("/article")).text
        assert "Kein Artikel passt" in (await ada.ask("/artikel Quanten")).text
        several = await ada.ask("/artikel 2025")
        assert "Mehrere Artikel" in several.text

    async def test_the_profile_is_set_in_two_languages_and_once(
        self, bot: Running, start: Start
    ) -> None:
        await bot.api.until(lambda: len(bot.api.descriptions) == 4)
        default = '{"type": "default"}'
        assert next(c["command"] for c in bot.api.commands[(default, "")]) == "ask"
        assert next(c["command"] for c in bot.api.commands[(default, "de")]) == "frage"
        assert bot.api.descriptions[("description", "de")] == DE.description
        assert bot.api.descriptions[("short_description", "")] == EN.short_description

    async def test_admins_see_the_editors_commands(self, start: Start, api) -> None:
        from tests.e2e.bot_api_phone import Phone

        Phone(api, 900)
        first = await start()
        await api.until(lambda: len(api.commands) == 4)
        await api.until(lambda: first.services.database.meta("profile of 900"))
        await first.end()
        count = api.counts()["setMyCommands"]
        second = await start()
        await second.phone().ask("/start")
        assert api.counts()["setMyCommands"] == count
