"""Another generation comes into force while questions are asked."""

import gc
import logging
import re
import shutil
import threading
from pathlib import Path

import pytest

from retrieval.answering import pipeline
from retrieval.errors import ArticleError, IndexDamagedError
from retrieval.index import current as module
from retrieval.index import generation as opening
from retrieval.index.in_force import current_file, current_generation
from retrieval.library import Library
from tests import LAST_RESORT_S
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import (
    ARTICLES,
    QUESTIONS,
    assert_quotes_hold,
    few_impostors,
    paragraph,
    without_time,
    write_corpus,
)

ENCODER = TinyEncoder()
QUESTION = "Wann wird die Fußgängerbrücke über die Rems eröffnet?"


def news(corpus, number):
    """A new article that answers the question better than any other."""
    text = f"Die Fußgängerbrücke über die Rems wird am {number}. Juni 2024 eröffnet, nicht vorher."
    (corpus / "neu.md").write_text(f"# Brücke über die Rems\n\n{text}\n", encoding="utf-8")


def build(corpus, index, encoder=None):
    return build_index(corpus, index, encoder or ENCODER, model="tiny")


@pytest.fixture(scope="module", autouse=True)
def quick():
    with few_impostors():
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A corpus of three articles, of which a generation is built in a moment, and its index."""
    folder = tmp_path_factory.mktemp("swap")
    names = ("2024-03-02-fussgaengerbruecke.md", "2024-09-30-handball.md", "2025-01-07-wetter.md")
    write_corpus(folder / "corpus", {name: ARTICLES[name] for name in names})
    build(folder / "corpus", folder / "index")
    return folder


@pytest.fixture
def corpus(built, tmp_path):
    return shutil.copytree(built / "corpus", tmp_path / "corpus")


@pytest.fixture
def index(built, tmp_path):
    return shutil.copytree(built / "index", tmp_path / "index")


@pytest.fixture
def searcher(index):
    with Library(index, encoder=TinyEncoder()) as searcher:
        yield searcher


def test_a_new_generation_is_noticed_at_the_next_question(corpus, index, searcher):
    assert searcher.ask(QUESTION).quotes[0].citation.article == "2024-03-02-fussgaengerbruecke"
    news(corpus, 3)
    build(corpus, index)

    assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"
    assert searcher.info.generation == "000002"
    assert searcher.article("neu").text.endswith("nicht vorher.")


@pytest.mark.parametrize(
    "look",
    [
        lambda s: len(s.articles()) == 4,
        lambda s: s.article("neu").id == "neu",
        lambda s: paragraph(s, "neu", 1).startswith("Die Fuß"),
        lambda s: s.info.articles == 4,
        lambda s: s.verify() == [],
    ],
    ids=["articles", "article", "paragraph", "info", "verify"],
)
def test_a_new_generation_is_noticed_whatever_is_done(corpus, index, searcher, look):
    for number in (3, 4, 5):
        news(corpus, number)
        build(corpus, index)
    assert look(searcher)


def test_an_unchanged_corpus_keeps_what_is_open(corpus, index, searcher):
    opened = searcher._current._opened
    assert build(corpus, index).unchanged
    searcher.ask(QUESTION)
    assert searcher._current._opened is opened


def test_no_question_fails_while_generations_change_and_later_ones_see_the_last(
    corpus, index, searcher
):
    stop = threading.Event()
    failed, asked = [], [0]

    def ask(number):
        while not stop.is_set():
            question = (QUESTION, *QUESTIONS)[number % len(QUESTIONS)]
            try:
                answer = searcher.ask(question)
                assert answer.quotes
                asked[0] += 1
            except BaseException as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 5):
            news(corpus, number)
            build(corpus, index)
            before = asked[0]
            while asked[0] < before + 20 and not failed:
                stop.wait(0.005)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert failed == []
    assert "4. Juni" in searcher.ask(QUESTION).quotes[0].text
    assert searcher.info.generation == "000005"
    assert_quotes_hold(searcher, searcher.ask(QUESTION), 3)


def test_a_question_under_way_keeps_the_generation_it_began_with(
    corpus, index, searcher, monkeypatch
):
    """The generation changes twice between ranking and quoting, and the first one is removed."""
    expected = without_time(searcher.ask(QUESTION))
    rank = pipeline.rank

    def ranking(*arguments):
        hits = rank(*arguments)
        if not (corpus / "neu.md").exists():
            for number in (3, 4):
                news(corpus, number)
                build(corpus, index)
                searcher.articles()
        return hits

    monkeypatch.setattr(pipeline, "rank", ranking)
    assert without_time(searcher.ask(QUESTION)) == expected
    assert not (index / "generations" / "000001").exists()
    assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"


def test_only_one_thread_opens_the_new_generation(corpus, index, searcher, monkeypatch):
    news(corpus, 3)
    build(corpus, index)
    opening, go_on, opened = threading.Event(), threading.Event(), []
    open_current = module._open_current

    def slow(folder):
        opened.append(folder)
        opening.set()
        go_on.wait(LAST_RESORT_S)
        return open_current(folder)

    monkeypatch.setattr(module, "_open_current", slow)
    first = threading.Thread(target=searcher.ask, args=(QUESTION,))
    first.start()
    assert opening.wait(LAST_RESORT_S)
    meanwhile = searcher.ask(QUESTION)
    go_on.set()
    first.join()

    assert meanwhile.quotes[0].citation.article == "2024-03-02-fussgaengerbruecke"
    assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"
    assert len(opened) == 1


# --- generations that cannot be used ---


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["manifest.json", "catalog.sqlite", "passages.faiss"])
def test_a_damaged_new_generation_is_passed_over_and_the_next_sound_one_taken(
    corpus, index, searcher, caplog, name
):
    before = without_time(searcher.ask(QUESTION))
    news(corpus, 3)
    build(corpus, index)
    flip(current_generation(index) / name)
    with caplog.at_level(logging.WARNING, "retrieval.index.current"):
        for _ in range(3):
            assert without_time(searcher.ask(QUESTION)) == before
    assert len(caplog.records) == 1
    assert "keeping the index generation 000001" in caplog.text
    assert name in caplog.text

    build(corpus, index)
    assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"


def test_a_new_generation_of_another_encoder_is_passed_over(corpus, index, searcher, caplog):
    before = without_time(searcher.ask(QUESTION))
    build(corpus, index, TinyEncoder("tiny-2"))
    with caplog.at_level(logging.WARNING, "retrieval.index.current"):
        for _ in range(3):
            assert without_time(searcher.ask(QUESTION)) == before
    assert len(caplog.records) == 1
    assert "tiny-2" in caplog.text

    build(corpus, index, TinyEncoder())
    assert searcher.ask(QUESTION).quotes
    assert searcher.info.generation == "000003"


def test_one_that_comes_while_a_damaged_one_is_looked_at_is_not_missed(
    corpus, index, searcher, monkeypatch
):
    news(corpus, 3)
    build(corpus, index)
    open_current = module._open_current

    def damaged(folder):
        monkeypatch.setattr(module, "_open_current", open_current)
        news(corpus, 4)
        build(corpus, index)
        raise IndexDamagedError("index.vectors_unreadable", path="so it seems")

    monkeypatch.setattr(module, "_open_current", damaged)
    searcher.ask(QUESTION)
    assert "4. Juni" in searcher.ask(QUESTION).quotes[0].text


def test_one_that_is_replaced_while_it_is_opened_is_opened_anew(
    corpus, index, searcher, monkeypatch
):
    news(corpus, 3)
    build(corpus, index)
    verified = opening.verified_manifest

    def removed_meanwhile(folder):
        monkeypatch.setattr(opening, "verified_manifest", verified)
        for number in (4, 5):
            news(corpus, number)
            build(corpus, index)
        return verified(folder)

    monkeypatch.setattr(opening, "verified_manifest", removed_meanwhile)
    assert "5. Juni" in searcher.ask(QUESTION).quotes[0].text


def test_a_pointer_that_is_gone_and_comes_back(index, searcher, caplog):
    pointer = current_file(index)
    content = pointer.read_bytes()
    pointer.unlink()
    with caplog.at_level(logging.WARNING, "retrieval.index.current"):
        for _ in range(3):
            assert searcher.ask(QUESTION).answered
    assert len(caplog.records) == 1
    pointer.write_bytes(content)
    assert searcher.ask(QUESTION).answered
    assert searcher._current._opened.stamp != (0, 0)


def test_where_the_last_article_is_removed_nothing_is_known_until_the_next(corpus, index, searcher):
    assert searcher.ask(QUESTION).answered
    for file in corpus.iterdir():
        file.unlink()
    build_index(corpus, index, ENCODER, model="tiny", allow_empty=True)

    answer = searcher.ask(QUESTION)
    assert (answer.answered, answer.quotes, answer.confidence) == (False, (), 0.0)
    assert answer.refusal is not None
    assert searcher.articles() == []
    assert (searcher.info.generation, searcher.info.articles) == ("", 0)
    for look_up in (searcher.article, lambda name: paragraph(searcher, name, 1)):
        with pytest.raises(ArticleError, match="the corpus holds none"):
            look_up("2024-03-02-fussgaengerbruecke")
    news(corpus, 7)
    build(corpus, index)
    assert "7. Juni" in searcher.ask(QUESTION).quotes[0].text
    assert searcher.info.articles == len(searcher.articles()) == 1


def test_the_index_folder_is_gone(index, searcher):
    before = without_time(searcher.ask(QUESTION))
    shutil.rmtree(index)
    assert without_time(searcher.ask(QUESTION)) == before


# --- what a generation holds is given back ---


def held(index: Path) -> tuple[int, int]:
    """Open files and memory maps of this process under the index folder."""
    links = list(Path("/proc/self/fd").iterdir())
    files = [str(link.readlink()) for link in links if link.is_symlink()]
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return (
        sum(str(index) in file for file in files),
        sum(str(index) in line for line in maps),
    )


needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs Linux's /proc")


def swap_twenty_times(corpus, index, searcher):
    for number in range(20):
        news(corpus, number + 1)
        build(corpus, index)
        assert searcher.ask(QUESTION).quotes[0].citation.article == "neu"


@needs_proc
def test_nothing_of_twenty_old_generations_is_kept(corpus, index, searcher):
    searcher.ask(QUESTION)
    gc.collect()
    files, maps = held(index)
    swap_twenty_times(corpus, index, searcher)
    gc.collect()
    assert held(index) == (files, maps)
    assert files + maps > 5


@needs_proc
def test_an_old_generation_is_given_back_at_once(corpus, index, searcher):
    gc.collect()
    gc.disable()
    try:
        for number in (3, 4, 5):
            news(corpus, number)
            build(corpus, index)
            searcher.ask(QUESTION)
            maps = Path("/proc/self/maps").read_text(encoding="utf-8")
            used = re.findall(rf"{re.escape(str(index))}/generations/(\w+)/", maps)
            assert set(used) == {current_generation(index).name}
    finally:
        gc.enable()


@needs_proc
def test_a_closed_searcher_holds_nothing(index):
    with Library(index, encoder=TinyEncoder()) as searcher:
        searcher.ask(QUESTION)
        assert sum(held(index)) > 0
    del searcher
    gc.collect()
    assert held(index) == (0, 0)
