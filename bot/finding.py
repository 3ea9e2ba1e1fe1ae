"""What an examination of the installation found; every face may add its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What, in a word.
        severity: `error` stands in the way of answering; `warning` will, or costs something.
        message: One line: what was seen.
        remedy: One line: what to do; None where nothing need be done.
    """

    name: str
    severity: Severity
    message: str
    remedy: str | None = None
