"""Articles that say the same are grouped, and what differs is said."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from retrieval.library import Library
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")

WORDS = [f"wort{number}" for number in range(3000)]


def sentences(seed: int) -> list[str]:
    draw = random.Random(seed)  # noqa: S311
    return [" ".join(draw.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)]


def put(corpus: Path, name: str, text: list[str], date: str = "2025-01-01") -> None:
    head = f"---\ntitle: Titel {name}\ndate: {date}\nlanguage: de\n---\n\n"
    (corpus / f"{name}.md").write_text(head + " ".join(text) + "\n")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus"
    path.mkdir()
    for number in range(12):
        put(path, f"a{number:02}", sentences(number))
    return path


@pytest.fixture
def library(corpus: Path, tmp_path: Path) -> Library:
    return Library(tmp_path / "index", corpus_dir=corpus, encoder=TinyEncoder())


def found(library: Library) -> list[tuple[str, list[str]]]:
    library.build()
    with Library(library._index_dir, encoder=TinyEncoder()) as opened:
        groups = opened.doubles()
    return [(group.first.id, [double.article.id for double in group.doubles]) for group in groups]


def test_articles_that_differ_are_no_group(library: Library) -> None:
    assert found(library) == []


def test_copies_are_grouped_below_the_earliest(library: Library, corpus: Path) -> None:
    put(corpus, "z", sentences(3), "2024-12-31")
    put(corpus, "b", [*sentences(3), "Dieser Satz kam dazu."], "2025-01-02")
    put(corpus, "c", sentences(7)[:-1], "2025-01-03")
    put(corpus, "d", sentences(8)[:8], "2025-01-03")  # less than half is another article

    assert found(library) == [("z", ["a03", "b"]), ("a07", ["c"])]


def test_what_differs_is_said_word_for_word(library: Library, corpus: Path) -> None:
    text = sentences(3)
    put(corpus, "b", [*text[:5], "Es waren „zwölf“ Kräne.", *text[6:]], "2025-01-02")
    library.build()
    with Library(library._index_dir, encoder=TinyEncoder()) as opened:
        [group] = opened.doubles()
    [double] = group.doubles

    assert double.added == ("Es waren „zwölf“ Kräne.",)
    assert double.missing == (text[5],)
    assert 0.7 < double.similarity < 1


def test_what_is_copied_from_the_index_before_keeps_its_sketch(
    library: Library, corpus: Path
) -> None:
    put(corpus, "m", sentences(3), "2025-01-02")
    library.build()
    (corpus / "a00.md").unlink()
    (corpus / "a05.md").unlink()
    put(corpus, "a01x", sentences(7), "2025-01-02")
    assert found(library) == [("a03", ["m"]), ("a07", ["a01x"])]


def test_a_crowd_of_copies_is_one_group(library: Library, corpus: Path) -> None:
    for number in range(60):
        put(corpus, f"k{number:02}", [*sentences(99), f"Fassung {number}."])
    [(first, others)] = found(library)
    assert (first, len(others)) == ("k00", 59)
