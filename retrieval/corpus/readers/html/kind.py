"""Pages that are no article, or only the beginning of one, told by what they say and how little.

Only a page with little text is refused for its wording: an article may be about cookies, and end in
an offer to subscribe.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from retrieval.corpus.readers.html.facts import Facts, headings, titles
from retrieval.corpus.readers.html.json_ld import is_article
from retrieval.corpus.readers.html.lead import letters_of
from retrieval.errors import ArticleError

_LITTLE_CHARS = 1_500
_STUB_CHARS = 4_000
_GALLERY_PICTURES = 5
_TICKER_TIMES = 5
_CONSENT_SIGNS = 3
_MAX_TITLE_CHARS = 2_000
_SENTENCE_WORDS = 4
_SENTENCE = re.compile(r"[^\W\d_]{2}[\"”“»«)]*[.!?…]")
_LEAST_TEASERS = 5
_MAX_TEASER_WORDS = 80

_TICKER = re.compile(r"\b(?:live-?ticker|news-?ticker|live-?blog|news-?blog|live updates)\b", re.I)
_TIMES = re.compile(
    r"^(?:#+ |- |\| )?\+*\s*\d{1,2}[:.]\d{2}(?: ?Uhr| ?[ap]\.?m\.?)?\b", re.M | re.I
)
_GALLERY = re.compile(
    r"\b(?:bilderstrecke|fotostrecke|bilder-?galerie|foto-?galerie|photo gallery)", re.I
)
_MISSING = re.compile(
    r"\b404\b|not found|(?:seite|artikel|inhalt|dokument|page|article)\b.{0,40}\b(?:existiert nicht"
    r"|nicht (?:gefunden|mehr|verfügbar|vorhanden)|konnte nicht|doesn.t exist|no longer)",
    re.I,
)
_CONSENT = re.compile(
    r"cookies?\b|einwillig|zustimm|tracking|werbung und|drittanbieter|datenschutz|consent|partner"
    r"|personenbezogen|personalis|pur-abo|privacy",
    re.I,
)
_STUB = re.compile(
    r"(?:weiterlesen|weiter lesen) mit|lesen sie (?:weiter|den (?:ganzen|vollständigen) (?:artikel"
    r"|text))|um (?:weiterzulesen|den (?:ganzen|vollständigen) (?:artikel|text))"
    r"|(?:nur |exklusiv )für (?:abonnent|registriert|plus-)|mit \S{0,12}abo (?:lesen|weiter)"
    r"|(?:jetzt|monat) (?:kostenlos |gratis )?testen|bereits (?:abonnent|registriert|kunde)"
    r"|dieser (?:artikel|text|inhalt) ist (?:kostenpflichtig|exklusiv)|abo abschließen"
    r"|zugang freischalten|subscribe to (?:read|continue)|already a subscriber"
    r"|for subscribers only|to continue reading",
    re.I,
)


def refuse_no_article(tree: HtmlElement, facts: Facts, text: str) -> None:
    """Refuses a page that is no whole article.

    Args:
        tree: The page.
        facts: What it says of itself.
        text: What would be its article.

    Raises:
        ArticleError: It is none; the message says what it is.
    """
    title = " ".join((facts.article.title or "", *titles(tree), *headings(tree)))[:_MAX_TITLE_CHARS]
    little = len(text) < _LITTLE_CHARS
    if "liveblogposting" in facts.types or _is_ticker(title, text):
        raise ArticleError("page.ticker")
    if little and _MISSING.search(title):
        raise ArticleError("page.missing")
    shown = _shown(tree) if len(text) < _STUB_CHARS else ""
    stub = _STUB.search(shown) is not None
    if (facts.free is False and (little or stub)) or (little and facts.free is None and stub):
        raise ArticleError("page.paywall", words=len(text.split()))
    if little and _is_consent(title, text or shown):
        raise ArticleError("page.consent")
    if little and _is_gallery(tree, facts, title):
        raise ArticleError("page.gallery")
    lines = text.split("\n")
    if max(len(line.split()) for line in lines) < _SENTENCE_WORDS or (
        # Where nothing looks like an article, trafilatura takes all that there is as one line.
        (len(lines) == 1 and not _SENTENCE.search(text)) or _is_overview(tree, facts, lines)
    ):
        raise ArticleError("page.no_text")


def _is_overview(tree: HtmlElement, facts: Facts, lines: list[str]) -> bool:
    """Whether what a page holds are the beginnings of articles, none of which it calls its own."""
    if facts.article.date is not None or any(map(is_article, facts.types)):
        return False
    teasers = (each for each in tree.iter("article") if each.find(".//a") is not None)
    short = [
        t for t in (each.text_content() for each in teasers) if len(t.split()) <= _MAX_TEASER_WORDS
    ]
    shown = letters_of(" ".join(short))
    inside = sum(letters_of(line) in shown for line in lines)
    return len(short) >= _LEAST_TEASERS and 2 * inside > len(lines)


def _shown(tree: HtmlElement) -> str:
    """All that the page shows."""
    hidden = ("script", "style", "noscript", "template")
    parts = tree.xpath(f"//text()[not({' or '.join(f'ancestor::{tag}' for tag in hidden)})]")
    return " ".join(" ".join(parts).split())


def _is_ticker(title: str, text: str) -> bool:
    return _TICKER.search(title) is not None and len(_TIMES.findall(text)) >= _TICKER_TIMES


def _is_consent(title: str, text: str) -> bool:
    signs = {sign.lower() for sign in _CONSENT.findall(f"{title} {text}")}
    return len(signs) >= _CONSENT_SIGNS


def _is_gallery(tree: HtmlElement, facts: Facts, title: str) -> bool:
    if facts.types & {"imagegallery", "mediagallery", "gallery"}:
        return True
    pictures = sum(1 for _ in tree.iter("figure")) or sum(1 for _ in tree.iter("img"))
    return _GALLERY.search(title) is not None and pictures >= _GALLERY_PICTURES
