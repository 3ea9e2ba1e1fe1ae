"""Answering asks of keywords what `Keywords` says and no more: another store can stand there."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from retrieval.answer import Answer
from retrieval.answering.pipeline import answer
from retrieval.answering.question import Question
from retrieval.index.build.texts import passage_texts, sentence_texts
from retrieval.index.generation import Generation
from retrieval.index.in_force import KEYWORDS_NAME, current_generation
from retrieval.index.manifest import read_manifest
from retrieval.library import Library
from tests.fakes import ListedKeywords, TinyEncoder
from tests.retrieval.press import QUESTIONS, assert_quotes_hold

BRIDGE = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


@pytest.fixture(scope="module")
def without_keywords(press_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The press, its keywords in plain lists; no keyword index lies on disk."""
    built = current_generation(press_index)
    folder = tmp_path_factory.mktemp("seam") / "generation"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns(KEYWORDS_NAME))
    generation = Generation(folder, read_manifest(folder))
    passages = (text for _, text in passage_texts(generation.catalog))
    sentences = (text for _, text in sentence_texts(generation.catalog))
    generation.keywords = ListedKeywords(passages, sentences)
    return generation


def ask(generation: Generation, question: str) -> Answer:
    vector = TinyEncoder().embed_questions([question])[0]
    return answer(generation, Question.embedded(question, vector), time.perf_counter())


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered_from_another_store(
    press: Library, without_keywords: Generation, question: str
) -> None:
    assert_quotes_hold(press, ask(without_keywords, question), 3)


def test_its_coverage_chooses_the_highlight(
    without_keywords: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(without_keywords, BRIDGE).quotes[0]
    catalog, keywords = without_keywords.catalog, without_keywords.keywords
    articles = {article.id: number for number, article in catalog.iterate()}
    other = next(
        sentence
        for sentence in catalog.article_sentences(articles[before.citation.article])
        if (sentence.start, sentence.end) in before.sentences
        and sentence.start != before.highlight.start
    )
    covered = [set[str]()] * catalog.counts()[2]
    covered[other.number] = {word.casefold() for word in BRIDGE.strip("?").split()}
    monkeypatch.setattr(keywords, "sentences", covered)
    monkeypatch.setattr("retrieval.answering.quote._COVERAGE_WEIGHT", 100.0)
    assert ask(without_keywords, BRIDGE).quotes[0].highlight.start == other.start


def test_its_unknown_words_are_named(without_keywords: Generation) -> None:
    refusal = ask(without_keywords, "Wie heißt die Hauptstadt der Mongolei?").refusal
    assert refusal is not None
    assert refusal.unknown_words == ("heißt", "Hauptstadt", "Mongolei")
