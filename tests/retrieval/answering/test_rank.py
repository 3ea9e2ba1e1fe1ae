"""The ranking against an oracle: every passage scored, nothing pre-selected, in plain NumPy."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from retrieval.answering.question import Filter, Question
from retrieval.answering.rank import CANDIDATES, rank, type_weight
from retrieval.index.in_force import PASSAGE_VECTORS_NAME, current_generation
from retrieval.index.keywords.analysis import question_language
from retrieval.index.vector_files import open_matrix
from retrieval.language.answer_type import AnswerType, expected_type, held_types
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import QUESTIONS, few_impostors, generation_of, write_corpus

PASSAGE, SENTENCE, BM25, BM25_ACROSS = 0.4, 0.6, 0.2, 0.05
SPREAD = 0.12


def vector_of(question):
    return TinyEncoder().embed_questions([question])[0]


EVERYTHING = Filter()


def ranked(parts, question, vector=None, admitted=EVERYTHING):
    """The hits of a question, embedded by the small encoder unless its vector is given."""
    asked = Question.embedded(question, vector_of(question) if vector is None else vector)
    return rank(parts, replace(asked, admitted=admitted), SPREAD)


@pytest.fixture(scope="module")
def parts(press):
    return generation_of(press)


@pytest.fixture(scope="module")
def passage_vectors(press_index):
    return open_matrix(current_generation(press_index) / PASSAGE_VECTORS_NAME, 64)


def scaled(values):
    low, high = min(values), max(values)
    return [(v - low) / (high - low) if high > low else 1.0 for v in values]


def oracle(parts, passage_vectors, question, admitted=lambda article: True):
    """(passage number, score, cosine, best sentence, same language), best first."""
    vector = vector_of(question)
    articles = dict(parts.catalog.iterate())
    passages = [
        passage
        for passage in parts.catalog.passages(range(parts.catalog.counts()[1]))
        if admitted(articles[passage.article])
    ]
    if not passages:
        return []
    cosines = [float(passage_vectors[p.number].astype(np.float32) @ vector) for p in passages]
    best = []
    for passage in passages:
        text = articles[passage.article].text
        fits = [
            bool(held_types(text[s.start : s.end]) & expected_type(question))
            for s in parts.catalog.sentences(range(passage.first_sentence, passage.end_sentence))
        ]
        weight = type_weight(expected_type(question))
        rows = parts.sentence_vectors[passage.first_sentence : passage.end_sentence]
        values = rows.astype(np.float32) @ vector + weight * SPREAD * np.array(fits)
        best.append(float(values.max()))
    found = dict(zip(*map(np.ndarray.tolist, parts.keywords.search(question, 10**6)), strict=True))
    bm25 = [found.get(p.number, 0.0) for p in passages]
    asked_in = question_language(question)
    same = [asked_in is None or articles[p.article].language == asked_in for p in passages]
    meaning = PASSAGE * np.array(scaled(cosines)) + SENTENCE * np.array(scaled(best))
    weight = np.where(same, BM25, BM25_ACROSS)
    scores = (1 - weight) * meaning + weight * np.array(scaled(bm25))
    rows = zip(passages, scores.tolist(), cosines, best, same, strict=True)
    ranked = sorted(rows, key=lambda row: (-row[1], row[0].number))
    return [(p.number, score, cosine, top, one) for p, score, cosine, top, one in ranked]


def agrees(hits, expected):
    assert [hit.passage.number for hit in hits] == [row[0] for row in expected]
    for hit, (_, score, cosine, best, same) in zip(hits, expected, strict=True):
        assert hit.score == pytest.approx(score, abs=1e-5)
        assert hit.cosine == pytest.approx(cosine, abs=1e-5)
        assert hit.best_sentence == pytest.approx(best, abs=1e-5)
        assert hit.same_language == same
        assert hit.best_sentence == hit.nearness.max()
        assert len(hit.nearness) == hit.passage.end_sentence - hit.passage.first_sentence


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_ranking_is_that_of_scoring_every_passage(parts, passage_vectors, question):
    hits = ranked(parts, question)
    agrees(hits, oracle(parts, passage_vectors, question))


FILTERS = [
    Filter(publisher="elbkurier"),
    Filter(since=dt.date(2024, 4, 20)),
    Filter(until=dt.date(2024, 4, 20)),
    Filter(since=dt.date(2024, 4, 20), until=dt.date(2024, 4, 20), publisher="TAGBLATT"),
]


@pytest.mark.parametrize("chosen", FILTERS, ids=str)
@pytest.mark.parametrize("question", [QUESTIONS[0], QUESTIONS[2], QUESTIONS[5], "?!"])
def test_a_filtered_ranking_is_that_of_the_admitted_passages(
    parts, passage_vectors, question, chosen
):
    def admitted(article):
        if (chosen.since or chosen.until) and article.date is None:
            return False
        if chosen.since and article.date < chosen.since:
            return False
        if chosen.until and article.date > chosen.until:
            return False
        wanted = chosen.publisher
        return wanted is None or (article.publisher or "").casefold() == wanted.casefold()

    hits = ranked(parts, question, admitted=chosen)
    expected = oracle(parts, passage_vectors, question, admitted)
    assert expected
    agrees(hits, expected)


@pytest.mark.parametrize(
    "nothing", [Filter(publisher="gibt es nicht"), Filter(since=dt.date(2030, 1, 1))], ids=str
)
def test_a_filter_that_admits_nothing(parts, nothing):
    assert ranked(parts, QUESTIONS[0], admitted=nothing) == []


def test_a_filter_of_nothing_filters_nothing(parts, passage_vectors):
    assert Filter().admits_all
    hits = ranked(parts, QUESTIONS[0], admitted=Filter())
    agrees(hits, oracle(parts, passage_vectors, QUESTIONS[0]))


@pytest.mark.parametrize("candidates", [1, 3, 6])
def test_with_fewer_candidates_the_best_of_each_search_are_ranked(parts, monkeypatch, candidates):
    question = QUESTIONS[2]
    vector = vector_of(question)
    near = parts.passages.search(vector, candidates).tolist()
    worded = parts.keywords.search(question, candidates)[0].tolist()
    monkeypatch.setattr("retrieval.answering.rank.CANDIDATES", candidates)
    hits = ranked(parts, question, vector)

    assert sorted(hit.passage.number for hit in hits) == sorted({*near, *worded})
    assert len(hits) < parts.catalog.counts()[1]


def test_the_words_of_admitted_passages_count_however_far_down_they_stand(
    parts, passage_vectors, monkeypatch
):
    """With one candidate each, the best by words is not admitted; the next ones are looked at."""
    monkeypatch.setattr("retrieval.answering.rank.CANDIDATES", 1)
    question = "Explosion Getreidesilo Altenhagen Polizei Verwaltungsgericht"
    library = Filter(until=dt.date(2023, 12, 31))
    among = parts.catalog.passages_of_articles(None, library.until, None).tolist()
    by_words = parts.keywords.search(question, 10**6)[0].tolist()
    best = next(number for number in by_words if number in among)
    nearest = next(number for number in among if number != best)
    vector = passage_vectors[nearest].astype(np.float32)

    hits = ranked(parts, question, vector / np.linalg.norm(vector), library)
    assert by_words.index(best) > 1
    assert sorted(hit.passage.number for hit in hits) == sorted([best, nearest])


def test_scores_lie_between_nought_and_one_and_fall(parts):
    for question in QUESTIONS:
        scores = [hit.score for hit in ranked(parts, question)]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= scores[-1] <= scores[0] <= 1
        assert 0 < len(scores) <= 2 * CANDIDATES


def test_the_expected_kind_of_answer_raises_the_sentence_that_can_hold_it(parts):
    question = "Wie viele Stimmen gab es im Gemeinderat?"
    plain = "Stimmen im Gemeinderat"
    vector = vector_of(question)
    typed = {h.passage.number: h.best_sentence for h in ranked(parts, question, vector)}
    untyped = {h.passage.number: h.best_sentence for h in ranked(parts, plain, vector)}
    gains = {number: typed[number] - untyped[number] for number in typed}

    assert max(gains.values()) == pytest.approx(type_weight(AnswerType.COUNT) * SPREAD, abs=1e-5)
    assert min(gains.values()) >= 0


def test_hits_of_the_same_score_stand_in_the_order_of_their_passages(tmp_path):
    """However many there are: no sort may shuffle what it cannot tell apart."""
    texts = ["Die Fähre fährt.", "Die Fähre fährt, die Fähre ruht.", "Der Hafen ruht."]
    corpus = write_corpus(
        tmp_path / "corpus", {f"{n:02}.md": f"# {n}\n\n{texts[n % 3]}\n" for n in range(42)}
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        hits = ranked(generation_of(library), "Fähre", np.zeros(64, np.float32))
    assert len(hits) == 42
    assert len({hit.score for hit in hits}) == 3
    order = [(-hit.score, hit.passage.number) for hit in hits]
    assert order == sorted(order)
