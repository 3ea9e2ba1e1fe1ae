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


class Decimal(float):
    """A number with a decimal comma."""

    def __format__(self, spec: str) -> str:
        """The number as always, but for the comma."""
        return super().__format__(spec).replace(".", ",")


def decimal(value: float, language: str, digits: int = 1) -> str:
    """A number with the language's decimal sign and so many digits behind it."""
    return f"{Decimal(value) if language == 'de' else value:.{digits}f}"
