"""What Markdown holds that no reader of the page sees: comments, and marks of site generators.

Such a text may say "not to be published", or nothing at all; it is no part of the article. What
stands in a code block or between backticks is shown as it is, and stays. An entity (`&uuml;`) is
the character that a page shows in its place.
"""

from __future__ import annotations

import re
from typing import Final

from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.entities import unescaped, unescaped_words

# Notebooks' and HTML's comments, and what Hugo, Jekyll and MDX put in when they make the page.
_PAIRS: Final = {"<!--": "-->", "{{<": ">}}", "{{%": "%}}", "{%": "%}", "{/*": "*/}", "%%": "%%"}
_OPENING: Final = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^`\n]*$|(?P<code>`+[^`\n]*`+)"
    r"|(?P<mark><!--|\{\{<|\{\{%|\{%|\{/\*|^%%)",
    re.MULTILINE,
)
_TAG: Final = r"</?[A-Za-z][\w-]*(?:[\s/][^<>]*)?>"
_TAGS: Final = re.compile(rf"^[ \t>]*{_TAG}(?:[ \t]*{_TAG})*[ \t]*$", re.MULTILINE)
_CALLOUT: Final = re.compile(r"^([ \t>]*)\[![A-Za-z]+\][+-]?(?:[ \t]+|$)", re.MULTILINE)
_EMBED: Final = re.compile(r"^[ \t>]*!\[\[[^\]\n]+\]\][ \t]*$", re.MULTILINE)


def without_unshown(text: str) -> str:
    """A Markdown text without what is not shown of it.

    Args:
        text: The text, normalised.

    Returns:
        It without comments, marks of site generators, lines of nothing but HTML tags or an embedded
        file, and the kind of a callout (`[!warning]`), with characters for entities; normalised. An
        opening mark that nothing closes stays.

    Raises:
        ArticleError: As for `normalise`.
    """
    shown: list[str] = []
    prose = position = 0
    unclosed: set[str] = set()
    while found := _OPENING.search(text, position):
        position = end = found.end()
        if not found["code"]:
            closing = found["fence"] or _PAIRS[found["mark"]]
            at = -1 if closing in unclosed else text.find(closing, position)
            if at < 0:
                unclosed.add(closing)
                continue
            end = at + len(closing)
        shown.append(_without_marks(text[prose : found.start()]))
        if not found["mark"]:
            shown.append(text[found.start() : end])
        prose = position = end
    shown.append(_without_marks(text[prose:]))
    return normalise("".join(shown))


def _without_marks(prose: str) -> str:
    shown = _CALLOUT.sub(r"\1", _EMBED.sub("", _TAGS.sub("", prose)))
    return unescaped(unescaped_words(shown))
