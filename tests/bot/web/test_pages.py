"""The pages, read as a browser would: the words as they stand, links that lead there."""

import csv
import html
import io
import re
import shutil

import httpx
import pytest
from lxml import html as parser

from retrieval.library import Library
from retrieval.receipt import receipt_id
from tests.bot.web.conftest import HOSTILE, served
from tests.e2e.articles import ARTICLES, QUESTION, SENTENCE
from tests.fakes import TinyEncoder

BRIDGE = "2025-01-18-bruecke"
TEXT = ARTICLES[f"{BRIDGE}.md"].split("---\n", 2)[2].strip()


def tree(response):
    assert response.headers["Content-Type"] == "text/html; charset=UTF-8"
    return parser.fromstring(response.text)


def words(element):
    return " ".join(element.text_content().split())


def test_the_first_page_is_a_form_in_the_readers_language(web):
    page = tree(web.get("/"))
    assert page.get("lang") == "de"
    assert page.xpath("//label[@for='q']")[0].text == "Ihre Frage"
    english = tree(web.get("/", headers={"Accept-Language": "en-GB, de;q=0.4"}))
    assert english.get("lang") == "en"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "en"),
        ("fr, de;q=0.2", "de"),
        ("de;q=0, en", "en"),
        ("en;q=0.8,de", "de"),
        ("DE-ch", "de"),
        ("*", "en"),
        (";;;,q=,de;q=x", "de"),
    ],
)
def test_whatever_a_browser_prefers(web, accepted, language):
    page = tree(web.get("/", headers={"Accept-Language": accepted}))
    assert page.get("lang") == language


def test_an_answer_is_the_very_words_with_the_sentence_marked(web):
    page = tree(web.get("/", params={"q": QUESTION}))
    first = page.xpath("//article[@class='quote']")[0]
    quote = first.xpath(".//blockquote")[0].text_content()
    assert quote in TEXT
    assert first.xpath(".//mark")[0].text_content() == SENTENCE
    assert "14,2 Millionen Euro" in words(first.xpath(".//u")[0])
    assert page.xpath("//input[@id='q']")[0].get("value") == QUESTION
    assert "Talbote · 18. Januar 2025 · Absatz 1" in words(first)


def test_its_source_leads_to_the_article_with_the_quote_marked(web):
    page = tree(web.get("/", params={"q": QUESTION}))
    first = page.xpath("//article[@class='quote']")[0]
    quote = first.xpath(".//blockquote")[0].text_content()
    link = first.xpath(".//p[@class='source']/a")[0].get("href")
    article = tree(web.get(link))
    marked = "".join(mark.text_content() for mark in article.xpath("//p//mark"))
    assert " ".join(marked.split()) == " ".join(quote.split())
    anchor = link.partition("#")[2]
    assert len(article.xpath(f"//*[@id='{anchor}']")) == 1
    assert "unverändert" in words(article) or "Wörtlich, Absatz 1" in words(article)


def test_a_reading_page_shows_every_word_in_order(web):
    page = tree(web.get(f"/a/{BRIDGE}"))
    paragraphs = page.xpath("//p[@class='paragraph']")
    shown = " ".join(re.sub(r"^\d+", "", words(p)) for p in paragraphs)
    assert shown == " ".join(TEXT.split())
    assert len(web.get(f"/a/{BRIDGE}").content) < 60_000


def test_an_article_that_was_changed_says_when(site):
    folder = site.parent / "changed"
    shutil.copytree(site, folder)
    library = Library(folder / "index", corpus_dir=folder / "corpus", encoder=TinyEncoder())
    (source := folder / "neu.md").write_text(
        ARTICLES[f"{BRIDGE}.md"].replace("14,2", "16,8"), encoding="utf-8"
    )
    library.corpus.add(library.corpus.propose(source))
    library.build()
    library.close()
    with served(folder) as address:
        page = parser.fromstring(httpx.get(f"{address}/a/{BRIDGE}").text)
    (versions,) = page.xpath("//details[@class='versions']")
    assert words(versions).startswith("Versions (2) ")
    assert words(versions).count("in force") == 1


