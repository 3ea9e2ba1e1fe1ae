"""What an article's front matter says can be corrected, and nothing else in its file changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.article import Article
from retrieval.corpus.editing import correct
from retrieval.corpus.readers import parse_article
from retrieval.corpus.readers.fields import one_line
from retrieval.errors import ArticleError, StorageError
from tests.retrieval.corpus.test_undo import files

BODY = "Erster\u00ad Absatz mit „Anführung“.  \n\n\n  ## Mitte\nZweiter: --- kein Kopf.\n---\n\n"
HEAD = """title: "Der Titel: zwei"   # von Hand
date: 2025-01-18
# Wer weiß?
publisher:
url:
guessed:
- title
- date
# bleibt
kaputt: |
  title: nicht dieser
  # auch nicht
themen: [Kran, 'Hafen']
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def put(corpus: Path, content: str | bytes, name: str = "a.md") -> Path:
    path = corpus / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path) -> Article:
    return parse_article(path.read_bytes(), path.name)


def test_only_what_is_corrected_changes(corpus: Path) -> None:
    path = put(corpus, f"---\n{HEAD}---\n{BODY}")
    before = read(path)
    done = correct("a", corpus, {"date": dt.date(2025, 2, 1), "publisher": "Tagblatt: am Tag"})

    assert path.read_text() == (
        "---\n"
        + HEAD.replace("2025-01-18", "2025-02-01")
        .replace("publisher:", "publisher: 'Tagblatt: am Tag'")
        .replace("- title\n- date\n", "- title\n")
        + "---\n"
        + BODY
    )
    assert (done.path, done.before, done.after) == (path, before, read(path))
    assert done.keys == ("date", "publisher")
    assert done.after.guessed == ("title",)


def test_a_guess_is_confirmed_by_saying_it_again(corpus: Path) -> None:
    path = put(corpus, f"---\n{HEAD}---\n{BODY}")
    done = correct("a", corpus, {"date": dt.date(2025, 1, 18), "title": "Der Titel: zwei"})

    assert done.keys == ("date", "title")
    assert done.before.date == done.after.date
    assert "guessed" not in path.read_text()
    assert "# bleibt\n" in path.read_text()
    assert path.read_text().endswith(BODY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(corpus: Path, encoding: str, line_end: str) -> None:
    body = "Über „Größe“ schrieb er süß.\n\nDas war's für heute – schöne Grüße.\n"
    text = f"---\ntitle: Größe\n---\n{body}".replace("\n", line_end)
    path = put(corpus, text.encode(encoding))
    correct("a", corpus, {"title": "Łódź wählt", "authors": ("Müller", "Ørsted")})

    assert read(path).title == "Łódź wählt"
    assert read(path).authors == ("Müller", "Ørsted")
    kept = path.read_bytes().decode(encoding)
    assert kept.endswith(body.replace("\n", line_end))
    assert kept.count("\n") == kept.count(line_end)


@pytest.mark.parametrize(
    "text",
    [
        "Die Überschrift\n\nDer Text.\n",
        "# Die Überschrift\nDer Text.\n",
        "---\nsection: Politik\n---\n\nDie Überschrift\n\nDer Text.\n",
        "---\n---\nDie Überschrift\nDer Text.",
    ],
)
def test_a_headline_in_the_text_is_no_text_before_or_after(corpus: Path, text: str) -> None:
    path = put(corpus, text)
    correct("a", corpus, {"publisher": "Tagblatt"})
    assert path.read_text().endswith(text.rpartition("---\n")[2])
    assert (read(path).title, read(path).text) == ("Die Überschrift", "Der Text.")

    correct("a", corpus, {"title": "Eine andere"})
    assert (read(path).title, read(path).text) == ("Eine andere", "Der Text.")
    assert read(path).publisher == "Tagblatt"


@pytest.mark.parametrize(
    "head",
    [
        "title: >-\n  Ein langer\n  Titel\ndate: 2024-01-01\n",
        "title: Ein\n  langer\n  Titel\n",
        "'title': !!str Titel\nx: 1",
        "title: ~\n",
        "author: Wer\ntitle: Titel # so\n",
        "",
    ],
)
def test_however_front_matter_is_written(corpus: Path, head: str) -> None:
    end = "\n" if head and not head.endswith("\n") else ""
    path = put(corpus, f"---\n{head}{end}---\nÜberschrift\n\nText.\n")
    text = read(path).text
    correct("a", corpus, {"title": "Neu", "url": "https://t.example/a"})

    assert (read(path).title, read(path).url) == ("Neu", "https://t.example/a")
    assert read(path).text == text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("title: Putin: ja\n", "Neu"),
        ("subtitle: a: b\ntitle: T # so\n", "Neu"),
        ("title: [a\nauthor:\n- Wer\n", "Neu"),
        ("title: A\ntitle: B\n", "Neu"),
        ("date: 1987\ntitle: T\n", "Neu"),
    ],
)
def test_front_matter_that_is_none_can_be_corrected(corpus: Path, head: str, title: str) -> None:
    path = put(corpus, f"---\n{head}---\nText.\n")
    before = read(path)
    correct("a", corpus, {"title": title, "date": "2024-03-12"})

    after = read(path)
    assert (after.title, after.date, after.text) == (title, dt.date(2024, 3, 12), before.text)
    assert after.authors == before.authors


