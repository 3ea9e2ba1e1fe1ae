"""What a page says of its article for machines, and what of the rest it shows to people.

Stated is what stands in JSON-LD (schema.org), in OpenGraph and the `<meta>` names that newspapers
use. Everything else (a day found in the text by htmldate, a title from `<title>`) is a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.extracted import Extracted, Guessable
from retrieval.corpus.readers.fields import is_web_address, language_code, one_line
from retrieval.corpus.readers.html.json_ld import article_node, read_json_ld, types_of
from retrieval.corpus.readers.html.lead import letters_of
from retrieval.corpus.readers.html.libraries import htmldate
from retrieval.errors import ArticleError

_TITLE_META = ("twitter:title", "dc.title", "citation_title")
_DATE_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued",
    "publish-date", "publication_date", "publishdate", "pubdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "citation_publication_date",
)  # fmt: skip
_PUBLISHER_META = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher")
_AUTHOR_META = ("author", "article:author", "dc.creator", "parsely-author", "citation_author")
_SECTION_META = ("article:section", "og:article:section", "parsely-section")
_JAVA_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) [\d:]{8} \S+ (\d{4})")
_SITE = re.compile(r"(?P<title>.+?)\s+(?:[|–—-]|::|»|·)\s+(?P<site>[^|–—]{2,40})")
_BREAK = re.compile(r"\s+(?:[|–—»·-]|::)\s")
_BY = re.compile(r"(?:von|by|text:)\s+", re.IGNORECASE)
_MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself.

    Attributes:
        article: What it states of its article; its text is still empty.
        titles: All headlines that it states.
        types: The schema.org types of what it is about, lower-case, and its `og:type`.
        free: Whether all of it is there for everybody; None where it does not say.
    """

    article: Extracted
    titles: tuple[str, ...]
    types: frozenset[str]
    free: bool | None


def read_facts(tree: HtmlElement) -> Facts:
    """Reads what a page states.

    Args:
        tree: The page.

    Returns:
        The facts, none of them guessed.
    """
    meta = _meta(tree)
    nodes = read_json_ld(tree)
    node = article_node(nodes)
    publisher = _name(node.get("publisher")) or _first(meta, _PUBLISHER_META)
    stated = _text(node.get("headline")), _first(meta, ("og:title",))
    title = _stated_title(stated, headings(tree)) or _first(meta, _TITLE_META)
    titles = (*stated, _first(meta, _TITLE_META))
    article = Extracted(
        text="",
        title=without_site(title, publisher) if title else None,
        date=_day(_text(node.get("datePublished"))) or _first_day(meta),
        publisher=publisher,
        url=_address(tree, node, meta),
        authors=_authors(node.get("author")) or _authors(_all(meta, _AUTHOR_META)),
        section=_section(node.get("articleSection")) or _first(meta, _SECTION_META),
        language=language_code(tree.get("lang") or _text(node.get("inLanguage")) or ""),
    )
    types = {type_ for each in nodes for type_ in types_of(each)} | set(meta.get("og:type", ()))
    return Facts(
        article, tuple(filter(None, titles)), frozenset(map(str.lower, types)), _is_free(node)
    )


def guess_missing(article: Extracted, tree: HtmlElement) -> Extracted:
    """Fills in from what the page shows what it does not state.

    Args:
        article: What it states.
        tree: The page.

    Returns:
        The article, each guess among its `guessed`.
    """
    guessed: list[Guessable] = []
    if article.title is None and (title := _shown_title(tree, article.publisher)):
        article, guessed = replace(article, title=title), [*guessed, "title"]
    if article.date is None and (day := _shown_day(tree)):
        article, guessed = replace(article, date=day), [*guessed, "date"]
    if article.publisher is None and (site := _shown_site(tree, article.title) or _host(article)):
        article, guessed = replace(article, publisher=site), [*guessed, "publisher"]
    return replace(article, guessed=tuple(guessed))


def _stated_title(stated: Iterable[str | None], shown: Collection[str]) -> str | None:
    """The headline that most of the page agrees on, without what stands around it elsewhere.

    Args:
        stated: Headlines that the page states, the best known one first.
        shown: Its main headings.

    Returns:
        The headline; None where none is stated.
    """
    said = [title for title in (*stated, *dict.fromkeys(shown)) if title]
    candidates = [title for title in stated if title]
    candidates += [title for title in shown if any(_begins(title, one) for one in candidates)]
    if not candidates:
        return None
    support = [sum(_is_within(title, other) for other in said) for title in candidates]
    return candidates[support.index(max(support))]


