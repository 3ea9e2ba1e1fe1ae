"""The words of a corpus: counted, saved, and found again on disk."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical.analysis import fold, tokens
from retrieval.lexical.vocabulary import LearnedVocabulary, StoredVocabulary

TEXTS = [
    "Der Vertrag gilt. Die Verträge und der Grundvertrag gelten auch für Öl, sagte Vertraute.",
    "Ein neuer Vertrag: Neue Wege, neue Ziele. S-400, Drohnen-Fabrik, 2025.",
]


def stored(vocabulary: LearnedVocabulary, path: Path) -> StoredVocabulary:
    vocabulary.save(path)
    return StoredVocabulary(path)


def test_forms_are_counted_and_nouns_told_by_their_capitals(tmp_path):
    learned = LearnedVocabulary.of(TEXTS)
    for vocabulary in (learned, stored(learned, tmp_path / "words")):
        assert (vocabulary.count("vertrag"), vocabulary.nouns("vertrag")) == (2, 2)
        assert (vocabulary.count("neue"), vocabulary.nouns("neue")) == (2, 0)
        assert vocabulary.count("drohnenfabrik") == vocabulary.count("fabrik") == 1
        for absent in ("ol", "fur", "2025", "s400", "vertra", "vertragx", "", "a", "zzzz"):
            assert vocabulary.count(absent) == vocabulary.nouns(absent) == 0


def test_forms_are_found_by_beginning_and_end(tmp_path):
    learned = LearnedVocabulary.of(TEXTS)
    for vocabulary in (learned, stored(learned, tmp_path / "words")):
        assert list(vocabulary.starting("vertrag")) == ["vertrage"]
        assert list(vocabulary.starting("vertr")) == ["vertrag", "vertrage", "vertraute"]
        assert list(vocabulary.ending("vertrag")) == ["grundvertrag"]
        assert list(vocabulary.ending("xyz")) == list(vocabulary.starting("xyz")) == []


def test_the_order_of_texts_does_not_matter(tmp_path):
    stored(LearnedVocabulary.of(TEXTS), tmp_path / "one")
    stored(LearnedVocabulary.of(TEXTS[::-1]), tmp_path / "other")
    stored(StoredVocabulary(tmp_path / "one"), tmp_path / "copy")
    one = (tmp_path / "one").read_bytes()
    assert one == (tmp_path / "other").read_bytes() == (tmp_path / "copy").read_bytes()


def test_an_empty_vocabulary(tmp_path):
    vocabulary = stored(LearnedVocabulary.of([]), tmp_path / "words")
    assert vocabulary.count("vertrag") == 0
    assert list(vocabulary.ending("vertrag")) == list(vocabulary.starting("v")) == []


@given(st.lists(st.text(alphabet="abcäöé ßA", min_size=1, max_size=30), max_size=6))
def test_disk_and_memory_agree(tmp_path_factory, texts):
    learned = LearnedVocabulary.of(texts)
    opened = stored(learned, tmp_path_factory.mktemp("vocabulary") / "words")
    for form in {fold(token) for text in texts for token in tokens(text)} | {"aaaa", "zzzz"}:
        assert opened.count(form) == learned.count(form)
        assert opened.nouns(form) == learned.nouns(form)
        for tail in (form[-4:], form):
            assert sorted(opened.ending(tail)) == list(learned.ending(tail))
            assert list(opened.starting(form[:4])) == list(learned.starting(form[:4]))
