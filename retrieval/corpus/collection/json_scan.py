"""Where records begin and end in JSON, found without parsing any of it.

A file of any size is looked through in its mapped bytes, token by token: strings, which are passed
over whole, and brackets. What a record holds is not judged here, so a bad one costs itself alone;
where the brackets do not close, that is the end of what can be told apart.
"""

from __future__ import annotations

import mmap
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

Bytes: TypeAlias = bytes | mmap.mmap

# Possessive: a string is passed over once, whatever follows it.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{}]', re.DOTALL)
_COLON: Final = re.compile(rb"\s*:")
_GAP: Final = re.compile(rb"\s*,?\s*")
_OPENING: Final = b"{["
_LEVELS: Final = 6
_MAX_CONTAINERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Extent:
    """Where something of a file begins and ends; `is_record` if it is an object."""

    start: int
    end: int
    is_record: bool = True


@dataclass(slots=True)
class Container:
    """A list or an object of the outer levels.

    Attributes:
        start: Where it begins; -1 stands for the file itself.
        is_list: Which of the two.
        records: How many objects it holds.
        record_bytes: Their length in all.
        texts: Of an object, the names of its fields that are strings.
    """

    start: int
    is_list: bool
    records: int
    record_bytes: int
    texts: list[str]


def containers(data: Bytes) -> list[Container]:
    """The lists and objects of the outer levels that lie in no list.

    Args:
        data: The file.

    Returns:
        First the file itself, as a list of what stands in it; then the others, by their beginning.
    """
    whole = Container(-1, True, 0, 0, [])
    found, open_, depth = [whole], [whole], 0
    last = b""
    for token in _TOKEN.finditer(data):
        mark = token[0][:1]
        if mark in _OPENING:
            depth += 1
            outer = open_[-1]
            is_inner = outer.records > 0 if outer is whole else outer.is_list
            if depth == len(open_) and depth <= _LEVELS:
                # Of an element of a list only the size counts.
                is_list = is_inner or mark == b"["
                open_.append(Container(token.start(), is_list, 0, 0, []))
                if not is_inner and len(found) < _MAX_CONTAINERS:
                    found.append(open_[-1])
        elif mark in b"]}":
            if depth and depth == len(open_) - 1:
                closed, outer = open_.pop(), open_[-1]
                if mark == b"}":
                    outer.records += 1
                    outer.record_bytes += token.end() - closed.start
            depth = max(0, depth - 1)
        elif depth == len(open_) - 1 and not open_[-1].is_list:
            if _COLON.match(data, token.end()):
                last = token[0]
            else:
                open_[-1].texts.append(last[1:-1].decode("utf-8", "replace"))
    return found


def spans(data: Bytes, container: Container) -> Iterator[Extent | None]:
    """What a container holds, of an object only the objects in it.

    Args:
        data: The file.
        container: From `containers`.

    Yields:
        Each element of a list: its place, and whether it is an object; None, and nothing more,
        where the brackets do not close.
    """
    begun, before = -1, container.start + 1
    if container.start < 0 and data[:3] == BOM_UTF8:
        before = len(BOM_UTF8)
    for mark, start, end, depth in _steps(data, container.start + 1):
        if mark == b'"' or (depth < 0 and container.start < 0):
            break  # a string without an end, or a bracket that nothing has opened
        if mark in _OPENING and depth == 0:
            begun = start
        if depth < 1 and (begun == start or depth < 0) and container.is_list:
            yield from _stray(data, before, start)
        if depth < 0:
            return
        if mark in b"]}" and depth == 0:
            before = end
            if mark == b"}" or container.is_list:
                yield Extent(begun, end, mark == b"}")
            begun = -1
    else:
        if container.start < 0 and begun < 0:
            yield from _stray(data, before, len(data))
            return
    yield None


def _steps(data: Bytes, start: int) -> Iterator[tuple[bytes, int, int, int]]:
    """The brackets from a place on: each, where it is, how many are open around it."""
    depth = 0
    for token in _TOKEN.finditer(data, start):
        mark = token[0][:1]
        if mark in _OPENING:
            yield mark, token.start(), token.end(), depth
            depth += 1
        elif mark in b"]}":
            depth -= 1
            yield mark, token.start(), token.end(), depth
        elif token[0] == b'"':
            yield mark, token.start(), token.end(), depth
            return


def _stray(data: Bytes, start: int, end: int) -> Iterator[Extent]:
    """What stands between two elements of a list, if it is more than a comma."""
    if not _GAP.fullmatch(data, start, end):
        yield Extent(start, end, False)
