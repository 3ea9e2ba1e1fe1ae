"""What an article said when can be asked, also after it was changed by other means, or removed."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from retrieval.corpus import keeping
from retrieval.corpus.history.places import HIDDEN, HISTORY, folder_of
from retrieval.corpus.history.records import History, Origin, VersionRecord, written
from retrieval.errors import ArticleError
from retrieval.library import CorpusFolder

URL = "https://tagblatt.example/haushalt"


class Clock:
    """What time it is."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)

    def days_later(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(keeping, "now", lambda: clock.now)
    return clock


@pytest.fixture
def corpus(tmp_path: Path) -> CorpusFolder:
    (tmp_path / "corpus").mkdir()
    return CorpusFolder(tmp_path / "corpus", tmp_path / "index")


def put(corpus: CorpusFolder, votes: int, url: str = URL, title: str = "Haushalt") -> Path:
    source = corpus.path.parent / "roh.txt"
    source.write_text(f"{title}\n\nDer Rat hat mit {votes} Stimmen beschlossen.", "utf-8")
    return corpus.add(corpus.propose(source, corpus.given(url=url)))


def texts(corpus: CorpusFolder) -> list[str | None]:
    return [v.article.text if v.article else None for v in corpus.versions("haushalt")]


def test_each_version_with_its_text(corpus: CorpusFolder, clock: Clock) -> None:
    for votes in (30, 31, 32):
        assert put(corpus, votes).name == "haushalt.md"
        clock.days_later(10)
    corpus.correct("haushalt", date=dt.date(2025, 1, 1))
    corpus.close()
    versions = corpus.versions("haushalt")
    assert [v.how for v in versions] == ["added", "new_text", "new_text", "corrected"]
    assert [v.number for v in versions] == [1, 2, 3, 4]
    assert [t and t.split()[4] for t in texts(corpus)] == ["30", "31", "32", "32"]
    for version in versions:
        assert version.article is not None
        assert version.article.text_sha256 == version.text_sha256
        assert version.article.id == "haushalt"
        assert version.article.path == "haushalt.md"
        assert version.original is not None
        assert version.original.name.startswith(f"original-{version.original_sha256}")
    assert versions[0].article.date is None
    assert versions[3].article.date == dt.date(2025, 1, 1)

    day = dt.date(2026, 11, 1)
    assert corpus.version_in_force("haushalt", day - dt.timedelta(days=2)) is None
    for days, number in ((1, 1), (9, 1), (12, 2), (40, 4), (9999, 4)):
        found = corpus.version_in_force("haushalt", day + dt.timedelta(days=days))
        assert found is not None
        assert found.number == number, days
    assert corpus.unchanged_since("haushalt") == versions[2].at
    first = corpus.version_of_text("haushalt", versions[0].text_sha256)
    assert first is not None
    assert (first.number, first.text_sha256) == (1, versions[0].text_sha256)
    assert corpus.version_of_text("haushalt", "0" * 64) is None


def test_the_same_again_is_no_version(corpus: CorpusFolder) -> None:
    put(corpus, 30)
    source = corpus.path.parent / "roh.txt"
    same = source.read_text("utf-8")
    for text in (same, same.replace(" hat mit ", " hat\nmit  "), same.replace("Rat", "RAT")):
        source.write_text(text, "utf-8")
        for url in (URL, "http://www.tagblatt.example/haushalt/?utm_source=rss#kommentare"):
            proposal = corpus.propose(source, corpus.given(url=url))
            assert proposal.duplicate is not None
            assert (proposal.duplicate.kind, proposal.updates) == ("same_text", None)
            with pytest.raises(ArticleError, match="already"):
                corpus.add(proposal)
    assert len(corpus.versions("haushalt")) == 1


@pytest.mark.parametrize(
    ("url", "title", "updates"),
    [
        (URL, "Haushalt", True),
        ("http://www.tagblatt.example:80/haushalt/?utm_campaign=x", "Anderer Titel", True),
        (f"{URL}?seite=2", "Seite zwei", False),
        ("https://tagblatt.example/", "Startseite", False),
        ("https://tagblatt.example/haushalt-2", "Zweiter", False),
        ("https://anderswo.example/haushalt", "Dritter", False),
    ],
)
def test_which_address_is_the_same(
    corpus: CorpusFolder, url: str, title: str, updates: bool
) -> None:
    put(corpus, 30)
    source = corpus.path.parent / "roh.txt"
    source.write_text(f"{title}\n\nDer Bürgermeister fuhr gestern ans Meer.", "utf-8")
    proposal = corpus.propose(source, corpus.given(url=url))
    assert (proposal.updates is not None) == updates
    if updates:
        assert (proposal.article.id, proposal.article.path) == ("haushalt", "haushalt.md")


def test_another_headline_over_the_same_words_is_a_version(corpus: CorpusFolder) -> None:
    put(corpus, 30)
    put(corpus, 30, title="Streit um Haushalt")
    assert [v.article and v.article.title for v in corpus.versions("haushalt")] == [
        "Haushalt",
        "Streit um Haushalt",
    ]
    assert corpus.unchanged_since("haushalt") == corpus.versions("haushalt")[0].at


def test_with_force_it_is_an_article_of_its_own(corpus: CorpusFolder) -> None:
    put(corpus, 30)
    source = corpus.path.parent / "roh.txt"
    source.write_text("Haushalt\n\nDer Rat hat mit 31 Stimmen beschlossen.", "utf-8")
    proposal = corpus.propose(source, corpus.given(url=URL))
    assert corpus.add(proposal, allow_duplicate=True).name == "haushalt-2.md"
    assert len(corpus.versions("haushalt")) == len(corpus.versions("haushalt-2")) == 1


def test_an_article_that_was_never_added_has_one_version(corpus: CorpusFolder) -> None:
    (corpus.path / "unten").mkdir()
    (corpus.path / "unten" / "alt.txt").write_text("Titel\n\nText steht hier.")
    os.utime(corpus.path / "unten" / "alt.txt", (1_700_000_000, 1_700_000_000))
    [version] = corpus.versions("unten/alt")
    assert (version.how, version.origin) == ("by_hand", None)
    assert version.at == dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)
    assert version.article is not None
    assert version.article.path == "unten/alt.txt"
    assert not (corpus.path / HIDDEN).exists()
    [by_path] = corpus.versions("unten/alt.txt")
    assert by_path == version


