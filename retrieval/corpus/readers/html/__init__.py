"""A saved web page → the article on it.

The text is what trafilatura finds to be the article, written with the headings, lists and tables of
Markdown; no word is added or changed. Title, day, publisher and the rest are what the page states
for machines (JSON-LD first, then OpenGraph and other `<meta>`); what it does not state is guessed
from what it shows, and called a guess. A page that is no article, or only the beginning of one, is
refused by name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.entities import unescaped_words
from retrieval.corpus.readers.extracted import Extracted
from retrieval.corpus.readers.html.decode import decode_page
from retrieval.corpus.readers.html.facts import guess_missing, headings, read_facts
from retrieval.corpus.readers.html.kind import refuse_no_article
from retrieval.corpus.readers.html.lead import find_lead
from retrieval.corpus.readers.html.repeats import find_repeats
from retrieval.corpus.readers.html.text import main_text
from retrieval.corpus.readers.html.tree import parse_html

_UNSEEN = re.compile(r"(?:^|\s)(?:\S*sr-only|visually-?hidden|screen-?reader-text)(?:\s|$)")
_FOR_EARS = re.compile(
    r"\(?(?:öffnet|opens|wird) (?:sich )?(?:in|im) (?:\w+ ){1,3}(?:geöffnet|fenster|tab|window)\)?",
    re.IGNORECASE,
)


def extract_page(raw: bytes) -> Extracted:
    """Takes the article out of a page.

    Args:
        raw: The whole page.

    Returns:
        The article.

    Raises:
        ArticleError: The page is damaged, holds no text, or is no article; the message says what
            it is.
    """
    page = decode_page(raw)
    tree = parse_html(normalise(page.text))
    facts = read_facts(tree)
    _drop_unseen(tree)
    text, links = main_text(tree)
    text, links = unescaped_words(text), frozenset(map(unescaped_words, links))
    refuse_no_article(tree, facts, text)
    lead = find_lead(tree, facts.article.title, text)
    article = guess_missing(facts.article, tree)
    text = f"{normalise(lead)}\n\n{text}" if lead else text
    called = (*facts.titles, *headings(tree), *filter(None, (article.title,)))
    repeats = find_repeats(text, called, article.authors, article.publisher)
    problems = page.problems(text)
    return replace(article, text=text, links=links, repeats=repeats, problems=problems)


def _drop_unseen(tree: HtmlElement) -> None:
    """Takes out what nobody sees, such as "opens in a new window" for screen readers alone."""
    for element in list(tree.iter()):
        if element.tag in ("style", "script", "svg") or (
            _UNSEEN.search(element.get("class") or "")
            or _FOR_EARS.fullmatch((element.text or "").strip())
        ):
            element.drop_tree()
