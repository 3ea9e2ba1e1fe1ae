"""What is promised of every answer, whatever is asked."""

import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answer import ANSWERED_FROM
from retrieval.answering.question import clean_question
from retrieval.errors import ArticleError, IndexDamagedError, IndexMissingError, QuestionError
from retrieval.index.in_force import current_generation
from retrieval.library import MAX_QUESTION_CHARS, Library
from tests import LAST_RESORT_S
from tests.fakes import TinyEncoder
from tests.retrieval.press import (
    ARTICLES,
    QUESTIONS,
    assert_quotes_hold,
    generation_of,
    paragraph,
    without_time,
)

WORDS = sorted(
    {word.strip("„“.,:*#>") for text in ARTICLES.values() for word in text.split()} - {""}
)

few = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


# --- the contract ---


@pytest.mark.parametrize("k", [1, 3, 10])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_keeps_the_contract(press, question, k):
    answer = press.ask(question, k=k)
    assert_quotes_hold(press, answer, k)
    assert answer.question == question
    assert answer.took_ms > 0
    assert answer.quotes or answer.talk


@few
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), k=st.integers(1, 6))
def test_any_words_of_the_corpus_keep_the_contract(press, words, k):
    question = " ".join(words)
    assert_quotes_hold(press, press.ask(question + "?"), 3)
    assert_quotes_hold(press, press.ask(question, k=k), k)


@few
@given(question=st.text(max_size=200))
def test_any_text_keeps_the_contract_or_is_refused_as_a_question(press, question):
    try:
        answer = press.ask(question)
    except QuestionError:
        assert not any(map(str.isalnum, question)) or not question.isprintable()
        return
    assert_quotes_hold(press, answer, 3)
    assert answer.question == question


@few
@given(
    st.dates(dt.date(2023, 1, 1), dt.date(2026, 1, 1)) | st.none(),
    st.dates(dt.date(2023, 1, 1), dt.date(2026, 1, 1)) | st.none(),
    st.sampled_from([None, "Elbkurier", "TAGBLATT", "coastal herald", "Nirgends", ""]),
    st.sampled_from(QUESTIONS),
)
def test_only_admitted_articles_are_quoted(press, since, until, publisher, question):
    answer = press.ask(question, since=since, until=until, publisher=publisher)
    assert_quotes_hold(press, answer, 3)
    cited = [c for quote in answer.quotes for c in (quote.citation, *quote.also_in)]
    for citation in cited:
        assert since is None or citation.date >= since
        assert until is None or citation.date <= until
        assert publisher is None or (citation.publisher or "").lower() == publisher.lower()


def test_without_a_filter_undated_articles_are_quoted_too(press):
    question = "Warum gehört der Laubbläser verboten?"
    assert press.ask(question).quotes[0].citation.date is None
    answer = press.ask(question, since=dt.date(1900, 1, 1))
    assert all(quote.citation.date is not None for quote in answer.quotes)


def test_the_answer_is_found(press):
    answer = press.ask("Wann wird die Fußgängerbrücke über die Rems eröffnet?")
    assert answer.answered
    assert "14. Mai 2024" in answer.quotes[0].highlight.text


def test_languages_are_found_and_mixed(press):
    for question in (
        "When will the harbour of Brackwater be dredged?",
        "Wann wird der Hafen of Brackwater dredged?",
    ):
        assert press.ask(question).quotes[0].citation.article == "2024-06-11-harbour"


def test_a_refusal_says_what_can_be_said(press):
    answer = press.ask("Wie heißt die Hauptstadt der Mongolei?")
    assert not answer.answered
    assert answer.confidence < ANSWERED_FROM
    assert answer.refusal.unknown_words == ("Hauptstadt", "Mongolei")
    assert answer.refusal.nearest_title == answer.quotes[0].citation.title
    assert answer.refusal.first_date == dt.date(2023, 11, 4)
    assert answer.refusal.last_date == dt.date(2025, 1, 7)


def test_a_filter_that_admits_nothing_is_a_refusal(press):
    answer = press.ask(QUESTIONS[0], publisher="Nirgends")
    assert (answer.answered, answer.confidence, answer.quotes) == (False, 0.0, ())
    assert answer.refusal.nearest_title is None
    assert answer.refusal.unknown_words == ()


# --- talk ---


class Counting(TinyEncoder):
    """Counts the questions that it is given."""

    asked = 0

    def embed_questions(self, texts):
        self.asked += len(texts)
        return super().embed_questions(texts)