def test_a_day_that_the_name_tells_is_no_guess_once_it_is_confirmed(corpus: Path) -> None:
    path = put(corpus, "---\ntitle: T\n---\nText.\n", "2024-03-12-a.md")
    assert read(path).guessed == ("date",)
    correct("2024-03-12-a", corpus, {"date": "2024-03-12"})

    assert path.read_text() == "---\ntitle: T\ndate: 2024-03-12\n---\nText.\n"
    assert read(path).guessed == ()


def test_a_key_keeps_the_name_that_another_tool_gave_it(corpus: Path) -> None:
    path = put(corpus, "---\nTitel: Alt\nsource: Talbote\n---\nText.\n")
    correct("a", corpus, {"title": "Neu", "publisher": "Tagblatt"})

    assert path.read_text() == (
        "---\nTitel: Neu\nsource: Talbote\npublisher: Tagblatt\n---\nText.\n"
    )
    assert (read(path).title, read(path).publisher) == ("Neu", "Tagblatt")


@pytest.mark.parametrize(
    "content",
    [
        '---\n{title: "a, b", date: 2024-01-01}\n---\nText.\n',
        '+++\ntitle = "a"\n+++\nText.\n',
        '{"title": "a"}\nText.\n',
    ],
)
def test_what_cannot_be_corrected_alone_is_left_to_an_editor(corpus: Path, content: str) -> None:
    path = put(corpus, content)
    with pytest.raises(ArticleError) as refused:
        correct("a", corpus, {"publisher": "Tagblatt"})

    assert refused.value.problem.code == "edit.by_hand"
    assert path.read_text() == content


@settings(max_examples=60, deadline=None)
@given(
    title=st.text("äß#:'\"{}[]-> %|\n0", max_size=30).map("T{}".format),
    keys=st.dictionaries(st.text("abc"), st.text("x: #'-")),
)
def test_whatever_a_title_holds_the_rest_stays(tmp_path_factory, title, keys) -> None:  # type: ignore[no-untyped-def]
    corpus = tmp_path_factory.mktemp("corpus")
    head = yaml.safe_dump({**{f"k{key}": value for key, value in keys.items()}, "title": "Alt"})
    path = put(corpus, f"---\n{head}---\n{BODY}")
    before = read(path)
    correct("a", corpus, {"title": title})
    assert read(path).title == one_line(title)
    assert read(path).text == before.text
    kept = [line for line in path.read_text().split("\n") if not line.startswith("title:")]
    assert set(f"---\n{head}---\n{BODY}".split("\n")) - {"title: Alt"} <= set(kept)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "edit.nothing"),
        ({"title": "Der Titel"}, "edit.nothing"),
        ({"title": " \u00ad"}, "edit.empty"),
        ({"authors": ("",)}, "edit.empty"),
        ({"url": "tagblatt.example/a"}, "front_matter.value"),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_written(corpus: Path, values, code) -> None:  # type: ignore[no-untyped-def]
    put(corpus, "---\ntitle: Der Titel\n---\nText.\n")
    before = files(corpus)
    with pytest.raises(ArticleError) as refused:
        correct("a", corpus, values)
    assert refused.value.problem.code == code
    assert files(corpus) == before


def test_only_a_file_with_front_matter_is_corrected(corpus: Path) -> None:
    put(corpus, "Titel\n\nText.\n", "b.txt")
    put(corpus, "---\ntitle: x\n---\n", "c.md")
    with pytest.raises(ArticleError) as refused:
        correct("b", corpus, {"title": "Neu"})
    assert refused.value.problem.code == "edit.no_front_matter"
    with pytest.raises(ArticleError) as refused:
        correct("c", corpus, {"title": "Neu"})
    assert refused.value.problem.code == "file"
    with pytest.raises(ArticleError) as refused:
        correct("bb", corpus, {"title": "Neu"})
    assert refused.value.problem.code == "article.no_file_like"


def test_a_full_disk_leaves_the_old_file(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(corpus, "---\ntitle: Der Titel\n---\nText.\n")
    before = files(corpus)

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retrieval.corpus.storing._write_synced", full)
    with pytest.raises(StorageError):
        correct("a", corpus, {"title": "Neu"})
    assert files(corpus) == before
    assert [path.name for path in corpus.iterdir()] == ["a.md"]
