import re
from collections import Counter
from itertools import pairwise

from retrieval.index.keywords.analysis import question_language
from retrieval.language.impostors import IMPOSTORS


def test_there_are_as_many_questions_in_each_language():
    assert set(IMPOSTORS) == {"de", "en"}
    assert {len(texts) for texts in IMPOSTORS.values()} == {len(IMPOSTORS["de"])}
    assert len(IMPOSTORS["de"]) >= 40


def test_each_is_one_question_and_stands_once():
    for texts in IMPOSTORS.values():
        assert all(re.fullmatch(r"[A-ZÄÖÜ][^?\n]{10,80}\?", text) for text in texts)
        assert max(Counter(texts).values()) == 1


def test_most_are_told_to_be_of_their_language():
    for language, texts in IMPOSTORS.items():
        told = Counter(question_language(text) for text in texts)
        assert told[language] >= 0.8 * len(texts), told
        assert set(told) <= {language, None}


def test_they_open_in_different_ways():
    for texts in IMPOSTORS.values():
        openings = Counter(tuple(text.split()[:2]) for text in texts)
        assert max(openings.values()) <= len(texts) / 3
        assert all(one != other for one, other in pairwise(texts))