def test_what_an_editor_overwrote_is_known_by_its_hash(corpus: CorpusFolder) -> None:
    path = put(corpus, 30)
    first = corpus.versions("haushalt")[0]
    path.write_text(path.read_text("utf-8").replace("30", "29"), "utf-8")
    versions = corpus.versions("haushalt")
    assert [v.how for v in versions] == ["added", "by_hand"]
    assert versions[0].article is None
    assert versions[0].text_sha256 == first.text_sha256
    assert versions[1].article is not None
    assert "29 Stimmen" in versions[1].article.text
    assert versions[1].original == versions[0].original
    put(corpus, 31)
    assert [v.how for v in corpus.versions("haushalt")] == ["added", "by_hand", "new_text"]
    assert [bool(text) for text in texts(corpus)] == [False, True, True]


def test_a_version_that_was_altered_is_not_shown(corpus: CorpusFolder) -> None:
    put(corpus, 30)
    put(corpus, 31)
    [kept] = (corpus.path / HIDDEN).glob("*/*/version-*")
    kept.write_text(kept.read_text("utf-8").replace("30", "99"), "utf-8")
    assert [bool(text) for text in texts(corpus)] == [False, True]


def test_where_all_that_was_kept_is_gone_the_article_is_there(corpus: CorpusFolder) -> None:
    put(corpus, 30)
    put(corpus, 31)
    shutil.rmtree(corpus.path / HIDDEN)
    assert [v.how for v in corpus.versions("haushalt")] == ["by_hand"]


def test_of_a_removed_article_the_day_can_be_told(corpus: CorpusFolder, clock: Clock) -> None:
    put(corpus, 30)
    [version] = corpus.versions("haushalt")
    assert corpus.removal("haushalt") is None
    clock.days_later(3)
    corpus.remove("haushalt")
    removal = corpus.removal("haushalt")
    assert removal is not None
    assert (removal.day.isoformat(), removal.text_sha256) == ("2026-11-04", version.text_sha256)
    with pytest.raises(ArticleError, match="haushalt was removed on 2026-11-04"):
        corpus.versions("haushalt")
    with pytest.raises(ArticleError, match="no article nie"):
        corpus.versions("nie")
    put(corpus, 31)
    assert len(corpus.versions("haushalt")) == 1
    assert corpus.removal("haushalt") == removal


def test_thousands_of_versions(corpus: CorpusFolder) -> None:
    path = put(corpus, 30)
    last = corpus.versions("haushalt")[0]
    record = VersionRecord(
        last.at, "new_text", path.name, "0" * 64, "1" * 64, Origin("a.html"), "2" * 64
    )
    folder = folder_of(corpus.path, "haushalt")
    history = History("haushalt", (record,) * 5_000)
    (folder / HISTORY).write_bytes(written(history))
    put(corpus, 31)
    versions = corpus.versions("haushalt")
    assert len(versions) == 5_002
    assert versions[-1].number == 5_002
