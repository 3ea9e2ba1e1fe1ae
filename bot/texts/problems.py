"""What is said of problems, the engine's and our own: in the language and the words of who is told.

The sentences of the command line name its commands and options. On Telegram there are none, and
paths of the server are nobody's business: what only the operator can mend is said to be that.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from bot import messages as faces
from bot.texts.counting import Decimal
from bot.texts.texts import Language
from retrieval import messages
from retrieval.errors import Problem

# What is English in these, or between apostrophes, comes from elsewhere.
_FROM_ELSEWHERE: Final = ("choices", "detail", "reason", "seen", "value")
_OPERATORS: Final = ("index.", "model.")
_OPERATOR: Final[dict[Language, str]] = {
    "de": "mit dem Index oder dem Modell stimmt etwas nicht; der Betreiber muss nachsehen",
    "en": "something is wrong with the index or the model; the operator has to look",
}


def in_words(problem: Problem, language: Language, face: Literal["cli", "telegram"] = "cli") -> str:
    """Puts a problem into words.

    Args:
        problem: The problem; problems among its fields are put into words alike.
        language: Of the words.
        face: Where they are read.

    Returns:
        One line, without a full stop.
    """
    sentence = _sentence(problem.code, language, face)
    words = {
        name: in_words(value, language, face)
        if isinstance(value, Problem)
        else _in_german(name, value)
        if language == "de"
        else value
        for name, value in problem.fields.items()
    }
    return sentence.format_map(words)


def _in_german(name: str, value: object) -> object:
    if isinstance(value, float):
        return Decimal(value)
    if isinstance(value, dt.date):
        return f"{value.day:02d}.{value.month:02d}.{value.year}"
    if name in _FROM_ELSEWHERE:
        from bot.texts.reasons import in_german

        return in_german(str(value))
    return value


def _sentence(code: str, language: Language, face: Literal["cli", "telegram"]) -> str:
    # Only who needs them reads the tables: most answers are told without a problem.
    from bot.texts import problems_de, problems_en

    if face == "telegram":
        own = problems_de.TELEGRAM if language == "de" else problems_en.TELEGRAM
        if code in own:
            return own[code]
        if code.startswith(_OPERATORS):
            return _OPERATOR[language]
    tables = (
        (problems_de.GERMAN, problems_de.FACES)
        if language == "de"
        else (messages.ENGLISH, faces.ENGLISH)
    )
    return next(table[code] for table in tables if code in table)
