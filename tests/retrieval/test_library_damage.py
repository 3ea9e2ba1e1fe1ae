"""A damaged index: one line that names the file and the remedy, before and after opening."""

import logging
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.embedding import open as opening
from retrieval.errors import ArticleError, IndexDamagedError, IndexMissingError
from retrieval.index import manifest, read_later
from retrieval.index.in_force import current_generation
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import QUESTIONS, paragraph, without_time, write_corpus

KINDS = (
    "manifest.json",
    "catalog.sqlite",
    "passages.faiss",
    "passages.npy",
    "sentences.npy",
    "passages.sums.npy",
    "sentences.sums.npy",
    "keywords/meta.json",
    "keywords/.managed.json",
    "keywords/vocabulary.tsv",
    "keywords/slots.npy",
    "keywords/sentence_terms.bin",
    "keywords/sentence_starts.npy",
    "keywords/*.term",
    "keywords/*.idx",
    "keywords/*.pos",
    "keywords/*.store",
    "keywords/*.fast",
    "keywords/*.fieldnorm",
)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"\xa5unsinn\n" * (path.stat().st_size // 8 + 1))


def flip(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * (len(content) - 1))] ^= 0x01
    path.write_bytes(content)


def remove(path: Path) -> None:
    path.unlink()


DAMAGES = (truncate, empty, garbage, flip, remove)


def the_file(index: Path, kind: str) -> Path:
    [file] = current_generation(index).glob(kind)
    return file


def test_every_file_of_a_generation_is_tried(press_index):
    folder = current_generation(press_index)
    tried = {file for kind in KINDS for file in folder.glob(kind)}
    files = {file for file in folder.rglob("*") if file.is_file()}
    assert {file.name for file in files - tried} == {".tantivy-meta.lock"}
    assert len(tried) == len(KINDS)


def open_fails(index: Path) -> str:
    with pytest.raises((IndexDamagedError, IndexMissingError)) as caught:
        Library(index, encoder=TinyEncoder()).open()
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith("run `wortlaut index`")
    return message


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_opening_names_the_damaged_file(index, kind, damage):
    file = the_file(index, kind)
    damage(file)
    assert str(file) in open_fails(index)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pointer(index, damage):
    damage(index / "current")
    open_fails(index)


def test_a_pointer_to_a_generation_that_is_gone(index):
    shutil.rmtree(current_generation(index))
    assert "manifest.json" in open_fails(index)


def test_files_of_another_generation(index, tmp_path, press_index):
    """Each file is sound by itself; together they are not what was built."""
    folder = current_generation(index)
    (folder / "passages.npy").write_bytes((folder / "sentences.npy").read_bytes())
    assert "passages.npy" in open_fails(index)


# --- a large index, whose vectors are not read when it is opened ---


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(manifest, "HASHED_BELOW_BYTES", 0)


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def zero_the_middle(path: Path) -> None:
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + bytes(third) + content[2 * third :])


def turn_lines_round(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(lines[::-1]))


@pytest.mark.parametrize(
    "damage",
    [*DAMAGES, zero, zero_the_middle, turn_lines_round],
    ids=lambda damage: damage.__name__,
)
@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_to_a_large_index_alters_an_answer(index, press, large, kind, damage):
    file = the_file(index, kind)
    before = file.read_bytes()
    damage(file)
    if file.is_file() and file.read_bytes() == before:
        return
    if failed := use(index):
        assert str(file) in failed
        assert "\n" not in failed
        assert failed.endswith("run `wortlaut index`")
        return
    assert file.name == "passages.npy"  # FAISS holds the same numbers
    with Library(index, encoder=TinyEncoder()) as library:
        found = [without_time(library.ask(question)) for question in QUESTIONS[:4]]
    assert found == [without_time(press.ask(question)) for question in QUESTIONS[:4]]


def test_a_file_of_another_generation(index, large, tmp_path):
    """Each as large to the byte, and sound by itself."""
    corpus = write_corpus(tmp_path / "corpus")
    article = corpus / "2025-01-07-wetter.md"
    article.write_bytes(article.read_bytes().replace(b"128", b"129"))
    build_index(corpus, tmp_path / "other", TinyEncoder())
    swapped = 0
    for kind in ("catalog.sqlite", "passages.faiss", "sentences.npy", "sentences.sums.npy"):
        other, own = the_file(tmp_path / "other", kind), the_file(index, kind)
        assert other.stat().st_size == own.stat().st_size
        content = own.read_bytes()
        shutil.copy(other, own)
        assert str(own) in use(index)
        own.write_bytes(content)
        swapped += 1
    assert swapped == 4
    assert use(index) == ""


