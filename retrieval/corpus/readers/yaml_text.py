"""YAML whose plain values stay text; see `frontmatter.py` for why.

A key that is known and given twice counts the first time; PyYAML would take the last without a
word.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from retrieval.corpus.readers.field_names import is_known
from retrieval.errors import ArticleError, Problem

MAX_FRONT_MATTER_CHARS = 65_536
MAX_DEPTH = 50
"""Lists in lists: PyYAML reads more of them than it can write again."""


class _Loader(yaml.SafeLoader):
    """Resolves nothing but "no value", refuses tags, and takes the first of a key given twice."""

    _depth = 0

    def __init__(self, block: str) -> None:
        """Takes what is to be read."""
        super().__init__(block)
        # The known keys given twice, and the line in which each is first given again.
        self.repeated: dict[str, int] = {}

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
        if isinstance(node, yaml.MappingNode):  # `!!map b` makes one of what is none
            first: dict[str, tuple[yaml.Node, yaml.Node]] = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise _problem("a key must be one word", key)
                if first.setdefault(key.value, (key, value))[0] is not key and is_known(key.value):
                    self.repeated.setdefault(key.value, key.start_mark.line + 1)
            node.value = list(first.values())
        return super().construct_mapping(node, deep)


_PREFIX = "tag:yaml.org,2002:"
_READ = (None, *(f"{_PREFIX}{kind}" for kind in ("null", "str", "seq", "map")))
_Loader.yaml_constructors = {tag: yaml.SafeLoader.yaml_constructors[tag] for tag in _READ}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_PREFIX + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _problem(problem: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark)


def load_yaml(block: str, lines_before: int) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Reads a block of `key: value`.

    Args:
        block: The block.
        lines_before: Lines above it in its file, for problems to name.

    Returns:
        The values by key (strings, lists, mappings, or None), in the order of the block, and the
        known keys that are given twice.

    Raises:
        ArticleError: It is too long, nested too deeply, no YAML, or not a list of `key: value`.
    """
    if len(block) > MAX_FRONT_MATTER_CHARS:
        raise ArticleError(
            "front_matter.too_long", chars=len(block), max_chars=MAX_FRONT_MATTER_CHARS
        )
    loader = _Loader(block)
    try:
        values = loader.get_single_data()
    except yaml.YAMLError as error:
        raise ArticleError(_explain(error, lines_before)) from None
    except (OverflowError, ValueError) as error:  # an escape such as "\UFFFFFFFF"
        raise ArticleError("front_matter.yaml_nowhere", detail=error) from None
    finally:
        loader.dispose()
    if values is None:
        return {}, ()
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ArticleError("front_matter.no_list", line=lines_before)
    repeated = loader.repeated.items()
    return values, tuple(
        Problem("front_matter.twice", {"key": key, "line": line + lines_before})
        for key, line in repeated
    )


def places_of_keys(block: str) -> list[tuple[str, int, int]]:
    """Where the keys of a block stand.

    Args:
        block: The block.

    Returns:
        Each key, where it begins and where its value ends, comments not counted.

    Raises:
        ArticleError: It is no YAML, or one of the values is an alias.
    """
    loader = _Loader(block)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise ArticleError(_explain(error, 0)) from None
    finally:
        loader.dispose()
    entries = []
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        start, end = key.start_mark.index, value.end_mark.index
        if end < start:  # an alias, which stands where what it means does
            raise ArticleError("front_matter.yaml_nowhere", detail="alias")
        lines = block[start:end].rstrip().split("\n")
        if isinstance(value, yaml.CollectionNode):  # it ends where the next key begins
            while lines[-1].lstrip().startswith("#") or not lines[-1].strip():
                lines.pop()
        entries.append((key.value, start, start + len("\n".join(lines).rstrip())))
    return entries


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
