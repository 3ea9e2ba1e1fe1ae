"""Looks for copyleft among what the project needs at run time: `python -m tests.licences`.

It walks from the requirements in `pyproject.toml` through those of the installed distributions and
fails on one under the GPL or the AGPL, with the requirements that bring it; the LGPL and the MPL
are fine, for they bind nobody who only imports. What a distribution says of itself is believed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"

_COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )General Public|Affero", re.IGNORECASE)
_GROUP = re.compile(r"\(([^()]*)\)")
_EXCEPTED = re.compile(r"\S+ WITH GCC-exception-\S+", re.IGNORECASE)


def findings(requirements: Iterable[str]) -> Iterator[str]:
    """What is wrong with the licences of these requirements and all that they bring, in lines."""
    queue: deque[tuple[Requirement, tuple[str, ...]]] = deque()
    queue += ((need, ()) for need in map(Requirement, requirements) if _applies(need, ()))
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        requirement, path = queue.popleft()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        way = (*path, requirement.name)
        try:
            found = distribution(requirement.name)
        except PackageNotFoundError:
            yield f"{' > '.join(way)}: is not installed, so its licence is unknown"
            continue
        licences = licences_of(found)
        if not licences:
            yield f"{' > '.join(way)}: names no licence"
        elif not all(map(is_free, licences)):
            yield f"{' > '.join(way)}: {', '.join(licences)}"
        needs = map(Requirement, found.requires or ())
        queue += ((need, way) for need in needs if _applies(need, requirement.extras))


def licences_of(found: Distribution) -> list[str]:
    """The licences a distribution names: by expression, else by classifiers, else in words."""
    if expression := found.metadata.get("License-Expression"):
        return [expression]
    classifiers = found.metadata.get_all("Classifier") or ()
    named = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    words = (found.metadata.get("License") or "").strip().splitlines()
    return [name for name in named if name != "OSI Approved"] or words[:1]


def is_free(licence: str) -> bool:
    """Whether a licence, or one of the choices in an SPDX expression, is no GPL and no AGPL."""
    licence = _EXCEPTED.sub("excepted", licence)
    while (simpler := _GROUP.sub(_weighed, licence)) != licence:
        licence = simpler
    return any(
        not any(map(_COPYLEFT.search, choice.split(" AND "))) for choice in licence.split(" OR ")
    )


def _weighed(group: re.Match[str]) -> str:
    return "free" if is_free(group[1]) else "GPL"


def _applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether a requirement is one here, asked for with some extras or none."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def main() -> int:
    """Prints what is wrong, and returns 1 if anything is."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    lines = list(findings(project["dependencies"]))
    for line in lines:
        print(line, file=sys.stderr)
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