def test_every_sentence_has_an_address_of_its_own(web):
    page = tree(web.get(f"/a/{BRIDGE}"))
    start = TEXT.index(SENTENCE)
    id_ = receipt_id(BRIDGE, start, start + len(SENTENCE), SENTENCE)
    (found,) = page.xpath(f"//*[@id='q_{id_}']")
    assert words(found) == " ".join(SENTENCE.split())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_receipt_leads_to_its_words(web):
    start = TEXT.index(SENTENCE)
    id_ = receipt_id(BRIDGE, start, start + len(SENTENCE), SENTENCE)
    response = web.get(f"/q/{id_.upper()}")
    assert response.status_code == 303
    assert response.headers["Location"] == f"/a/{BRIDGE}?q={id_}#q_{id_}"
    page = tree(web.get(response.headers["Location"]))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [words(m) for m in page.xpath("//p//mark")] == [" ".join(SENTENCE.split())]


def test_a_receipt_of_words_that_nobody_wrote(web):
    response = web.get(f"/q/{receipt_id('nie', 1, 5, 'Nie.')}")
    assert response.status_code == 404
    assert "Kein Artikel hat oder hatte diese Wörter" in words(tree(response))


def test_what_no_article_answers(web):
    page = tree(web.get("/", params={"q": "Wie hoch ist der Mount Everest?"}))
    said = words(page.xpath("//main")[0])
    assert "Nicht im Bestand." in said
    assert "In keinem Artikel:" in said
    assert "Die Artikel reichen vom 18. Januar 2025" in said
    assert not page.xpath("//article[@class='quote']")
    assert not page.xpath("//a[starts-with(@href,'/export')]")


def test_filters_are_kept_in_the_form_and_told(web):
    given = {"q": QUESTION, "since": "2030-02-01", "publisher": "Talbote"}
    page = tree(web.get("/", params=given))
    assert page.xpath("//input[@id='since']")[0].get("value") == "2030-02-01"
    assert page.xpath("//option[@selected]")[0].text == "Talbote"
    assert "Der Filter lässt keinen der Artikel zu" in words(page)


def test_talk_is_no_question(web):
    assert "keine Frage an die Artikel" in words(tree(web.get("/", params={"q": "Danke!"})))


def test_export(web):
    response = web.get("/export", params={"q": QUESTION, "format": "csv"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="wortlaut.csv"'
    (first, *_) = csv.DictReader(io.StringIO(response.text))
    assert first["highlight"] == SENTENCE


def test_the_list_of_articles_leads_to_each(web):
    page = tree(web.get("/articles"))
    links = page.xpath("//ul[@class='list']//a/@href")
    assert len(links) == len(ARTICLES) + 1
    for link in links:
        assert web.get(link).status_code == 200


def test_quotations_are_checked(web):
    altered = SENTENCE.replace("14,2", "15,2")
    text = f"Es hieß: „{SENTENCE}“ Und: „{altered}“ Und: „Die Katze schläft auf dem Ofen.“"
    page = tree(web.post("/check", data={"text": text}))
    said = [words(h) for h in page.xpath("//article//h2")]
    assert said == ["✓ Wörtlich", "✗ Verändert", "✗ Nicht im Bestand"]
    assert "Zahl: „15,2“ statt „14,2“" in words(page)
    assert page.xpath("//textarea")[0].text_content() == text


def test_nothing_to_check_is_said(web):
    assert tree(web.post("/check", data={"text": " "})).xpath("//textarea")


def test_nothing_of_an_article_is_markup(web):
    (link,) = [a for a in tree(web.get("/articles")).xpath("//main//a/@href") if "b%C3%B6se" in a]
    for path in (link, "/articles", "/?q=Warnbeispiel", "/?q=Was+sagte+die+Sprecherin%3F"):
        response = web.get(path)
        page = tree(response)
        assert not page.xpath("//script | //img | //svg | //iframe | //b")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    page = tree(web.get(link))
    body = HOSTILE.split("---\n", 2)[2]
    for line in (line for line in body.split("\n") if line and not line.startswith("##")):
        assert line in html.unescape(response_text(web, link))
    assert '<script>alert("Titel")</script>' in words(page)


def response_text(web, link):
    return web.get(link).text
