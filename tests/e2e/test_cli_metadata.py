"""articles --check, --doubles and edit: what needs a look is listed, and mended as it says."""

import json
import re
import shlex

import pytest

from tests.retrieval.corpus.readers.pages import article, ld, page

BARE = """---
title: Hafen bekommt Kran
publisher: tagblatt.example
custom: x
---
Der Kran kommt im Herbst.
"""


@pytest.fixture
def with_bare(indexed):
    (indexed.folder / "corpus" / "kran.md").write_text(BARE)
    assert indexed.run("index").status == 0
    return indexed


def test_check_says_that_all_is_well(indexed):
    result = indexed.run("articles", "--check")

    assert (result.status, result.err) == (0, "")
    assert result.out == "All well: 3 articles, nothing missing, guessed or implausible.\n"
    assert indexed.run("articles", "--check", "--json").out == "[]\n"


def test_check_lists_what_edit_mends(with_bare):
    result = with_bare.run("articles", "--check")

    assert result.status == 1
    assert result.out == (
        "kran\n"
        "  Date: missing\n"
        "  Publisher: tagblatt.example (a host name)\n"
        "  → wortlaut edit kran --date DAY --publisher NAME\n"
        "Need a look: 1 of 4 articles.\n"
    )
    edited = with_bare.run("edit", "kran", "--date", "1.2.2025", "--publisher", "Tagblatt")
    assert edited.status == 0
    assert edited.out == (
        "Corrected: corpus/kran.md\n"
        "  Date: – → 1 Feb 2025\n"
        "  Publisher: tagblatt.example → Tagblatt\n"
    )
    assert "0 new, 1 changed, 0 removed" in edited.err
    assert (with_bare.folder / "corpus" / "kran.md").read_text() == BARE.replace(
        "tagblatt.example", "Tagblatt"
    ).replace("custom: x\n", "custom: x\ndate: 2025-02-01\n")
    assert with_bare.run("articles", "--check").status == 0


def test_the_remedy_for_a_guess_confirms_it(indexed):
    (indexed.folder / "seite.html").write_text(page(ld(publisher=None), article()))
    assert indexed.run("add", "seite.html").status == 0
    [found] = json.loads(indexed.run("articles", "--check", "--json").out)

    assert [(issue["key"], issue["kind"]) for issue in found["issues"]] == [
        ("publisher", "guessed")
    ]
    confirmed = indexed.run(*shlex.split(found["remedy"])[1:])
    assert confirmed.status == 0
    assert "(confirmed)" in confirmed.out
    assert indexed.run("articles", "--check").status == 0


def test_what_has_no_front_matter_is_added_instead(indexed):
    (indexed.folder / "corpus" / "kran hafen.txt").write_text("Der Kran\n\nEr kommt im Herbst.\n")
    indexed.run("index")
    result = indexed.run("articles", "--check")

    assert "  → mv 'corpus/kran hafen.txt' . && wortlaut add 'kran hafen.txt'" in result.out
    assert "'kran hafen.txt' --date DAY --publisher NAME\n" in result.out
    refused = indexed.run("edit", "kran hafen", "--date", "2025-02-01")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == (
        "Not corrected: corpus/kran hafen.txt: has no front matter to correct; move it out of the"
        " corpus folder and add it\n"
    )


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("2025-01-18-brueke", "--title", "Neu"), 1, "2025-01-18-bruecke"),
        (("2025-01-18-bruecke",), 2, "--title, --date, --publisher, --url"),
        (("2025-01-18-bruecke", "--date", "2025-02-31"), 2, "2025-02-31"),
        (("2025-01-18-bruecke", "--date", ""), 2, "18.01.2025"),
        (("2025-01-18-bruecke", "--title", " "), 1, "title"),
        (("2025-01-18-bruecke", "--url", "talbote"), 1, "https://"),
        (("2025-01-18-bruecke", "--date", "18.1.2025"), 1, "2025-01-18-bruecke"),
    ],
)
def test_bad_input_is_one_line(indexed, language, arguments, status, said):
    indexed.environ["WORTLAUT_LANGUAGE"] = language
    result = indexed.run("edit", *arguments)

    assert (result.status, result.out) == (status, "")
    assert result.err.count("\n") == 1
    assert said in result.err
    assert language == "en" or not set(result.err.split()) & {"is", "has", "no", "nothing"}


