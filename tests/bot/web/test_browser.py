"""The pages in a real browser: asking, following a quote, checking, printing; by keyboard, at 360
pixels, in the dark, and as accessibility checkers see them. Pictures are kept where
WORTLAUT_PICTURES names a folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.articles import QUESTION, SENTENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.browser,
]
ARTICLE = "/a/2025-01-18-bruecke"
# What a reader sees of the article's paragraphs without scrolling, at most.
HEIGHT = 740


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        locale="de-DE",
        color_scheme=request.param,
        viewport={"width": 360, "height": HEIGHT},
        bypass_csp=True,  # the checker is a script; the pages have none
    )
    page = context.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("requestfailed", lambda sent: failed.append(sent.url))
    yield page
    assert failed == []
    context.close()


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("WORTLAUT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def assert_fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.response["violations"] == []


def test_ask_follow_the_quote_and_see_its_mark(page: Page) -> None:
    page.goto("/")
    assert_fits_and_is_accessible(page)
    page.keyboard.type(QUESTION)  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert page.locator(".quote mark").first.text_content() == SENTENCE
    assert_fits_and_is_accessible(page)
    keep(page, "answer")
    page.locator(".quote .source a").first.click()
    page.wait_for_url(f"**{ARTICLE}*")
    mark = page.locator("mark").first
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < HEIGHT
    assert SENTENCE in " ".join(" ".join(page.locator("mark").all_text_contents()).split())
    assert_fits_and_is_accessible(page)
    keep(page, "article")


def test_a_sentence_can_be_linked_to_and_is_scrolled_to_and_marked(page: Page) -> None:
    page.goto(ARTICLE)
    last = page.locator(".paragraph span[id^=q_]").last
    anchor = last.get_attribute("id")
    plain = last.evaluate("e => getComputedStyle(e).backgroundColor")
    page.goto(f"{ARTICLE}#{anchor}")
    assert last.evaluate("e => getComputedStyle(e).backgroundColor") != plain
    box = last.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < HEIGHT


def test_a_forged_quotation_is_told(page: Page) -> None:
    page.goto("/check")
    assert_fits_and_is_accessible(page)
    forged = SENTENCE.replace("14,2", "41,2")
    page.get_by_label("Ein Zitat").fill(f"Im Blatt stand: „{forged}“")
    page.get_by_role("button").click()
    assert page.locator("article h2").text_content() == "✗ Verändert"
    assert page.get_by_text("Zahl: „41,2“ statt „14,2“").is_visible()
    assert_fits_and_is_accessible(page)
    keep(page, "check")


def test_other_pages_are_accessible(page: Page) -> None:
    for path in ("/articles", ARTICLE, "/nix", "/q/xyz", "/?q=Wie+hoch+ist+der+Everest%3F"):
        page.goto(path)
        assert_fits_and_is_accessible(page)


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {"/", "/articles", "/check", "#p1"} <= reached


def test_print_shows_the_words_and_their_source_alone(page: Page) -> None:
    page.goto(f"/?q={QUESTION}")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.locator("form").is_visible()
    assert page.locator(".quote blockquote").first.is_visible()
    background = page.locator("mark").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgba(0, 0, 0, 0)"
    keep(page, "print")


def test_no_page_needs_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/?q={QUESTION}")
    page.locator(".quote .source a").first.click()
    assert page.locator("mark").first.is_visible()
    context.close()
