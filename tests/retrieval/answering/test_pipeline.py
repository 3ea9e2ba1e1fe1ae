"""A question's way: what a stage may decide, that calibrating goes the same way, and refusals."""

import datetime as dt
import shutil
import time

import numpy as np
import pytest

from retrieval.answer import ANSWERED_FROM
from retrieval.answering.calibrate import calibrate
from retrieval.answering.pipeline import answer, evidence_of, explain, find_hits
from retrieval.answering.question import Filter, Question
from retrieval.answering.unknown import unknown_words
from retrieval.errors import IndexDamagedError
from retrieval.index.in_force import current_generation
from retrieval.index.keywords.analysis import question_language
from retrieval.index.manifest import read_manifest
from retrieval.language.talk import talk_in
from retrieval.library import Library
from tests.fakes import TinyEncoder
from tests.retrieval.press import QUESTIONS, assert_quotes_hold, few_impostors, generation_of

BRIDGE = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


class Reader:
    """Puts passages first in which a word stands, and in them the sentences with that word."""

    def __init__(self, word, fingerprint="reader-1"):
        self.fingerprint = fingerprint
        self.asked = []
        self._word = word

    def prepare(self, index, progress):
        pass

    def __call__(self, index, question, hits):
        self.asked.append(question.text)
        read = [hit._replace(evidence=self._read(index, hit)) for hit in hits]
        read.sort(key=lambda hit: -hit.evidence.max())
        scores = [hit.score for hit in hits]
        return [hit._replace(score=score) for hit, score in zip(read, scores, strict=True)]

    def _read(self, index, hit):
        article = index.catalog.articles_by_number([hit.passage.article])[hit.passage.article]
        numbers = range(hit.passage.first_sentence, hit.passage.end_sentence)
        words = [article.text[s.start : s.end] for s in index.catalog.sentences(numbers)]
        return np.array([9.0 * (self._word in text) for text in words], np.float32)


def asked(press, question, *stages):
    generation = generation_of(press)
    embedded = Question.embedded(question, TinyEncoder().embed_questions([question])[0])
    return answer(generation, embedded, time.perf_counter(), stages)


def first(found):
    return found.quotes[0]


@pytest.mark.parametrize(
    ("word", "article", "highlight"),
    [
        ("Radfahrer", "2024-03-02-fussgaengerbruecke", "Radfahrer müssen absteigen."),
        ("zwei Pfeilern", "2024-03-02-fussgaengerbruecke", "Sie ist 62 Meter lang und ruht auf"),
        ("oyster", "2024-06-11-harbour", "Fishermen fear for the oyster beds."),
        ("Laubbläser", "ohne-datum/leserbrief", "Der Laubbläser gehört verboten."),
        ("Juist", "2025-01-07-wetter", "Die Fähren nach Juist verkehrten nicht."),
    ],
)
def test_a_stage_decides_the_order_and_the_highlight(press, word, article, highlight):
    plain = first(asked(press, BRIDGE))
    assert plain.highlight.text.startswith("Die Fußgängerbrücke über die Rems wird")

    found = asked(press, BRIDGE, Reader(word))
    assert first(found).citation.article == article
    assert first(found).highlight.text.startswith(highlight)
    assert_quotes_hold(press, found, 1)


def test_stages_judge_in_turn_and_the_last_has_the_last_word(press):
    earlier, later = Reader("oyster"), Reader("Juist")
    assert first(asked(press, BRIDGE, earlier, later)).citation.article == "2025-01-07-wetter"
    assert first(asked(press, BRIDGE, later, earlier)).citation.article == "2024-06-11-harbour"
    assert earlier.asked == later.asked == [BRIDGE, BRIDGE]


def test_a_stage_is_not_troubled_with_nothing(press):
    reader, generation = Reader("oyster"), generation_of(press)
    vector = TinyEncoder().embed_questions(["x"])[0]
    nothing = Question("x", "x", vector, None, 0, admitted=Filter(publisher="niemand"))
    assert find_hits(generation, nothing, 0.1, [reader]) == []
    assert reader.asked == []


def test_what_a_stage_does_not_judge_is_quoted_as_without_it(press):
    class Silent(Reader):
        def __call__(self, index, question, hits):
            return list(hits)

    for question in QUESTIONS:
        assert asked(press, question, Silent("")).quotes == asked(press, question).quotes


def test_impostors_go_the_way_of_questions(press):
    """A stage that brings strangers to the top is calibrated with strangers at the top."""
    generation, embed = generation_of(press), TinyEncoder().embed_questions
    reader = Reader("Laubbläser")
    with few_impostors(6):
        plain, read = calibrate(generation, embed), calibrate(generation, embed, [reader])
    assert len(reader.asked) == 12
    assert read.spread == plain.spread
    for language in ("de", "en"):
        assert read.thresholds[language].evidence < plain.thresholds[language].evidence


