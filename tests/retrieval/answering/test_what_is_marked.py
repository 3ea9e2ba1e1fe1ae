"""What is marked is something that the text says: no question of its own, no lead-in, no label."""

from dataclasses import replace

import pytest

from retrieval.answering.pipeline import answer
from retrieval.answering.question import Question
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors, generation_of, write_corpus

PROSE = "Der Rat tagte am Abend im Saal des alten Bahnhofs, und viele Bürger hörten ihm zu."


def first_quote(tmp_path, text, question, stages=()):
    corpus = write_corpus(
        tmp_path / "corpus", {"a.md": f"# Meldung\n\n{text}\n", "b.md": f"# Rat\n\n{PROSE}\n"}
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        asked = Question.embedded(question, TinyEncoder().embed_questions([question])[0])
        return answer(generation_of(library), replace(asked, k=1), 0.0, stages).quotes[0]


IRAN = "Iran liefert Drohnen an Russland, heißt es in Kiew."
NEVER = [
    (f"Was liefert Iran an Russland? {IRAN}", "Was liefert Iran an Russland?", IRAN),
    (f"{IRAN} Was liefert Iran sonst an Russland?", "Was liefert Iran an Russland?", IRAN),
    (
        "**Wie war das Honigjahr?**\n\nSchlecht, denn es regnete.",
        "Wie war das Honigjahr?",
        "Schlecht, denn es regnete.",
    ),
    (
        "Tagblatt: Wie weit liegen Sie auseinander?\n\n"
        "Lohmann: Drei Millionen trennen uns noch.\n\n"
        "Tagblatt: Wird gestreikt?\n\nLohmann: Nein, das kommt nicht in Frage für uns alle.",
        "Wie weit liegen Lohmann und Kerndt auseinander, wie weit liegen Sie?",
        "Lohmann: Drei Millionen trennen uns noch.",
    ),
    (
        "FRAGE: Was kostet der Ausstieg?\n\nANTWORT: Zwölf Millionen Euro, mehr nicht.",
        "Was kostet der Ausstieg?",
        "ANTWORT: Zwölf Millionen Euro, mehr nicht.",
    ),
    (
        "**Besucher im Waldbad**\n\n| Jahr | Zahl |\n|---|---|\n| 2024 | 64.000 |",
        "Besucher im Waldbad 2024",
        "| 2024 | 64.000 |",
    ),
    (
        "Die Stadt hat einen Plan.\n\n**Die nächsten Schritte:**\n\n- Das Becken wird dicht.",
        "Was sind die nächsten Schritte?",
        None,
    ),
    ("Und die Masken? Sie liegen im Lager.", "Und die Masken?", "Sie liegen im Lager."),
]


@pytest.mark.parametrize(("text", "question", "marked"), NEVER)
def test_what_only_asks_or_leads_in_is_never_marked(tmp_path, text, question, marked):
    quote = first_quote(tmp_path, f"{text}\n\n{PROSE}", question)
    assert quote.citation.article == "a"
    assert not quote.highlight.text.rstrip("*").endswith(("?", ":", "Waldbad"))
    if marked is not None:
        assert quote.highlight.text == marked


def test_an_interviewers_question_is_quoted_before_its_answer(tmp_path):
    """Also where the answer is too long for one passage with it."""
    answered = "Schlecht, denn es regnete im Mai. " + PROSE * 5
    quote = first_quote(tmp_path, f"**Wie war das Honigjahr?**\n\n{answered}", "Honigjahr, wie?")
    assert quote.highlight.text == "Schlecht, denn es regnete im Mai."
    assert quote.text.startswith("**Wie war das Honigjahr?**\n\nSchlecht")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("„Wer pflegt das Bad?“ Lohse schwieg.", "Welche Frage stellte wer, wer pflegt das Bad?"),
        ("Richter Lohse fragte: „Wer pflegt das Bad?“", "Was sagte Lohse zum Bad?"),
    ],
)
def test_a_question_is_marked_where_it_is_what_was_asked(tmp_path, text, question):
    assert "Wer pflegt das Bad?" in first_quote(tmp_path, text, question).highlight.text


def test_a_caption_is_marked_only_where_it_alone_answers(tmp_path):
    caption = "Foto: Das 1924 gebaute Backsteinhaus am Ring."
    found = first_quote(tmp_path / "a", f"{PROSE}\n\n{caption}", "Backsteinhaus am Ring gebaut")
    assert found.highlight.text == caption
    said = "Das Backsteinhaus am Ring wurde 1924 gebaut."
    text = f"Foto: Das Backsteinhaus am Ring.\n\n{said}"
    found = first_quote(tmp_path / "b", text, "Backsteinhaus am Ring gebaut")
    assert found.highlight.text == said


def test_a_text_of_questions_alone_is_quoted_all_the_same(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", {"a.md": "# Fragen\n\nWer zahlt? Und wann?\n"})
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        assert [quote.text for quote in library.ask("Wer zahlt?").quotes] == [
            "Wer zahlt? Und wann?"
        ]


def test_what_cannot_answer_is_not_marked_by_a_stage_either(tmp_path):
    def judge(index, question, hits):
        return [
            hit._replace(evidence=hit.nearness * 0 + [9, 0][: len(hit.nearness)])
            for hit in hits[:1]
        ]

    quote = first_quote(tmp_path, f"Wer zahlt das Bad? {IRAN}", "Wer zahlt das Bad?", (judge,))
    assert quote.highlight.text == IRAN
