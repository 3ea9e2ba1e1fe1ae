"""Takes off what a crawler left around a text, and says what it took.

In: a raw text. Out: its headline, date, publisher, section, authors, sources and language as far as
the text shows them, the text itself, and every line that is not in it with the reason.

Guaranteed: only whole lines leave. The cleaned text is a subsequence of the original's lines (both
normalised as in `readers.decoding`; runs of empty lines shrink to one), and each line that holds
something is either in it or in `dropped`. A line between two paragraphs leaves only for a wording
that stands in no article (`Anzeige`, `Lesen Sie auch: …`); weaker signs count only above the first
and below the last paragraph. Where a line may be the article's own, it stays: some noise left over
is a blemish, a lost sentence a fault.

Deliberately not done: cutting inside a line (a dateline `Moskau (dpa) -` names the agency and stays
in the text), judging what a sentence is worth (an appeal to read other newspapers stays), guessing
a headline where the first line is a paragraph.

The order: wordings that are noise anywhere; the head, up to the first paragraph; the tail, from
behind the last one; then, of what is left, the lines that stand in many other articles of the
publisher, where that is known and their place speaks against them, too (`recurring`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from retrieval.corpus.cleaning.boilerplate import ANYWHERE, match
from retrieval.corpus.cleaning.head import MAX_LINES_OF_HEAD, read_head
from retrieval.corpus.cleaning.marks import bare
from retrieval.corpus.cleaning.names import publisher_named
from retrieval.corpus.cleaning.notes import Notes
from retrieval.corpus.cleaning.prose import ends_as_sentence, is_paragraph, is_prose
from retrieval.corpus.cleaning.reasons import MOVED, Dropped, Reason
from retrieval.corpus.cleaning.recognise import recognise
from retrieval.corpus.cleaning.recurrence import Recurrence, Recurrences, key_of
from retrieval.corpus.cleaning.recurring import recurring_lines
from retrieval.corpus.cleaning.tail import read_tail
from retrieval.corpus.readers.decoding import normalise
from retrieval.language.declared import guess_language

__all__ = ["MOVED", "Cleaned", "Dropped", "Reason", "clean"]

_DATELINE = re.compile(r"[A-ZÄÖÜ][\w./, -]{1,60}\((?P<agency>[\w./, -]{2,30})\)\s?[-–—.:]")
_AGENCY_LAST = re.compile(r"[.!?“”»«\"]\s*\((?P<agency>[\w./, -]{2,30})\)$")
_AGENCY_FIRST = re.compile(r"\(?(?P<agency>[\w.]{2,20})\)?\s+[–—-]{1,2}\s")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without its surroundings; None or () where it shows nothing.

    Attributes:
        title: The headline.
        text: The article's own lines.
        date: Day of publication; that of the last change where no other is given.
        publisher: Newspaper or agency, as written.
        section: As written.
        url: Where a line gives the article's own address.
        authors: As in the byline.
        sources: As listed under the text.
        language: ISO 639-1 code, a guess from the words.
        dropped: Every line that is not in `text`, in order; empty lines are not counted.
    """

    title: str | None
    text: str
    date: dt.date | None
    publisher: str | None
    section: str | None
    url: str | None
    authors: tuple[str, ...]
    sources: tuple[str, ...]
    language: str | None
    dropped: tuple[Dropped, ...]


def clean(
    text: str,
    title: str | None = None,
    links: Container[str] = frozenset(),
    recurrences: Recurrences | None = None,
    repeats: Mapping[str, Reason] | None = None,
) -> Cleaned:
    """Cleans a raw text; one without any noise comes back whole, but for its headline.

    Args:
        text: The text.
        title: Its headline, if that is known and need not be looked for.
        links: Lines that are nothing but a link to something else.
        recurrences: Which of its lines stand in other articles of its publisher, and how often.
        repeats: Lines that only say again what is known, where they first stand, and what it is.

    Returns:
        What is left, and all that is not.
    """
    lines = normalise(text).split("\n")
    noise = dict(_noise(lines, links, dict(repeats or {})))
    cleaned = _cleaned(Notes(lines, dict(noise), title=title), recurrences or {})
    if recurrences and cleaned.title is None:  # what recurs above the text was its headline
        return _cleaned(Notes(lines, noise), recurrences, keeps_head=True)
    return cleaned


def _noise(
    lines: list[str], links: Container[str], repeats: dict[str, Reason]
) -> Iterator[tuple[int, Reason]]:
    """The lines that are noise wherever they stand."""
    for i, line in enumerate(map(str.strip, lines)):
        reason = repeats.pop(line, None) or match(bare(line), ANYWHERE)
        if reason is None and line in links:
            reason = "related"
        if line and reason is not None:
            yield i, reason


def _cleaned(notes: Notes, recurrences: Recurrences, *, keeps_head: bool = False) -> Cleaned:
    found: dict[int, Recurrence] = {}
    if notes.title is None and not keeps_head:
        found = _recurring_above(notes, recurrences)
    start = read_head(notes)
    read_tail(notes, _end_of_text(notes, start))
    if recurrences:
        found |= recurring_lines(notes.lines, recurrences, notes.reasons)
        notes.reasons |= dict.fromkeys(found, "recurring")
    body = _join(notes)
    return Cleaned(
        title=notes.title,
        text=body,
        date=notes.date or notes.update,
        publisher=notes.publisher or _agency(body),
        section=notes.section,
        url=notes.url,
        authors=notes.authors,
        sources=notes.sources,
        language=guess_language(body),
        dropped=tuple(
            Dropped(i + 1, notes.lines[i], reason, found.get(i))
            for i, reason in sorted(notes.reasons.items())
        ),
    )


def _recurring_above(notes: Notes, recurrences: Recurrences) -> dict[int, Recurrence]:
    """Lets what recurs above the first paragraph leave, lest it be taken for the headline."""
    found = {}
    for i in list(notes.open_lines())[:MAX_LINES_OF_HEAD]:
        line = notes.lines[i].strip()
        if is_paragraph(line):
            break
        known = recurrences.get(key_of(line))
        if known and known.recurs() and not recognise(line) and not ends_as_sentence(line):
            found[i] = known
            notes.reasons[i] = "recurring"
    return found


def _end_of_text(notes: Notes, start: int) -> int:
    """The index behind the last paragraph; without any paragraph, the text goes to the end."""
    for i in reversed(list(notes.open_lines(start))):
        if is_prose(notes.lines[i]) and not recognise(notes.lines[i], below=True):
            return i + 1
    return len(notes.lines)


def _join(notes: Notes) -> str:
    kept = (line for i, line in enumerate(notes.lines) if i not in notes.reasons)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _agency(body: str) -> str | None:
    """The agency in a dateline, `Moskau (dpa) - …`, or behind the last sentence, `… mit. (dpa)`."""
    for found in (_DATELINE.match(body), _AGENCY_FIRST.match(body), _AGENCY_LAST.search(body)):
        name = publisher_named(found["agency"]) if found else None
        if name is not None:
            return name
    return None