def test_an_index_is_asked_with_the_stages_it_was_calibrated_with(corpus, tmp_path):
    index = tmp_path / "index"

    def library(*stages):
        return Library(index, corpus_dir=corpus, encoder=TinyEncoder(), stages=stages)

    with few_impostors():
        assert library(Reader("oyster")).build().generation == "000001"
        assert read_manifest(current_generation(index)).stages == ("reader-1",)
        with library(Reader("oyster")) as opened:
            assert first(opened.ask(BRIDGE)).citation.article == "2024-06-11-harbour"
        for stages in [(), (Reader("", "reader-2"),), (Reader(""), Reader("", "reader-2"))]:
            with pytest.raises(IndexDamagedError, match="for the stages reader-1, not for") as told:
                library(*stages).open()
            assert "\n" not in str(told.value)
        again = library(Reader("oyster")).build()
        other = library().build()
    assert (again.unchanged, other.unchanged, other.embedded) == (True, False, 0)
    assert read_manifest(current_generation(index)).stages == ()


# --- what an answer says of itself ---


@pytest.mark.parametrize("question", [q for q in QUESTIONS if talk_in(q) is None])
def test_the_scores_explain_the_answer(press, question):
    generation = generation_of(press)
    calibration = generation.manifest.calibration
    found = press.ask(question, k=5)
    scores, language = found.scores, question_language(question)
    assert found.generation == "000001"
    threshold = calibration.threshold(language)
    assert scores.threshold == threshold.evidence_at(ANSWERED_FROM)
    assert found.confidence == calibration.confidence(language, scores.evidence)
    assert found.answered == (scores.evidence >= scores.threshold)
    assert len(scores.quotes) == len(found.quotes)

    embedded = Question.embedded(question, TinyEncoder().embed_questions([question])[0])
    hits = {h.score: h for h in find_hits(generation, embedded, calibration.spread)}
    for quote, figures in zip(found.quotes, scores.quotes, strict=True):
        hit = hits[quote.score]
        assert (figures.cosine, figures.best_sentence) == (hit.cosine, hit.best_sentence)
        assert figures.bm25 == hit.bm25 >= 0
        run = range(hit.passage.first_sentence, hit.passage.end_sentence)
        assert figures.coverage == generation.keywords.coverage(question, run)
    best = hits[found.quotes[0].score]
    coverage = scores.quotes[0].coverage
    assert scores.evidence == evidence_of(best, coverage, calibration.spread)


def test_where_nothing_is_found_there_are_no_scores(press):
    found = press.ask(BRIDGE, publisher="niemand")
    assert (found.generation, found.scores, found.quotes) == ("000001", None, ())


def test_an_answer_names_the_index_it_was_found_in(corpus, index):
    with few_impostors(), Library(index, corpus_dir=corpus, encoder=TinyEncoder()) as library:
        before = library.ask(BRIDGE)
        (corpus / "2025-01-07-wetter.md").unlink()
        library.build()
        after = library.ask(BRIDGE)
        shutil.rmtree(corpus)
        corpus.mkdir()
        library.build(allow_empty=True)
        last = library.ask(BRIDGE)
    assert [found.generation for found in (before, after, last)] == ["000001", "000002", ""]
    assert last.scores is None


# --- refusals ---


def test_what_can_be_named_is_named(press):
    parts = generation_of(press)
    nearest = press.ask("Wie heißt die Hauptstadt der Mongolei?").quotes
    unknown = unknown_words(parts, "Wie heißt die Hauptstadt der Mongolei?")
    refusal = explain(parts, unknown, nearest)

    assert refusal.unknown_words == ("Hauptstadt", "Mongolei")
    assert refusal.nearest_title == nearest[0].citation.title
    assert explain(parts, (), nearest[1:2]).nearest_title == nearest[1].citation.title
    assert (refusal.first_date, refusal.last_date) == (dt.date(2023, 11, 4), dt.date(2025, 1, 7))


def test_words_that_stand_somewhere_are_not_named(press):
    parts = generation_of(press)
    assert unknown_words(parts, "Wo liegt die Fußgängerbrücke?") == ()
    assert unknown_words(parts, "Liegt die Rems in Kyoto?") == ("Kyoto",)
    assert unknown_words(parts, "Sturm in Kyoto, KYOTO") == ("Kyoto",)


def test_without_a_nearest_passage_no_headline_is_named(press):
    assert explain(generation_of(press), (), ()).nearest_title is None


@pytest.mark.parametrize(
    "limits",
    [
        {"publisher": "Tagblatt"},
        {"until": dt.date(2024, 3, 1)},
        {"since": dt.date(2024, 3, 3)},
        {"since": dt.date(2024, 3, 3), "publisher": "elbkurier"},
    ],
)
def test_a_refusal_says_when_the_filter_is_why(press, limits):
    assert press.ask(BRIDGE).answered
    found = press.ask(BRIDGE, **limits)
    assert not found.answered
    assert found.refusal.outside_title == "Neue Fußgängerbrücke über die Rems"
    assert (found.refusal.first_date, found.refusal.last_date) == (None, None)
    assert found.refusal.by_filter
    assert found.refusal.admits_none_of is None


def test_a_filter_that_admits_nothing_is_why(press):
    found = press.ask(BRIDGE, since=dt.date(1990, 1, 1), until=dt.date(1990, 12, 31))
    assert found.quotes == ()
    assert found.refusal.admits_none_of == len(press.articles())
    assert found.refusal.outside_title == "Neue Fußgängerbrücke über die Rems"


def test_a_filter_is_not_why_where_nothing_answers_outside_either(press):
    found = press.ask("Wie heißt die Hauptstadt der Mongolei?", publisher="Tagblatt")
    assert not found.answered
    assert not found.refusal.by_filter
    assert found.refusal.first_date is not None
