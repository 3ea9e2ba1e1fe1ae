import datetime as dt
import random
from dataclasses import replace

import pytest

from retrieval.article import Article
from retrieval.corpus.duplicates import Duplicate, find_duplicate

WORDS = [f"wort{i}" for i in range(3000)]


def prose(seed, words=400):
    return " ".join(random.Random(seed).choices(WORDS, k=words))  # noqa: S311


def article(id_, text, title="Titel", date=None):
    return Article(id=id_, title=title, text=text, path=f"{id_}.md", date=date)


@pytest.fixture
def known():
    return [article(f"a{i}", prose(i), f"Titel {i}", dt.date(2024, 1, 1)) for i in range(20)]


def test_a_new_article_is_no_duplicate(known):
    assert find_duplicate(article("neu", prose(99), "Neu", dt.date(2024, 1, 1)), known) is None


def test_nothing_is_a_duplicate_of_nothing():
    assert find_duplicate(article("neu", prose(1)), []) is None


@pytest.mark.parametrize(
    "text",
    [prose(7), prose(7).upper(), prose(7).replace(" ", "\n\n", 3), f"„{prose(7)}!“"],
)
def test_the_same_words_are_the_same_text(known, text):
    assert find_duplicate(article("neu", text), known) == Duplicate("a7", "same_text", 1.0)


def test_a_few_changed_words_make_a_similar_text(known):
    words = prose(7).split()
    words[100] = words[300] = "anders"
    duplicate = find_duplicate(article("neu", " ".join(words)), known)
    assert (duplicate.id, duplicate.kind) == ("a7", "similar_text")
    assert 0.9 < duplicate.similarity < 1.0


def test_a_copy_with_a_paragraph_more_is_similar(known):
    duplicate = find_duplicate(article("neu", f"{prose(7)} {prose(8, 40)}"), known)
    assert (duplicate.id, duplicate.kind) == ("a7", "similar_text")


@pytest.mark.parametrize("text", [f"{prose(7)} {prose(98)}", prose(7)[: len(prose(7)) // 2]])
def test_half_an_article_is_another_article(known, text):
    assert find_duplicate(article("neu", text), known) is None


def test_short_texts_with_a_word_more_are_found_nearly_always():
    found = [
        find_duplicate(article("b", f"{prose(seed, 12)} mehr"), [article("a", prose(seed, 12))])
        for seed in range(100)
    ]
    assert sum(duplicate is not None for duplicate in found) >= 80


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://tagblatt.example/a/7", "same_address"),
        ("https://tagblatt.example/a/8", None),
        ("https://tagblatt.example/", None),
        (None, None),
    ],
)
def test_the_same_page(known, url, kind):
    site = replace(known[3], url="https://tagblatt.example/")
    known = [*known, site, replace(known[7], url="https://tagblatt.example/a/7")]
    found = find_duplicate(replace(article("neu", prose(99)), url=url), known)
    assert (found and found.kind) == kind


def test_the_same_headline_on_the_same_day(known):
    new = article("neu", prose(99), "TITEL 7!", dt.date(2024, 1, 1))
    assert find_duplicate(new, known) == Duplicate("a7", "same_headline", 0.0)
    assert find_duplicate(replace(new, date=dt.date(2024, 1, 2)), known) is None
    assert find_duplicate(replace(new, date=None), known) is None


@pytest.mark.parametrize("text", ["Kurz.", "Drei kurze Wörter", "…"])
def test_texts_of_a_few_words(text):
    known = [article("a", text)]
    assert find_duplicate(article("b", text), known) == Duplicate("a", "same_text", 1.0)
    assert find_duplicate(article("b", "Ganz etwas anderes steht hier"), known) is None


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("Ракета упала в поле, сообщил местный житель вечером", "РАКЕТА УПАЛА В ПОЛЕ, СООБЩИЛ …"),
        ("Größere Übel drohen außerhalb der Städte", "GRÖSSERE ÜBEL DROHEN AUSSERHALB DER STÄDTE"),
        ("Straße, Fluß, Maß, Gruß", "STRASSE, FLUSS, MASS, GRUSS"),
        ("東京 大阪", "東京、大阪"),
        ("7 : 3", "7:3"),
    ],
)
def test_other_letters_and_other_case_are_the_same_words(text, copy):
    copy = copy.replace("…", "МЕСТНЫЙ ЖИТЕЛЬ ВЕЧЕРОМ")
    found = find_duplicate(article("b", copy), [article("x", "Ganz etwas"), article("a", text)])
    assert found == Duplicate("a", "same_text", 1.0)


def test_the_most_similar_is_named_and_of_equals_the_first(known):
    words = prose(7).split()
    near, nearer = (" ".join([*words[:-n], *["anders"] * n]) for n in (60, 5))
    others = [article("b", near), article("c", nearer), article("d", nearer), *known[8:]]
    assert find_duplicate(article("neu", prose(7)), others).id == "c"


@pytest.mark.parametrize("changed", [range(0, 400, 50), range(100), range(300, 400)])
def test_whatever_part_is_changed_a_similar_text_is_found(known, changed):
    words = prose(7).split()
    for place in changed[:40]:
        words[place] = f"wörtlich{place}anderswo"
    assert find_duplicate(article("neu", " ".join(words)), known).id == "a7"
