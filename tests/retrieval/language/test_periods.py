"""Which dates in a question narrow what is searched, to which days, and which do not."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.periods import period_in

TRAINING = Path(__file__).parents[3] / "training" / "questions"
TODAY = dt.date(2026, 11, 27)  # a Friday
LATEST = dt.date(2025, 4, 14)

# The question, the words that name the days, the first and the last of these.
NAMED = """
Was ist seit Oktober passiert?|seit Oktober|2024-10-01|
was ist seit märz neu|seit märz|2025-03-01|
Was ist seit Mai passiert?|seit Mai|2024-05-01|
Was gibt es seit Oktober 2024 Neues vom Stadtrat?|seit Oktober 2024|2024-10-01|
Welche Sanktionen gibt es seit 2023?|seit 2023|2023-01-01|
Welche Gesetze gelten seit dem Jahr 2023?|seit dem Jahr 2023|2023-01-01|
Was geschah seit dem 18. Januar?|seit dem 18. Januar|2025-01-18|
Was geschah seit dem 18. Dezember?|seit dem 18. Dezember|2024-12-18|
Wer trat seit dem 18. Januar 2025 zurück?|seit dem 18. Januar 2025|2025-01-18|
Wer trat seit dem 18.1.2025 zurück?|seit dem 18.1.2025|2025-01-18|
Wer trat seit 2025-01-18 zurück?|seit 2025-01-18|2025-01-18|
Was ist seit Anfang 2025 passiert?|seit Anfang 2025|2025-01-01|
Was ist seit Mitte Januar 2025 passiert?|seit Mitte Januar 2025|2025-01-11|
Was ist seit Ende 2024 passiert?|seit Ende 2024|2024-09-01|
Was geschah im Januar 2025 in Moskau?|im Januar 2025|2025-01-01|2025-01-31
Wann im Jänner 2025 wurde der Vertrag unterzeichnet?|im Jänner 2025|2025-01-01|2025-01-31
Was geschah im Februar 2024?|im Februar 2024|2024-02-01|2024-02-29
Was geschah im Okt. 2024?|im Okt. 2024|2024-10-01|2024-10-31
Was geschah Anfang Januar 2025?|Anfang Januar 2025|2025-01-01|2025-01-10
Was geschah Mitte Januar 2025?|Mitte Januar 2025|2025-01-11|2025-01-20
Was geschah Ende Februar 2025?|Ende Februar 2025|2025-02-21|2025-02-28
Welche Artikel vom Januar 2025 nennen Bout?|vom Januar 2025|2025-01-01|2025-01-31
Welche Artikel von 2024 nennen Bout?|von 2024|2024-01-01|2024-12-31
Artikel vom 18.1.2025 über Bout|vom 18.1.2025|2025-01-18|2025-01-18
Berichte aus dem Jahr 2024|aus dem Jahr 2024|2024-01-01|2024-12-31
Berichte aus dem Oktober 2024|aus dem Oktober 2024|2024-10-01|2024-10-31
Was geschah vor dem 18. Januar?|vor dem 18. Januar||2025-01-17
Was geschah vor dem 18. Januar 2025?|vor dem 18. Januar 2025||2025-01-17
Was geschah vor Oktober 2024 in Kiew?|vor Oktober 2024||2024-09-30
Was war vor 2022?|vor 2022||2021-12-31
Was war vor 2022 in der Ukraine?|vor 2022||2021-12-31
Was geschah nach dem 18. Januar 2025?|nach dem 18. Januar 2025|2025-01-19|
Was geschah nach Januar 2025 mit Bout?|nach Januar 2025|2025-02-01|
Was war zwischen Oktober 2024 und Mai 2025?|zwischen Oktober 2024 und Mai 2025|2024-10-01|2025-05-31
Was geschah zwischen Oktober und Januar 2025?|zwischen Oktober und Januar 2025|2024-10-01|2025-01-31
Was geschah zwischen 2022 und 2024?|zwischen 2022 und 2024|2022-01-01|2024-12-31
zwischen dem 3. März 2025 und 9.3.2025|zwischen dem 3. März 2025 und 9.3.2025|2025-03-03|2025-03-09
Was war letzte Woche in Kiel los?|letzte Woche|2026-11-16|2026-11-22
Was beschloss der Rat in der letzten Woche?|in der letzten Woche|2026-11-16|2026-11-22
Was beschloss der Rat vergangene Woche?|vergangene Woche|2026-11-16|2026-11-22
Was ist diese Woche los?|diese Woche|2026-11-23|2026-11-27
Welche Streiks gab es letzten Monat?|letzten Monat|2026-10-01|2026-10-31
Welche Streiks gab es im vergangenen Monat?|im vergangenen Monat|2026-10-01|2026-10-31
Welche Streiks gab es in diesem Monat?|in diesem Monat|2026-11-01|2026-11-27
Was war am letzten Wochenende?|am letzten Wochenende|2026-11-21|2026-11-22
Was geschah letzten Oktober?|letzten Oktober|2026-10-01|2026-10-31
Was geschah im vergangenen Dezember?|im vergangenen Dezember|2025-12-01|2025-12-31
Was geschah im letzten November?|im letzten November|2025-11-01|2025-11-30
Was geschah letzten Montag?|letzten Montag|2026-11-23|2026-11-23
Was geschah am vergangenen Freitag?|am vergangenen Freitag|2026-11-20|2026-11-20
Was geschah letzten Sonnabend?|letzten Sonnabend|2026-11-21|2026-11-21
Was ist seit gestern passiert?|seit gestern|2026-11-26|
Was ist seit letzter Woche passiert?|seit letzter Woche|2026-11-16|
Was ist seit letztem Jahr neu?|seit letztem Jahr|2025-01-01|
Welche Gesetze kamen seit Jahresbeginn?|seit Jahresbeginn|2026-01-01|
Welche Gesetze kamen seit Anfang des Jahres?|seit Anfang des Jahres|2026-01-01|
Was geschah gestern in Berlin?|gestern|2026-11-26|2026-11-26
Gestern Streik?|Gestern|2026-11-26|2026-11-26
Was geschah vorgestern?|vorgestern|2026-11-25|2026-11-25
Was beschloss der Rat in den letzten drei Monaten?|in den letzten drei Monaten|2026-08-27|
Was beschloss der Rat in den vergangenen 14 Tagen?|in den vergangenen 14 Tagen|2026-11-13|
Beschlüsse der letzten zwei Wochen|der letzten zwei Wochen|2026-11-13|
Wer starb in den letzten fünf Jahren?|in den letzten fünf Jahren|2021-11-27|
What has happened since October?|since October|2024-10-01|
What has happened since May?|since May|2024-05-01|
What changed since 2023 in Kyiv?|since 2023|2023-01-01|
What changed since January 18, 2025?|since January 18, 2025|2025-01-18|
What changed since 18 January 2025?|since 18 January 2025|2025-01-18|
What changed since the 18th of January 2025?|since the 18th of January 2025|2025-01-18|
articles from 2024 on Bout|from 2024|2024-01-01|2024-12-31
news of January 18, 2025|of January 18, 2025|2025-01-18|2025-01-18
What happened in January 2025?|in January 2025|2025-01-01|2025-01-31
What happened during March 2024?|during March 2024|2024-03-01|2024-03-31
What happened in early January 2025?|in early January 2025|2025-01-01|2025-01-10
what happened in may 2024|in may 2024|2024-05-01|2024-05-31
What happened before January 18?|before January 18||2025-01-17
What happened before 2022?|before 2022||2021-12-31
What happened before 2022 in the Donbas?|before 2022||2021-12-31
What happened after 18 January 2025?|after 18 January 2025|2025-01-19|
News between Oct 2024 and Jan 2025|between Oct 2024 and Jan 2025|2024-10-01|2025-01-31
What did the council decide last week?|last week|2026-11-16|2026-11-22
What did the council decide this month?|this month|2026-11-01|2026-11-27
What happened last October?|last October|2026-10-01|2026-10-31
What happened last Sunday?|last Sunday|2026-11-22|2026-11-22
What changed since last month?|since last month|2026-10-01|
What changed since the beginning of the year?|since the beginning of the year|2026-01-01|
What happened yesterday?|yesterday|2026-11-26|2026-11-26
What did the council decide in the last three months?|in the last three months|2026-08-27|
What did the council decide over the past two weeks?|over the past two weeks|2026-11-13|
"""

LEFT_ALONE = """
Was steht in der Agenda 2010?|Was war der Angriff vom 7. Oktober?|Wer gewann die WM 2006?
Was geschah am 11. September 2001?|Was ist der Vertrag von 1990?|Was geschah 2024?
Was geschah im Jahr 2024?|What happened in 2024?|Was war letztes Jahr?|What was last year?
Wer regiert dieses Jahr?|Wie ist das Wetter heute?|What is open today?|Was gilt ab Januar?
Was plant die Stadt bis 2030?|Wer war von 2020 bis 2024 Präsident?
Wer streikt vom Januar 2025 bis März?|Seit wann gilt das Gesetz?|Since when does the law apply?
Was verschleppt die Bahn seit Jahren?|Was läuft seit drei Wochen schief?
Wer streitet seit 20 Jahren?|Was geschah vor drei Jahren?|Was sagte er vor 2000 Zuschauern?
What did he say before 2000 people?|Was gilt nach 2030?|Was geschah nach dem 7. Oktober?
Wann im Januar wurde der Vertrag unterzeichnet?|Was wird im September 2028 gespielt?
What happens in March 2030?|Was wird seit 2031 anders?|Wie viele Menschen starben seit 2022?
Um wie viel ist der Strom seit 2020 teurer geworden?|Was kostet die Karte seit Januar 2025?
How many people died since 2022?|Wie hoch war die Inflation im Januar 2025?
Wie lange wird seit Oktober 2024 gestreikt?|How much has rent risen since 2020?
Was steht in „seit 2023“?|Wer schrieb "In January 2025"?|Was ist die Welt von gestern?
Who sang the song Yesterday?|Was geschah am Montag?|Was war am Jahresbeginn?
Was steht im Bericht von 2000 Seiten?|a report of 2000 pages|Was war der Vertrag vom 18.1.2025?
Was bedeutet die letzte Woche?
Was geschah in der letzten Woche vor der Wahl?|What happened in the last week of the campaign?
What did Theresa May say?|Where did they march?|Was machte August der Starke?
Who is Jan since the war?|Wer ist Mai Thi?|Was geschah seit dem 31. Februar 2025?
Was geschah seit dem Krieg?|Was geschah vor dem Treffen in Moskau?
Was ist zwischen Januar und Moskau?|Was steht auf Seite 2023?|Wer fuhr im ICE 2024?
Was ist das Haushaltsjahr 2023/24?|Was gilt seit 2023/24?
Wann wurde der Kooperationsvertrag unterzeichnet?|Wer ist Viktor Bout?|Was war gut?|März
"""


def rows(text):
    return [line.split("|") for line in text.strip().splitlines()]


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("question", "words", "since", "until"), rows(NAMED))
def test_days_are_read(question, words, since, until):
    period = period_in(question, TODAY, LATEST)
    assert period is not None
    assert (period.words, period.since, period.until) == (words, day(since), day(until))


@pytest.mark.parametrize("question", [text for row in rows(LEFT_ALONE) for text in row])
def test_what_may_be_no_filter_is_left_alone(question):
    assert period_in(question, TODAY, LATEST) is None


def test_without_a_year_the_latest_that_the_articles_know_is_meant():
    since = [
        period_in("Was ist seit Oktober passiert?", TODAY, latest).since
        for latest in (None, dt.date(2025, 4, 14), dt.date(2030, 1, 1))
    ]
    assert since == [dt.date(2026, 10, 1), dt.date(2024, 10, 1), dt.date(2026, 10, 1)]


def test_at_the_turn_of_the_year():
    first = dt.date(2026, 1, 1)  # a Thursday
    assert period_in("Was war letzten Monat?", first).since == dt.date(2025, 12, 1)
    assert period_in("Was war letzte Woche?", first).until == dt.date(2025, 12, 28)
    assert period_in("Was war gestern?", first).since == dt.date(2025, 12, 31)
    assert period_in("in den letzten drei Monaten", dt.date(2024, 5, 31)).since == dt.date(
        2024, 2, 29
    )


def test_questions_of_the_training_set_are_hardly_ever_narrowed_and_never_wrongly():
    published, asked = {}, []
    for file in sorted(TRAINING.glob("*.jsonl")):
        for record in map(json.loads, file.read_text("utf-8").splitlines()):
            if "id" in record:
                published[record["id"]] = dt.date.fromisoformat(record["date"])
            elif record["lang"] in ("de", "en"):
                asked.append((record["q"], record["of"]))
    latest = {}
    for text, date in published.items():
        story = text.partition("-")[0]
        latest[story] = max(date, latest.get(story, date))
    narrowed = wrong = 0
    for question, text in asked:
        period = period_in(question, TODAY, latest[text.partition("-")[0]])
        if period is not None:
            narrowed += 1
            date = published[text]
            wrong += not (period.since or date) <= date <= (period.until or date)
    assert len(asked) > 5_000
    assert narrowed <= 0.001 * len(asked)
    assert wrong == 0


WORDS = [
    *("seit", "im", "vor", "letzte", "Woche", "Januar", "März", "31", "31.", "2025", "30.2.2025"),
    *("zwischen", "und", "since", "the", "Ende", "May"),
]


@given(
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
)
def test_whatever_is_typed_is_read_or_left_alone(question, today):
    period = period_in(question, today, today)
    if period is not None:
        assert period.words in question
        assert period.since or period.until
        assert not (period.since and period.until) or period.since <= period.until