# --- a very large index, of which only sizes are compared when it is opened ---


@pytest.fixture
def unhashed(large, monkeypatch):
    monkeypatch.setattr(manifest, "READ_BELOW_BYTES", 0)


@pytest.mark.parametrize("at", [0, 0.01, 0.5, 0.97])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "manifest.json"])
def test_a_changed_bit_is_one_line_or_harmless(index, unhashed, kind, at, capfd):
    file = the_file(index, kind)
    flip(file, at)
    failed = use(index)
    if failed:
        assert "\n" not in failed
        assert failed.endswith("run `wortlaut index`")
    else:
        with Library(index, encoder=TinyEncoder()) as searcher:
            assert any(str(file) in str(problem) for problem in searcher.verify())
    capfd.readouterr()  # tantivy's own words about its panic


def use(index: Path) -> str:
    """Opens the index and does all there is to do; what damage was told, if any was."""
    try:
        with Library(index, encoder=TinyEncoder()) as searcher:
            for question in QUESTIONS[:4]:
                searcher.ask(question)
            for summary in searcher.articles():
                searcher.article(summary.id)
                paragraph(searcher, summary.id, 1)
    except IndexDamagedError as error:
        return str(error)
    return ""


def test_whatever_bit_of_the_catalog_flips_nothing_altered_is_quoted(index, unhashed, capfd):
    file = the_file(index, "catalog.sqlite")
    content = file.read_bytes()
    with Library(index, encoder=TinyEncoder()) as library:
        articles = {summary.id: library.article(summary.id) for summary in library.articles()}
        paragraphs = {id_: library.paragraphs(id_) for id_ in articles}
    refused = 0
    for at in range(100, len(content), len(content) // 150):
        altered = bytearray(content)
        altered[at] ^= 1 << at % 8
        file.write_bytes(altered)
        try:
            with Library(index, encoder=TinyEncoder()) as library:
                for id_ in articles:
                    assert library.article(id_) == articles[id_]
                    assert library.paragraphs(id_) == paragraphs[id_]
                for question in QUESTIONS[:3]:
                    for quote in library.ask(question).quotes:
                        assert_quote_is_of(articles, paragraphs, quote)
        except (IndexDamagedError, ArticleError):
            refused += 1
    assert refused > 10
    capfd.readouterr()


def assert_quote_is_of(articles, paragraphs, quote):
    citation = quote.citation
    article = articles[citation.article]
    assert article.text[quote.start : quote.end] == quote.text
    assert article.text[quote.highlight.start : quote.highlight.end] == quote.highlight.text
    cited = (citation.title, citation.publisher, citation.date, citation.plain_url)
    assert cited == (article.title, article.publisher, article.date, article.url)
    own = paragraphs[citation.article][citation.paragraph - 1]
    assert (quote.highlight.start, quote.highlight.end) in own.sentences


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "text || ' Nicht.'"),
        ("title", "'Anders'"),
        ("date", "'2020-01-01'"),
        ("url", "'https://example.org/anders'"),
        ("publisher", "'Andere'"),
    ],
)
def test_no_altered_article_is_quoted(index, unhashed, column, value):
    with closing(sqlite3.connect(the_file(index, "catalog.sqlite"))) as db, db:
        db.execute(f"UPDATE articles SET {column} = {value}")  # noqa: S608
    assert_altered_is_told(index, lambda library: library.article("2025-01-07-wetter"))


def test_the_catalog_of_another_generation(index, unhashed, tmp_path):
    """As large to the byte, and sound by itself."""
    corpus = write_corpus(tmp_path / "corpus")
    article = corpus / "2025-01-07-wetter.md"
    article.write_bytes(article.read_bytes().replace(b"128", b"129"))
    build_index(corpus, tmp_path / "other", TinyEncoder())
    other, own = the_file(tmp_path / "other", "catalog.sqlite"), the_file(index, "catalog.sqlite")
    assert other.stat().st_size == own.stat().st_size
    shutil.copy(other, own)
    assert str(own) in open_fails(index)


@pytest.mark.parametrize("table", ["sentences", "paragraphs"])
def test_no_article_is_cut_otherwise_than_it_was(index, unhashed, table):
    with closing(sqlite3.connect(the_file(index, "catalog.sqlite"))) as db, db:
        db.execute(f"UPDATE {table} SET end = end - 1 WHERE end > start + 2")  # noqa: S608
    assert_altered_is_told(index, lambda library: library.paragraphs("2025-01-07-wetter"))


