"""The words of a corpus: counted, saved, and found again on disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keywords.analysis import tokens
from retrieval.index.keywords.vocabulary import LearnedVocabulary, StoredVocabulary
from retrieval.language.fold import search_form

TEXTS = [
    "Der Vertrag gilt. Die Verträge und der Grundvertrag gelten auch für Öl, sagte Vertraute.",
    "Ein neuer Vertrag: Neue Wege, neue Ziele. S-400, Drohnen-Fabrik, 2025.",
]

WORDS = st.text(alphabet="abcäöé ßA", min_size=1, max_size=30)


def stored(vocabulary: LearnedVocabulary, path: Path) -> StoredVocabulary:
    vocabulary.save(path, lambda form: (form[:4], form[4:]) if form[4:] else ())
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


def test_every_form_of_a_large_vocabulary_is_found_and_no_other(tmp_path):
    letters = "abcdefghijklmnop"
    forms = ["wort" + "".join(letters[n >> shift & 15] for shift in (8, 4, 0)) for n in range(4096)]
    learned = LearnedVocabulary.of([" ".join(forms)])
    vocabulary = stored(learned, tmp_path / "words")
    for form in forms:
        assert vocabulary.split(form) == (form[:4], form[4:])
        for absent in (form[:-1], f"{form}x", f"x{form}", form.upper()):
            assert vocabulary.split(absent) is None


def test_the_order_of_texts_does_not_matter(tmp_path):
    stored(LearnedVocabulary.of(TEXTS), tmp_path / "one")
    stored(LearnedVocabulary.of(TEXTS[::-1]), tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_counts_are_told_as_powers_of_two(tmp_path):
    for count, told in ((1, 1), (3, 2), (4, 4), (7, 4), (100, 64)):
        learned = LearnedVocabulary.of(["Vertrag " * count])
        for vocabulary in (learned, stored(learned, tmp_path / "words")):
            assert vocabulary.count("vertrag") == vocabulary.nouns("vertrag") == told


def test_parts_are_kept(tmp_path):
    learned = LearnedVocabulary.of(TEXTS)
    opened = stored(learned, tmp_path / "words")
    loaded = LearnedVocabulary.load(tmp_path / "words")
    for vocabulary in (opened, loaded):
        assert vocabulary.split("fabrik") == ("fabr", "ik")
        assert vocabulary.split("neue") == ()
        assert vocabulary.split("unbekannt") is None
    assert learned.split("fabrik") is None
    assert loaded.unsplit() == []


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_texts_come_and_go(tmp_path_factory, kept, added, removed):
    folder = tmp_path_factory.mktemp("vocabulary")
    stored(LearnedVocabulary.of([*kept, *removed]), folder / "before")
    changed = LearnedVocabulary.load(folder / "before").changed(iter(added), iter(removed))
    stored(changed, folder / "changed")
    stored(LearnedVocabulary.of([*kept, *added]), folder / "whole")
    assert (folder / "changed").read_bytes() == (folder / "whole").read_bytes()


def test_only_words_that_hold_a_changed_one_may_be_split_otherwise(tmp_path):
    texts = ["Schulbuch Bucheinband Schule Wald Waldweg"]
    stored(LearnedVocabulary.of(texts), tmp_path / "words")
    before = LearnedVocabulary.load(tmp_path / "words")
    assert before.changed(["Schule"], []).unsplit() == ["schulbuch", "schule"]
    assert before.changed(["Buch"], []).unsplit() == ["buch", "bucheinband", "schulbuch"]
    assert before.changed([], []).unsplit() == []


def test_after_many_changes_nothing_is_sure(tmp_path, monkeypatch):
    monkeypatch.setattr("retrieval.index.keywords.vocabulary._FEW_FORMS", 1)
    stored(LearnedVocabulary.of(TEXTS), tmp_path / "words")
    before = LearnedVocabulary.load(tmp_path / "words")
    assert len(before.changed(["Wald"], []).unsplit()) == 1
    after = before.changed(["Wald Wiese"], [])
    assert len(after.unsplit()) == len((tmp_path / "words").read_text().split("\n")[1:-1]) + 2


def test_an_empty_vocabulary(tmp_path):
    vocabulary = stored(LearnedVocabulary.of([]), tmp_path / "words")
    assert vocabulary.count("vertrag") == 0
    assert list(vocabulary.ending("vertrag")) == list(vocabulary.starting("v")) == []


@given(st.lists(st.text(alphabet="abcäöé ßA", min_size=1, max_size=30), max_size=6))
def test_disk_and_memory_agree(tmp_path_factory, texts):
    learned = LearnedVocabulary.of(texts)
    opened = stored(learned, tmp_path_factory.mktemp("vocabulary") / "words")
    for form in {search_form(token) for text in texts for token in tokens(text)} | {"aaaa", "zzzz"}:
        assert opened.count(form) == learned.count(form)
        assert opened.nouns(form) == learned.nouns(form)
        for tail in (form[-4:], form):
            assert sorted(opened.ending(tail)) == list(learned.ending(tail))
            assert list(opened.starting(form[:4])) == list(learned.starting(form[:4]))


DAMAGES = {
    "empty": lambda whole: b"",
    "cut": lambda whole: whole[: len(whole) // 2 + (whole[len(whole) // 2 - 1] == 10)],
    "zeroed": lambda whole: bytes(len(whole)),
    "beginning zeroed": lambda whole: bytes(20) + whole[20:],
    "end zeroed": lambda whole: whole[:-20] + bytes(20),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_not_opened(tmp_path, damage):
    path = tmp_path / "words"
    stored(LearnedVocabulary.of(TEXTS), path)
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(DAMAGES[damage](whole))
    with pytest.raises(ValueError, match=r"empty file|cut short or overwritten"):
        StoredVocabulary(path)


@given(st.data())
def test_whatever_stands_in_the_file_a_search_in_it_ends(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("vocabulary") / "words"
    stored(LearnedVocabulary.of(TEXTS), path)
    content = bytearray(path.read_bytes())
    path.unlink()
    start = data.draw(st.integers(1, len(content) - 2))
    end = data.draw(st.integers(start, len(content) - 1))
    byte = data.draw(st.sampled_from([0, 9, 10, 97, 255]))
    content[start:end] = bytes([byte]) * (end - start)
    path.write_bytes(content)
    vocabulary = StoredVocabulary(path)
    for form in ("vertrag", "neue", "a", "zzzz"):
        with suppress(ValueError, IndexError):
            vocabulary.count(form)
        with suppress(ValueError, IndexError):
            vocabulary.split(form)
        with suppress(ValueError, IndexError):
            assert len([*vocabulary.starting(form), *vocabulary.ending(form)]) < 1000
