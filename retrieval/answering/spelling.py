"""Slips in a question: what may have been meant, offered, and searched where that is plain.

A word of the question that stands nowhere is compared with the words of the articles. What is near
is offered as it stands there ("Meinten Sie Elmshorn?"): always with a refusal; above an answer only
for what may be a name, for most other words that stand nowhere are spelled well. Where it is
plainly a slip for one word alone, the question is searched with that. A word that certainly is a
name is never changed so: there may be a Schulz and a Scholz. A function word with a letter doubled,
missing its double, or two letters swapped ("wan", "udn") is taken for it.

The embedding is that of the question as typed: of its parts of words most are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from retrieval.answer import Suggestion
from retrieval.answering.question import Question
from retrieval.answering.unknown import unknown_words
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import question_language, stem, token_words, tokens
from retrieval.index.keywords.near_words import is_plain_slip
from retrieval.language.answer_type import expected_type
from retrieval.language.fold import search_form
from retrieval.language.names import names_in, other_names
from retrieval.language.stopwords import function_words

# Of so many unknown words, others are looked for; and of so many places, how they are written.
_MAX_WORDS: Final = 3
_READ: Final = 3


def spelled(index: OpenIndex, question: Question) -> Question:
    """Looks for slips in a question.

    Args:
        index: What is to be searched.
        question: As asked.

    Returns:
        The question with its unknown words and what may have been meant by them, its text corrected
        where that is plain; the same where every word stands somewhere.
    """
    unknown = unknown_words(index, question.text)
    if not unknown:
        return question
    meant = dict(_function_words(unknown))
    found = [Suggestion(word, known, searched=True) for word, known in meant.items()]
    _, certain = names_in(tokens(question.text), question.language)
    others = [word for word in unknown if word not in meant and not other_names(word)]
    for word in others[:_MAX_WORDS]:
        if suggestion := _suggested(index, word, is_name=word in certain):
            found.append(suggestion)
    text = question.text
    for suggestion in found:
        if suggestion.searched:
            text = re.sub(rf"\b{re.escape(suggestion.typed)}\b", suggestion.known, text)
    return replace(
        question,
        text=text,
        language=question_language(text),
        expects=expected_type(text),
        unknown=tuple(word for word in unknown if word not in meant),
        suggestions=tuple(found),
    )


def to_tell(question: Question, *, answered: bool) -> tuple[Suggestion, ...]:
    """What is told of what may have been meant.

    Args:
        question: From `spelled`.
        answered: Whether it was answered.

    Returns:
        What was searched, what may be meant by a name and, in a refusal, by any word.
    """
    possible, _ = names_in(tokens(question.text), question.language)
    named = {search_form(name) for name in possible}
    return tuple(
        suggestion
        for suggestion in question.suggestions
        if suggestion.searched or not answered or search_form(suggestion.typed) in named
    )


def _suggested(index: OpenIndex, word: str, *, is_name: bool) -> Suggestion | None:
    near = index.keywords.near(word)
    if not near or near[0].form[0] != search_form(word)[0]:
        return None
    known = _as_written(index, near[0].form)
    if known is None:
        return None
    alone = len({stem(other.form) for other in near}) == 1
    plain = is_plain_slip(search_form(word), near[0].form)
    return Suggestion(word, known, alone and plain and not is_name)


def _as_written(index: OpenIndex, form: str) -> str | None:
    """How a form is mostly written where it stands."""
    numbers, _ = index.keywords.search(form, _READ)
    articles = [passage.article for passage in index.catalog.passages(numbers.tolist())]
    written: Counter[str] = Counter()
    for article in index.catalog.articles_by_number(articles).values():
        for token in tokens(f"{article.title}\n{article.text}"):
            written.update(word.text for word in token_words(token) if word.form == form)
    return max(written, key=lambda text: (written[text], text)) if written else None


def _function_words(unknown: Iterable[str]) -> Iterable[tuple[str, str]]:
    for word in unknown:
        form = search_form(word) if word[1:].islower() else ""
        for slip in (_undoubled(form), *_swapped(form)):
            if len(form) > 2 and search_form(_slips().get(slip, form)) != form:
                yield word, _slips()[slip]
                break


@cache
def _slips() -> dict[str, str]:
    """Function words by their forms with every double letter single, the shortest of each."""
    words = sorted(function_words("de"), key=lambda word: (-len(word), word.isascii(), word))
    return {_undoubled(search_form(word)): word for word in words if len(word) > 2}


def _undoubled(form: str) -> str:
    return re.sub(r"(.)\1", r"\1", form)


def _swapped(form: str) -> Iterable[str]:
    for at in range(len(form) - 1):
        yield _undoubled(form[:at] + form[at + 1] + form[at] + form[at + 2 :])
