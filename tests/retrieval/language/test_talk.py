"""What asks nothing is told apart, and nothing that asks is taken for it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from retrieval.answer import Talk
from retrieval.language.stopwords import LANGUAGES
from retrieval.language.talk import talk_in
from retrieval.language.talk_words import FUNCTION, talk_words
from tests.retrieval.language.talk_lines import KEPT, LINES, SEEN

QUESTION_SETS = Path(__file__).parents[3] / "benchmarks" / "questions"

# Questions of one word or a few, most of them with words that are talk where they stand alone.
QUESTIONS = (
    *("Hundesteuer", "hundesteuer", "HUNDESTEUER", "Putin", "Washington", "1920", "A7", "3:2"),
    *("2024", "18.01.2025", "112", "007", "9/11", "S-400", "5 %", "50+1", "X", "C++", "XP", "AB"),
    *("WHO", "WHO?", "IT", "US", "U.S.", "OB", "IS", "ICE", "MAN", "UN", "BBQ", "HSBC", "CCTV"),
    *("Hilfe für Flüchtlinge?", "Welche Hilfe gibt es?", "Gibt es Hilfe?", "Was ist Hilfe?"),
    *("Danke-Konzert", "Danke Merkel", "Guten Morgen Deutschland Sendung", "Gute Nacht Hamburg"),
    *("Hallo, wann tagt der Stadtrat?", "Danke! Wie viel kostet die Brücke?", "Hi-Tech"),
    *("Hello, when does the council meet?", "ok, und wann kommt der Bus?", "Ja-Stimmen"),
    *("Corona-Test", "Wer hat den Test gemacht?", "Testpflicht", "Bot", "Bots", "Idiot?"),
    *("Müll", "Mist", "Klasse", "Spitze", "Klasse 5", "Die Spitze", "Wahnsinn", "Lügner"),
    *("Was sagt Will?", "Was sagte May?", "What did May say?", "May", "Will", "Was sagt Ade?"),
    *("Die Welt", "Die Zeit", "The Who", "War", "war", "Tat", "Waren", "Ware", "Würde", "Kosten"),
    *("Wie hoch sind die Kosten?", "Wer hat gewonnen?", "Wann ist sie gestorben?", "Bad", "Joe"),
    *("Wie geht es der Wirtschaft?", "Wie alt ist Putin?", "Wer ist der Bot von Telegram?"),
    *("Wie wird das Wetter morgen?", "Was hat Scholz gesagt?", "Mehr Geld", "Mehr Demokratie"),
    *("Baden-Baden", "Mama", "Bonbon", "Sasaki", "Aalen", "Lloyd", "Wert", "Krk", "Alaska"),
    *("lehrer:innen", "Schüler*innen", "Wie viele Lehrer*innen fehlen?", "*Wann* kommt der Bus?"),
    *("Frage:Wann kommt der Bus?", "Wer sagte: Ich bin ein Berliner?", "Thema: Haushalt"),
    *("WAS KOSTET PARK AND RIDE?", "Stadt und Land", "tagesschau.de", "Was ist E=mc^2?"),
    *("Was steht in https://example.org/a?", "Z.B./usw.", "Привет", "你好"),
)


def test_the_lines_are_many_and_of_every_kind() -> None:
    lines = {line for _, line in SEEN + KEPT}
    assert len(lines) == len(SEEN) + len(KEPT) > 400
    assert set(LINES) == set(get_args(Talk))


@pytest.mark.parametrize(("kind", "line"), SEEN)
def test_talk_is_told(kind: Talk, line: str) -> None:
    assert talk_in(line) == kind


def test_talk_that_no_rule_was_written_for_is_told_too() -> None:
    told = [(kind, talk_in(line)) for kind, line in KEPT]
    # Each kind has a text of its own, and most of the time it must be the right one.
    assert sum(found is not None for _, found in told) >= 0.96 * len(KEPT)
    assert sum(found == kind for kind, found in told) >= 0.95 * len(KEPT)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_has_a_word_of_substance_is_a_question(question: str) -> None:
    assert talk_in(question) is None


def test_no_question_of_the_question_sets_is_talk() -> None:
    sets = sorted(QUESTION_SETS.glob("*.jsonl"))
    lines = [line for path in sets for line in path.read_text("utf-8").splitlines()]
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 100
    assert [question for question in questions if talk_in(question)] == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Das war nicht hilfreich", "complaint"),
        ("Danke, Schluss. Und wann?", None),
        ("Danke. Und wann?", "hanging"),
        ("Hallo Bot, wer war das?", "hanging"),
        ("tschuess", "goodbye"),
        ("TSCHÜSS", "goodbye"),
        ("Halloooo", "greeting"),
        ("Spitze!", "praise"),
        ("Klasse 👍", "praise"),
        ("Bist Du ein Mensch?", "identity"),
        ("Danke😊", "thanks"),
        ("7!", "nothing"),
    ],
)
def test_how_it_is_written(line: str, kind: Talk | None) -> None:
    assert talk_in(line) == kind


def test_every_phrase_of_the_data_has_a_known_role() -> None:
    beside = {FUNCTION, "filler", "light", "noun", "polite", "negation"}
    exclaimed = {"exclaimed praise", "exclaimed complaint"}
    for language in LANGUAGES:
        roles = set().union(*talk_words(language).roles.values())
        assert roles <= beside | exclaimed | set(get_args(Talk))
        assert all(re.fullmatch(r"[a-z0-9-]+", word) for word in talk_words(language).words)
