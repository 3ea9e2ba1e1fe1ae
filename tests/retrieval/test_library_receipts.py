"""What becomes of a quote's words: they stand, move, change, are cut, or their article goes."""

import datetime as dt
import shutil

import pytest

from retrieval.corpus import keeping
from retrieval.corpus.history.places import HIDDEN
from retrieval.library import Library
from retrieval.receipt import ReceiptState, receipt_id
from tests.fakes import TinyEncoder

pytestmark = pytest.mark.usefixtures("quick_calibration")
URL = "https://tagblatt.example/haushalt"
FIRST = "Der Rat hat den Haushalt mit 30 Stimmen beschlossen."
SECOND = "Die Grundsteuer bleibt, wie sie ist."
BODY = f"{FIRST} {SECOND}\n\nIm Mai beginnt der Umbau der Schule."
DAY = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def library(tmp_path, monkeypatch):
    now = [DAY]
    monkeypatch.setattr(keeping, "now", lambda: now[0])
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "anderer.md").write_text("# Anderer\n\nHier steht etwas anderes.\n")
    library = Library(tmp_path / "index", corpus_dir=tmp_path / "corpus", encoder=TinyEncoder())

    def put(text: str) -> None:
        (source := tmp_path / "roh.txt").write_text(f"Haushalt\n\n{text}\n", encoding="utf-8")
        library.corpus.add(library.corpus.propose(source, library.corpus.given(url=URL)))
        library.build()
        now[0] += dt.timedelta(days=10)

    library.put = put
    put(BODY)
    yield library
    library.close()


def id_of(words: str, text: str) -> str:
    start = text.index(words)
    return receipt_id("haushalt", start, start + len(words), words)


@pytest.fixture
def receipt(library):
    text = library.corpus.versions("haushalt")[-1].article.text
    return id_of(SECOND, text)


def test_words_that_stand_where_they_stood(library, receipt):
    found = library.quote(receipt.upper())
    assert found.state is ReceiptState.UNCHANGED
    assert found.words == SECOND
    assert found.id == receipt
    assert found.since == DAY
    text = library.corpus.versions("haushalt")[-1].article.text
    assert text[found.start : found.end] == SECOND
    assert (found.citation.article, found.citation.paragraph) == ("haushalt", 1)
    assert found.citation.url.startswith(f"{URL}#:~:text=")


def test_they_stand_over_rebuilds_and_other_articles(library, receipt):
    shutil.rmtree(library._index_dir)
    library.build()
    assert library.quote(receipt).state is ReceiptState.UNCHANGED


def test_a_correction_by_hand_leaves_the_text_unchanged_since_then(library, receipt):
    library.corpus.correct("haushalt", title="Haushalt beschlossen")
    library.build()
    found = library.quote(receipt)
    assert (found.state, found.since) == (ReceiptState.UNCHANGED, DAY)
    assert found.citation.title == "Haushalt beschlossen"


def test_words_that_stand_elsewhere_now(library, receipt):
    library.put(f"Nachtrag: Es gab Streit.\n\n{BODY}")
    found = library.quote(receipt)
    assert (found.state, found.words) == (ReceiptState.MOVED, SECOND)
    text = library.corpus.versions("haushalt")[-1].article.text
    assert text[found.start : found.end] == SECOND
    assert found.citation.paragraph == 2


def test_words_that_were_changed(library, receipt):
    library.put(BODY.replace("bleibt, wie sie ist", "steigt um drei Prozent"))
    found = library.quote(receipt)
    assert (found.state, found.words) == (ReceiptState.CHANGED, SECOND)
    assert found.now == "Die Grundsteuer steigt um drei Prozent."
    assert (found.since, found.until) == (DAY, DAY + dt.timedelta(days=10))


def test_of_several_versions_the_one_that_had_the_words(library, receipt):
    for change in ("steigt um drei Prozent", "steigt um vier Prozent"):
        library.put(BODY.replace("bleibt, wie sie ist", change))
    found = library.quote(receipt)
    assert found.now == "Die Grundsteuer steigt um vier Prozent."
    assert (found.since, found.until) == (DAY, DAY + dt.timedelta(days=10))


def test_words_that_were_cut(library, receipt):
    library.put(BODY.replace(f" {SECOND}", "").replace("Im Mai", "Nach langem Streit, im Mai,"))
    found = library.quote(receipt)
    assert (found.state, found.words) == (ReceiptState.CHANGED, SECOND)
    assert SECOND not in (found.now or "")


def test_an_article_that_was_removed_leaves_the_day_and_no_word(library, receipt):
    library.corpus.remove("haushalt")
    library.build()
    found = library.quote(receipt)
    assert found.state is ReceiptState.GONE
    assert found.words is None
    assert found.citation is None
    assert found.removed == (DAY + dt.timedelta(days=10)).astimezone().date()


def test_where_no_past_is_kept_only_the_present_is_known(library, receipt):
    shutil.rmtree(library.corpus.path / HIDDEN)
    library.build()
    assert library.quote(receipt).state is ReceiptState.UNCHANGED
    (file,) = library.corpus.path.glob("haushalt*")
    file.write_text(file.read_text().replace("bleibt", "steigt"))
    library.build()
    found = library.quote(receipt)
    assert (found.state, found.words) == (ReceiptState.UNKNOWN, None)


@pytest.mark.parametrize("other", [("haushalt", 0, 5, "Rater"), ("nie", 3, 9, "Worte.")])
def test_words_that_nobody_ever_wrote(library, other):
    assert library.quote(receipt_id(*other)).state is ReceiptState.UNKNOWN


def test_a_library_without_a_corpus_folder_knows_the_present(library, receipt):
    with Library(library._index_dir, encoder=TinyEncoder()) as alone:
        found = alone.quote(receipt)
    assert (found.state, found.words, found.since) == (ReceiptState.UNCHANGED, SECOND, None)
