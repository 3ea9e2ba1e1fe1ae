"""Which words of a corpus are split otherwise after some of its articles have changed."""

from __future__ import annotations

from retrieval.index.keywords.analysis import Word
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.keys import Keys
from retrieval.index.keywords.vocabulary import LearnedVocabulary


def resplit_keys(before: LearnedVocabulary, after: LearnedVocabulary) -> tuple[str, ...]:
    """Finds the words that stand under other keys than before.

    Args:
        before: The vocabulary of the corpus as it was.
        after: What `before.changed` made of it.

    Returns:
        The whole keys under which these words stood, each once, sorted.
    """
    old, new = Keys(Compounds(before)), Keys(Compounds(after))
    found = set()
    for form in after.unsplit():
        word = Word(form, form)
        whole = old.whole(word, "de")
        if (whole, old.parts(word)) != (new.whole(word, "de"), new.parts(word)):
            found.add(whole)
    return tuple(sorted(found))
