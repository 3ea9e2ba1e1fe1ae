import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.calibrate import SLOPE_READ, calibrate
from retrieval.answering.pipeline import evidence_of, find_hits
from retrieval.answering.question import Question
from retrieval.index.calibration import Calibration, Threshold
from retrieval.index.keywords.analysis import question_language
from retrieval.index.manifest import verified_manifest
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import QUESTIONS, few_impostors, generation_of, write_corpus

ODD = ["🦀🦀", "Ελλάδα", "a" * 1999, "?", "der die das", "\u202e"]


class Crowded:
    """The same directions crowded around a common one: cosines of `share` to 1, not of 0 to 1."""

    def __init__(self, share):
        self.fingerprint = f"crowded-{share}"
        self.dimension = 65
        self._share = share

    def embed_questions(self, texts):
        vectors = TinyEncoder().embed_questions(texts)
        common = np.full((len(texts), 1), math.sqrt(self._share), np.float32)
        return np.concatenate([common, vectors * math.sqrt(1 - self._share)], axis=1)

    embed_passages = embed_questions


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """Searchers over one corpus under encoders whose cosines have another place and scale."""
    corpus = write_corpus(tmp_path_factory.mktemp("crowded") / "corpus")
    searchers = []
    for encoder in (Crowded(0.3), Crowded(0.7)):
        index = corpus.with_name(encoder.fingerprint)
        build_index(corpus, index, encoder)
        searchers.append(Library(index, encoder=encoder).open())
    yield searchers
    for searcher in searchers:
        searcher.close()


@pytest.fixture(scope="module")
def calibration(press):
    return generation_of(press).manifest.calibration


def test_thresholds_are_finite_and_there_is_one_for_every_language(calibration):
    assert set(calibration.thresholds) == {"de", "en", "other"}
    for threshold in calibration.thresholds.values():
        assert math.isfinite(threshold.evidence)
        assert 0 < threshold.deviation < math.inf
    assert 0 < calibration.spread < 1


def test_a_language_the_impostors_do_not_speak_is_held_to_the_strictest(calibration):
    others = {k: t for k, t in calibration.thresholds.items() if k != "other"}
    assert calibration.thresholds["other"] == max(others.values(), key=lambda t: t.evidence)


def test_the_spread_is_that_of_unrelated_pairs(press, calibration):
    """A hundredth of sentences is related to a kitchen question, if any."""
    rows = generation_of(press).sentence_vectors[:].astype(np.float32)
    questions = TinyEncoder().embed_questions(["Wie strickt man eine Ferse?", "Why do cats purr?"])
    assert calibration.spread == pytest.approx((rows @ questions.T).std(), rel=0.35)


@pytest.mark.parametrize("question", [*QUESTIONS, *ODD])
def test_confidence_is_one_half_at_the_threshold_and_grows_with_evidence(calibration, question):
    language = question_language(question)
    steps = [calibration.confidence(language, e) for e in np.linspace(-50, 50, 201)]
    assert steps == sorted(steps)
    assert 0 <= steps[0] < 0.01
    assert 0.99 < steps[-1] <= 1
    crossing = [calibration.confidence(language, t.evidence) for t in thresholds(calibration)]
    assert 0.5 in [pytest.approx(value) for value in crossing]


def thresholds(calibration):
    return calibration.thresholds.values()


@given(
    st.floats(-1e9, 1e9),
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e3),
)
def test_any_evidence_gives_a_confidence(evidence, threshold, deviation):
    one = Threshold(threshold, deviation)
    confidence = Calibration(1.0, {"other": one}).confidence(None, evidence)
    assert 0 <= confidence <= 1
    if abs(evidence - threshold) > 1e-6 * max(1, abs(threshold)) * deviation:
        assert (confidence >= 0.5) == (evidence >= threshold)


def evidence(press, question):
    generation = generation_of(press)
    spread = generation.manifest.calibration.spread
    vector = TinyEncoder().embed_questions([question])[0]
    [best, *_] = find_hits(generation, Question.embedded(question, vector), spread)
    return evidence_of(best, coverage(generation, question, best), spread)


def coverage(generation, text, hit):
    sentences = range(hit.passage.first_sentence, hit.passage.end_sentence)
    return generation.keywords.coverage(text, sentences)


