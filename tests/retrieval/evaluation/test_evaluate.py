"""Question sets, judging, figures and their intervals."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Answer, Citation, Highlight, Quote
from retrieval.errors import ArticleError, QuestionError, QuestionSetError
from retrieval.evaluation import bootstrap
from retrieval.evaluation.evaluate import FIGURES, EvalQuestion, evaluate, load_questions
from retrieval.evaluation.judge import contains_answer, judge

TEXTS = {
    "a": "Der Vertrag gilt zwanzig Jahre. Er trat 2025 in Kraft.\n\nMoskau schwieg.",
    "b": "Teheran wollte Kampfjets kaufen. Geliefert wurden Übungsflugzeuge.",
}


def article_text(article_id: str) -> str:
    try:
        return TEXTS[article_id]
    except KeyError:
        raise ArticleError("article.unknown", article=article_id) from None


def quote(article: str, words: str, *, mark: str | None = None, paragraph: int = 1) -> Quote:
    start = TEXTS[article].index(words)
    mark = mark or words
    mark_start = TEXTS[article].index(mark)
    return Quote(
        text=words,
        start=start,
        end=start + len(words),
        highlight=Highlight(mark, mark_start, mark_start + len(mark)),
        score=0.5,
        citation=cite(article, paragraph),
    )


def cite(article: str, paragraph: int = 1) -> Citation:
    return Citation(article, article, None, None, None, None, f"corpus/{article}.md", paragraph)


def answer(*quotes: Quote, answered: bool = True, confidence: float = 0.9) -> Answer:
    return Answer("?", answered, confidence, quotes, None, 1.0)


def asked(**known: object) -> EvalQuestion:
    return EvalQuestion(id="1", question="Wie lange gilt der Vertrag?", **known)  # type: ignore[arg-type]


def write(path: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


FIRST = "Der Vertrag gilt zwanzig Jahre."
WHOLE = "Der Vertrag gilt zwanzig Jahre. Er trat 2025 in Kraft."


# --- the question set ---------------------------------------------------------------------------


def test_a_question_set_is_read_in_order_with_all_it_knows(tmp_path):
    path = write(
        tmp_path / "q.jsonl",
        {
            "id": "x1",
            "lang": "de",
            "question": "Wie lange?",
            "article": "a",
            "paragraph": 2,
            "answer": "zwanzig",
            "answer_any": ["20", "zwanzig"],
        },
        "",
        {"question": "Who?", "language": "en", "answerable": False, "id": 7, "answer": ""},
        {"question": "Wo?", "article": None, "paragraph": None, "extra": [1]},
    )
    assert load_questions(path) == [
        EvalQuestion("x1", "Wie lange?", True, "de", "a", 2, ("zwanzig", "20")),
        EvalQuestion("7", "Who?", False, "en"),
        EvalQuestion("4", "Wo?"),
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes('\ufeff{"question": "Ja?"}\r\n\r\n{"question": "Nein?"}\r\n'.encode())
    assert [q.question for q in load_questions(path)] == ["Ja?", "Nein?"]


@pytest.mark.parametrize(
    ("line", "problem", "value"),
    [
        ("{'question': 1}", "not JSON", "{'question': 1}"),
        ("[" * 100_000, "not JSON", "[[["),
        ("[1, 2]", "JSON object", "[1, 2]"),
        ({"answer": "x"}, '"question" is missing', ""),
        ({"question": "  "}, '"question" must be a text', "'  '"),
        ({"question": 5}, '"question" must be a text', "5"),
        ({"question": "?", "answerable": "nein"}, '"answerable" must be true or false', "'nein'"),
        ({"question": "?", "answer": " "}, '"answer" must be a text', "' '"),
        ({"question": "?", "answer": ""}, '"answer" must be a text', "''"),
        ({"question": "?", "answer_any": "x"}, '"answer_any" must be a list', "'x'"),
        ({"question": "?", "answer_any": ["x", 3]}, '"answer_any" must be a text', "3"),
        ({"question": "?", "article": 3}, '"article" must be a text', "3"),
        ({"question": "?", "article": "a", "paragraph": 0}, '"paragraph" must be a whole', "0"),
        ({"question": "?", "article": "a", "paragraph": True}, '"paragraph" must be a', "True"),
        ({"question": "?", "article": "a", "paragraph": "2"}, '"paragraph" must be a', "'2'"),
        ({"question": "?", "paragraph": 2}, 'needs the "article"', "2"),
        ({"question": "?", "id": [1]}, '"id" must be a text', "[1]"),
        ({"question": "?", "lang": 1}, '"lang" must be a text', "1"),
        ('{"question": "\\ud800"}', "surrogate", "\\ud800"),
        ('{"question": "\x1b[31m', "not JSON", "\\x1b[31m"),
    ],
)
def test_a_slip_is_named_with_file_line_and_value(tmp_path, line, problem, value):
    path = write(tmp_path / "q.jsonl", {"question": "gut?"}, "", line)
    with pytest.raises(QuestionSetError) as raised:
        load_questions(path)
    message = str(raised.value)
    assert message.startswith(f"{path}, line 3: ")
    assert problem in message
    assert value in message
    assert message.isprintable()
    assert len(message) < len(str(path)) + 160


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"question": "gut?"}\n{"question": "M\xfcller?"}\n')
    with pytest.raises(QuestionSetError, match=r"line 2: byte 0xfc is not UTF-8"):
        load_questions(path)


@pytest.mark.parametrize("content", [None, "", "\n \n"])
def test_a_file_without_questions_is_refused(tmp_path, content):
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"q\.jsonl: (holds no question|cannot be read)"):
        load_questions(path)


# --- judging one answer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Er gilt\nzwanzig  Jahre.", "zwanzig Jahre", True),
        ("ZWANZIG Jahre", "zwanzig jahre", True),
        ("Die Straße", "STRASSE", True),
        ("Ko\u00adope\u200bra\ufefftion", "Kooperation", True),
        ("U\u0308bung", "\u00dcbung", True),
        ("\u00dcbung", "U\u0308bung", True),
        ("zwanzig Jahre", "zwanzigJahre", False),
        ("zwanzig Jahre", "dreißig Jahre", False),
    ],
)
def test_words_are_compared_by_what_a_reader_sees(text, wanted, found):
    assert contains_answer(text, (wanted,)) is found


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text())
def test_every_wording_is_found_inside_a_text_that_holds_it(wanted, before, after):
    # A space on either side: "a" + combining accent is another letter, not an "a".
    assert contains_answer(f"{before} {wanted.strip()} {after}", (wanted,))


def test_where_the_answer_stands_is_told_apart():
    question = asked(article="a", paragraph=1, answers=("2025",))
    second = judge(question, answer(quote("b", TEXTS["b"]), quote("a", WHOLE, mark=FIRST)))
    assert second.found_in_first_quote is False
    assert second.found_in_any_quote is True
    assert second.found_in_highlight is False
    assert second.found_article_first is False
    first = judge(question, answer(quote("a", WHOLE, mark=FIRST), quote("b", TEXTS["b"])))
    assert first.found_in_first_quote is True
    assert first.found_in_highlight is False
    assert first.found_article_first is True
    assert first.found_paragraph_first is True
    marked = judge(question, answer(quote("a", WHOLE, mark="Er trat 2025 in Kraft.")))
    assert marked.found_in_highlight is True


def test_the_highlight_counts_in_the_first_quote_only():
    question = asked(answers=("Kampfjets",))
    outcome = judge(question, answer(quote("a", FIRST), quote("b", TEXTS["b"])))
    assert outcome.found_in_any_quote is True
    assert outcome.found_in_highlight is False


def test_places_go_by_the_citation_not_by_the_words():
    question = asked(article="a", paragraph=2)
    outcome = judge(question, answer(quote("a", FIRST, paragraph=1)))
    assert outcome.found_article_first is True
    assert outcome.found_paragraph_first is False


def test_a_near_identical_passage_named_under_also_in_is_as_right():
    shown = quote("a", FIRST)
    twin = Quote(
        shown.text, shown.start, shown.end, shown.highlight, 0.5, shown.citation, (cite("b", 3),)
    )
    outcome = judge(asked(article="b", paragraph=3), answer(twin))
    assert outcome.found_article_first is True
    assert outcome.found_paragraph_first is True
    assert judge(asked(article="b", paragraph=2), answer(twin)).found_paragraph_first is False


def test_what_the_set_does_not_tell_is_none_not_false():
    outcome = judge(asked(), answer(quote("a", FIRST)))
    assert outcome.found_in_first_quote is None
    assert outcome.found_in_any_quote is None
    assert outcome.found_in_highlight is None
    assert outcome.found_article_first is None
    assert outcome.found_paragraph_first is None
    assert outcome.verbatim_quotes is None


def test_an_unanswerable_question_has_no_right_place_nor_words():
    known = asked(answerable=False, article="a", paragraph=1, answers=("zwanzig",))
    outcome = judge(known, answer(quote("a", FIRST)))
    assert outcome.found_in_first_quote is None
    assert outcome.found_in_any_quote is None
    assert outcome.found_in_highlight is None
    assert outcome.found_article_first is None
    assert outcome.found_paragraph_first is None


def test_an_answer_without_quotes_holds_nothing():
    outcome = judge(asked(article="a", answers=("2025",)), answer(answered=False))
    assert outcome.found_in_first_quote is False
    assert outcome.found_in_any_quote is False
    assert outcome.found_in_highlight is False
    assert outcome.found_article_first is False
    assert outcome.first_article is None


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "Der Vertrag gilt zwanzig Jahre!"},
        {"start": 1},
        {"end": 10_000},
        {"start": -1, "end": 30},
        {"highlight": Highlight("Der Vertrag", 1, 12)},
        {"highlight": Highlight("Er trat 2025 in Kraft.", 32, 54)},
        {"citation": cite("nirgends")},
        {"citation": cite("b")},
    ],
)
def test_a_quote_that_is_no_slice_is_not_verbatim(broken):
    good = quote("a", FIRST)
    fields = {name: getattr(good, name) for name in Quote.__dataclass_fields__}
    bad = Quote(**(fields | broken))
    outcome = judge(asked(), answer(good, bad, quote("b", TEXTS["b"])), article_text)
    assert outcome.quotes == 3
    assert outcome.verbatim_quotes == 2


@pytest.mark.parametrize(
    ("known", "quotes", "answered", "failure"),
    [
        ({"answers": ("zwanzig",)}, [FIRST], True, None),
        ({"answers": ("zwanzig",)}, [FIRST], False, "refused"),
        ({"answers": ("zwanzig",)}, [], False, "refused"),
        ({"answers": ("2025",)}, [FIRST, WHOLE], True, "missed"),
        ({"answers": ("zwanzig",), "article": "b"}, [FIRST], True, None),
        ({"article": "a", "paragraph": 2}, [FIRST], True, "missed"),
        ({"article": "b"}, [FIRST], True, "missed"),
        ({"article": "a"}, [FIRST], True, None),
        ({}, [FIRST], True, None),
        ({}, [FIRST], False, "refused"),
        ({"answerable": False}, [FIRST], False, None),
        ({"answerable": False}, [FIRST], True, "answered"),
    ],
)
def test_how_a_question_fails(known, quotes, answered, failure):
    quotes = [quote("a", words) for words in quotes]
    assert judge(asked(**known), answer(*quotes, answered=answered)).failure == failure


# --- the figures --------------------------------------------------------------------------------


def three_questions() -> tuple[list[EvalQuestion], dict[str, Answer]]:
    questions = [
        EvalQuestion("1", "gut", True, "de", "a", 1, ("zwanzig",)),
        EvalQuestion("2", "verweigert", True, "de", "a", 2, ("Moskau",)),
        EvalQuestion("3", "fremd", False, "en"),
    ]
    answers = {
        "gut": answer(quote("a", FIRST), quote("b", TEXTS["b"]), confidence=0.9),
        "verweigert": answer(quote("a", WHOLE), answered=False, confidence=0.4),
        "fremd": answer(quote("b", TEXTS["b"]), answered=False, confidence=0.2),
    }
    return questions, answers


def test_figures_over_all_and_by_language():
    questions, answers = three_questions()
    report = evaluate(answers.__getitem__, questions, article_text=article_text, resamples=50)
    values = {figure.name: (figure.value, figure.n) for figure in report.overall.figures}
    lengths = len(FIRST) + len(TEXTS["b"]) + len(WHOLE) + len(TEXTS["b"])
    assert values == {
        "answer_in_first_quote": (0.5, 2),
        "answer_in_any_quote": (0.5, 2),
        "answer_in_highlight": (0.5, 2),
        "right_article_first": (0.5, 2),
        "right_paragraph_first": (0.5, 2),
        "found_in_first_quote": (0.5, 2),
        "found_in_any_quote": (0.5, 2),
        "found_in_highlight": (0.5, 2),
        "found_article_first": (1.0, 2),
        "found_paragraph_first": (0.5, 2),
        "wrongly_refused": (0.5, 2),
        "rightly_refused": (1.0, 1),
        "roc_area": (1.0, 3),
        "answer_calibration_error": (pytest.approx(0.1), 1),
        "found_calibration_error": (pytest.approx((0.1 + 0.4 + 0.2) / 3), 3),
        "mean_quote_chars": (lengths / 4, 4),
        "verbatim": (1.0, 4),
    }
    assert tuple(values) == FIGURES
    assert [(s.language, s.questions, s.answerable) for s in report.groups()] == [
        (None, 3, 2),
        ("de", 2, 2),
        ("en", 1, 0),
    ]
    assert report.by_language[0]["wrongly_refused"].value == 0.5
    assert tuple(map(str, report.problems)) == ()
    assert [outcome.question.id for outcome in report.outcomes] == ["1", "2", "3"]


def test_a_refused_answer_is_no_hit_but_was_found():
    question = EvalQuestion("1", "?", article="a", paragraph=1, answers=("zwanzig",))
    refusal = answer(quote("a", FIRST), answered=False)
    report = evaluate(lambda _: refusal, [question], resamples=10)
    values = {figure.name: figure.value for figure in report.overall.figures}
    for name in ("in_first_quote", "in_any_quote", "in_highlight"):
        assert (values[f"answer_{name}"], values[f"found_{name}"]) == (0, 1)
    for name in ("article_first", "paragraph_first"):
        assert (values[f"right_{name}"], values[f"found_{name}"]) == (0, 1)
    assert report.failures == report.outcomes


def test_what_cannot_be_computed_is_none_and_not_zero():
    questions, answers = three_questions()
    report = evaluate(answers.__getitem__, questions, resamples=20)
    german, english = report.by_language
    for scores, name in [
        (report.overall, "verbatim"),
        (german, "rightly_refused"),
        (german, "roc_area"),
        (english, "roc_area"),
        (english, "wrongly_refused"),
        (english, "answer_in_first_quote"),
    ]:
        figure = scores[name]
        assert (figure.value, figure.low, figure.high, figure.n) == (None, None, None, 0)


def test_without_resamples_there_are_values_and_no_intervals():
    questions, answers = three_questions()
    overall = evaluate(answers.__getitem__, questions, resamples=0).overall
    assert overall["wrongly_refused"].value == 0.5
    assert all(figure.low is None and figure.high is None for figure in overall.figures)


@pytest.mark.parametrize(("answerable", "failure"), [(True, "refused"), (False, None)])
def test_talk_counts_as_a_refusal(answerable, failure):
    question = asked(answerable=answerable)
    report = evaluate(
        lambda said: Answer(said, False, 0.0, (), None, 0.1, talk="hanging"), [question]
    )

    assert report.outcomes[0].failure == failure
    share = "wrongly_refused" if answerable else "rightly_refused"
    assert report.overall[share].value == 1.0


def test_refusals_are_shares_of_their_own_side():
    questions = [EvalQuestion(str(n), str(n), answerable=n < 4) for n in range(9)]
    report = evaluate(lambda q: answer(answered=q not in "0678"), questions, resamples=0)
    assert report.overall["wrongly_refused"].value == 1 / 4
    assert report.overall["rightly_refused"].value == 3 / 5


def test_languages_come_in_alphabetical_order():
    languages = ["uk", "en", "de", "tr", "fa", "ru", "ar"]
    questions = [EvalQuestion(language, "?", language=language) for language in languages]
    report = evaluate(lambda _: answer(), questions, resamples=0)
    assert [scores.language for scores in report.groups()] == [None, *sorted(languages)]


def test_one_language_is_one_group():
    questions, answers = three_questions()
    report = evaluate(answers.__getitem__, questions[:2], resamples=0)
    assert [scores.language for scores in report.groups()] == [None]
    assert [scores.language for scores in report.by_language] == ["de"]


def test_a_report_is_fit_for_json_and_repeats_itself():
    questions, answers = three_questions()
    reports = [
        json.dumps(evaluate(answers.__getitem__, questions, resamples=30).to_dict())
        for _ in range(2)
    ]
    assert reports[0] == reports[1]
    assert json.loads(reports[0])["outcomes"][1]["question"]["id"] == "2"


def test_slips_of_the_set_against_the_corpus_are_told():
    questions = [
        EvalQuestion("1", "?", article="a", answers=("zwanzig",)),
        EvalQuestion("2", "?", article="a", answers=("dreißig",)),
        EvalQuestion("3", "?", article="c"),
        EvalQuestion("4", "?", answerable=False, article="c"),
    ]
    report = evaluate(lambda _: answer(), questions, article_text=article_text, resamples=0)
    assert tuple(map(str, report.problems)) == (
        "question 2: article 'a' nowhere says 'dreißig'",
        "question 3: no article 'c' in the corpus",
    )


def test_progress_counts_every_question():
    questions, answers = three_questions()
    seen: list[tuple[int, int]] = []
    evaluate(
        answers.__getitem__,
        questions,
        resamples=0,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_question_that_cannot_be_asked_is_named():
    def ask(question: str) -> Answer:
        raise QuestionError("question.too_long", chars=9_000, max_chars=2_000)

    with pytest.raises(QuestionSetError, match="question 17: the question has 9000"):
        evaluate(ask, [EvalQuestion("17", "x")])
    with pytest.raises(QuestionSetError, match="no question"):
        evaluate(ask, [])


# --- the bootstrap ------------------------------------------------------------------------------

SCORES = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=25)


@given(SCORES)
def test_roc_area_is_the_share_of_pairs_in_order(scored):
    values = np.array([value for value, _ in scored], dtype=np.float64)
    is_positive = np.array([label for _, label in scored])
    positive = is_positive.astype(np.float64)
    pairs = list(itertools.product(values[is_positive], values[~is_positive]))
    expected = (
        sum(1.0 if p > n else 0.5 if p == n else 0.0 for p, n in pairs) / len(pairs)
        if pairs
        else None
    )
    area, *_ = bootstrap.estimate(bootstrap.roc_area, values, positive, resamples=0, seed=0)
    assert area == pytest.approx(expected)


def naive_resamples(n: int, resamples: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(n, size=(resamples, n))


def test_intervals_are_those_of_a_plain_loop_over_resamples():
    generator = np.random.default_rng(5)
    numerators, denominators = generator.random(40), generator.integers(0, 3, 40).astype(float)
    scores, positive = generator.integers(0, 9, 40).astype(float), generator.random(40) < 0.6
    shares, areas = [], []
    for drawn in naive_resamples(40, 200, seed=3):
        shares.append(numerators[drawn].sum() / denominators[drawn].sum())
        above = scores[drawn][positive[drawn]][:, None]
        below = scores[drawn][~positive[drawn]][None, :]
        areas.append(((above > below) + 0.5 * (above == below)).mean())
    for statistic, samples, values in [
        (bootstrap.ratio, (numerators, denominators), shares),
        (bootstrap.roc_area, (scores, positive.astype(float)), areas),
    ]:
        _, *interval = bootstrap.estimate(statistic, *samples, resamples=200, seed=3)
        assert interval == pytest.approx(np.quantile(values, [0.025, 0.975]))


def test_blocks_of_resamples_draw_like_one(monkeypatch):
    samples = np.arange(30.0), np.ones(30)
    at_once = bootstrap.estimate(bootstrap.ratio, *samples, resamples=100, seed=1)
    monkeypatch.setattr(bootstrap, "_BLOCK_CELLS", 210)
    assert bootstrap.estimate(bootstrap.ratio, *samples, resamples=100, seed=1) == at_once


def test_an_interval_holds_the_true_share_about_as_often_as_it_says():
    generator = np.random.default_rng(11)
    held = 0
    for trial in range(200):
        hits = (generator.random(120) < 0.8).astype(float)
        _, low, high = bootstrap.estimate(
            bootstrap.ratio, hits, np.ones(120), resamples=200, seed=trial
        )
        assert low is not None
        assert high is not None
        held += low <= 0.8 <= high
    assert 0.88 <= held / 200 <= 0.99


def test_resamples_without_a_value_are_left_out():
    scores, one_negative = np.array([2.0, 3.0, 1.0]), np.array([1.0, 1.0, 0.0])
    estimate = bootstrap.estimate(bootstrap.roc_area, scores, one_negative, resamples=60, seed=0)
    assert estimate == (1.0, 1.0, 1.0)
    never = bootstrap.estimate(bootstrap.ratio, np.zeros(3), np.zeros(3), resamples=60, seed=0)
    assert never == (None, None, None)


@pytest.mark.parametrize(("questions", "expected"), [(0, (None,) * 3), (1, (1.0,) * 3)])
def test_one_question_or_none(questions, expected):
    samples = np.ones((2, questions))
    assert bootstrap.estimate(bootstrap.ratio, *samples, resamples=60, seed=0) == expected
