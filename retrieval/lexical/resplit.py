"""Which words of a corpus are split otherwise after some of its articles have changed."""

from __future__ import annotations

from retrieval.lexical.analysis import Word
from retrieval.lexical.compounds import Compounds
from retrieval.lexical.keys import Keys
from retrieval.lexical.vocabulary import LearnedVocabulary


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