@pytest.mark.parametrize(
    ("said", "talk"), [("Danke!", "thanks"), ("Und wann?", "hanging"), ("title:x AND y", "syntax")]
)
def test_talk_is_neither_searched_nor_answered(press_index, said, talk):
    encoder = Counting()
    with Library(press_index, encoder=encoder) as library:
        answer = library.ask(said)
        assert encoder.asked == 0
        assert library.ask("Und wann wird die Brücke eröffnet?").talk is None
        assert encoder.asked == 1
    assert (answer.question, answer.talk, answer.answered) == (said, talk, False)
    assert (answer.confidence, answer.quotes, answer.refusal, answer.scores) == (
        0.0,
        (),
        None,
        None,
    )
    assert answer.generation == ""


# --- questions ---


@pytest.mark.parametrize(
    "question", ["", " ", "\t\n\r", "\0", "\0\0\0", "\ud800", "\x1b\x07", "\ue000", " \u00a0\u2003"]
)
def test_a_question_of_nothing_is_empty(press, question):
    with pytest.raises(QuestionError, match="the question is empty") as caught:
        press.ask(question)
    assert "\n" not in str(caught.value)


def test_a_question_may_have_2000_characters_and_no_more(press):
    assert MAX_QUESTION_CHARS == 2000
    assert_quotes_hold(press, press.ask("Brücke " * 285 + "Rems?"), 3)
    assert len("Brücke " * 285 + "Rems?") == 2000
    with pytest.raises(QuestionError, match="has 2001 characters; ask in at most 2000"):
        press.ask("Brücke " * 285 + "Rems??")
    with pytest.raises(QuestionError, match="has 10000 characters"):
        press.ask("x" * 10_000)


@pytest.mark.parametrize(
    ("question", "cleaned"),
    [
        ("  Wann\tkommt\n\ner? ", "Wann kommt er?"),
        ("Wann\0kommt\0er?", "Wann kommt er?"),
        ("Bru\u0308cke", "Brücke"),
        ("a\ud800b", "a b"),
        ("Wer gewann 🎉?", "Wer gewann 🎉?"),
        ("\x1b[31mrot\x1b[0m", "[31mrot [0m"),
    ],
)
def test_a_question_is_cleaned(question, cleaned):
    assert clean_question(question, MAX_QUESTION_CHARS) == cleaned


@given(st.text(min_size=1, max_size=MAX_QUESTION_CHARS))
def test_a_cleaned_question_is_one_printable_line_and_stays_the_same(question):
    try:
        cleaned = clean_question(question, MAX_QUESTION_CHARS)
    except QuestionError:
        return
    assert cleaned == cleaned.strip() != ""
    assert "\n" not in cleaned
    cleaned.encode()
    assert (
        clean_question(cleaned, MAX_QUESTION_CHARS) == cleaned
        if len(cleaned) <= MAX_QUESTION_CHARS
        else True
    )


@pytest.mark.parametrize(
    "question",
    [
        "🦀🦀🦀",
        "👩‍🚀?",
        "?!",
        "\u202eegätluM",
        "AND OR NOT (",
        'title:"',
        "*",
        "a" * 1999,
        "Ελλάδα 你好",
    ],
)
def test_an_odd_question_keeps_the_contract(press, question):
    assert_quotes_hold(press, press.ask(question), 3)


def test_the_same_question_typed_otherwise_has_the_same_answer(press):
    plain = press.ask("Wann wird die Fußgängerbrücke eröffnet?")
    odd = press.ask(" Wann  wird die\nFußga\u0308ngerbru\u0308cke\0ero\u0308ffnet?\t")
    assert odd.quotes == plain.quotes
    assert odd.confidence == plain.confidence


# --- determinism and threads ---


def test_asking_again_gives_the_same(press, press_index):
    first = [without_time(press.ask(question)) for question in QUESTIONS]
    assert [without_time(press.ask(question)) for question in QUESTIONS] == first
    with Library(press_index, encoder=TinyEncoder()) as other:
        assert [without_time(other.ask(question)) for question in QUESTIONS] == first


def test_32_threads_get_the_answers_of_one(press):
    expected = {question: without_time(press.ask(question)) for question in QUESTIONS}
    together = threading.Barrier(32)

    def ask(number):
        together.wait(LAST_RESORT_S)
        order = [QUESTIONS[(number + step) % len(QUESTIONS)] for step in range(6)]
        return {question: without_time(press.ask(question)) for question in order}

    with ThreadPoolExecutor(32) as pool:
        for answers in pool.map(ask, range(32)):
            assert answers == {question: expected[question] for question in answers}


