"""What a reply hangs on is searched with it, and said."""

from __future__ import annotations

import json

import pytest

from bot.telegram.conversations import FOLLOW_UP_MINUTES
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN
from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running, Start

GROUP = -77
BOT = "@WortlautTestBot"
CLAIM = "Die alte Brücke stammt aus dem Jahr 1931."
ON_CLAIM = "Die alte Brücke aus dem Jahr 1931 wird im Sommer abgerissen."
THEATER = "Wie viele Plätze hat das Stadttheater?"
JOINED = "Gesucht: „Und wann? Millionen Euro hat die Brücke gekostet?“"
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]


class TestOnAnAnswer:
    @pytest.mark.parametrize("group", [None, GROUP])
    async def test_a_follow_up_takes_the_question_along(self, bot: Running, group) -> None:
        ada = bot.phone(group=group)
        answer = await ada.ask(f"/frage {QUESTION}")
        follow_up = await ada.ask("Und wann?", reply_to=answer)
        assert follow_up.text.startswith(JOINED)
        assert SENTENCE in follow_up.text
        assert follow_up.buttons

    async def test_a_follow_up_of_a_follow_up_keeps_the_subject(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask("Wer zerschnitt das Band der Brücke?")
        second = await ada.ask("Und wie viel kostet das?", reply_to=answer)
        assert second.text.startswith(
            "Gesucht: „Und wie viel kostet das? zerschnitt das Band der Brücke?“"
        )
        third = await ada.ask("Und warum?", reply_to=second)
        assert third.text.startswith("Gesucht: „Und warum? zerschnitt das Band der Brücke?“")

    async def test_a_question_that_stands_by_itself_does(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        other = await ada.ask(THEATER, reply_to=answer)
        assert "612 Plätze" in other.text
        assert "Gesucht" not in other.text

    async def test_another_answer_is_not_mixed_up_with_the_latest(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        await ada.ask(THEATER)
        assert (await ada.ask("Und wann?", reply_to=answer)).text.startswith(JOINED)

    async def test_after_a_restart_the_headline_stands_for_the_question(self, start: Start) -> None:
        first = await start()
        answer = await first.phone().ask(QUESTION)
        await first.end()
        second = await start()
        again = await second.phone().ask("Und wann?", reply_to=answer)
        assert again.text.startswith("Gesucht: „Und wann? Neue Brücke über die Lauter eröffnet“")

    async def test_what_is_quoted_of_it_counts_more_than_its_question(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(THEATER)
        quote = {"text": "Bühnentechnik", "position": 0, "is_manual": True}
        ada.say("Was kostet das?", reply_to=answer, extra={"quote": quote})
        assert (await ada.answers(2))[1].text.startswith("Gesucht: „Was kostet das? Bühnentechnik“")

    async def test_its_question_cannot_be_doubted(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        for said in ("Stimmt das?", "Wirklich?"):
            assert (await ada.ask(said, reply_to=answer)).text == DE.talk["hanging"]
            assert (await ada.ask(said)).text == DE.talk["hanging"]

    async def test_a_note_that_is_no_answer_has_no_subject(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        note = await ada.ask("/frage")
        assert (await ada.ask("Und wann?", reply_to=note)).text == DE.talk["hanging"]

    async def test_an_edited_follow_up_is_answered_in_place(self, bot: Running) -> None:
        ada = bot.phone()
        answer = await ada.ask(QUESTION)
        asked = ada.say("Und wan?", reply_to=answer)
        (_, follow_up) = await ada.answers(2)
        ada.say("Und wann?", reply_to=answer, edit=asked)
        await ada.becomes(follow_up, JOINED)
        assert len(bot.api.from_bot(ada.chat["id"])) == 2


class TestInAPrivateChat:
    async def test_the_question_before_is_meant_for_some_minutes(self, bot: Running) -> None:
        ada = bot.phone()
        await ada.ask(QUESTION)
        ada.say("Danke!")
        assert (await ada.ask("Und wann?")).text.startswith(JOINED)
        conversations, seconds = bot.services.conversations, 60 * FOLLOW_UP_MINUTES + 1
        await bot.api.until(lambda: len(conversations._asked) == 2)
        clock = conversations._clock
        conversations._clock = lambda: clock() + seconds
        assert (await ada.ask("Und wann?")).text == DE.talk["hanging"]

    async def test_nobody_else_s_question_is(self, bot: Running) -> None:
        await bot.phone(1).ask(QUESTION)
        assert (await bot.phone(2).ask("Und wann?")).text == DE.talk["hanging"]

    async def test_a_group_s_question_is_not_without_a_reply(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        await ada.ask(f"/frage {QUESTION}")
        assert (await ada.ask("/frage Und wann?")).text == DE.talk["hanging"]

    async def test_in_english(self, bot: Running) -> None:
        ada = bot.phone(language="en")
        await ada.ask("How many seats does the Stadttheater have?")
        follow_up = await ada.ask("And when?")
        assert follow_up.text.startswith("Searched: “And when? seats does the Stadttheater have?”")
        assert (await bot.phone(2, language="en").ask("Why?")).text == EN.talk["hanging"]


class TestOnSomebodysMessage:
    async def test_a_claim_is_searched_itself(self, bot: Running) -> None:
        claim = bot.phone(1, group=GROUP).say(CLAIM)
        answer = await bot.phone(2, group=GROUP).ask(f"{BOT} Stimmt das?", reply_to=claim)
        assert answer.text.startswith(f"Gesucht: „{CLAIM}“")
        assert ON_CLAIM in answer.text.replace("\n", " ")

    @pytest.mark.parametrize("command", [BOT, "/frage"])
    async def test_the_bot_s_name_alone_asks_what_was_said(self, bot: Running, command) -> None:
        said = bot.phone(1, group=GROUP).say(QUESTION)
        answer = await bot.phone(2, group=GROUP).ask(command, reply_to=said)
        assert answer.text.startswith(f"Gesucht: „{QUESTION}“")
        assert SENTENCE in answer.text

    async def test_a_question_about_it_takes_it_along(self, bot: Running) -> None:
        said = bot.phone(1, group=GROUP).say("Die Brücke ist eröffnet worden!")
        answer = await bot.phone(2, group=GROUP).ask(f"{BOT} wann war das?", reply_to=said)
        assert answer.text.startswith("Gesucht: „wann war das? Die Brücke ist eröffnet worden!“")
        assert "am Freitag eröffnet" in answer.text

    async def test_a_question_of_its_own_does_not(self, bot: Running) -> None:
        said = bot.phone(1, group=GROUP).say("Die Brücke ist eröffnet worden!")
        answer = await bot.phone(2, group=GROUP).ask(f"{BOT} {THEATER}", reply_to=said)
        assert "612 Plätze" in answer.text
        assert "Gesucht" not in answer.text

    async def test_only_the_quoted_words_are_searched(self, bot: Running) -> None:
        said = bot.phone(1, group=GROUP).say(f"Heute ist es kalt. {CLAIM} Oder?")
        quote = {"text": CLAIM, "position": 19, "is_manual": True}
        cora = bot.phone(2, group=GROUP)
        cora.say(f"{BOT} Ist das wahr?", reply_to=said, extra={"quote": quote})
        assert (await cora.answers(1))[0].text.startswith(f"Gesucht: „{CLAIM}“")

    async def test_a_quote_from_another_chat_is(self, bot: Running) -> None:
        ada = bot.phone()
        quote = {"text": CLAIM, "position": 0}
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bert"}
        ada.say("Stimmt das?", extra={"quote": quote, "external_reply": {"origin": origin}})
        assert (await ada.answers(1))[0].text.startswith(f"Gesucht: „{CLAIM}“")

    async def test_a_forwarded_message_and_a_caption_are(self, bot: Running) -> None:
        ada = bot.phone(language="en")
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bert"}
        forwarded = ada.say(CLAIM, extra={"forward_origin": origin})
        await ada.answers(1)
        answer = await ada.ask("Is that true?", reply_to=forwarded)
        assert answer.text.startswith(f"Searched: “{CLAIM}”")
        group = bot.phone(2, group=GROUP)
        pictured = group.say("", extra={"photo": PHOTO, "caption": CLAIM})
        answer = await group.ask(f"{BOT} stimmt das?", reply_to=pictured)
        assert answer.text.startswith(f"Gesucht: „{CLAIM}“")

    async def test_a_picture_without_words_has_no_claim(self, bot: Running) -> None:
        ada = bot.phone(group=GROUP)
        picture = ada.say("", extra={"photo": PHOTO})
        note = await ada.ask(f"{BOT} stimmt das?", reply_to=picture)
        assert note.text == DE.talk["hanging"]

    async def test_a_claim_that_nobody_confirms_is_named_above_the_no(self, bot: Running) -> None:
        claim = bot.phone(1, group=GROUP).say("Quallen leuchten bei Vollmond violett.")
        answer = await bot.phone(2, group=GROUP).ask(f"{BOT} stimmt das?", reply_to=claim)
        assert answer.text.startswith(
            "Gesucht: „Quallen leuchten bei Vollmond violett.“\nDas steht"
        )

    async def test_markup_in_it_is_shown_as_it_is(self, bot: Running) -> None:
        claim = bot.phone(1, group=GROUP).say("Die <b>Brücke</b> & das Band")
        answer = await bot.phone(2, group=GROUP).ask(f"{BOT} stimmt das?", reply_to=claim)
        assert answer.text.startswith("Gesucht: „Die <b>Brücke</b> & das Band“")


class TestRating:
    async def test_what_was_searched_is_stored(self, bot: Running) -> None:
        ada = bot.phone()
        await ada.ask(QUESTION)
        follow_up = await ada.ask("Und wann?")
        assert (await ada.pressed(follow_up, "👍"))["text"] == DE.thanks_up
        (line,) = bot.services.feedback.eval_lines()
        assert json.loads(line)["question"] == "Und wann? Millionen Euro hat die Brücke gekostet?"

    async def test_nothing_is_where_that_is_forgotten(self, start: Start) -> None:
        first = await start()
        ada = first.phone()
        await ada.ask(QUESTION)
        follow_up = await ada.ask("Und wann?")
        await first.end()
        second = await start()
        answer = await second.phone().pressed(follow_up, "👍")
        assert answer["text"] == DE.feedback_without_question
