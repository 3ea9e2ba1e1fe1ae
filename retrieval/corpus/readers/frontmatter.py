"""Front matter: the YAML block between `---` lines that opens an article's file.

In: a file's text. Out: its keys with their values *as written*, and the body under them. YAML
would turn a headline `Nein` into a boolean, `2024` into a number and `2025-01-18` into a date; here
every plain value stays the text that stands in the file, and only `~`, `null` and nothing mean "no
value". The loader is PyYAML's safe one without its types: no value can make Python objects, and an
explicit tag (`!!int`, `!!timestamp`, `!!merge`) is refused. A merge key (`<<`) is a key like any
other: merging takes PyYAML (6.0.4) time that grows with the square of their number. TOML between
lines of `+++` and a JSON object, as site generators take them, are front matter, too.

Nothing in front matter keeps the text under it from being read. A key given twice counts once, the
first time; where a block is not what it should be, its keys are read one by one (`salvage.py`).
What cannot be used is a problem that goes with the values.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from retrieval.corpus.readers.field_names import is_known
from retrieval.corpus.readers.salvage import (
    entries_of,
    salvage_json,
    salvage_toml,
    salvage_yaml,
)
from retrieval.corpus.readers.yaml_text import load_yaml, places_of_keys
from retrieval.errors import ArticleError, Problem

_OPENING = re.compile(r"\s*?^---[ \t]*\r?\n", re.MULTILINE)
_TOML = re.compile(r"\s*?^\+\+\+[ \t]*\n(?P<block>.*?)^\+\+\+[ \t]*$\n?", re.M | re.DOTALL)
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)
_KEY_LINE = re.compile(r"^[ \t]*(?:[\w\"'][^:\n]{0,60}:(?:\s|$)|\{)", re.MULTILINE)
_JSON = re.compile(r"\s*\{\s*\"[\w-]+\"\s*:")
_PANDOC = re.compile(r"(?P<lines>%[ \t]+\S.*(?:\n%.*){1,2})(?:\n|\Z)")
_BARE = re.compile(r"(?P<lines>(?:(?:#\+)?[A-Za-z][\w-]{1,20}:[ \t]+\S.*\n){2,})(?:[ \t]*\n|\Z)")
_JSON_END = re.compile(r"^\}[ \t]*$\n?", re.MULTILINE)


class FrontMatter(NamedTuple):
    """A text's front matter.

    Attributes:
        values: By key (strings, lists, mappings, or None), in the file's order; None without any.
        body: The text under it.
        problems: What of it could not be read.
    """

    values: dict[str, Any] | None
    body: str
    problems: tuple[Problem, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Parts a text into front matter and body.

    Args:
        text: A file's text, normalised.

    Returns:
        Both. A block between lines of `---` without a line `key: value` is part of the text.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return _split_other(text)
    first_line = text.count("\n", 0, opening.end())
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return _split_open(text, opening.end(), first_line)
    block = text[opening.end() : closing.start()]
    if block.strip() and not _KEY_LINE.search(block):
        return FrontMatter(None, text)
    body = text[closing.end() :]
    try:
        values, problems = load_yaml(block, first_line)
    except ArticleError as error:
        found = salvage_yaml(_without_margin(block), first_line)
        values, problems = found.values, found.problems
        if not problems and not (found.whole and values):
            problems = (error.problem,)
    return FrontMatter(values, body, problems)


def _without_margin(block: str) -> str:
    """A block of which each line begins with a tab, which YAML does not take."""
    lines = block.split("\n")
    if all(line.startswith("\t") or not line for line in lines):
        return "\n".join(line.removeprefix("\t") for line in lines)
    return block


def _split_open(text: str, start: int, first_line: int) -> FrontMatter:
    """Front matter that nothing closes; a line of `---` above a text is none."""
    found = salvage_yaml(text[start:], first_line, is_open=True)
    if not found.values:
        return FrontMatter(None, text)
    problem = Problem("front_matter.open", {"line": first_line})
    return FrontMatter(found.values, text[start + found.end :], (problem, *found.problems))


def _split_other(text: str) -> FrontMatter:
    """Front matter in TOML between lines of `+++`, or one JSON object, as site generators take.

    Also lines `Title: …` without anything around them (Pelican), `#+title: …` (Org), and Pandoc's
    lines `% …` for title, authors and day.
    """
    toml = _TOML.match(text)
    if toml is not None:
        return _split_toml(text, toml)
    if not _JSON.match(text):
        return _split_bare(text)
    begin = len(text) - len(text.lstrip())
    problems: tuple[Problem, ...] = ()
    values: dict[str, Any]
    try:
        values, end = json.JSONDecoder(strict=False).raw_decode(text, begin)
    except (ValueError, RecursionError):
        closing = _JSON_END.search(text, begin)
        if closing is None:
            return FrontMatter(None, text)
        values, end = salvage_json(text[begin : closing.start()]), closing.end()
        problems = (Problem("front_matter.json"),)
    if not any(map(is_known, values)):
        return FrontMatter(None, text)
    return FrontMatter(_all_as_written(values), text[end:], problems)


def _split_bare(text: str) -> FrontMatter:
    """Front matter in lines of their own, above an empty one; a text may begin otherwise."""
    if pandoc := _PANDOC.match(text):
        pairs = zip(("title", "author", "date"), pandoc["lines"].split("\n"), strict=False)
        values = {key: line.removeprefix("%").strip() for key, line in pairs}
        authors = {"author": values["author"].split("; ")} if values.get("author") else {}
        return FrontMatter(values | authors, text[pandoc.end() :])
    bare = _BARE.match(text)
    if bare is None:
        return FrontMatter(None, text)
    lines = (line.removeprefix("#+").split(":", 1) for line in bare["lines"].rstrip().split("\n"))
    values = {key.strip(): value.strip() for key, value in lines}
    if "title" not in map(str.casefold, values) or not all(map(is_known, list(values)[:2])):
        return FrontMatter(None, text)
    return FrontMatter(values, text[bare.end() :])


def _split_toml(text: str, toml: re.Match[str]) -> FrontMatter:
    problems: tuple[Problem, ...] = ()
    try:
        values = tomllib.loads(toml["block"])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        values, unread = salvage_toml(toml["block"])
        if unread or not values:
            problems = (Problem("front_matter.toml", {"detail": error}),)
    return FrontMatter(_all_as_written(values), text[toml.end() :], problems)


def _all_as_written(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: _as_written(value) for key, value in values.items()}


def _as_written(value: object) -> object:
    """A value of TOML or JSON as front matter in YAML would give it: text, list, mapping, None."""
    if isinstance(value, dict):
        return _all_as_written(value)
    if isinstance(value, list):
        return [_as_written(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value)


def join_front_matter(values: Mapping[str, object], body: str) -> str:
    """The text of a file: front matter in the order given, a blank line, the body, a line end."""
    block = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"---\n{block}---\n\n{body}\n"


def amend_front_matter(text: str, values: Mapping[str, object], *, ascii_only: bool) -> str:
    """Sets values in a file's text, and leaves every other character of it as it is.

    Args:
        text: A file's text, not normalised.
        values: By key; None takes a key out. A key that is not there is put below the others.
        ascii_only: Write what is not ASCII as an escape.

    Returns:
        The text. That it says what it should is for the caller to see: what can be written in YAML
        is more than what is understood here.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    line_end = "\r\n" if "\r\n" in text else "\n"

    def written(key: str) -> str:
        width, allow_unicode = 1_000_000, not ascii_only
        entry = yaml.safe_dump(
            {key: values[key]}, allow_unicode=allow_unicode, sort_keys=False, width=width
        )
        return str(entry).rstrip("\n").replace("\n", line_end)

    if opening is None or closing is None:
        block = "".join(written(key) + line_end for key in values if values[key] is not None)
        return f"---{line_end}{block}---{line_end}{line_end}{text}"
    block = text[opening.end() : closing.start()]
    missing = dict.fromkeys(values)
    for key, start, end in reversed(_places(block)):
        if key not in values:
            continue
        missing.pop(key, None)
        if values[key] is None:
            end = line if (line := block.find("\n", end) + 1) else len(block)
            block = block[:start] + block[end:]
        else:
            block = block[:start] + written(key) + block[end:]
    if block and not block.endswith("\n"):
        block += line_end
    block += "".join(written(key) + line_end for key in missing if values[key] is not None)
    return text[: opening.end()] + block + text[closing.start() :]


def _places(block: str) -> list[tuple[str, int, int]]:
    """The keys of a block, and where each begins and its value ends."""
    try:
        return places_of_keys(block)
    except ArticleError:
        return [(entry.name, entry.start, entry.end) for entry in entries_of(block)[0]]