# --- articles ---


def test_the_articles_are_listed_newest_first(press):
    listed = press.articles()
    assert [a.id for a in listed][:2] == ["2025-01-07-wetter", "2024-09-30-handball"]
    assert listed[-1].id == "ohne-datum/leserbrief"
    assert len(listed) == len(ARTICLES)


def test_an_article_and_its_paragraphs_are_verbatim(press):
    for summary in press.articles():
        article = press.article(summary.id)
        assert article.id == summary.id
        last = max(quote_paragraphs(press, article.id))
        at = 0
        for number in range(1, last + 1):
            words = paragraph(press, article.id, number)
            assert article.text.find(words, at) >= at
            at = article.text.find(words, at) + len(words)
        assert len(press.paragraphs(article.id)) == last


def quote_paragraphs(press, article_id):
    catalog = generation_of(press).catalog
    number = catalog.numbers_by_path()[press.article(article_id).path]
    return [sentence.paragraph for sentence in catalog.article_sentences(number)]


def test_the_paragraph_of_a_quote_holds_its_highlight(press):
    for question in QUESTIONS:
        for quote in press.ask(question).quotes:
            words = paragraph(press, quote.citation.article, quote.citation.paragraph)
            assert quote.highlight.text in words


def test_no_such_article_or_paragraph(press):
    with pytest.raises(ArticleError, match="no article 'x' in the index"):
        press.article("x")
    with pytest.raises(ArticleError, match="no article 'x'"):
        press.paragraphs("x")


def test_what_is_open_is_told(press, press_index):
    info = press.info
    assert (info.generation, info.model) == ("000001", "tiny")
    assert (info.articles, info.passages, info.sentences) == (10, 13, 43)
    assert (info.first_date, info.last_date) == (dt.date(2023, 11, 4), dt.date(2025, 1, 7))
    assert info.built_at.tzinfo is not None
    assert abs(dt.datetime.now(dt.UTC) - info.built_at) < dt.timedelta(hours=1)
    assert press.verify() == []


# --- opening ---


@pytest.mark.parametrize("made", [True, False])
def test_no_index(tmp_path, made):
    folder = tmp_path / "index"
    if made:
        folder.mkdir()
    with pytest.raises(IndexMissingError) as caught:
        Library(folder, encoder=TinyEncoder()).open()
    assert str(caught.value) == f"no index in {folder}; run `wortlaut index`"
    assert folder.exists() == made


def test_an_index_of_another_encoder(press_index):
    with pytest.raises(IndexDamagedError) as caught:
        Library(press_index, encoder=TinyEncoder("tiny-2")).open()
    message = str(caught.value)
    assert "'tiny-1'" in message
    assert "'tiny-2'" in message
    assert message.endswith("run `wortlaut index`")


def test_an_index_of_another_model(press_index):
    with pytest.raises(IndexDamagedError, match="with the model 'tiny', not with 'embedded'; run"):
        Library(press_index, encoder=TinyEncoder(), model="embedded").open()
    Library(press_index, encoder=TinyEncoder(), model="tiny").open().close()


def test_an_index_of_another_schema(index):
    path = current_generation(index) / "manifest.json"
    fields = json.loads(path.read_bytes()) | {"schema_version": 999}
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(IndexDamagedError, match=r"schema 999, this program needs \d+; run"):
        Library(index, encoder=TinyEncoder()).open()


def test_a_searcher_that_was_closed_is_no_traceback(index):
    searcher = Library(index, encoder=TinyEncoder()).open()
    searcher.close()
    with pytest.raises(IndexDamagedError, match="closed"):
        searcher.ask(QUESTIONS[0])


def test_what_is_searched_in_several_ways_is_embedded_once(press_index):
    embedded = []

    class Counting(TinyEncoder):
        def embed_questions(self, texts):
            embedded.extend(texts)
            return super().embed_questions(texts)

    with Library(press_index, encoder=Counting()) as library:
        answer = library.ask("Wie geht Photosynthese im Januar 2025?")
    assert answer.period
    assert not answer.answered
    assert embedded == ["Wie geht Photosynthese?", "Wie geht Photosynthese im Januar 2025?"]
