"""A PDF → its text: lines to paragraphs, without running heads and page numbers.

A PDF holds glyphs at places, no paragraphs. Where one ends is told by the space between lines, an
indent, another size of type, and by a last line behind which the next word would have had room. Two
halves of a word stay apart at a line's end unless the joined word stands elsewhere in the document:
`Bebauungs-` / `pläne` may be one word, and `Verwaltungs-` / `und` is none.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from retrieval.corpus.readers.decoding import MAX_TEXT_CHARS, normalise, too_long
from retrieval.corpus.readers.extracted import Extracted, Guessable, LeftOut
from retrieval.corpus.readers.fields import one_line
from retrieval.corpus.readers.mojibake import Mended
from retrieval.corpus.readers.pages import MARK, take_marks
from retrieval.errors import ArticleError

# It warns of every fault that it mends.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_EDGE_LINES = 2
_MIN_REPEATS = 3
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines
_HEADING_SIZE = 1.15  # of the usual size of type
_INDENT = 0.8  # of the usual size of type
_NEAR_LINES = 10
_FULL, _HALF_FULL = 0.9, 0.7  # of the letters in its neighbours; they are not of one width
_MAX_HEADING_CHARS = 200
_MIN_LETTERS_A_PAGE = 10
_PAGE_NUMBER = re.compile(
    r"[\s|·–—-]*(?:(?:seite|page|s\.|p\.)\s*)?\d{1,5}(?:\s*(?:von|of|/)\s*\d{1,5})?[\s|·–—-]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r".{1,80} (?P<last>\d{1,4})")
_NUMBERS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:][\"“”»«)\]]*$")
_HYPHEN = re.compile(rf"(?P<before>\w+)[-\u2010]\n(?P<page>{MARK}?)(?P<after>\w+(?:-\w+)*)")
_LAST_PART = re.compile(r"\w+[-\u2010]$")
_LIGATURES = {
    ord(MARK): None,
    ord("ﬀ"): "ff",
    ord("ﬁ"): "fi",
    ord("ﬂ"): "fl",
    ord("ﬃ"): "ffi",
    ord("ﬄ"): "ffl",
}
_WORD = re.compile(r"\w+(?:-\w+)*")
_LINE_END = re.compile(r"(?<!\w-)\n")
_ITEM = re.compile(rf"{MARK}?[•‣▪–-]\s")
_NO_TITLE = re.compile(r"microsoft|untitled|unbenannt|^\s*$|\.\w{3,5}$|^\W*\d+\W*$", re.IGNORECASE)
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of type; its place and size in points, from the page's lower left."""

    text: str
    page: int
    left: float
    bottom: float
    size: float


def extract_pdf(raw: bytes) -> Extracted:
    """Takes the text out of a PDF.

    Args:
        raw: The whole file.

    Returns:
        The article; what is known of it is a guess, but for a title that its first page shows.

    Raises:
        ArticleError: It is encrypted, damaged, or holds pictures of pages alone.
    """
    try:
        pdf = PdfReader(BytesIO(raw))
        pages = list(_pages(pdf))
        meta = {key: str(value) for key, value in (pdf.metadata or {}).items()}
    except (DependencyError, FileNotDecryptedError):  # a cipher that only a library knows
        raise ArticleError("pdf.encrypted") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArticleError("pdf.damaged") from None
    letters = sum(sum(map(str.isalpha, line.text)) for lines in pages for line in lines)
    if letters < _MIN_LETTERS_A_PAGE * len(pages):
        raise ArticleError("pdf.scanned", pages=len(pages))
    heads = _running_heads(pages)
    lines = [line for page in pages for line in page if line not in heads]
    if not lines:  # every page says the same
        heads, lines = set(), [line for page in pages for line in page]
    usual = statistics.median(line.size for line in lines)
    lines, numbers = _with_marks(lines)
    text = normalise("\n\n".join(_paragraphs(lines, usual)))
    text, starts = take_marks(text, numbers)
    title, guessed = _title(meta.get("/Title", ""), next(filter(None, pages)), usual)
    created = _created(meta.get("/CreationDate", ""))
    authors = tuple(filter(None, (one_line(meta.get("/Author", "")),)))
    guesses: tuple[tuple[Guessable, object], ...] = (
        ("title", guessed and title),
        ("date", created),
        ("authors", authors),
    )
    return Extracted(
        text=text,
        title=title,
        date=created,
        authors=authors,
        guessed=tuple(key for key, value in guesses if value),
        pages=starts,
        problems=Mended(text).problems(),
        left_out=tuple(LeftOut(line.page, line.text) for line in _first_of_each(heads)),
    )


def _pages(pdf: PdfReader) -> Iterator[list[_Line]]:
    chars = 0
    for number, page in enumerate(pdf.pages, 1):
        lines = list(_lines(page, number))
        chars += sum(len(line.text) for line in lines)
        if chars > MAX_TEXT_CHARS:
            raise ArticleError(too_long(chars))
        yield lines


