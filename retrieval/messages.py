"""What the engine's problems are called in English, by code.

A sentence says what went wrong and shows the value seen; what to do is left to the faces, for only
they know how their users do it. Names in braces are the problem's fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "index.other_stages": (
        "the index in {path} was built for the stages {found}, not for {wanted}"
    ),
}
