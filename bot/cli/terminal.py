"""Answer → the terminal.

An answer becomes rows: a margin, then pieces of text, each with a role. Two writers print the same
rows. A quote stands behind a bar: what comes before the highlight, the highlight marked `▶`, what
follows, each on lines of its own, so that the mark lies in the margin and never among the words.
The head of a table stands above its row, `⋮` between them for what is left out. In a terminal
(`bot.cli.terminal_colour`) lines are wrapped to its width, the highlight is bold and sources are
links; in a pipe (here) nothing is wrapped or coloured.

Between margin and end of line stand the article's words and nothing else; labels and marks are
never inside them. Characters that could steer a terminal are made visible (`bot.escape`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bot.escape import one_line, visible
from bot.texts.shared import told_of_filter, told_of_search, told_of_slips
from bot.texts.texts import Texts
from retrieval.answer import Answer, Certainty, Citation, Quote, Refusal
from retrieval.receipt import id_of

Role = Literal["text", "highlight", "number", "bar", "title", "meta", "source", "notice"]

BAR = "│"
GAP = "⋮"
MARK = "▶"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one role.

    Attributes:
        text: The text.
        role: What it is.
        link: Where a terminal's click leads.
        underlined: First code point and one past the last of what is underlined in it.
    """

    text: str
    role: Role
    link: str | None = None
    underlined: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row before wrapping.

    Attributes:
        margin: What stands left of every line of the row.
        pieces: The text.
        quoted: Whether the text is an article's own and stands behind a bar.
    """

    margin: str
    pieces: tuple[Piece, ...]
    quoted: bool = False


def answer_rows(
    answer: Answer,
    texts: Texts,
    file_link: Callable[[str], str | None],
    *,
    receipts: bool = False,
) -> list[Row]:
    """Lays out an answer.

    Args:
        answer: What the corpus says.
        texts: In which language.
        file_link: A citation's path → the address a terminal can open, or None.
        receipts: Whether each quote's source is followed by the id of its receipt.

    Returns:
        The rows, top to bottom; a row without pieces is an empty line.
    """
    if answer.talk:
        return [Row("", (Piece(texts.talk[answer.talk], "text"),))]
    rows: list[Row] = []
    searched = answer.searched and one_line(answer.searched)
    for sentence in told_of_search(searched, answer.period, texts.shared):
        rows.append(Row("", (Piece(sentence, "notice"),)))
    if answer.refusal:
        rows += _refusal_rows(answer, answer.refusal, texts)
    else:
        rows += _words_rows(answer, texts)
        if answer.certainty is Certainty.UNSURE:
            rows.append(Row("", (Piece(texts.shared.unsure, "notice"),)))
    for number, quote in enumerate(answer.quotes, start=1):
        rows += [Row("", ())] if rows else []
        rows += _quote_rows(number, quote, texts, file_link)
        if receipts:
            said = texts.receipt["label"].format(id=id_of(quote))
            rows.append(Row(" " * len(f"{number}  "), (Piece(said, "meta"),)))
    return rows


def plain_lines(rows: list[Row]) -> Iterator[tuple[str, str]]:
    """Renders rows without colour, wrapping or links.

    Args:
        rows: From `answer_rows`.

    Yields:
        Lines: the margin with its bar or mark, then the text, without a line end.
    """
    for row in rows:
        if row.quoted:
            yield from _plain_quote(row)
        else:
            yield row.margin, "".join(piece.text for piece in row.pieces)


def file_links(corpus_dir: Path) -> Callable[[str], str | None]:
    """Returns what turns a citation's path into a `file:` address, given the corpus folder."""
    root = corpus_dir.absolute()

    def link(path: str) -> str | None:
        # A citation's path begins with the corpus folder's own name.
        file = root.parent / path
        return file.as_uri() if file.is_relative_to(root) and ".." not in file.parts else None

    return link


def _plain_quote(row: Row) -> Iterator[tuple[str, str]]:
    margin = row.margin
    for piece in row.pieces:
        mark = f"{MARK} " if piece.role == "highlight" else f"{BAR} "
        for line in piece.text.strip().split("\n"):
            if line.strip():
                yield margin + mark, line.strip()
                margin = " " * len(margin)