def _lines(page: PageObject, number: int) -> Iterator[_Line]:
    pieces: list[tuple[str, float, float, float]] = []

    def note(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        place = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        pieces.append((text, *place, size * abs(tm[3] * cm[3] or tm[1] * cm[2])))

    page.extract_text(visitor_text=note)
    line: list[tuple[str, float, float, float]] = []
    for piece in (*pieces, ("\n", 0.0, 0.0, 0.0)):
        first, *others = piece[0].split("\n")
        line.append((first, *piece[1:]))
        for other in others:
            yield from _line(line, number)
            line = [(other, *piece[1:])]


def _line(pieces: list[tuple[str, float, float, float]], number: int) -> Iterator[_Line]:
    text = " ".join("".join(piece[0] for piece in pieces).translate(_LIGATURES).split())
    if text:
        _, left, bottom, size = next(piece for piece in pieces if piece[0].strip())
        yield _Line(text, number, left, bottom, size)


def _running_heads(pages: list[list[_Line]]) -> set[_Line]:
    """The lines at the pages' edges that recur, but for their numbers, and page numbers."""
    edges = [line for page in pages for line in _edges(page)]
    seen = Counter(_NUMBERS.sub("#", line.text) for line in edges)
    offsets = Counter(offset for line in edges if (offset := _offset(line)) is not None)
    least = max(_MIN_REPEATS, len(pages) // 3)
    return {
        line
        for line in edges
        if _PAGE_NUMBER.fullmatch(line.text)
        or seen[_NUMBERS.sub("#", line.text)] >= least
        or ((offset := _offset(line)) is not None and offsets[offset] >= least)
    }


def _edges(page: list[_Line]) -> list[_Line]:
    """The uppermost and the lowest lines of a page."""
    by_place = sorted(page, key=lambda line: -line.bottom)
    return list(dict.fromkeys((*by_place[:_EDGE_LINES], *by_place[-_EDGE_LINES:])))


def _offset(line: _Line) -> int | None:
    """From the page to the number at the line's end, as in `Chapter 3: Utilities 7`."""
    found = _NUMBERED.fullmatch(line.text)
    return int(found["last"]) - line.page if found else None


def _with_marks(lines: list[_Line]) -> tuple[list[_Line], list[int]]:
    """The lines, a mark before the first of each page, and the pages' numbers."""
    marked = list(lines)
    numbers: list[int] = []
    for i, line in enumerate(lines):
        if not numbers or line.page != numbers[-1]:
            marked[i] = replace(line, text=MARK + line.text)
            numbers.append(line.page)
    return marked, numbers


def _first_of_each(heads: Iterable[_Line]) -> list[_Line]:
    firsts: dict[str, _Line] = {}
    for line in sorted(heads, key=lambda line: (line.page, -line.bottom)):
        firsts.setdefault(_NUMBERS.sub("#", line.text), line)
    return list(firsts.values())


def _paragraphs(lines: list[_Line], usual: float) -> Iterator[str]:
    words = _words(lines)
    steps = [
        one.bottom - other.bottom
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.bottom - other.bottom < 4 * usual
    ]
    pitch = statistics.median(steps) if steps else usual
    paragraph: list[_Line] = []
    for i, line in enumerate(lines):
        width = max(len(near.text) for near in lines[max(0, i - _NEAR_LINES) : i + _NEAR_LINES])
        if paragraph and _begins(line, paragraph[-1], pitch, width, usual):
            yield _join(paragraph, words, usual)
            paragraph = []
        paragraph.append(line)
    yield _join(paragraph, words, usual)


def _begins(line: _Line, last: _Line, pitch: float, width: int, usual: float) -> bool:
    """Whether a line begins another paragraph than that of the line before it."""
    if _is_heading(line, usual) or _is_heading(last, usual):
        return line.size != last.size or last.bottom - line.bottom > 2 * line.size
    if _ITEM.match(line.text):
        return True
    ended = _SENTENCE_END.search(last.text) is not None
    step = last.bottom - line.bottom
    if line.page == last.page and step > _PARAGRAPH_GAP * pitch:
        return True
    had_room = len(last.text) + len(line.text.split(" ", 1)[0]) < _FULL * width
    indented = step > 0 and line.left > last.left + _INDENT * usual
    return ended and (had_room or indented)


def _is_heading(line: _Line, usual: float) -> bool:
    return line.size > _HEADING_SIZE * usual and len(line.text) <= _MAX_HEADING_CHARS


def _join(lines: list[_Line], words: frozenset[str], usual: float) -> str:
    def mend(found: re.Match[str]) -> str:
        before, after = found["before"], found["after"]
        page = found["page"]
        if after[0].islower() and f"{before}{after}".casefold() in words:
            return before + after + page
        return (
            f"{before}-{after}{page}"
            if f"{before}-{after}".casefold() in words
            else f"{before}-\n{page}{after}"
        )

    text = _HYPHEN.sub(mend, "\n".join(line.text for line in lines))
    text = _LINE_END.sub(" ", text)
    if not _is_heading(lines[0], usual):
        return text
    return f"{text[: text.startswith(MARK)]}## {text.removeprefix(MARK)}"


def _words(lines: list[_Line]) -> frozenset[str]:
    """The words that stand in a line whole; those at an end with a hyphen do not."""
    return frozenset(
        word.casefold() for line in lines for word in _WORD.findall(_LAST_PART.sub("", line.text))
    )


def _title(stated: str, first: list[_Line], usual: float) -> tuple[str | None, bool]:
    """The title, and whether it is a guess: the largest type of the first page."""
    stated = one_line(stated)
    letters = re.sub(r"\W", "", stated.casefold())
    shown = re.sub(r"\W", "", "".join(line.text for line in first).casefold())
    if not _NO_TITLE.search(stated) and letters and letters in shown:
        return stated, False
    largest = max(line.size for line in first)
    if largest <= _HEADING_SIZE * usual:
        return None, False
    is_largest = [line.size > 0.95 * largest for line in first]
    begin = is_largest.index(True)
    end = (*is_largest, False).index(False, begin)
    title = one_line(" ".join(line.text for line in first[begin:end]))
    return (title, True) if len(title) <= _MAX_HEADING_CHARS else (None, False)


def _created(text: str) -> dt.date | None:
    found = _CREATED.match(text)
    with suppress(ValueError):
        return dt.date(*map(int, found.groups())) if found else None
    return None
