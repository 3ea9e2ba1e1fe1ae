"""Bringing a keyword index up to date: every document as writing the whole would have made it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.keywords import writer
from retrieval.index.keywords.bm25 import KeywordIndex
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.documents import (
    GONE,
    HEAD,
    LANGUAGE,
    PART,
    SLOTS_FILE,
    VOCABULARY_FILE,
    WORD,
)
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.index.keywords.sentence_terms import STARTS_FILE, TERMS_FILE
from retrieval.index.keywords.vocabulary import LearnedVocabulary
from retrieval.index.keywords.writer import Change, split_otherwise, update_index, write_index
from retrieval.index.vector_files import RowRun

# Words that are parts of each other, so that one text decides how another one's are split.
WORDS = (
    *("Drohnenfabrik", "Drohnen", "Drohne", "Fabrik", "Fabriken", "Schulbuch", "Schule", "Buch"),
    *("Bundeskriminalamt", "Bundes", "Bund", "Kriminal", "Amt", "Amts", "kriminalamt", "Hilfe"),
    *("Hilfsorganisation", "Organisation", "Fotos", "Foto", "foto", "Kombination", "Kombi"),
    *("Nation", "the", "of", "with", "der", "die", "und", "Staubecken", "Stau", "Becken", "Staub"),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
corpora = st.lists(texts, min_size=1, max_size=8)


@pytest.fixture(autouse=True)
def always_updated(monkeypatch):
    monkeypatch.setattr(writer, "WRITTEN_WHOLE_BELOW", 0)
    monkeypatch.setattr(writer, "MAX_GONE_SHARE", 1.0)


def folder() -> tempfile.TemporaryDirectory[str]:
    """A thread of tantivy's that looks whether an index has changed may make its lock anew."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def headed(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Each passage under its last word."""
    return ((number, text, text.split()[-1]) for number, text in texts)


def sentences(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str, str]]:
    """Each passage as a sentence; of articles in either language."""
    return ((*passage, ("de", "en")[len(passage[1]) % 5 == 0]) for passage in headed(texts))


def write(folder: Path, passages: list[str]) -> Path:
    learned = LearnedVocabulary.of(passages)
    write_index(folder, headed(enumerate(passages)), sentences(enumerate(passages)), learned)
    return folder


def update(
    folder: Path, previous: Path, before: list[str], after: list[str], kept: dict[int, int]
) -> bool:
    """Updates to `after`, where `kept` says which passages stand where they stood."""
    fresh = [(n, after[n]) for n in range(len(after)) if n not in kept.values()]
    change = Change(
        moved=np.array([kept.get(number, GONE) for number in range(len(before))], np.int32),
        kept=sorted(runs(kept), key=lambda run: run.new),
        passages=headed(fresh),
        sentences=sentences(fresh),
        passages_of=lambda numbers: headed((n, after[n]) for n in numbers),
        sentences_of=lambda numbers: sentences((n, after[n]) for n in numbers),
        added=(text for _, text in fresh),
        removed=(text for n, text in enumerate(before) if n not in kept),
    )
    return update_index(folder, previous, change)


def runs(kept: dict[int, int]) -> Iterator[RowRun]:
    """The kept ones in runs, as long as they can be."""
    for _, pairs in groupby(sorted(kept.items()), key=lambda pair: pair[1] - pair[0]):
        found = list(pairs)
        for _, run in groupby(enumerate(found), key=lambda each: each[1][0] - each[0]):
            members = [pair for _, pair in run]
            yield RowRun(*members[0], len(members))


def postings(folder: Path, passages: list[str]) -> dict[tuple[str, str], list[int]]:
    """Which passages stand under each key."""
    index_terms = IndexTerms(Compounds(LearnedVocabulary.of(passages)))
    terms = {(LANGUAGE, "de"), (LANGUAGE, "en")}
    for language in ("de", "en"):
        for word in WORDS:
            wholes, parts = index_terms.of(word, language)
            terms |= {(WORD, key) for key in wholes} | {(PART, key) for key in parts}
            terms |= {(HEAD, key) for key in (*wholes, *parts)}
    index = KeywordIndex.open(folder)
    return {(field, key): sorted(index._run(index._term(field, key), 1000)) for field, key in terms}


@settings(max_examples=40)
@given(corpora, corpora, st.randoms())
def test_every_document_is_what_a_whole_index_would_hold(before, after, draw):
    kept = {}
    for number, text in enumerate(before):
        if draw.random() < 0.7:
            place = draw.randrange(len(after) + 1)
            after.insert(place, text)
            kept = {old: new + (new >= place) for old, new in kept.items()} | {number: place}
    with folder() as name:
        previous, whole = write(Path(name, "old"), before), write(Path(name, "whole"), after)
        untouched = {f.name: f.read_bytes() for f in previous.iterdir()}
        assert update(Path(name, "new"), previous, before, after, kept)
        assert postings(Path(name, "new"), after) == postings(whole, after)
        assert len(KeywordIndex.open(Path(name, "new"))) == len(after)
        for file in (VOCABULARY_FILE, TERMS_FILE, STARTS_FILE):
            assert Path(name, "new", file).read_bytes() == (whole / file).read_bytes(), file
        assert {f.name: f.read_bytes() for f in previous.iterdir()} == untouched


