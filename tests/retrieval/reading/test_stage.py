"""The best hits are read: their order, their marks, and what of it was read before."""

import numpy as np
import pytest

from retrieval.answering.pipeline import find_hits
from retrieval.answering.question import Question
from retrieval.reading import stage as module
from retrieval.reading.stage import FEW_READ_HITS, READ_HITS, CalibratingStage, ReaderStage
from retrieval.reading.token_store import NAME
from tests.fakes import TinyEncoder
from tests.retrieval.press import generation_of
from tests.retrieval.reading.fakes import WordEncoder, reader

QUESTION = "Radfahrer müssen absteigen"  # and the word of the prompt, which no passage holds


@pytest.fixture
def index(press):
    return generation_of(press)


@pytest.fixture
def stage(tmp_path, monkeypatch, index):
    made = ReaderStage(WordEncoder(), reader(tmp_path))
    monkeypatch.setattr(type(made), "_index_dir", staticmethod(lambda _: tmp_path))
    return made


def hits(index, *stages, text=QUESTION):
    question = Question.embedded(text, TinyEncoder().embed_questions([text])[0])
    return find_hits(index, question, index.manifest.calibration.spread, stages)


def words(index, hit, place):
    article = index.catalog.articles_by_number([hit.passage.article])[hit.passage.article]
    sentence = index.catalog.sentences([hit.passage.first_sentence + place])[0]
    return article.text[sentence.start : sentence.end]


def test_the_sentence_with_the_question_s_tokens_is_first_and_marked(index, stage):
    found = hits(index, stage)
    assert (
        words(index, found[0], int(np.argmax(found[0].evidence))) == "Radfahrer müssen absteigen."
    )
    assert found[0].reading == max(hit.reading for hit in found)


def test_scores_fall_and_no_hit_is_lost_or_made(index, stage):
    plain, found = hits(index), hits(index, stage)
    assert {hit.passage for hit in found} == {hit.passage for hit in plain}
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] == 1
    assert [hit.evidence is not None for hit in found[:FEW_READ_HITS]] == [True] * FEW_READ_HITS


def test_what_was_read_before_is_not_read_again(index, stage):
    told = []
    stage.prepare(index, lambda *progress: told.append(progress))
    passages = index.manifest.passages
    assert told[-1] == ("embed", passages, passages)
    stage._encoder.read = 0
    prepared = hits(index, stage)
    assert stage._encoder.read == 1  # the question
    assert sum(hit.evidence is not None for hit in prepared) == min(READ_HITS, len(prepared))


def test_read_before_or_now_comes_to_the_same(index, stage, monkeypatch):
    monkeypatch.setattr(module, "FEW_READ_HITS", READ_HITS)
    now = hits(index, stage)
    stage.prepare(index, lambda *_: None)
    before = hits(index, stage)
    assert [hit.passage for hit in now] == [hit.passage for hit in before]
    for one, other in zip(now[:READ_HITS], before[:READ_HITS], strict=True):
        assert np.allclose(one.evidence, other.evidence, atol=1.0)
        assert one.reading == pytest.approx(other.reading, abs=0.02)


def test_other_weights_are_another_stage_but_what_was_read_stays(index, stage, monkeypatch):
    before = stage.fingerprint
    stage.prepare(index, lambda *_: None)
    monkeypatch.setattr(module, "WEIGHTS_CRC32", "0")
    assert stage.fingerprint != before
    stage._encoder.read = 0
    stage.prepare(index, lambda *_: None)
    assert stage._encoder.read == 0


def test_a_large_index_is_not_read_beforehand(index, stage, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "STORED_BELOW", index.manifest.passages - 1)
    stage.prepare(index, lambda *_: None)
    assert not (tmp_path / NAME).exists()
    assert hits(index, stage)[0].evidence is not None


def test_a_large_index_is_not_tokenised_beforehand(index, stage, monkeypatch):
    monkeypatch.setattr(module, "STORED_BELOW", index.manifest.passages - 1)
    monkeypatch.setattr(stage, "_window", None)
    stage.prepare(index, lambda *_: None)


def test_what_was_read_before_is_not_tokenised_again(index, stage, monkeypatch):
    stage.prepare(index, lambda *_: None)
    monkeypatch.setattr(stage, "_window", None)
    stage.prepare(index, lambda *_: None)


def test_what_calibrating_a_large_index_reads_is_read_once(index, stage, monkeypatch):
    monkeypatch.setattr(module, "STORED_BELOW", 0)
    first = hits(index, CalibratingStage(stage))
    stage._encoder.read = 0
    again = hits(index, CalibratingStage(stage))
    assert stage._encoder.read == 1  # the question
    assert [hit.reading for hit in first] == [hit.reading for hit in again]
    assert [hit.passage for hit in first] == [hit.passage for hit in hits(index, stage)]
    stage._encoder.read = 0
    assert len(hits(index, stage)) == len(again)
    assert stage._encoder.read == 1 + FEW_READ_HITS  # asking is not changed by it


def test_a_question_of_no_word_is_read_all_the_same(index, stage):
    assert len(hits(index, stage, text="?! …")) == len(hits(index, text="?! …"))


def test_of_each_hit_is_known_what_its_article_holds(index, stage):
    plain = hits(index)
    stage.prepare(index, lambda *_: None)
    question = Question.embedded(QUESTION, TinyEncoder().embed_questions([QUESTION])[0])
    judged = stage.judge(index, question, plain)
    assert [one.hit for one in judged] == plain[:READ_HITS]
    most = max(hit.bm25 for hit in plain)
    for one in judged:
        siblings = [hit for hit in plain if hit.passage.article == one.hit.passage.article]
        assert one.article_cosine == max(hit.cosine for hit in siblings)
        assert one.article_bm25 == pytest.approx(max(hit.bm25 for hit in siblings) / most)
    assert any(one.article_cosine > one.hit.cosine for one in judged)


def test_hits_without_a_word_of_the_question_have_no_bm25(index, stage):
    assert {one.article_bm25 for one in stage.judge(index, *_nothing_shared(index))} == {0.0}


def _nothing_shared(index):
    question = Question.embedded(QUESTION, TinyEncoder().embed_questions([QUESTION])[0])
    return question, [hit._replace(bm25=0.0) for hit in hits(index)]
