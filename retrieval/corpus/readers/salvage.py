"""Front matter that is not what it should be, read key by key.

A headline with a colon in it, a template's `{{title}}`, a list that nothing closes: to YAML, TOML
or JSON the whole block is none then. Each known key is read by itself here; a plain value that only
the marks of its format stand in the way of is the text that it looks like.
"""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from typing import Any, Final, NamedTuple

from retrieval.corpus.readers.field_names import is_known
from retrieval.corpus.readers.yaml_text import load_yaml
from retrieval.errors import ArticleError, Problem

_MAX_NAME_CHARS: Final = 60
_ENTRY: Final = re.compile(
    r"""(?P<quote>["']?)(?P<name>[^\W_][^"':#\n]*?)(?P=quote)"""
    r"[ \t]*:(?:[ \t]+(?P<value>.*)|[ \t]*)"
)
_BELOW: Final = re.compile(r"[ \t#-]|$")
# Where YAML begins a list, a mapping, an anchor, a tag or a text of several lines.
_NO_TEXT: Final = re.compile(r"[\[{&*!|>]")
_TOML_ENTRY: Final = re.compile(r"""^["']?(?P<name>[\w-]+)["']?[ \t]*=[ \t]*(?P<value>.*)$""", re.M)
_TOML_TABLE: Final = re.compile(r"^\[", re.M)
_JSON_ENTRY: Final = re.compile(r'"(?P<name>[\w-]+)"\s*:\s*(?P<value>"(?:[^"\\\n]|\\.)*")')


class Entry(NamedTuple):
    """A key with its value, which may go on over lines.

    Attributes:
        name: The key.
        start: Its first character.
        end: One past the last of its value.
        line: Its line, from 1.
        value: What stands beside it.
    """

    name: str
    start: int
    end: int
    line: int
    value: str


class Salvaged(NamedTuple):
    """What was read.

    Attributes:
        values: Of the known keys, as front matter that is well formed would give them.
        problems: The keys that could not be read.
        end: One past what belongs to the front matter.
        whole: Whether every line belongs to some key.
    """

    values: dict[str, Any]
    problems: tuple[Problem, ...]
    end: int
    whole: bool


def salvage_yaml(block: str, lines_before: int, *, is_open: bool = False) -> Salvaged:
    """Reads the known keys of a block that is no YAML.

    Args:
        block: The block; what follows it, too, where it is open.
        lines_before: Lines above it in its file, for problems to name.
        is_open: Whether nothing closes it: it ends at an empty line, or where no key stands.

    Returns:
        What could be read.
    """
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    entries, end, whole = entries_of(block, is_open=is_open)
    for entry in entries:
        if not is_known(entry.name):
            continue
        if entry.name in values:
            place = {"key": entry.name, "line": entry.line + lines_before}
            problems.setdefault(entry.name, Problem("front_matter.twice", place))
            continue
        text = block[entry.start : entry.end]
        try:
            values |= load_yaml(text, entry.line - 1 + lines_before)[0]
        except ArticleError as error:
            value = entry.value.strip()
            if "\n" in text.strip() or _NO_TEXT.match(value):
                problems.setdefault(entry.name, error.problem)
            else:
                values[entry.name] = _unquoted(value)
    return Salvaged(values, tuple(problems.values()), end, whole)


def entries_of(block: str, *, is_open: bool = False) -> tuple[list[Entry], int, bool]:
    """The keys of a block by its lines: how far each one's value goes, no more is looked at.

    Args:
        block: As for `salvage_yaml`.
        is_open: As for `salvage_yaml`.

    Returns:
        The keys, one past the last character that belongs to them, and whether every line does.
    """
    entries: list[Entry] = []
    position, whole = 0, True
    for number, line in enumerate(block.splitlines(keepends=True), 1):
        bare = line.rstrip()
        found = _ENTRY.fullmatch(bare)
        if found and (len(found["name"]) > _MAX_NAME_CHARS or (is_open and " " in found["name"])):
            found = None
        below = _BELOW.match(bare) is not None
        if is_open and ((found is None and not below) or not bare):
            return entries, position, whole
        if found:
            end = position + len(bare)
            entries.append(Entry(found["name"], position, end, number, found["value"] or ""))
        elif not below or not entries:
            whole = whole and not bare.strip()
        elif bare.strip() and not bare.lstrip().startswith("#"):
            entries[-1] = entries[-1]._replace(end=position + len(bare))
        position += len(line)
    return entries, position, whole


def salvage_toml(block: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Reads the known keys of a block that is no TOML, above its first table.

    Args:
        block: The block.

    Returns:
        The values, and the keys that could not be read.
    """
    values: dict[str, Any] = {}
    unread: list[str] = []
    table = _TOML_TABLE.search(block)
    for entry in _TOML_ENTRY.finditer(block, 0, table.start() if table else len(block)):
        name, value = entry["name"], entry["value"].strip()
        if not is_known(name) or name in values:
            continue
        with suppress(tomllib.TOMLDecodeError, RecursionError):
            values[name] = tomllib.loads(f"x = {value}")["x"]
            continue
        if value[:1] in ("[", "{") or value[:3] in ('"""', "'''"):
            unread.append(name)
        else:
            values[name] = _unquoted(value)
    return values, tuple(unread)


def salvage_json(block: str) -> dict[str, Any]:
    """The texts by known keys in a JSON object that is damaged."""
    values: dict[str, Any] = {}
    for entry in _JSON_ENTRY.finditer(block):
        with suppress(ValueError):
            if is_known(entry["name"]):
                values.setdefault(entry["name"], json.loads(entry["value"]))
    return values


def _unquoted(value: str) -> str:
    """A value without the quotation marks at its two ends, or a lone one at its beginning."""
    first = value[:1]
    if first in ('"', "'"):
        return value[1:-1] if len(value) > 1 and value.endswith(first) else value[1:]
    return value