@settings(max_examples=40)
@given(corpora, corpora)
def test_only_added_to_it_ranks_as_a_whole_index(before, more):
    after = [*more, *before]
    kept = {number: number + len(more) for number in range(len(before))}
    with folder() as name:
        previous, whole = write(Path(name, "old"), before), write(Path(name, "whole"), after)
        assert update(Path(name, "new"), previous, before, after, kept)
        held = np.load(Path(name, "new", SLOTS_FILE))
        if np.count_nonzero(held == GONE):  # a word is split otherwise: counted until merged
            return
        ours, theirs = (KeywordIndex.open(folder) for folder in (Path(name, "new"), whole))
        for word in WORDS:
            assert [f.tolist() for f in ours.search(word, 20)] == [
                f.tolist() for f in theirs.search(word, 20)
            ]


@given(corpora, corpora, corpora)
def test_words_split_otherwise_are_found(kept, added, removed):
    with tempfile.TemporaryDirectory() as name:
        vocabulary = LearnedVocabulary.of([*kept, *removed])
        vocabulary.save(Path(name, "words"), Compounds(vocabulary).parts)
        old = LearnedVocabulary.load(Path(name, "words"))
    changed = old.changed(added, removed)
    found = set(split_otherwise(old, changed))
    fresh = LearnedVocabulary.of([*kept, *added])
    terms = [IndexTerms(Compounds(vocabulary)) for vocabulary in (old, changed, fresh)]
    for word in WORDS:
        before, after, whole = (each.of(word, "de") for each in terms)
        assert after == whole
        if before != after and old.count(word.lower()) and changed.count(word.lower()):
            assert set(before[0]) <= found


def test_a_word_split_otherwise_is_written_again(tmp_path):
    before = ["Die Drohnenfabrik steht.", "Die Drohnen fliegen.", "Der Zug kommt an."]
    previous = write(tmp_path / "old", before)
    after = [*before, "Eine Fabrik brennt."]
    assert update(tmp_path / "new", previous, before, after, {0: 0, 1: 1, 2: 2})
    assert np.load(tmp_path / "new" / SLOTS_FILE).tolist() == [GONE, 1, 2, 3, 0]
    found, _ = KeywordIndex.open(tmp_path / "new").search("Fabrik", 5)
    assert sorted(found.tolist()) == [0, 3]


def test_the_files_of_unchanged_documents_are_shared(tmp_path):
    before = ["Die Brücke ist gesperrt.", "Der Zug kommt an."]
    previous = write(tmp_path / "old", before)
    assert update(tmp_path / "new", previous, before, [*before, "Neues."], {0: 0, 1: 1})
    shared = [f for f in previous.iterdir() if f.stat().st_nlink == 2]
    assert shared
    shutil.rmtree(previous)
    assert KeywordIndex.open(tmp_path / "new").search("Brücke", 1)[0].tolist() == [0]


def test_without_hard_links_files_are_copied(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    before = ["Die Brücke ist gesperrt.", "Der Zug kommt an."]
    previous = write(tmp_path / "old", before)
    assert update(tmp_path / "new", previous, before, [*before, "Neues."], {0: 0, 1: 1})
    assert {f.stat().st_nlink for f in previous.iterdir()} == {1}
    assert KeywordIndex.open(tmp_path / "new").search("neues", 1)[0].tolist() == [2]


@pytest.mark.parametrize(
    ("below", "share", "updated"), [(0, 0.5, True), (0, 0.1, False), (9, 1, False)]
)
def test_small_or_much_changed_indexes_are_written_whole(
    tmp_path, monkeypatch, below, share, updated
):
    monkeypatch.setattr(writer, "WRITTEN_WHOLE_BELOW", below)
    monkeypatch.setattr(writer, "MAX_GONE_SHARE", share)
    before = ["Die Brücke ist gesperrt.", "Der Zug kommt an.", "Das Amt schließt."]
    previous = write(tmp_path / "old", before)
    assert update(tmp_path / "new", previous, before, before[1:], {1: 0, 2: 1}) is updated
    assert (tmp_path / "new").exists() is updated


def test_what_was_taken_out_is_found_no_more(tmp_path):
    before = ["Die Brücke ist gesperrt.", "Der Zug kommt an."]
    previous = write(tmp_path / "old", before)
    assert update(tmp_path / "new", previous, before, before[1:], {1: 0})
    index = KeywordIndex.open(tmp_path / "new")
    assert index.search("Brücke", 5)[0].tolist() == []
    assert index.search("Zug", 5)[0].tolist() == [0]
    assert index.scores("Zug", [0])[0] > 0
    assert isinstance(tantivy.Index.open(str(tmp_path / "new")), tantivy.Index)