def test_in_german(with_bare):
    with_bare.environ["WORTLAUT_LANGUAGE"] = "de"

    assert with_bare.run("articles", "--check").out == (
        "kran\n"
        "  Datum: fehlt\n"
        "  Zeitung: tagblatt.example (ein Hostname)\n"
        "  → wortlaut edit kran --date TAG --publisher NAME\n"
        "Anzusehen: 1; im Bestand: 4 Artikel.\n"
    )
    edited = with_bare.run("edit", "--no-index", "kran", "--title", "Kran am Hafen")
    assert edited.out == (
        "Berichtigt: corpus/kran.md\n  Titel: Hafen bekommt Kran → Kran am Hafen\n"
    )
    assert edited.err == ""
    assert "ein Artikel geändert" in with_bare.run("articles", "--check").err


COPY = """---
title: Noch einmal Imker
date: 2025-02-05
publisher: Talbote
---
Der milde Winter macht den Imkern im Bezirk Sorgen. Viele Bienenvölker haben schon im Jänner mit der
Brut begonnen und dabei ihre Vorräte aufgebraucht.

Der Obmann des Imkervereins, Karl Wendelin, rechnet mit einem Verlust von einem Drittel der Völker.
Er rät dazu, die Stöcke jetzt zu wiegen. Das ist neu.
"""


def test_doubles_are_shown_with_what_differs(indexed):
    none = indexed.run("articles", "--doubles")
    (indexed.folder / "corpus" / "imker-2.md").write_text(COPY)
    (indexed.folder / "corpus" / "imker-3.md").write_text(COPY.replace("02-05", "02-06"))
    indexed.run("index")
    result = indexed.run("articles", "--doubles")

    assert (none.status, none.out) == (0, "No article repeats another.\n")
    assert (result.status, result.err) == (0, "")
    told = (
        r"2025-02-03-imker · 3 Feb 2025 · Landpost\n"
        r"  imker-2 · 5 Feb 2025 · Talbote \((\d\d) % the same\)\n"
        r"    - Er rät dazu, die Stöcke jetzt zu wiegen und bei Bedarf zu füttern\.\n"
        r"    \+ Er rät dazu, die Stöcke jetzt zu wiegen\.\n"
        r"    \+ Das ist neu\.\n"
        r"  imker-3 · 6 Feb 2025 · Talbote \(\1 % the same\)\n(?:    .*\n){3}"
        r"Groups: 1; articles that repeat another: 2\.\n"
    )
    assert re.fullmatch(told, result.out)
    [group] = json.loads(indexed.run("articles", "--doubles", "--json").out)
    assert group["id"] == "2025-02-03-imker"
    assert [double["id"] for double in group["doubles"]] == ["imker-2", "imker-3"]
    assert group["doubles"][0]["added"][-1] == "Das ist neu."


def test_authors_are_given_when_an_article_is_added(indexed):
    (indexed.folder / "kran.txt").write_text("Kran am Hafen\n\nDer Kran kommt im Herbst.\n")
    added = indexed.run("add", "kran.txt", "--author", "Eva Lind", "--author", " Ole  Kamp")

    assert added.status == 0
    assert "Eva Lind, Ole Kamp" in added.out
    [found] = [a for a in json.loads(indexed.run("articles", "--json").out) if "kran" in a["id"]]
    assert found["authors"] == ["Eva Lind", "Ole Kamp"]


def test_two_lists_at_once_are_refused(indexed):
    result = indexed.run("articles", "--doubles", "--check")
    assert result.status == 2
    assert "--doubles" in result.error_line()
