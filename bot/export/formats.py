"""What answers can be written as, for other programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ExportFormat(StrEnum):
    """What answers can be written as."""

    markdown = "markdown"
    csv = "csv"
    csl_json = "csl-json"
    ris = "ris"
    bibtex = "bibtex"


SUFFIXES: Final = {
    ExportFormat.markdown: ".md",
    ExportFormat.csv: ".csv",
    ExportFormat.csl_json: ".json",
    ExportFormat.ris: ".ris",
    ExportFormat.bibtex: ".bib",
}
"""What a file of each is called by programs that read it."""