def _is_within(title: str, other: str) -> bool:
    """Whether another is the title with a kicker before it at most, or a site's name behind it."""
    return letters_of(other).endswith(letters_of(title)) or _begins(title, other)


def _begins(title: str, other: str) -> bool:
    return other.startswith(title) and _BREAK.match(other, len(title)) is not None


def without_site(title: str, site: str | None) -> str:
    """A title without the publisher's name behind it, as in `Der Titel | Der Verlag`."""
    found = _SITE.fullmatch(title)
    if found is not None and site and _same_name(found["site"], site):
        return found["title"]
    return title


def _same_name(one: str, other: str) -> bool:
    ours, theirs = (re.sub(r"[\W_]+|\b(?:de|com|online)\b", "", n.casefold()) for n in (one, other))
    return bool(ours) and bool(theirs) and (ours in theirs or theirs in ours)


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the page's `<meta>`, by their names in lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line_or_none(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def one_line_or_none(value: str | None) -> str | None:
    """A text as one line; None where it holds nothing, or what no writing has."""
    try:
        return one_line(value or "") or None
    except ArticleError:
        return None


def _all(meta: Mapping[str, list[str]], names: Iterable[str]) -> list[str]:
    return next((meta[name] for name in names if name in meta), [])


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str | None:
    return next(iter(_all(meta, names)), None)


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return one_line_or_none(value) if isinstance(value, str) else None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return next(filter(None, map(_name, value)), None)
    name = _text(value.get("name") if isinstance(value, dict) else value)
    return name if name and len(name) <= _MAX_NAME_CHARS and not is_web_address(name) else None


def _authors(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    names = (_BY.sub("", name, count=1) for name in map(_name, values) if name)
    return tuple(dict.fromkeys(filter(None, names)))


def _section(value: object) -> str | None:
    section = _text(value)
    return section if section and len(section) <= _MAX_NAME_CHARS else None


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    java = _JAVA_DATE.fullmatch(text)
    return parse_day(f"{java[1]} {java[2]}, {java[3]}" if java else text)


def _first_day(meta: Mapping[str, list[str]]) -> dt.date | None:
    days = (_day(text) for name in _DATE_META for text in meta.get(name, ()))
    return next(filter(None, days), None)


def _is_free(node: Mapping[str, Any]) -> bool | None:
    value = node.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False}
    return known.get(value.rsplit("/", 1)[-1].lower()) if isinstance(value, str) else None


def _address(
    tree: HtmlElement, node: Mapping[str, Any], meta: Mapping[str, list[str]]
) -> str | None:
    """The article's own address: as the page names it for search engines, or itself."""
    about = node.get("mainEntityOfPage")
    stated = (
        *(link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"),
        _first(meta, ("og:url",)),
        about.get("@id") if isinstance(about, dict) else about,
        node.get("url"),
    )
    base = next((text for text in stated if isinstance(text, str) and is_web_address(text)), "")
    for text in stated:
        if isinstance(text, str) and (address := _joined(base, text.strip())):
            return address
    return None


def _joined(base: str, address: str) -> str | None:
    try:
        whole = urljoin(base, address)
        return whole if is_web_address(whole) and urlsplit(whole).path.strip("/") else None
    except ValueError:
        return None


def _shown_title(tree: HtmlElement, publisher: str | None) -> str | None:
    shown = headings(tree)
    if len(set(shown)) == 1:
        return shown[0]
    title = next(iter(titles(tree)), None)
    return without_site(title, publisher or _shown_site(tree, None)) if title else None


def headings(tree: HtmlElement) -> list[str]:
    """The main headings that a page shows."""
    return [text for h1 in tree.iter("h1") if (text := one_line_or_none(h1.text_content()))]


def titles(tree: HtmlElement) -> list[str]:
    """What the page is called in a browser's tab; without those of its pictures."""
    found = tree.findall("head/title") or tree.findall(".//title")
    return [text for each in found if (text := one_line_or_none(each.text_content()))]


def _shown_site(tree: HtmlElement, title: str | None) -> str | None:
    """What stands behind the headline in `<title>`."""
    for shown in titles(tree)[:1]:
        found = _SITE.fullmatch(shown)
        if found and (title is None or letters_of(title) in letters_of(found["title"])):
            return found["site"]
    return None


def _host(article: Extracted) -> str | None:
    host = urlsplit(article.url or "").hostname
    return host.removeprefix("www.") if host else None


def _shown_day(tree: HtmlElement) -> dt.date | None:
    found = htmldate.find_date(tree, original_date=True, outputformat="%Y-%m-%d")
    return dt.date.fromisoformat(found) if found else None
