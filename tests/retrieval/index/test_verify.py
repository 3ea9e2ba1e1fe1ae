import sqlite3
from contextlib import closing

import pytest

from retrieval.errors import IndexDamagedError
from retrieval.index.generation import Generation
from retrieval.index.in_force import CATALOG_NAME, current_generation
from retrieval.index.manifest import read_manifest
from retrieval.index.verify import verify_generation


@pytest.fixture
def folder(index):
    return current_generation(index)


def verify(folder):
    with closing(Generation(folder, read_manifest(folder))) as generation:
        return [str(problem) for problem in verify_generation(generation)]


def change(folder, sql, *values):
    with closing(sqlite3.connect(folder / CATALOG_NAME)) as db, db:
        assert db.execute(sql, values).rowcount != 0


def found_besides_the_file(folder):
    lines = verify(folder)
    assert lines[0].startswith(f"{folder / CATALOG_NAME} ")
    assert all("\n" not in line for line in lines)
    return lines[1:]


def test_a_sound_index_has_nothing_to_say(press_index):
    assert verify(current_generation(press_index)) == []


@pytest.mark.parametrize(
    "name", ["passages.npy", "sentences.npy", "passages.faiss", "keywords/meta.json"]
)
@pytest.mark.parametrize("how", ["altered", "truncated", "missing"])
def test_a_file_that_is_not_what_was_written_is_named(folder, name, how):
    file = folder / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(content if how == "altered" else content[:-1])
    [line] = verify(folder)
    assert str(file) in line


def test_a_changed_text_is_named_by_its_article(folder):
    change(
        folder,
        "UPDATE articles SET text = replace(text, '62 Meter', '63 Meter') WHERE id LIKE '%bruecke'",
    )
    assert found_besides_the_file(folder) == [
        "the text of article '2024-03-02-fussgaengerbruecke' is not what was indexed"
    ]


def test_a_passage_that_is_moved_is_named(folder):
    change(folder, 'UPDATE passages SET "end" = "end" - 1 WHERE number = 2')
    [line] = found_besides_the_file(folder)
    assert line.startswith("passage 2 of article '2024-03-02-fussgaengerbruecke' claims ")
    assert line.endswith("which is no run of whole sentences")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sentences SET start = start - 2 WHERE number = 1",
        'UPDATE sentences SET "end" = start WHERE number = 1',
        'UPDATE sentences SET "end" = 99999 WHERE number = 1',
    ],
)
def test_a_sentence_that_is_moved_is_named(folder, sql):
    change(folder, sql)
    lines = found_besides_the_file(folder)
    assert any(line.startswith(("sentence 1 of article", "sentence 2 of")) for line in lines)


def test_a_lost_passage_sentence_or_article_is_counted(folder):
    change(folder, "DELETE FROM articles WHERE number = 9")
    lines = found_besides_the_file(folder)
    assert len(lines) == 1
    assert "instead of (10, 13, 43)" in lines[0]


def test_a_lost_sentence_is_missed(folder):
    change(folder, "DELETE FROM sentences WHERE number = 3")
    assert any("no run of whole sentences" in line for line in found_besides_the_file(folder))


def test_a_catalog_that_cannot_be_read_is_one_line(folder):
    file = folder / CATALOG_NAME
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with pytest.raises(IndexDamagedError, match=r"catalog\.sqlite cannot be read") as caught:
        verify(folder)
    assert "\n" not in str(caught.value)