def _quote_rows(
    number: int, quote: Quote, texts: Texts, file_link: Callable[[str], str | None]
) -> Iterator[Row]:
    margin = f"{number}  "
    indent = " " * len(margin)
    if quote.head:
        yield Row(margin, (Piece(visible(quote.head.text), "text"),), quoted=True)
        yield Row(indent, (Piece(GAP, "bar"),))
    yield Row(indent if quote.head else margin, _quote_pieces(quote), quoted=True)
    citation = quote.citation
    yield Row(indent, (Piece(one_line(citation.title), "title"),))
    facts = [
        *publication(citation, texts),
        *([texts.shared.page.format(number=citation.page)] if citation.page else []),
        texts.shared.paragraph.format(number=citation.paragraph),
    ]
    yield Row(indent, (Piece(" · ".join(facts), "meta"),))
    yield Row(indent, (source_piece(citation, file_link),))
    if quote.also_in:
        others = "; ".join(_named(other, texts) for other in quote.also_in)
        yield Row(indent, (Piece(texts.shared.also_in.format(names=others), "meta"),))


def _quote_pieces(quote: Quote) -> tuple[Piece, ...]:
    # Offsets, not a search: the same words may stand twice in a quote.
    first, last = quote.highlight.start - quote.start, quote.highlight.end - quote.start
    parts: tuple[tuple[str, Role], ...] = (
        (quote.text[:first], "text"),
        (quote.text[first:last], "highlight"),
        (quote.text[last:], "text"),
    )
    pieces = [Piece(visible(text), role) for text, role in parts if text]
    if quote.answer_span is None:
        return tuple(pieces)
    before = visible(quote.text[first : quote.answer_span.start - quote.start])
    place = len(before), len(before) + len(visible(quote.answer_span.text))
    return tuple(
        replace(piece, underlined=place) if piece.role == "highlight" else piece for piece in pieces
    )


def publication(citation: Citation, texts: Texts) -> list[str]:
    """Publisher and day of a citation, as far as they are known."""
    facts = [one_line(citation.publisher)] if citation.publisher else []
    return facts + ([texts.day(citation.date)] if citation.date else [])


def source_piece(citation: Citation, file_link: Callable[[str], str | None]) -> Piece:
    """Where a citation's article is to be had: its address, else its file."""
    if citation.plain_url:
        return Piece(one_line(citation.plain_url), "source", citation.url or citation.plain_url)
    link = file_link(citation.path)
    if link and citation.page and citation.path.lower().endswith(".pdf"):
        link += f"#page={citation.page}"  # RFC 8118
    return Piece(one_line(citation.path), "source", link)


def _named(citation: Citation, texts: Texts) -> str:
    facts = ", ".join(publication(citation, texts))
    return f"{one_line(citation.title)} ({facts})" if facts else one_line(citation.title)


def _refusal_rows(answer: Answer, refusal: Refusal, texts: Texts) -> Iterator[Row]:
    yield Row("", (Piece(texts.shared.not_in_corpus, "notice"),))
    yield from _words_rows(answer, texts)
    if refusal.nearest_title:
        title = one_line(refusal.nearest_title)
        yield Row("", (Piece(texts.nearest_title.format(title=title), "text"),))
    outside = one_line(refusal.outside_title) if refusal.outside_title else None
    for sentence in told_of_filter(replace(refusal, outside_title=outside), texts.shared):
        yield Row("", (Piece(sentence, "notice"),))
    span = _corpus_span(refusal, texts)
    if span:
        yield Row("", (Piece(span, "text"),))
    yield Row("", ())
    nearest = texts.nearest_only if answer.quotes else texts.nothing_near
    yield Row("", (Piece(nearest, "notice"),))


def _words_rows(answer: Answer, texts: Texts) -> Iterator[Row]:
    """The question's words that stand nowhere, and what may have been meant by them."""
    if answer.unknown_words:
        words = ", ".join(one_line(word) for word in answer.unknown_words)
        yield Row("", (Piece(texts.unknown_words.format(words=words), "notice"),))
    shown = [
        replace(s, typed=one_line(s.typed), known=one_line(s.known)) for s in answer.did_you_mean
    ]
    for sentence in told_of_slips(shown, texts.shared):
        yield Row("", (Piece(sentence, "notice"),))


def _corpus_span(refusal: Refusal, texts: Texts) -> str | None:
    if not refusal.first_date or not refusal.last_date:
        return None
    first, last = texts.day(refusal.first_date), texts.day(refusal.last_date)
    if first == last:
        return texts.corpus_day.format(day=first)
    return texts.corpus_span.format(first=first, last=last)
