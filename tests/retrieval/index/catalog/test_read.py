import datetime as dt
import sqlite3

import numpy as np
import pytest

from retrieval.errors import ArticleError, IndexDamagedError
from retrieval.index.catalog.read import Catalog
from retrieval.index.in_force import CATALOG_NAME, current_generation
from retrieval.segmentation.passages import Role
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import ARTICLES, few_impostors, write_corpus

IDS = sorted(path.rpartition(".")[0] for path in ARTICLES)


@pytest.fixture
def path(press_index):
    return current_generation(press_index) / CATALOG_NAME


@pytest.fixture
def catalog(path):
    catalog = Catalog(path)
    yield catalog
    catalog.close()


def all_passages(catalog):
    return catalog.passages(range(catalog.counts()[1]))


def test_numbers_are_dense_and_in_the_order_of_ids(catalog):
    articles = list(catalog.iterate())
    assert [number for number, _ in articles] == list(range(len(IDS)))
    assert [article.id for _, article in articles] == IDS
    passages = all_passages(catalog)
    assert [p.number for p in passages] == list(range(catalog.counts()[1]))
    assert [p.article for p in passages] == sorted(p.article for p in passages)
    sentences = catalog.sentences(range(catalog.counts()[2]))
    assert [s.number for s in sentences] == list(range(catalog.counts()[2]))
    assert [s.article for s in sentences] == sorted(s.article for s in sentences)


def test_an_article_comes_back_as_it_was_read(catalog):
    article = catalog.article("2023-11-04-bibliothek")
    assert article.title == "Stadtbibliothek bleibt sonntags geöffnet"
    assert article.date == dt.date(2023, 11, 4)
    assert article.authors == ("Jana Wirth", "Ole Brandt")
    assert article.section == "Kultur"
    assert article.path == "2023-11-04-bibliothek.md"
    assert article.text.startswith("Die Stadtbibliothek von Lindau")
    assert catalog.articles_by_number([0]) == {0: article}
    assert catalog.article("ohne-datum/leserbrief").date is None


def test_passages_are_runs_of_whole_sentences_of_their_article(catalog):
    for passage in all_passages(catalog):
        sentences = catalog.sentences(range(passage.first_sentence, passage.end_sentence))
        assert {s.article for s in sentences} == {passage.article}
        assert (sentences[0].start, sentences[-1].end) == (passage.start, passage.end)
        assert passage.paragraph == sentences[0].paragraph


def test_the_passages_of_one_article_are_those_that_name_it(catalog):
    passages = all_passages(catalog)
    for number, _ in catalog.iterate():
        assert catalog.article_passages(number) == [p for p in passages if p.article == number]


def test_passages_come_by_number_whatever_the_order_asked(catalog):
    assert [p.number for p in catalog.passages([5, 1, 3, 1])] == [1, 3, 5]
    assert catalog.passages([]) == []
    assert catalog.passages([10**6]) == []


def test_more_numbers_than_a_statement_takes_variables(catalog):
    assert len(catalog.passages(list(range(200_000)))) == catalog.counts()[1]


def test_answer_types_come_in_the_order_asked(catalog):
    sentences = catalog.sentences(range(catalog.counts()[2]))
    numbers = np.array([4, 5, 6, 0, 1, 5])
    expected = [sentences[number].answer_types for number in numbers]
    found = catalog.answer_types(numbers)

    assert found.tolist() == expected
    assert found.dtype == np.uint8
    assert set(found.tolist()) > {0}


def test_what_can_answer_comes_in_the_order_asked(tmp_path):
    text = "Hat sie gezahlt? Sie hat gezahlt.\n\nFoto: Das Rathaus.\n\nIm Überblick:\n\n- Ja"
    corpus = write_corpus(tmp_path / "corpus", {"a.md": f"# Stadt\n\n{text}\n"})
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    catalog = Catalog(current_generation(tmp_path / "index") / CATALOG_NAME)
    numbers = np.array([4, 3, 2, 1, 0, 0])

    assert [Role(role) for role in catalog.roles(numbers)] == [
        *(Role.REPLIES, Role.LEADS, Role.LABELS),
        *(Role.REPLIES, Role.ASKS, Role.ASKS),
    ]
    assert catalog.can_answer(numbers).tolist() == [True, False, True, True, False, False]
    asked = catalog.can_answer(numbers, asked_what_was_asked=True)
    assert asked.tolist() == [True, False, True, True, True, True]
    assert catalog.can_answer(np.empty(0, np.int64)).tolist() == []
    catalog.close()


def test_paragraphs_are_slices_from_first_to_last_sentence(catalog):
    article = catalog.article("2023-11-04-bibliothek")
    paragraphs = catalog.paragraphs(article.id)
    assert [p.number for p in paragraphs] == list(range(1, len(paragraphs) + 1))
    assert all(article.text[p.start : p.end] == p.text for p in paragraphs)
    first = paragraphs[0]
    assert first.text.startswith("Die Stadtbibliothek")
    assert first.text.endswith("84.000 Euro.")
    passages = catalog.article_passages(IDS.index(article.id))
    place = catalog.place(passages[0]._replace(end_sentence=passages[0].first_sentence + 1))
    assert (place[0].start, place[-1].end) == (first.start, first.end)


