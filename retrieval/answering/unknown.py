"""Which words of a question stand nowhere, and when that alone is an answer: "no"."""

from __future__ import annotations

from retrieval.answering.question import Question
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import tokens
from retrieval.language.names import names_in, other_names


def unknown_words(index: OpenIndex, question: str) -> tuple[str, ...]:
    """The words of a question that stand in no article.

    Args:
        index: What was searched.
        question: Its text.

    Returns:
        The words as typed, in order, each once; see `Keywords.unknown_words`. A country that the
        articles call by another of its names is not among them.
    """
    return tuple(
        word
        for word in index.keywords.unknown_words(question)
        if not any(_stands(index, name) for name in other_names(word))
    )


def is_about_unknown_name(question: Question) -> bool:
    """Whether all names of a question, one of which is certain, stand in no article.

    Args:
        question: What is asked; its unknown words have been told.

    Returns:
        True where no article can answer, however near one comes: "Was sagt Scholz zum Vertrag?" to
        articles about the contract that do not know him.
    """
    unknown = question.unknown
    if not unknown:
        return False
    possible, certain = names_in(tokens(question.text), question.language)
    return not set(certain).isdisjoint(unknown) and set(possible) <= set(unknown)


def _stands(index: OpenIndex, name: str) -> bool:
    return not index.keywords.unknown_words(name)
