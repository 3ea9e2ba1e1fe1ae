"""Questions that words decide: a word or two, and phrases in quotation marks.

"Zugang" says nothing that a vector could be near to. So where a question is a word or two, the
passages that hold them lead: those with all of them in one sentence, written as they were asked,
before those with a part of them, or with a compound. A phrase in quotation marks that stands
somewhere word for word leads in any question. Among those that hold the words alike and are as
near, the newer article leads; in any question, among those that say the same but for numbers.

A hit that leads is marked (`Hit.worded`): whatever a stage of the pipeline says, it stays first,
and its highlight is a sentence that holds the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.newest import (
    newest_among_equals,
    newest_of_one_report,
    scored,
    sentence_words,
)
from retrieval.answering.phrases import WHOLE, holds_phrase, phrases_in
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import tokens
from retrieval.language.fold import search_form
from retrieval.language.stopwords import is_asking, is_stopword

_SHORT_TOKENS: Final = 3
_SHORT_WORDS: Final = 2
# A longer phrase is an answer by itself, whatever else is asked.
_TELLING_PHRASE: Final = 3
# So many of the best are looked at as they are written.
_READ: Final = 16


def is_short(question: Question) -> bool:
    """Whether a question is a word or two, with no word that asks."""
    words = tokens(question.text)
    forms = [search_form(word) for word in words]
    language = question.language or "de"
    content = [form for form in forms if not is_stopword(form, language)]
    return (
        len(words) <= _SHORT_TOKENS
        and 1 <= len(content) <= _SHORT_WORDS
        and not any(is_asking(form) for form in forms)
    )


def answers_by_words(question: Question, best: Hit) -> bool:
    """Whether the best hit answers for its words alone.

    Args:
        question: What is asked.
        best: The first hit.

    Returns:
        True for all words of a short question, and for a phrase of several words, or with nothing
        asked about it.
    """
    if best.worded is None:
        return False
    phrases = phrases_in(question.text)
    if not phrases:
        return True
    rest = question.text
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    asked = [w for w in tokens(rest) if not is_stopword(search_form(w), question.language or "de")]
    return not asked or any(len(tokens(phrase)) >= _TELLING_PHRASE for phrase in phrases)


def led_by_words(index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """Puts first, and marks, the hits that hold what a question wants word for word.

    Args:
        index: What was searched.
        question: What is asked.
        hits: Best first.

    Returns:
        The hits, best first, scores falling.
    """
    phrases = phrases_in(question.text)
    if phrases and (led := _by_phrases(index, phrases, hits)):
        return led
    if hits and is_short(question):
        return _by_words(index, question, hits)
    return scored(hits, newest_of_one_report(index, hits))


def still_led(before: Sequence[Hit], after: Sequence[Hit]) -> list[Hit]:
    """Puts the hits that words put first back there, in their order.

    Args:
        before: What `led_by_words` returned.
        after: The same hits as a stage judged and ordered them.

    Returns:
        The hits with the stage's evidence, scores falling.
    """
    judged = {hit.passage.number: hit for hit in after}
    first = [
        judged[hit.passage.number]._replace(worded=hit.worded)
        for hit in before
        if hit.worded is not None and hit.passage.number in judged
    ]
    numbers = {hit.passage.number for hit in first}
    return scored(after, [*first, *(h for h in after if h.passage.number not in numbers)])


def lifted(hit: Hit, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """The evidence of a hit's sentences, with the best that holds the words above all others."""
    if hit.worded is None or not hit.worded.any():
        return evidence
    held = np.where(hit.worded, evidence, -np.inf)
    raised = evidence.copy()
    raised[int(np.argmax(held))] = evidence.max() + np.float32(0.5)
    return raised


def _by_phrases(index: OpenIndex, phrases: Sequence[str], hits: Sequence[Hit]) -> list[Hit]:
    """The hits, those with a phrase first; empty where none has one."""
    articles = index.catalog.articles_by_number([hit.passage.article for hit in hits])
    first: list[Hit] = []
    others: list[Hit] = []
    for hit in hits:
        words = sentence_words(index, hit, articles[hit.passage.article])
        held = [phrase for phrase in phrases if holds_phrase(" ".join(words), phrase)]
        if not held:
            others.append(hit)
            continue
        mask = np.array([any(holds_phrase(text, p) for p in held) for text in words])
        if not mask.any():  # it begins in one sentence and ends in the next
            numbers = hit.passage.sentences
            share = index.keywords.coverage_of_sentences(held[0], numbers)
            mask = share >= share.max()
        first.append(hit._replace(worded=mask))
    if not first:
        return []
    return scored(hits, [*newest_among_equals(index, first), *others])


def _by_words(index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
    asked = {search_form(word) for word in tokens(question.text)}
    asked = {form for form in asked if not is_stopword(form, question.language or "de")}
    ranked = []
    for place, hit in enumerate(hits):
        numbers = hit.passage.sentences
        share = index.keywords.coverage_of_sentences(question.text, numbers)
        whole = index.keywords.coverage(question.text, numbers)
        if whole >= WHOLE:
            hit = hit._replace(worded=share >= max(float(share.max()), 1e-6))
        ranked.append((-round(whole + float(share.max()), 3), place, hit))
    ranked.sort(key=lambda entry: entry[:2])
    best = [hit for key, _, hit in ranked[:_READ] if key == ranked[0][0]]
    articles = index.catalog.articles_by_number([hit.passage.article for hit in best])
    exact, inexact = [], []
    for hit in best:
        words = sentence_words(index, hit, articles[hit.passage.article])
        written = np.array([asked <= set(map(search_form, tokens(text))) for text in words])
        if written.any() and hit.worded is not None:
            exact.append(hit._replace(worded=written))
        else:
            inexact.append(hit)
    led = [
        *newest_among_equals(index, exact),
        *newest_among_equals(index, inexact),
        *(hit for _, _, hit in ranked[len(best) :]),
    ]
    return scored(hits, led)