def test_a_place_is_every_sentence_of_the_paragraphs_a_passage_touches(catalog):
    passages = [p for number in range(len(IDS)) for p in catalog.article_passages(number)]
    joined = 0
    for passage in passages:
        sentences = catalog.article_sentences(passage.article)
        own = [s for s in sentences if passage.first_sentence <= s.number < passage.end_sentence]
        touched = {s.paragraph for s in own}
        joined += len(touched) > 1
        assert catalog.place(passage) == [s for s in sentences if s.paragraph in touched]
    assert joined


@pytest.mark.parametrize("name", ["gibt-es-nicht", "", "' OR 1=1 --", "\0", "a\nb"])
def test_no_such_article(catalog, name):
    with pytest.raises(ArticleError, match=r"no article .* in the index; `wortlaut articles`") as e:
        catalog.article(name)
    assert "\n" not in str(e.value)
    with pytest.raises(ArticleError):
        catalog.paragraphs(name)


def test_summaries_are_newest_first_and_undated_last(catalog):
    summaries = catalog.summaries()
    dates = [s.date for s in summaries]
    assert dates[-1] is None
    assert dates[:-1] == sorted(dates[:-1], reverse=True)
    assert [s.id for s in summaries if s.date == dt.date(2024, 4, 20)] == [
        "2024-04-20-explosion-a",
        "2024-04-20-explosion-b",
    ]
    for summary in summaries:
        article = catalog.article(summary.id)
        assert (summary.title, summary.publisher) == (article.title, article.publisher)
        assert summary.words == len(article.text.split())
        assert summary.passages == len(catalog.article_passages(IDS.index(summary.id)))


def test_the_span_of_dates(catalog):
    assert catalog.date_span() == (dt.date(2023, 11, 4), dt.date(2025, 1, 7))


def test_languages(catalog):
    languages = catalog.languages_of(range(len(IDS)))
    assert languages[IDS.index("2024-06-11-harbour")] == "en"
    assert list(languages.values()).count("de") == len(IDS) - 1


FILTERS = [
    (None, None, None),
    (dt.date(2024, 4, 20), None, None),
    (None, dt.date(2024, 4, 20), None),
    (dt.date(2024, 4, 20), dt.date(2024, 4, 20), None),
    (dt.date(2025, 1, 1), dt.date(2024, 1, 1), None),
    (None, None, "Elbkurier"),
    (None, None, "ELBKURIER"),
    (None, None, "elb"),
    (None, None, ""),
    (dt.date(2024, 1, 1), None, "tagblatt"),
]


@pytest.mark.parametrize(("since", "until", "publisher"), FILTERS)
def test_a_filter_admits_the_passages_of_the_articles_that_pass(catalog, since, until, publisher):
    def passes(article):
        if (since or until) and article.date is None:
            return False
        if since and article.date < since:
            return False
        if until and article.date > until:
            return False
        return publisher is None or (article.publisher or "").casefold() == publisher.casefold()

    admitted = {number for number, article in catalog.iterate() if passes(article)}
    expected = [p.number for p in all_passages(catalog) if p.article in admitted]
    found = catalog.passages_of_articles(since, until, publisher)

    assert found.tolist() == expected
    assert found.dtype == np.int64


def test_the_catalog_is_only_read(catalog):
    with pytest.raises(IndexDamagedError, match="readonly"):
        catalog._select("DELETE FROM articles RETURNING number")


def test_reading_leaves_nothing_beside_the_file(path, catalog):
    catalog.summaries()
    assert [file.name for file in path.parent.glob("catalog*")] == [CATALOG_NAME]


@pytest.mark.parametrize("how", ["missing", "empty", "garbage", "of another kind", "a folder"])
def test_a_file_that_is_no_catalog(tmp_path, how):
    file = tmp_path / "catalog.sqlite"
    if how == "empty":
        file.write_bytes(b"")
    elif how == "garbage":
        file.write_bytes(b"unsinn" * 1000)
    elif how == "a folder":
        file.mkdir()
    elif how == "of another kind":
        db = sqlite3.connect(file)
        db.execute("CREATE TABLE articles (title TEXT)")
        db.close()
    with pytest.raises(IndexDamagedError, match=r"catalog\.sqlite cannot be read \(") as caught:
        Catalog(file)
    assert str(caught.value).endswith("run `wortlaut index`")
    assert "\n" not in str(caught.value)


def test_a_folder_whose_name_means_something_in_an_address(tmp_path, path):
    odd = tmp_path / "50% ?mode=rw#ä ö"
    odd.mkdir()
    (odd / CATALOG_NAME).write_bytes(path.read_bytes())
    catalog = Catalog(odd / CATALOG_NAME)
    assert catalog.counts()[0] == len(IDS)
    catalog.close()
