"""Numbers in sentences: with the right noun, and the language's decimal sign."""

from __future__ import annotations


class Count(int):
    """A number that chooses its noun.

    As `{n:Sekunde/Sekunden}` in a text it reads "1 Sekunde" or "12 Sekunden".
    """

    def __format__(self, nouns: str) -> str:
        """The number, and the noun for it where two are given."""
        one, slash, many = nouns.partition("/")
        return f"{int(self)} {one if self == 1 else many}" if slash else super().__format__(nouns)


def decimal(value: float, language: str, digits: int = 1) -> str:
    """A number with the language's decimal sign and so many digits behind it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "de" else text