def assert_altered_is_told(index, look_up):
    with Library(index, encoder=TinyEncoder()) as library:
        for use in (lambda library: library.ask(QUESTIONS[0]), look_up):
            with pytest.raises(IndexDamagedError, match=r"is not what was indexed; run `wort"):
                use(library)


@pytest.mark.parametrize("damage", [zero_the_middle, turn_lines_round])
def test_a_damaged_vocabulary_ends_nowhere_without_end(index, unhashed, damage):
    damage(the_file(index, "keywords/vocabulary.tsv"))
    assert "\n" not in use(index)


@pytest.mark.parametrize(
    "kind",
    ["catalog.sqlite", "keywords/*.term", "keywords/*.fast", "keywords/vocabulary.tsv"],
)
def test_a_file_of_zeros(index, unhashed, kind, capfd):
    file = the_file(index, kind)
    zero(file)
    failed = use(index)
    assert file.name in failed or "keywords" in failed
    assert "\n" not in failed
    capfd.readouterr()


@pytest.fixture
def read_at_once(unhashed, monkeypatch):
    monkeypatch.setattr(read_later, "AFTER_S", 0)


def use_until_damage_is_found(library):
    while True:
        library.articles()


@pytest.mark.parametrize("kind", ["catalog.sqlite", "keywords/*.idx", "passages.faiss"])
def test_a_library_that_stays_open_reads_the_rest(index, read_at_once, kind, caplog):
    file = the_file(index, kind)
    flip(file, 0.3)
    with Library(index, encoder=TinyEncoder()) as library:
        with pytest.raises(IndexDamagedError) as caught:
            use_until_damage_is_found(library)
        assert str(caught.value) == (
            f"the index is damaged: {file} was altered after it was built; run `wortlaut index`"
        )
        with pytest.raises(IndexDamagedError):
            library.ask(QUESTIONS[0])
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("handed_in", [True, False])
def test_a_new_index_helps_a_library_that_found_damage(
    corpus, index, read_at_once, monkeypatch, handed_in
):
    flip(the_file(index, "passages.faiss"), 0.97)
    monkeypatch.setattr(opening, "open_encoder", lambda *_, **__: TinyEncoder())
    monkeypatch.setattr(opening, "is_compiled", lambda *_: True)
    encoder = TinyEncoder() if handed_in else None
    with Library(index, corpus_dir=corpus, encoder=encoder) as library:
        with pytest.raises(IndexDamagedError):
            use_until_damage_is_found(library)
        library.build()
        assert library.ask(QUESTIONS[0]).quotes


def test_files_that_are_gone_when_the_rest_is_read_are_no_damage(index, read_at_once):
    with Library(index, encoder=TinyEncoder()) as library:
        before = without_time(library.ask(QUESTIONS[0]))
        shutil.rmtree(current_generation(index))
        while any(thread.name == "read-index" for thread in threading.enumerate()):
            pass
        assert without_time(library.ask(QUESTIONS[0])) == before


# --- damage after opening ---


def test_a_running_searcher_does_not_notice_that_its_files_are_unlinked(index):
    with Library(index, encoder=TinyEncoder()) as searcher:
        before = [without_time(searcher.ask(question)) for question in QUESTIONS]
        shutil.rmtree(current_generation(index))
        assert [without_time(searcher.ask(question)) for question in QUESTIONS] == before
        assert len(searcher.verify()) > 10


def test_a_running_searcher_over_files_that_are_overwritten(index):
    with Library(index, encoder=TinyEncoder()) as searcher:
        catalog = the_file(index, "catalog.sqlite")
        content = catalog.read_bytes()
        with catalog.open("rb+") as stream:
            stream.write(b"\xa5" * len(content))
        with pytest.raises(IndexDamagedError, match=r"catalog\.sqlite") as caught:
            searcher.article("2025-01-07-wetter")
        assert "\n" not in str(caught.value)
        with catalog.open("rb+") as stream:
            stream.write(content)
        assert searcher.verify() == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pointer_does_not_stop_a_running_searcher(index, damage, caplog):
    with Library(index, encoder=TinyEncoder()) as searcher:
        before = without_time(searcher.ask(QUESTIONS[0]))
        with caplog.at_level(logging.WARNING, "retrieval.index.current"):
            damage(index / "current")
            assert without_time(searcher.ask(QUESTIONS[0])) == before
            assert without_time(searcher.ask(QUESTIONS[0])) == before
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "keeping the index generation 000001" in warnings[0].getMessage()
