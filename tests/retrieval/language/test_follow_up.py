"""Which questions hang on what was said before, and what is searched for them."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.follow_up import doubts, hangs, joined

TRAINING = Path(__file__).parents[3] / "training" / "questions"
HANGING = """
Und wann?|Warum?|Und wie viel kostet das?|Wann war das?|wann war das|Wer hat das gesagt?
Und in Frankreich?|Und der Bürgermeister?|Und was sagt der Wirt?|Und wer bezahlt das?
Seit wann gilt das?|Wann wird er abgerissen?|wann wird er abgerissen|Wie heißt seine Frau?
Wann verlässt sie das Amt?|Wer hat diesen Vertrag unterschrieben?|Was kostet der?|Wo liegt die?
Wann wurde es eröffnet?|Wer bezahlt das?|Was steht darin?|Wer ist dagegen?|Wie lange gilt das?
Hat Trump das kommentiert?|Was bedeutet das für Israel?|Wie reagierten die USA darauf?
Gab es Proteste dagegen?|Was sagt der Bürgermeister dazu?|Wie viele Menschen wohnen dort?
Wer schrieb darüber?
Aber warum?|Und die Kosten?|Wer war dabei?|Von wem?
When?|And where?|And in France?|Who said that?|When did it open?|When did that happen?
Who opposes it?|Who signed it?|How old is she?|Where do they live?|What is their plan?
Why did he resign?|Which countries signed it?|Did Trump comment on that?
What does the mayor say about it?
What about the bridge?|But why?
"""
DOUBTING = """
Stimmt das?|Stimmt das wirklich?|Stimmt's?|Ist das wahr?|Ist das richtig?|Ist das so?|Wahr?
Kann das stimmen?|Kann das wahr sein?|Ist da was dran?|Wirklich?|Echt?|Faktencheck|Fake?
Kannst du das belegen?|Ist das bestätigt?|Can you confirm that?|Is that confirmed?
Is that true?|Is this correct?|Could that be true?|Really?|True?|Fact check|is it real
"""
STANDING = """
Gibt es Verletzte?|Wie geht es der Brücke?|Wer ist Viktor Bout?|Wie hoch ist die Inflation?
Was sagt der Bürgermeister zu seiner Zukunft?|Wer hat das neue Haus gebaut?|Brücke|Das Abkommen
Wann wurde der Kooperationsvertrag unterzeichnet?|Was ist der Grund?|Wer war der Täter?
Was sagt Putin, warum er nach Teheran reist?|Was wird aus dem Museum?|Was kostet die Karte?
Stimmt es, dass die Brücke gesperrt ist?|Wer leitet die Firma?|wer hat die brücke gebaut
Wer ist für das Abkommen?|Wer gewann das Spiel, das abgebrochen wurde?|was kostet das ticket
Was plant die Bahn an der Strecke und wer ist dagegen?|Which school has its origins in medicine?
Fuhr Ortloff schneller, als man dort darf?|War Kesslings Frau im Prozess dabei?
Wissen Sie, wann die Brücke öffnet?|Welche Länder haben unterschrieben?|Wo ist der Bahnhof?
Danke!|Hallo|Was kannst du?|ok|ja|Stimmt|Richtig|Sehr gut!
Who is the mayor and when was he elected?|Who said that Putin would resign?|How many people died?
Is it true that Putin signed the treaty?|How high is the bridge?|What does the treaty say?
What happened on that day in Moscow?|Who leads the company?|What happened to the museum?
"""


def lines(text):
    return [line for row in text.strip().splitlines() for line in row.split("|")]


@pytest.mark.parametrize("text", lines(HANGING))
def test_what_hangs(text):
    assert hangs(text)
    assert not doubts(text)


@pytest.mark.parametrize("text", lines(DOUBTING))
def test_what_doubts_hangs_too(text):
    assert hangs(text)
    assert doubts(text)


@pytest.mark.parametrize("text", lines(STANDING))
def test_what_stands_by_itself(text):
    assert not hangs(text)


def test_hardly_a_real_question_hangs():
    asked = [
        record["q"]
        for file in sorted(TRAINING.glob("*.jsonl"))
        for record in map(json.loads, file.read_text("utf-8").splitlines())
        if record.get("lang") in ("de", "en")
    ]
    assert len(asked) > 5_000
    assert sum(map(hangs, asked)) <= 0.002 * len(asked)


@pytest.mark.parametrize(
    ("text", "before", "searched"),
    [
        (
            "Und wann?",
            "Wer hat den Vertrag unterzeichnet?",
            "Und wann? Vertrag unterzeichnet?",
        ),
        (
            "Und mit China?",
            "Wie hoch ist der Handel mit Iran?",
            "Wie hoch ist der Handel mit Iran? Und mit China?",
        ),
        ("wann war das?", "Die Brücke ist offen.", "wann war das? Die Brücke ist offen."),
        ("Stimmt das?", "Die Brücke ist offen.", "Die Brücke ist offen."),
        ("Is that true?", "The bridge is open.", "The bridge is open."),
        ("Why?", "Who signed the treaty?", "Why? signed the treaty?"),
        ("Warum?", "Wer?", "Warum? Wer?"),
        ("Warum?", "Seit wie vielen Jahren steht die Brücke?", "Warum? Jahren steht die Brücke?"),
    ],
)
def test_what_is_searched(text, before, searched):
    assert joined(text, before, 200) == searched


WORDS = st.lists(
    st.sampled_from(
        ["Und", "wann", "wie", "viele", "das", "die", "Brücke", "offen", "when", "the"]
    ),
    min_size=1,
    max_size=30,
)


@given(WORDS, WORDS, st.integers(0, 100))
def test_every_word_was_written_and_it_is_never_too_long(text, before, more):
    text, before = " ".join(text) + "?", " ".join(before)
    found = joined(text, before, len(text) + more)
    assert len(found) <= len(text) + more
    written = text.split() + before.split()
    for word in found.split():
        written.remove(word)
    assert not re.search(r"\s\s|^\s|\s$", found)
