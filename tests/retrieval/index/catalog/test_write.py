"""Rows copied from an earlier catalog must be the rows that a fresh one would hold."""

import random
import sqlite3

import pytest

from retrieval.article import Article
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import SourceFile
from retrieval.index.catalog.write import CatalogWriter
from retrieval.segmentation.segment import segment

TABLES = ("articles", "paragraphs", "sentences", "passages")


def article(name, version=0):
    """A tiny article whose number of sentences depends on name and version."""
    count = 1 + (sum(map(ord, name)) + version) % 4
    sentences = " ".join(f"Satz {n} von {name}{version}." for n in range(count))
    text = f"{sentences}\n\nAm {count}. Mai 2024 kam der zweite Absatz von {name} dazu."
    return Article(id=name, title=f"Titel {name}", text=text, path=f"{name}.md")


def source(one, version):
    return SourceFile(one.path, len(one.text), version, f"sha-{one.id}-{version}")


def write(path, articles, previous=None, unchanged=()):
    """Writes (name, version) pairs, copying the unchanged ones from the previous catalog."""
    writer = CatalogWriter(path, previous)
    numbers = {}
    if previous:
        catalog = Catalog(previous)
        numbers = catalog.numbers_by_path()
        catalog.close()
    for name, version in articles:
        one = article(name, version)
        if name in unchanged:
            writer.copy(numbers[one.path])
        else:
            writer.add(one, source(one, version), segment(one.text))
    writer.finish()
    return writer


def dump(path):
    db = sqlite3.connect(path)
    rows = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    db.close()
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_copied_rows_are_those_of_a_fresh_catalog(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311
    names = [chr(ord("a") + n) for n in range(12)]
    before = {name: 0 for name in names if chance.random() < 0.7}
    after = {
        name: before[name] if name in before and chance.random() < 0.6 else 1
        for name in names
        if chance.random() < 0.7
    }
    unchanged = {name for name in after if after[name] == before.get(name)}
    write(tmp_path / "old", sorted(before.items()))
    writer = write(tmp_path / "new", sorted(after.items()), tmp_path / "old", unchanged)
    write(tmp_path / "fresh", sorted(after.items()))

    assert dump(tmp_path / "new") == dump(tmp_path / "fresh")
    assert [sorted(after).index(name) for name in sorted(set(after) - unchanged)] == writer.fresh


@pytest.mark.parametrize("seed", range(8))
def test_runs_say_where_each_copied_row_went(tmp_path, seed):
    chance = random.Random(100 + seed)  # noqa: S311
    names = [chr(ord("a") + n) for n in range(12)]
    after = {name: int(chance.random() < 0.3) for name in names if chance.random() < 0.8}
    unchanged = {name for name in after if not after[name]}
    write(tmp_path / "old", [(name, 0) for name in names])
    writer = write(tmp_path / "new", sorted(after.items()), tmp_path / "old", unchanged)
    old, new = Catalog(tmp_path / "old"), Catalog(tmp_path / "new")

    def texts(catalog, read):
        articles = dict(catalog.iterate())
        return [articles[row.article].text[row.start : row.end] for row in read]

    passages = sentences = 0
    for run in writer.runs:
        for kind, first, there, count in (
            ("passages", run.old_passage, run.new_passage, run.passages),
            ("sentences", run.old_sentence, run.new_sentence, run.sentences),
        ):
            if kind == "passages":
                one = old.passages(range(first, first + count))
                two = new.passages(range(there, there + count))
            else:
                one = old.sentences(range(first, first + count))
                two = new.sentences(range(there, there + count))
            assert texts(old, one) == texts(new, two)
            assert len(one) == len(two) == count
        passages += run.passages
        sentences += run.sentences
    fresh_passages = sum(len(new.article_passages(n)) for n in writer.fresh)
    fresh_sentences = sum(len(new.article_sentences(n)) for n in writer.fresh)
    assert (passages + fresh_passages, sentences + fresh_sentences) == new.counts()[1:]
    assert (writer.articles, writer.passages, writer.sentences) == new.counts()
    old.close()
    new.close()


def test_neighbours_are_copied_in_one_run(tmp_path):
    names = [(name, 0) for name in "abcdef"]
    write(tmp_path / "old", names)
    writer = write(tmp_path / "new", names, tmp_path / "old", set("abcdef"))
    assert len(writer.runs) == 1
    writer = write(tmp_path / "gap", [n for n in names if n[0] != "c"], tmp_path / "old", "abdef")
    assert len(writer.runs) == 2


def test_a_folder_whose_name_means_something_in_an_address(tmp_path):
    odd = tmp_path / "50% ?mode=memory#ä"
    odd.mkdir()
    write(odd / "old", [("a", 0)])
    write(odd / "new", [("a", 0)], odd / "old", {"a"})
    assert dump(odd / "new") == dump(odd / "old")


def test_two_articles_of_one_id_are_refused(tmp_path):
    writer = CatalogWriter(tmp_path / "c", None)
    one = article("a")
    writer.add(one, source(one, 0), segment(one.text))
    with pytest.raises(sqlite3.IntegrityError):
        writer.add(one, source(one, 0), segment(one.text))
    writer.abandon()
