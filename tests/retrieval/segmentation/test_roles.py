import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.segmentation.passages import Role
from retrieval.segmentation.segment import segment

SAYS, REPLIES, LABELS = Role.SAYS, Role.REPLIES, Role.LABELS
ASKS, LEADS, ROW = Role.ASKS, Role.LEADS, Role.ROW
PROSE = "Die Stadt hat das Bad im Sommer für viel Geld saniert und neu gestrichen."


def roles(text, language="de"):
    return [(text[s.start : s.end], s.role) for s in segment(text, language).sentences]


def role_of(words, text, language="de"):
    return next(role for sentence, role in roles(text, language) if words in sentence)


ASKING = [
    "Hat der Iran Russland wirklich Waffen geliefert?",
    "**Wie war das Honigjahr?**",
    "Tagblatt: Wie weit liegen Sie auseinander?",
    "FRAGE: Was kostet der Ausstieg?",
    "„Wer soll das bezahlen?“",
    "Und die Masken?",
    "Aber wer zahlt das alles, und warum gerade jetzt?!",
    "_Warum gerade hier?_",
    "Did Iran deliver weapons?",
    "Kurier: „Haben Sie die Mängel gemeldet?“",
    "هل انتهت الأزمة؟",
]
NOT_ASKING = [
    "„Wer soll das bezahlen?“, fragte Richter Lohse am Montag.",
    "Richter Lohse fragte am Montag: „Wer soll das bezahlen?“",
    "Er wollte wissen, wer das bezahlt.",
    "Die Sendung „Was nun?“ läuft am Freitag.",
]
LABELLING = [
    "Bild: Hinter dem Bauzaun stehen die Geräte seit Januar still.",
    "Foto: Das 1924 gebaute Backsteinhaus",
    "Foto (Archiv): Das Rathaus im Winter.",
    "Quelle: ntv.de, ino/dpa",
    "Das Rathaus im Winter. (Archivbild)",
    "Das Rathaus im Winter (Foto: Kahl)",
    "**Bild:** Das Rathaus im Winter.",
    "Photo: The town hall in winter.",
    "Von Matthias Ohlendorf",
    "*Von Eva Lind und Ole Brandt*",
]
LEADING = ["(dpa)", "dpa/afp", "Mit Material von dpa"]
SAYING = [
    "Das Bild zeigt: Hier ist nichts mehr zu retten.",
    "Von Mainz fährt der Zug nach Köln.",
    "Von Angela Merkel.",
    "Die Quelle am Hang ist versiegt.",
    "Apa Sherpa war 21 Mal auf dem Everest.",
    "Die Lage ist klar: Zehn Prozent mehr.",
    "Foto und Film sind im Saal verboten.",
]
CASES = [
    *((words, ASKS) for words in ASKING),
    *((words, SAYS) for words in [*NOT_ASKING, *SAYING]),
    *((words, LABELS) for words in LABELLING),
    *((words, LEADS) for words in LEADING),
]


@pytest.mark.parametrize(("words", "role"), CASES, ids=[words for words, _ in CASES])
def test_what_a_sentence_does_in_its_text(words, role):
    found = roles(f"{PROSE}\n\n{words}\n\n## Weiter\n\n{PROSE}")
    alone = [given for sentence, given in found if sentence != PROSE]
    assert alone[-1] is role


BATHERS = "**Besucher im Waldbad**"
TABLE = "| Jahr | Besucher |\n|---|---|\n| 2023 | 81.000 |\n| 2024 | 64.000 |"
LIST = "- Das Becken wird abgedichtet.\n- Die Rutsche kommt weg."
ABOVE = [
    (BATHERS, TABLE, LEADS),
    ("Besucher im Waldbad", TABLE, LEADS),
    ("Tabelle 3: Besucher im Waldbad seit 2023.", TABLE, LEADS),
    ("Table 3. Visitors since 2023.", "Year | Visitors\n--- | ---\n2023 | 81,000", LEADS),
    ("**Die nächsten Schritte:**", LIST, LEADS),
    ("Die wichtigsten Punkte:", f"\n{LIST}", LEADS),
    ("Folgendes ist geplant:", f"\n{PROSE}", LEADS),
    ("Am Montag nannte die Stadt drei Gründe:", LIST, LABELS),
    ("Die Stadt hat einen Plan.", LIST, SAYS),
]


@pytest.mark.parametrize(("line", "below", "role"), ABOVE)
def test_a_line_above_a_list_or_a_table_leads_to_it(line, below, role):
    text = f"{PROSE} {PROSE}\n\n{line}\n{below}\n"
    assert role_of(line, text) is role
    assert roles(text)[-1][1] <= ROW


def test_the_head_of_a_table_leads_and_its_rows_say():
    assert [role for _, role in roles(f"{PROSE}\n\n{TABLE}\n")] == [SAYS, LEADS, ROW, ROW]


def test_a_line_under_which_a_heading_stands_is_none_that_leads():
    text = f"Laufzeit bis Ende Mai\n\n## Weiter\n\n{LIST}\n"
    assert role_of("Laufzeit", text) is SAYS


INTERVIEW = (
    "Kreisblatt: Sie haben Akteneinsicht erhalten. Was haben Sie gefunden?\n\n"
    "Kreuzer: Zu wenig. Und wer soll das glauben?\n\n"
    "Kreisblatt: Wem geben Sie die Schuld?\n\n"
    "Kreuzer: Dem Amt.\n"
)


def test_an_interviewers_whole_turn_asks_and_an_answer_that_ends_with_a_question_does_not():
    assert [role for _, role in roles(INTERVIEW)] == [ASKS, ASKS, REPLIES, ASKS, ASKS, REPLIES]


def test_a_bold_turn_that_ends_with_a_question_asks():
    text = f"**Vier Prozent statt sechs. Ist das ein Erfolg?**\n\n{PROSE}\n"
    assert [role for _, role in roles(text)] == [ASKS, ASKS, REPLIES]


@given(st.text(alphabet="ab?:.|-*\n „“", max_size=60))
def test_roles_change_no_sentence_and_the_last_one_leads_nowhere(text):
    sentences = segment(text).sentences
    assert [(s.start, s.end) for s in sentences] == sorted((s.start, s.end) for s in sentences)
    if sentences and text[sentences[-1].start : sentences[-1].end].endswith(":"):
        assert sentences[-1].role < ASKS
