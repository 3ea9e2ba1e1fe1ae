"""The best hits are read with a cross-encoder: their order, what counts, and nothing cut."""

import numpy as np
import pytest

from retrieval.answering.calibrate import calibrate
from retrieval.answering.pipeline import READING_WEIGHT, find_hits
from retrieval.answering.question import Question
from retrieval.embedding.compiling.samples import PAIRS
from retrieval.reading.cross_encoder_stage import (
    MARKED_HITS,
    READ_HITS,
    READING,
    CrossEncoderStage,
)
from retrieval.reading.open import reader_for
from tests.fakes import TinyEncoder
from tests.retrieval.press import LONG_SENTENCE, generation_of

QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


class WordTokenizer:
    """Whole words, as themselves."""

    def __init__(self, room):
        self.room = room

    def pieces(self, text):
        return text.split()


class Judge:
    """Scores a pair by a function of its words; lists what it was given."""

    fingerprint = "reader-judge-v1"

    def __init__(self, judge, room=400):
        self.tokenizer = WordTokenizer(room)
        self.judge = judge
        self.given = []

    def scores(self, pairs):
        texts = [(" ".join(pair.question), " ".join(pair.passage)) for pair in pairs]
        self.given.append(texts)
        assert all(len(q.split()) + len(p.split()) <= self.tokenizer.room for q, p in texts)
        return np.array([self.judge(*text) for text in texts], np.float32)


@pytest.fixture
def index(press):
    return generation_of(press)


def hits(index, *stages, text=QUESTION):
    question = Question.embedded(text, TinyEncoder().embed_questions([text])[0])
    return find_hits(index, question, index.manifest.calibration.spread, stages)


def text_of(index, hit):
    number = hit.passage.article
    article = index.catalog.articles_by_number([number])[number]
    rows = index.catalog.sentences(hit.passage.sentences)
    return article.title, " ".join(article.text[row.start : row.end] for row in rows)


def test_hits_are_ordered_by_its_scores(index):
    plain = hits(index)
    turned = {" ".join(text_of(index, hit)[1].split()): n for n, hit in enumerate(plain)}

    def later_is_better(_, passage):
        return next((n for text, n in turned.items() if passage.endswith(text)), 0) / 4

    found = hits(index, CrossEncoderStage(Judge(later_is_better)))
    read = [hit.passage for hit in plain[:READ_HITS]]
    assert [hit.passage for hit in found] == read[::-1] + [h.passage for h in plain[READ_HITS:]]
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] == 1
    best = (min(READ_HITS, len(plain)) - 1) / 4
    assert found[0].reading == pytest.approx(READING * best)
    assert [hit.reading for hit in found[READ_HITS:]] == [0.0] * len(found[READ_HITS:])


def test_equal_scores_leave_the_ranking_as_it_was(index):
    found = hits(index, CrossEncoderStage(Judge(lambda *_: 0.25)))
    assert [hit.passage for hit in found] == [hit.passage for hit in hits(index)]


def test_question_and_passage_are_read_with_the_headline(index):
    judge = Judge(lambda *_: 0.0)
    hits(index, CrossEncoderStage(judge))
    given = judge.given[0]
    assert len(given) == READ_HITS
    for (question, passage), hit in zip(given, hits(index), strict=False):
        title, text = text_of(index, hit)
        assert question == QUESTION
        assert passage == " ".join(f"{title}. {text}".split())


def test_of_the_best_hits_the_sentence_that_scores_best_by_itself_is_marked(index):
    plain = hits(index)

    def judge(_, passage):
        """A sentence below its headline by its number of words, a whole passage as ranked."""
        place = next(n for n, hit in enumerate(plain) if text_of(index, hit)[0] in passage)
        return -place if passage.count(". ") > 1 else len(passage.split()) / 4

    judging = Judge(judge)
    found = hits(index, CrossEncoderStage(judging))
    for hit, given in zip(found[:MARKED_HITS], judging.given[1:], strict=True):
        article = index.catalog.articles_by_number([hit.passage.article])[hit.passage.article]
        rows = index.catalog.sentences(hit.passage.sentences)
        alone = [" ".join(article.text[row.start : row.end].split()) for row in rows]
        assert given == [(QUESTION, f"{article.title}. {sentence}") for sentence in alone]
        scores = [judge(*pair) for pair in given]
        np.testing.assert_allclose(
            hit.evidence, np.array(scores) * READING_WEIGHT * READING, rtol=1e-5
        )
    assert all(hit.evidence is None for hit in found[MARKED_HITS:])


def test_a_passage_longer_than_the_window_is_read_in_windows_the_best_of_which_counts(index):
    judge = Judge(lambda _, passage: 2.0 if "Pumpe" in passage else -1.0, room=40)
    found = hits(index, CrossEncoderStage(judge), text="Was zählte der Gutachter auf?")
    given = judge.given[0]
    read = " ".join(passage for _, passage in given)
    assert LONG_SENTENCE.split()[-1] in read
    assert all(word in read for word in LONG_SENTENCE.split())
    assert "Pumpe" in text_of(index, found[0])[1]
    assert found[0].reading == pytest.approx(2 * READING)


def test_of_a_long_question_every_part_counts(index):
    judge = Judge(lambda question, _: 3.0 if "Rems" in question else 1.0, room=200)
    long = " ".join(["Brücke"] * 180 + ["Rems"] * 10)
    [*found] = hits(index, CrossEncoderStage(judge), text=long)
    asked = {question for question, _ in judge.given[0]}
    assert len(asked) == 2
    assert sum(len(part.split()) for part in asked) == 190
    assert found[0].reading == pytest.approx(2 * READING)


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_impostors_are_read_the_same_way(index, scale, monkeypatch):
    """Whatever it gives questions that no newspaper answers, they stay refused."""
    from tests.retrieval.press import few_impostors

    def judge(question, _):
        return (3.0 if "Rems" in question else 0.0) * scale - 1.0

    stage = CrossEncoderStage(Judge(judge))
    with few_impostors():
        calibration = calibrate(index, TinyEncoder().embed_questions, [stage])
    shifted = CrossEncoderStage(Judge(lambda *pair: judge(*pair) + 5.0))
    with few_impostors():
        other = calibrate(index, TinyEncoder().embed_questions, [shifted])
    threshold, above = calibration.threshold("de"), other.threshold("de")
    shift = READING_WEIGHT * READING * 5.0
    assert above.evidence == pytest.approx(threshold.evidence + shift, abs=1e-3)
    assert above.deviation == threshold.deviation


def test_another_model_is_another_stage(index):
    one, other = (Judge(lambda *_: 0.0) for _ in range(2))
    other.fingerprint = "reader-other-v1"
    assert CrossEncoderStage(one).fingerprint != CrossEncoderStage(other).fingerprint
    assert CrossEncoderStage(one).fingerprint.startswith(one.fingerprint)


@pytest.mark.model
def test_a_deviation_counts_as_one_of_the_embedded_reader_does():
    from tests.models import open_embedded

    [stage] = reader_for(open_embedded())
    reader, tokenizer, states = stage._reader, stage._tokenizer, stage._encoder.states

    def score(question, passage):
        asked = reader.asked(states(tokenizer.question(question))[1:-1])
        window = tokenizer.window("", passage, [(0, len(passage))])
        return float(reader.scores(asked, reader.read(states(window.tokens)), window.sentences)[0])

    scores = [score(question, passage) for question, _ in PAIRS for _, passage in PAIRS]
    assert np.std(scores) == pytest.approx(READING, rel=0.05)
