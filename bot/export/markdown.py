"""Markdown: question, quotes with the sentence that answers in bold, sources as links.

What of an article's words Markdown would take for its marks is escaped, so that a page shows them
as they are. Source: the CommonMark specification, version 0.31.2, sections 2.4 and 6.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.escape import one_line, visible
from bot.export.cited import ArticleOf, names, web_address
from bot.texts.shared import SharedTexts
from retrieval.answer import Answer, Certainty, Quote

_MARKS: Final = re.compile(r"[\\`*_\[\]<>#|~&!$^{}]")
# A list, a rule or an underline of a headline, where a line begins so.
_LINE_START: Final = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))", re.MULTILINE)


def to_markdown(answers: Sequence[Answer], article_of: ArticleOf, texts: SharedTexts) -> str:
    """Writes a section for each question; what is not answered says so and quotes nothing."""
    asked = [answer for answer in answers if not answer.talk]
    return "\n".join("\n".join(_section(each, article_of, texts)) for each in asked)


def _section(answer: Answer, article_of: ArticleOf, texts: SharedTexts) -> Iterator[str]:
    yield f"## {escaped(one_line(answer.question))}\n"
    if not answer.answered:
        yield f"*{escaped(texts.not_in_corpus)}*\n"
        return
    if answer.certainty is Certainty.UNSURE:
        yield f"*{escaped(texts.unsure)}*\n"
    for quote in answer.quotes:
        head = f"{escaped(quote.head.text)}\n[…]\n" if quote.head else ""
        yield "".join(f"> {line}".rstrip() + "\n" for line in (head + _words(quote)).split("\n"))
        yield f"{_source(quote, article_of, texts)}\n"


def _source(quote: Quote, article_of: ArticleOf, texts: SharedTexts) -> str:
    citation = quote.citation
    title, address = escaped(one_line(citation.title)), web_address(citation.url)
    facts = [
        f"[{title}](<{address}>)" if address else title,
        *map(escaped, names(article_of(citation.article).authors)),
        *([escaped(one_line(citation.publisher))] if citation.publisher else []),
        *([citation.date.isoformat()] if citation.date else []),
        texts.place(citation),
    ]
    return "— " + ", ".join(facts)


def _words(quote: Quote) -> str:
    first, last = quote.highlight.start - quote.start, quote.highlight.end - quote.start
    before, marked, after = quote.text[:first], quote.text[first:last], quote.text[last:]
    # Bold needs white space on both sides, and ends with a paragraph.
    apart = (not before or before[-1].isspace()) and (not after or after[0].isspace())
    if apart and marked == marked.strip() and marked and not re.search(r"\n\s*\n", marked):
        return f"{escaped(before)}**{escaped(marked)}**{escaped(after)}"
    return escaped(quote.text)


def escaped(text: str) -> str:
    """Returns the text so that Markdown shows it as it is, but for white space."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", visible(text))
    text = _MARKS.sub(r"\\\g<0>", text)
    return _LINE_START.sub(_at_line_start, text)


def _at_line_start(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"
