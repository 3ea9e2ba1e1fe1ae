"""Where each sentence's tokens lie."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.reading.windows import MAX_QUESTION_TOKENS, MAX_WINDOW_TOKENS, WindowTokenizer
from tests.retrieval.reading.fakes import Words

TOKENIZER = WindowTokenizer(Words(), "query: ", "passage: ")
TEXT = "Der Bau beginnt im Mai. Er kostet viel.\n\nSo teuer war keiner."
SENTENCES = [(0, 23), (24, 39), (41, 62)]


def test_a_window_is_headline_and_sentences_as_one_text_would_be():
    window = TOKENIZER.window("Neues Bad", TEXT, SENTENCES)
    assert window.tokens == Words().ids(f"passage: Neues Bad. {TEXT}")


def test_each_sentence_has_its_own_tokens():
    window = TOKENIZER.window("Neues Bad", TEXT, SENTENCES)
    for (first, end), (start, stop) in zip(window.sentences, SENTENCES, strict=True):
        assert window.tokens[first:end] == Words().ids(TEXT[start:stop])[1:-1]


def test_without_a_headline_only_the_prompt_leads():
    window = TOKENIZER.window("", TEXT, SENTENCES)
    assert window.tokens == Words().ids(f"passage: {TEXT}")


def test_a_sentence_that_does_not_fit_has_no_tokens_nor_has_any_after_it():
    text = "wort " * MAX_WINDOW_TOKENS + "Ende."
    spans = [(0, 49), (50, len(text)), (len(text) - 5, len(text))]
    window = TOKENIZER.window("Titel", text, spans)
    assert [end - first for first, end in window.sentences] == [10, 0, 0]
    assert len(window.tokens) <= MAX_WINDOW_TOKENS
    assert window.tokens[-1] == 2


def test_a_headline_takes_half_a_window_at_most():
    window = TOKENIZER.window("wort " * 1000, TEXT, SENTENCES)
    assert all(end > first for first, end in window.sentences)
    assert len(window.tokens) <= MAX_WINDOW_TOKENS


@given(st.text(max_size=4000))
def test_a_question_keeps_within_its_tokens_between_the_special_ones(text):
    tokens = TOKENIZER.question(text)
    assert (tokens[0], tokens[-1]) == (0, 2)
    assert len(tokens) <= MAX_QUESTION_TOKENS
    assert tokens == [*Words().ids(f"query: {text}")[: MAX_QUESTION_TOKENS - 1], 2][: len(tokens)]
