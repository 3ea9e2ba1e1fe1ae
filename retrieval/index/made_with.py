"""What made an index of its texts: libraries by version, our own rules by their source.

Two builds of the same files differ where the sentence splitter, the language guesser, the stemmer
or our rules have changed between them. A generation made with something else is not built upon: its
texts are read, split and analysed anew, and only their vectors, known by their words, are kept.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_LIBRARIES: Final = (
    *("ftfy", "htmldate", "mammoth", "marisa-trie", "py3langid", "pypdf", "sentencex", "tantivy"),
    "trafilatura",
)
# What turns a file's bytes into what is stored of it.
_RULES: Final = ("language", "corpus/readers", "segmentation", "index/catalog", "index/keywords")
# What finds, on a finished index, from which evidence on it is held to answer.
_CALIBRATION: Final = ("answering", "language")


@cache
def made_with() -> dict[str, str]:
    """What an index built now is made with.

    Returns:
        Versions of the libraries and of Unicode, and the hex SHA-256 of our rules.
    """
    found = {name: version(name) for name in _LIBRARIES}
    return found | {
        "unicode": unicodedata.unidata_version,
        "rules": _sources_sha256(_RULES),
        "calibration": _sources_sha256(_CALIBRATION),
    }


def texts_made_alike(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two indexes hold of the same texts the same, however they were calibrated."""
    return one | {"calibration": ""} == other | {"calibration": ""}


def _sources_sha256(folders: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        _add(digest, files("retrieval").joinpath(folder))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            _add(digest, entry)
        elif entry.name.endswith((".py", ".txt")):
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
