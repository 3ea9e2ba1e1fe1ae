"""One exception root. An error carries a problem: a code, and the values seen.

The code and the fields are for whoever has to react, and for faces, which put the problem into
their own words and language. `str(error)` is one line of English for everybody else: what went
wrong, and the value seen (`retrieval/messages.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from retrieval.messages import ENGLISH


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with something, without the words for it.

    Attributes:
        code: Names the kind, a key of `retrieval.messages.ENGLISH`.
        fields: The values seen, by the names that the sentence uses; a value may be a problem
            itself, where one is the reason for another.
    """

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """One line of English."""
        return ENGLISH[self.code].format_map(self.fields)

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON values; what is no number or text is written as text."""
        return {
            "code": self.code,
            "fields": {
                name: value.to_json()
                if isinstance(value, Problem)
                else (value if isinstance(value, int | float | str) else str(value))
                for name, value in self.fields.items()
            },
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Reads what `to_json` wrote.

        Args:
            record: The parsed JSON object.

        Returns:
            The problem, equal to the one written but for values that JSON cannot hold, now texts.

        Raises:
            KeyError: Something else wrote it.
        """
        fields = {
            name: cls.from_json(value) if isinstance(value, dict) else value
            for name, value in record["fields"].items()
        }
        return cls(record["code"], fields)


class WortlautError(Exception):
    """Anything Wortlaut refuses to do; `str(error)` is one line fit for a user's eyes.

    Attributes:
        problem: What is wrong.
    """

    problem: Problem

    def __init__(self, code: str | Problem, /, **fields: object) -> None:
        """Takes the problem, or makes it.

        Args:
            code: The problem's code, or the whole problem.
            **fields: The values seen.
        """
        self.problem = code if isinstance(code, Problem) else Problem(code, fields)
        super().__init__(self.problem)

    def __str__(self) -> str:
        """The problem in one line of English."""
        return str(self.problem)


class ArticleError(WortlautError):
    """A file that is no readable article; it is skipped by name and the rest goes on."""


class CorpusError(WortlautError):
    """The corpus folder is missing, empty, or holds no readable article."""


class ModelError(WortlautError):
    """An embedding model that cannot be had, loaded or compiled."""


class IndexMissingError(WortlautError):
    """There is no index yet at the given folder."""


class IndexDamagedError(WortlautError):
    """An index whose files are missing, truncated or altered, or of another schema or model."""


class IndexFolderError(IndexDamagedError):
    """An index folder that is none, or that may not be read; building anew would not help."""


class IndexBusyError(WortlautError):
    """Another process is building this index right now."""


class MachineError(WortlautError):
    """Memory, files or threads run out, no permission, or a disk fails; nothing is damaged."""


class StorageError(WortlautError):
    """The disk is full, read-only or otherwise refuses."""


class QuestionError(WortlautError):
    """A question that cannot be asked, or a text that cannot be checked: empty, or too long."""


class ReceiptError(WortlautError):
    """The id of a receipt that is none, or a file that is no receipt."""


class QuestionSetError(WortlautError):
    """An evaluation file that cannot be read; the message names the line."""
