"""How a quotation differs from the article, word by word, for a face to mark up."""

from __future__ import annotations

from typing import Literal, NamedTuple

from retrieval.quotations import Quotation


class DiffPart(NamedTuple):
    """Words that both have, that the quotation alone has, or that the article alone has."""

    of: Literal["both", "quotation", "article"]
    text: str


def difference(quotation: Quotation) -> list[DiffPart]:
    """A quotation's words with the article's beside them where they differ.

    Args:
        quotation: An altered one.

    Returns:
        The parts, in the order of the quotation; their texts but the article's join to its text.
    """
    parts: list[DiffPart] = []
    done = 0
    text = quotation.text
    for alteration in sorted(
        quotation.alterations, key=lambda alteration: (alteration.quoted_start, alteration.start)
    ):
        parts.append(DiffPart("both", text[done : alteration.quoted_start]))
        parts.append(DiffPart("quotation", alteration.quoted))
        source = alteration.source
        if source and not alteration.quoted:  # beside what it stands behind
            source = f" {source}"
        parts.append(DiffPart("article", source))
        done = alteration.quoted_end
    parts.append(DiffPart("both", text[done:]))
    return [part for part in parts if part.text]
