"""Tables of cases and their reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """Sentences that, joined by blanks, are to be found again; `flaw` says why they are not."""

    kind: str
    sentences: tuple[str, ...]
    flaw: str | None


def read_golden(name: str) -> list[GoldenCase]:
    """Reads a table: blocks of "# kind", an optional "! flaw", and one sentence a line."""
    cases = []
    for block in (FOLDER / name).read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip().splitlines()
        flaw = next((line[1:].strip() for line in lines if line.startswith("!")), None)
        sentences = tuple(line for line in lines if line[0] not in "#!")
        if sentences:
            cases.append(GoldenCase(lines[0][1:].strip(), sentences, flaw))
    return cases
