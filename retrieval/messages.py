"""What the engine's problems are called in English, by code.

A sentence says what went wrong and shows the value seen; what to do is left to the faces, for only
they know how their users do it. Names in braces are the problem's fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # a question set
    "question_set_unreadable": "{path}: cannot be read ({reason}); give a JSON-lines file of"
    " questions",
    "question_set_empty": "{path}: holds no question; write one JSON object a line,"
    ' {{"question": "…", "answer": "…"}}',
    "question_set_line": "{path}, line {line}: {reason}",
    "not_utf8": "byte 0x{byte} is not UTF-8; save the file in that encoding",
    "not_json": "not JSON: {value}; write one JSON object a line",
    "not_an_object": "must be a JSON object, not {value}",
    "question_missing": '"question" is missing; every line asks one',
    "lone_surrogate": '"{key}" holds half a surrogate pair: {value}',
    "wrong_kind": '"{key}" must be {kind}, not {value}',
    "paragraph_without_article": '"paragraph" {value} needs the "article" it counts in',
}