def test_a_sentence_of_the_corpus_is_stronger_evidence_than_a_stranger(press):
    own = evidence(press, "Die Fußgängerbrücke über die Rems wird am 14. Mai 2024 eröffnet.")
    half = evidence(press, "Wann wird die Brücke eröffnet?")
    strange = evidence(press, "Wie strickt man eine Ferse?")
    assert own > half > strange


def test_each_known_word_adds_evidence(press):
    """The same vector, more of the question's words in the best passage."""
    generation = generation_of(press)
    spread = generation.manifest.calibration.spread
    vector = TinyEncoder().embed_questions(["Wann wird die Brücke über die Rems eröffnet?"])[0]
    [best, *_] = find_hits(generation, Question.embedded("Rems", vector), spread)
    found = [
        evidence_of(best, coverage(generation, text, best), spread)
        for text in ("Kyoto Rialto", "Rems Rialto", "Rems Fußgängerbrücke")
    ]
    assert found == sorted(found)
    assert len(set(found)) == 3


def test_what_the_corpus_answers_is_answered_and_impostors_mostly_are_not(press):
    answerable = [q for q in QUESTIONS[:10] if q != "How much does the dredging cost?"]
    assert [q for q in answerable if not press.ask(q).answered] == []
    strange = ["Wie strickt man eine Ferse?", "Warum schnurren Katzen?", "Why do cats purr?"]
    assert [q for q in strange if press.ask(q).answered] == []


def test_another_place_and_scale_of_cosines_makes_the_same_decisions(press, crowded):
    for question in [*QUESTIONS, "Warum schnurren Katzen?", "Wie tief ist der Baikalsee?"]:
        plain = press.ask(question)
        for searcher in crowded:
            answer = searcher.ask(question)
            assert answer.answered == plain.answered, question
            assert answer.confidence == pytest.approx(plain.confidence, abs=0.05), question
            assert [q.citation.article for q in answer.quotes[:1]] == [
                q.citation.article for q in plain.quotes[:1]
            ]


def test_calibrating_twice_gives_the_same(press):
    embed = TinyEncoder().embed_questions
    parts = generation_of(press)
    assert calibrate(parts, embed) == calibrate(parts, embed)


def test_impostors_that_all_score_the_same_leave_room_for_doubt(press):
    with few_impostors(1):
        found = calibrate(generation_of(press), TinyEncoder().embed_questions)
    for threshold in found.thresholds.values():
        assert threshold.deviation > 0
        assert found.confidence(None, threshold.evidence - threshold.deviation) < 0.5


def test_a_corpus_of_one_sentence_is_calibrated(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("# Eins\n\nDer Fluss heißt Rems.\n", encoding="utf-8")
    report = build_index(corpus, tmp_path / "index", TinyEncoder())
    assert (report.articles, report.passages, report.sentences) == (1, 1, 1)
    folder = tmp_path / "index" / "generations" / report.generation
    for threshold in verified_manifest(folder).calibration.thresholds.values():
        assert math.isfinite(threshold.evidence)
        assert threshold.deviation > 0
    with Library(tmp_path / "index", encoder=TinyEncoder()) as searcher:
        assert searcher.ask("Wie heißt der Fluss Rems?").answered
        assert not searcher.ask("Warum schnurren Katzen?").answered


@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e2), st.floats(0.01, 0.99))
def test_the_evidence_of_a_confidence_gives_that_confidence(evidence, deviation, confidence):
    threshold = Threshold(evidence, deviation)
    found = Calibration(1.0, {"other": threshold})
    assert found.confidence(None, threshold.evidence_at(confidence)) == pytest.approx(confidence)


class Reads:
    """A stage that says the same of every hit."""

    fingerprint = "reads"

    def prepare(self, index, progress):
        pass

    def __call__(self, index, question, hits):
        return [hit._replace(reading=0.1) for hit in hits]


def test_with_a_reader_confidence_rises_as_steeply_in_every_index(press):
    found = calibrate(generation_of(press), TinyEncoder().embed_questions, (Reads(),))
    assert {threshold.deviation for threshold in found.thresholds.values()} == {SLOPE_READ}
