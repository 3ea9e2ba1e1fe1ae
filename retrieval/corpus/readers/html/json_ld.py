"""The structured data of a page (JSON-LD, schema.org), as far as it speaks of its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from lxml.html import HtmlElement

_AROUND = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?\s*|\s*(?:-->|(?://\s*)?\]\]>)?[\s;]*$"
)
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_DEPTH = 10
_ARTICLES = frozenset(
    {"blogposting", "liveblogposting", "report", "socialmediaposting", "claimreview"}
)


def read_json_ld(tree: HtmlElement) -> list[dict[str, Any]]:
    """The things that a page says it is about; not those that they are only connected with.

    Args:
        tree: The page.

    Returns:
        Their properties, in the order of the page.
    """
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += _nodes(_parsed(script.text or ""), 0)
    return _joined_by_id(found)


def article_node(nodes: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The one that is an article, the fullest of several; empty if there is none."""
    articles = [node for node in nodes if any(map(is_article, types_of(node)))]
    # `max` keeps the first of equals.
    return max(articles, key=_fullness, default={})


def types_of(node: Mapping[str, Any]) -> tuple[str, ...]:
    """A thing's types, without the vocabulary's address."""
    types = node.get("@type")
    each = types if isinstance(types, list) else [types]
    return tuple(type_.rsplit("/", 1)[-1] for type_ in each if isinstance(type_, str))


def is_article(type_: str) -> bool:
    """Whether a type is that of an article."""
    return type_.lower().endswith("article") or type_.lower() in _ARTICLES


def _fullness(node: Mapping[str, Any]) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "publisher"))


def _parsed(text: str) -> object:
    text = _AROUND.sub("", text)
    for attempt in (text, _LAST_COMMA.sub("", text)):
        try:
            return _unescaped(json.loads(attempt, strict=False), 0)
        except (ValueError, RecursionError):
            continue
    return None


def _unescaped(value: object, depth: int) -> object:
    """The value with the entities of HTML resolved, which some programs write into it."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, list):
        return [_unescaped(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _unescaped(item, depth + 1) for key, item in value.items()}
    return value


def _nodes(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in _INSIDE:
            yield from _nodes(value.get(key), depth + 1)


def _joined_by_id(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The things, where one only names another by its `@id`, with that other in its place."""
    by_id = {id_: node for node in nodes if isinstance(id_ := node.get("@id"), str)}

    def whole(value: object) -> object:
        if isinstance(value, list):
            return [whole(item) for item in value]
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return by_id.get(value["@id"], value)
        return value

    return [
        {key: whole(value) if key in ("publisher", "author") else value for key, value in n.items()}
        for n in nodes
    ]
