"""Two runs of one question set side by side."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.errors import QuestionSetError
from retrieval.evaluation.against import Difference, compare, load_run
from retrieval.evaluation.evaluate import FIGURES, EvalQuestion, evaluate
from retrieval.evaluation.judge import Outcome
from tests.retrieval.evaluation.outcomes import outcome
from tests.retrieval.evaluation.test_evaluate import FIRST, answer, quote

ASKED = EvalQuestion("1", "Wie lange?", answers=("zwanzig",))


def missed(asked: EvalQuestion | str = "?") -> Outcome:
    return outcome(asked, failure="missed", first_quote_right=False, found_in_first_quote=False)


def figure(before: list[Outcome], now: list[Outcome], **given: Any) -> Difference:
    options = {"resamples": 200, "seed": 3} | given
    compared = compare(before, now, **options)
    assert tuple(figure.name for figure in compared.figures) == FIGURES
    return compared.figures[0]


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def run_of(*outcomes: Outcome) -> dict[str, Any]:
    return {"outcomes": [asdict(outcome) for outcome in outcomes]}


# --- the comparison -----------------------------------------------------------------------------


def test_the_interval_is_that_of_a_plain_loop_over_pairs():
    generator = np.random.default_rng(7)
    hits = generator.random((2, 40)) < [[0.6], [0.8]]
    before, now = (
        [outcome(str(n)) if hit else missed(str(n)) for n, hit in enumerate(run)] for run in hits
    )
    drawn = np.random.default_rng(3).integers(40, size=(200, 40))
    gains = [float(hits[1][rows].mean() - hits[0][rows].mean()) for rows in drawn]

    compared = figure(before, now)
    assert (compared.before, compared.now) == (hits[0].mean(), hits[1].mean())
    assert compared.difference == pytest.approx(hits[1].mean() - hits[0].mean())
    assert [compared.low, compared.high] == pytest.approx(np.quantile(gains, [0.025, 0.975]))


def test_the_same_run_differs_in_nothing():
    run = [outcome("a"), missed("b"), outcome("c")]
    compared = compare(run, run, resamples=50, seed=0)
    told = [figure for figure in compared.figures if figure.difference is not None]
    assert {(f.difference, f.low, f.high) for f in told} == {(0.0, 0.0, 0.0)}
    assert all(figure.before == figure.now for figure in compared.figures)
    assert (compared.questions, compared.only_before, compared.only_now) == (3, 0, 0)
    assert compared.changes == ()


def test_what_cannot_be_told_is_none_and_not_zero():
    run = [outcome("a"), missed("b")]
    compared = {f.name: f for f in compare(run, run, resamples=20, seed=0).figures}
    assert compared["rightly_refused"] == Difference("rightly_refused", *(None,) * 5)
    without = figure(run, run, resamples=0)
    assert (without.difference, without.low, without.high) == (0.0, None, None)


def test_questions_are_the_same_by_what_they_ask_and_not_by_their_number():
    before = [outcome(replace(ASKED, id="1")), missed("fiel weg")]
    now = [missed("kam dazu"), missed(replace(ASKED, id="2"))]
    compared = compare(before, now, resamples=0, seed=0)
    assert (compared.questions, compared.only_before, compared.only_now) == (1, 1, 1)
    assert [(change.turn, change.question.id) for change in compared.changes] == [("broken", "2")]


@pytest.mark.parametrize(
    "other",
    [{"answers": ("20",)}, {"answerable": False}, {"article": "a"}, {"question": "Wie lang?"}],
)
def test_a_question_of_which_something_else_is_known_is_another(other):
    before, now = [outcome(ASKED), outcome("a")], [missed(replace(ASKED, **other)), outcome("a")]
    compared = compare(before, now, resamples=0, seed=0)
    assert (compared.questions, compared.only_before, compared.only_now) == (1, 1, 1)


def test_a_question_asked_twice_is_compared_in_order():
    compared = compare([outcome(ASKED), missed(ASKED)], [outcome(ASKED)] * 3, resamples=0, seed=0)
    assert (compared.questions, compared.only_before, compared.only_now) == (2, 0, 1)
    assert [change.turn for change in compared.changes] == ["mended"]


@pytest.mark.parametrize(
    ("before", "now", "turn"),
    [
        ("missed", None, "mended"),
        ("refused", None, "mended"),
        (None, "refused", "broken"),
        (None, "answered", "broken"),
        ("missed", "refused", "otherwise"),
        ("missed", "missed", None),
        (None, None, None),
    ],
)
def test_how_an_outcome_turned(before, now, turn):
    runs = ([outcome(failure=failure)] for failure in (before, now))
    changes = compare(*runs, resamples=0, seed=0).changes
    assert [(c.turn, c.before, c.now) for c in changes] == ([(turn, before, now)] if turn else [])


# --- the earlier run ----------------------------------------------------------------------------


def test_a_run_is_read_as_it_was_printed(tmp_path):
    questions = [ASKED, EvalQuestion("2", "Wo?", False, "de", "a", 2)]
    report = evaluate(lambda _: answer(quote("a", FIRST)), questions, resamples=10)
    path = write(tmp_path / "run.json", report.to_dict())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_run(path, questions) == report.outcomes
    again = evaluate(lambda _: answer(), questions, against=path, resamples=10)
    assert again.comparison is not None
    assert [change.turn for change in again.comparison.changes] == ["broken"]
    assert json.loads(json.dumps(again.to_dict()))["comparison"]["questions"] == 2


def test_nothing_is_asked_where_there_is_nothing_to_compare_with(tmp_path):
    def ask(_: str) -> Any:
        raise AssertionError

    with pytest.raises(QuestionSetError, match=r"fehlt\.json: cannot be read"):
        evaluate(ask, [ASKED], against=tmp_path / "fehlt.json")


WITHOUT = {k: v for k, v in asdict(outcome(ASKED)).items() if k != "first_quote_right"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON"),
        (b"confidence\tanswered\n", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "holds no evaluation"),
        (b'{"quotes": []}', "holds no evaluation"),
        (b'{"outcomes": 3}', "holds no evaluation"),
        (b'{"outcomes": [3]}', "holds no evaluation"),
        (run_of(outcome(ASKED, confidence=1.5)), "holds no evaluation"),
        (run_of(outcome(ASKED, quotes=10**400)), "holds no evaluation"),
        (run_of(outcome(ASKED, quotes=-1)), "holds no evaluation"),
        (run_of(outcome(ASKED, verbatim_quotes=2)), "holds no evaluation"),
        ({"outcomes": [WITHOUT]}, "another version, as 'first_quote_right' shows"),
        ({"outcomes": [WITHOUT | {"first_quote_right": "ja"}]}, "as 'first_quote_right' shows"),
        (run_of(outcome(ASKED, failure="lost")), "another version, as 'failure' shows"),
        (run_of(outcome(ASKED, confidence=float("nan"))), "as 'confidence' shows"),
        ({"outcomes": [asdict(outcome(ASKED)) | {"question": {}}]}, "as 'question.id' shows"),
        ({"outcomes": []}, "asked none of these questions"),
        (run_of(outcome("Wo?"), outcome("Wer?")), "asked none of these questions"),
    ],
)
def test_a_file_that_is_no_run_to_compare_with(tmp_path, content, said):
    path = tmp_path / "run.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(QuestionSetError) as raised:
        load_run(path, [ASKED])
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert message.isprintable()


def test_a_folder_is_no_run(tmp_path):
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_run(tmp_path, [ASKED])
