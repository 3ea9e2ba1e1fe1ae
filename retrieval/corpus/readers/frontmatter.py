"""Front matter: the YAML block between `---` lines that opens an article's file.

In: a file's text. Out: its keys with their values *as written*, and the body under them. YAML
would turn a headline `Nein` into a boolean, `2024` into a number and `2025-01-18` into a date; here
every plain value stays the text that stands in the file, and only `~`, `null` and nothing mean "no
value". The loader is PyYAML's safe one without its types: no value can make Python objects, and an
explicit tag (`!!int`, `!!timestamp`, `!!merge`) is refused. So is a key that is read and given
twice: one of the two would be lost without a word. A merge key (`<<`) is a key like any other:
merging takes PyYAML (6.0.4) time that grows with the square of their number. TOML between lines of
`+++` and a JSON object, as site generators take them, are front matter, too.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from retrieval.corpus.readers.fields import KEYS
from retrieval.errors import ArticleError, Problem

MAX_FRONT_MATTER_CHARS = 65_536
MAX_DEPTH = 50
"""Lists in lists: PyYAML reads more of them than it can write again."""

_OPENING = re.compile(r"\s*?^---[ \t]*\r?\n", re.MULTILINE)
_TOML = re.compile(r"\s*?^\+\+\+[ \t]*\n(?P<block>.*?)^\+\+\+[ \t]*$\n?", re.M | re.DOTALL)
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)


class _Loader(yaml.SafeLoader):
    """Resolves nothing but "no value"; refuses explicit tags, and a known key given twice."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ArticleError("front_matter.too_deep", max_depth=MAX_DEPTH)
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merges nothing; see above."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        # `!!map b` makes a mapping of what is none; PyYAML says so.
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if not isinstance(key, yaml.ScalarNode):
                raise _problem("a key must be one word", key)
            if key.value in seen and key.value.lower() in KEYS:
                raise _problem(f"key “{key.value}” is given twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_PREFIX = "tag:yaml.org,2002:"
_READ = (None, *(f"{_PREFIX}{kind}" for kind in ("null", "str", "seq", "map")))
_Loader.yaml_constructors = {tag: yaml.SafeLoader.yaml_constructors[tag] for tag in _READ}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_PREFIX + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _problem(problem: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark)


def split_front_matter(text: str) -> tuple[dict[str, Any] | None, str]:
    """Parts a text into front matter and body.

    Args:
        text: A file's text, normalised.

    Returns:
        The values by key (strings, lists, mappings, or None), in the file's order, and the body.
        Without front matter: None and the whole text.

    Raises:
        ArticleError: Front matter that is not closed, not YAML, or not a list of `key: value`;
            the message names the line and the problem.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return _split_other(text)
    first_line = text.count("\n", 0, opening.end())
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise ArticleError("front_matter.open", line=first_line)
    block = text[opening.end() : closing.start()]
    return _load(block, first_line), text[closing.end() :]


def _split_other(text: str) -> tuple[dict[str, Any] | None, str]:
    """Front matter in TOML between lines of `+++`, or one JSON object, as site generators take."""
    toml = _TOML.match(text)
    if toml is not None:
        try:
            values: object = tomllib.loads(toml["block"])
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ArticleError("front_matter.toml", detail=error) from None
        end = toml.end()
    elif text.lstrip().startswith("{"):
        begin = len(text) - len(text.lstrip())
        try:
            values, end = json.JSONDecoder(strict=False).raw_decode(text, begin)
        except (ValueError, RecursionError):
            return None, text  # a text may begin with a brace
    else:
        return None, text
    if not isinstance(values, dict) or not any(key.lower() in KEYS for key in values):
        return None, text
    return {key: _as_written(value) for key, value in values.items()}, text[end:]


def _as_written(value: object) -> object:
    """A value of TOML or JSON as front matter in YAML would give it: text, list, mapping, None."""
    if isinstance(value, dict):
        return {key: _as_written(item) for key, item in value.items()}
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

    Raises:
        ArticleError: As for `split_front_matter`.
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
    for key, start, end in reversed(_entries(block, text.count("\n", 0, opening.end()))):
        if key not in values:
            continue
        del missing[key]
        if values[key] is None:
            end = line if (line := block.find("\n", end) + 1) else len(block)
            block = block[:start] + block[end:]
        else:
            block = block[:start] + written(key) + block[end:]
    if block and not block.endswith("\n"):
        block += line_end
    block += "".join(written(key) + line_end for key in missing if values[key] is not None)
    return text[: opening.end()] + block + text[closing.start() :]


def _entries(block: str, lines_before: int) -> list[tuple[str, int, int]]:
    """The keys of a block, and where each begins and its value ends, comments not counted."""
    loader = _Loader(block)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise ArticleError(_explain(error, lines_before)) from None
    finally:
        loader.dispose()
    entries = []
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        start, end = key.start_mark.index, value.end_mark.index
        lines = block[start:end].rstrip().split("\n")
        if isinstance(value, yaml.CollectionNode):  # it ends where the next key begins
            while lines[-1].lstrip().startswith("#") or not lines[-1].strip():
                lines.pop()
        entries.append((key.value, start, start + len("\n".join(lines).rstrip())))
    return entries


def _load(block: str, lines_before: int) -> dict[str, Any]:
    if len(block) > MAX_FRONT_MATTER_CHARS:
        raise ArticleError(
            "front_matter.too_long", chars=len(block), max_chars=MAX_FRONT_MATTER_CHARS
        )
    try:
        values = yaml.load(block, Loader=_Loader)  # noqa: S506 (a subclass of SafeLoader)
    except yaml.YAMLError as error:
        raise ArticleError(_explain(error, lines_before)) from None
    except (OverflowError, ValueError) as error:  # an escape such as "\UFFFFFFFF"
        raise ArticleError("front_matter.yaml_nowhere", detail=error) from None
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ArticleError("front_matter.no_list", line=lines_before)
    return values


def _explain(error: yaml.YAMLError, lines_before: int) -> Problem:
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    detail = " ".join(said.split())
    if mark is None:
        return Problem("front_matter.yaml_nowhere", {"detail": detail})
    line = mark.line + 1 + lines_before
    if said.startswith("mapping values are not allowed"):
        return Problem("front_matter.colon", {"line": line})
    return Problem("front_matter.yaml", {"line": line, "detail": detail})
