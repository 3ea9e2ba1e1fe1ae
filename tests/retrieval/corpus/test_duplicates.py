import datetime as dt
import random
from dataclasses import replace

import pytest

from retrieval.article import Article
from retrieval.corpus.duplicates import Duplicate, KnownArticles
from retrieval.errors import CorpusError

WORDS = [f"wort{i}" for i in range(3000)]


def prose(seed, words=400):
    return " ".join(random.Random(seed).choices(WORDS, k=words))  # noqa: S311


def article(id_, text, title="Titel", date=None):
    return Article(id=id_, title=title, text=text, path=f"{id_}.md", date=date)


@pytest.fixture
def known():
    return KnownArticles(
        article(f"a{i}", prose(i), f"Titel {i}", dt.date(2024, 1, 1)) for i in range(20)
    )


def test_a_new_article_is_no_duplicate(known):
    assert known.find(article("neu", prose(99), "Neu", dt.date(2024, 1, 1))) is None


def test_nothing_is_a_duplicate_of_nothing():
    assert KnownArticles().find(article("neu", prose(1))) is None


@pytest.mark.parametrize(
    "text",
    [prose(7), prose(7).upper(), prose(7).replace(" ", "\n\n", 3), f"„{prose(7)}!“"],
)
def test_the_same_words_are_the_same_text(known, text):
    assert known.find(article("neu", text)) == Duplicate("a7", "same_text", 1.0)


def test_a_few_changed_words_make_a_similar_text(known):
    words = prose(7).split()
    words[100] = words[300] = "anders"
    duplicate = known.find(article("neu", " ".join(words)))
    assert (duplicate.id, duplicate.kind) == ("a7", "similar_text")
    assert 0.9 < duplicate.similarity < 1.0


def test_a_copy_with_a_paragraph_more_is_similar(known):
    duplicate = known.find(article("neu", f"{prose(7)} {prose(8, 40)}"))
    assert (duplicate.id, duplicate.kind) == ("a7", "similar_text")


@pytest.mark.parametrize("text", [f"{prose(7)} {prose(98)}", prose(7)[: len(prose(7)) // 2]])
def test_half_an_article_is_another_article(known, text):
    assert known.find(article("neu", text)) is None


def test_short_texts_with_a_word_more_are_found_nearly_always():
    found = [
        KnownArticles([article("a", prose(seed, 12))]).find(article("b", f"{prose(seed, 12)} mehr"))
        for seed in range(100)
    ]
    assert sum(duplicate is not None for duplicate in found) >= 80


def test_the_same_headline_on_the_same_day(known):
    new = article("neu", prose(99), "TITEL 7!", dt.date(2024, 1, 1))
    assert known.find(new) == Duplicate("a7", "same_headline", 0.0)
    assert known.find(replace(new, date=dt.date(2024, 1, 2))) is None
    assert known.find(replace(new, date=None)) is None


def test_an_added_article_is_known(known):
    new = article("neu", prose(99))
    known.add(new)
    assert known.find(replace(new, id="noch")) == Duplicate("neu", "same_text", 1.0)


@pytest.mark.parametrize("text", ["Kurz.", "Drei kurze Wörter", "…"])
def test_texts_of_a_few_words(text):
    known = KnownArticles([article("a", text)])
    assert known.find(article("b", text)) == Duplicate("a", "same_text", 1.0)
    assert known.find(article("b", "Ganz etwas anderes steht hier")) is None


def test_a_corpus_folder_is_read(tmp_path):
    (tmp_path / "a.md").write_text(f"---\ntitle: x\n---\n{prose(1)}")
    (tmp_path / "kaputt.md").write_text("---\n")
    known = KnownArticles.read(tmp_path)
    assert known.find(article("neu", prose(1))) == Duplicate("a", "same_text", 1.0)


def test_a_missing_corpus_folder_is_said(tmp_path):
    with pytest.raises(CorpusError):
        KnownArticles.read(tmp_path / "nix")
