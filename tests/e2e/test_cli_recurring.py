"""What recurs in a publisher's articles, from outside: `add`, `--keep`, `articles --recurring`."""

import json

import pytest

BOX = "Melden Sie sich für die Hafenpost an, den täglichen Brief mit allem aus dem Hafen."
TEXTS = (
    "Die Fähre fährt wieder, denn die Welle ist nach elf Wochen in der Werft repariert worden.",
    "Der Kran am Ostkai steht still, weil ein Sturm in der Nacht zum Montag das Seil zerriss.",
    "Das Schwimmbad öffnet später, da die Stadt noch auf die neuen Filter aus Polen wartet.",
    "Die Grundschule am Deich bekommt ein zweites Gebäude mit Küche, Turnhalle und Werkraum.",
)
NEW = "Die Mole ist fertig, und am Samstag feiern alle, die an ihr drei Jahre gebaut haben."


@pytest.fixture
def with_box(indexed):
    for i, text in enumerate(TEXTS):
        front = f"---\ntitle: Titel {i}\ndate: 2025-01-0{i + 1}\npublisher: Hafenbote\n---\n\n"
        path = indexed.folder / "corpus" / f"hafen-{i}.md"
        path.write_text(f"{front}{text}\n\n{BOX}\n\nMehr folgt, sobald {text}\n")
    assert indexed.run("index").status == 0
    (indexed.folder / "neu.txt").write_text(
        f"Die Mole ist eröffnet\n\n{NEW}\n\n{BOX}\n\nSie kostet 12 Millionen Euro.\n"
    )
    return indexed


def test_add_names_what_recurs_and_keeps_it_if_told(with_box):
    given = ("neu.txt", "--publisher", "Hafenbote", "--date", "2025-02-01", "--dry-run")
    result = with_box.run("add", *given)
    assert (result.status, result.err) == (0, "")
    assert f"   5  {BOX} (recurs in 4 other articles of Hafenbote; --keep keeps it)" in result.out
    kept = with_box.run("add", *given, "--keep")
    assert "Nothing dropped." in kept.out
    with_box.environ["WORTLAUT_LANGUAGE"] = "de"
    german = with_box.run("add", *given)
    assert "(kehrt in 4 anderen Artikeln von Hafenbote wieder; --keep behält es)" in german.out


def test_articles_lists_what_recurs(with_box):
    result = with_box.run("articles", "--recurring")
    assert (result.status, result.err) == (0, "")
    assert result.out == (
        "Hafenbote (4 articles)\n"
        f"  {BOX} (in 4 articles; dropped, or to be dropped, from 4 of them)\n"
        "Lines that recur: 1; of these `wortlaut add` drops: 1; `wortlaut add --again` takes them"
        " out of articles with an original.\n"
    )
    [found] = json.loads(with_box.run("articles", "--recurring", "--json").out)
    assert found == {"publisher": "Hafenbote", "text": BOX, "articles": 4, "of": 4, "leaves": 4}


def test_where_nothing_recurs_that_is_said(indexed):
    assert indexed.run("articles", "--recurring").out == (
        "No line recurs in the articles of a publisher often enough to tell.\n"
    )
    assert indexed.run("articles", "--recurring", "--json").out == "[]\n"


def test_one_list_at_a_time(indexed):
    result = indexed.run("articles", "--recurring", "--check")
    assert result.status == 2
    assert "--recurring" in result.error_line()


def test_what_came_at_once_is_cleaned_once_it_is_known(indexed):
    for i, text in enumerate(TEXTS):
        path = indexed.folder / f"hafen-{i}.txt"
        path.write_text(f"Neues vom Hafen, Nummer {i}\n\n{text}\n\n{BOX}\n\nMehr, sobald {text}\n")
    files = sorted(path.name for path in indexed.folder.glob("hafen-*.txt"))
    assert indexed.run("add", *files).status == 0
    listed = indexed.run("articles", "--recurring")
    assert "without a publisher (" in listed.out
    assert f"  {BOX} (in 4 articles; dropped, or to be dropped, from 4 of them)" in listed.out
    again = indexed.run("add", "--again", "--yes")
    assert again.status == 0, again.err
    held = [path.read_text() for path in (indexed.folder / "corpus").glob("*neues-vom-hafen*.md")]
    assert len(held) == 4
    # Of four, each has but three others, and a sentence needs four; the next one has.
    (indexed.folder / "neu.txt").write_text(f"Die Mole steht\n\n{NEW}\n\n{BOX}\n\nSie ist neu.\n")
    assert BOX not in indexed.run("add", "neu.txt").err
    assert BOX not in (indexed.folder / "corpus" / "die-mole-steht.md").read_text()
