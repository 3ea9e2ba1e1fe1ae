"""Above the text: the headline, and what stands around it."""

from __future__ import annotations

import datetime as dt
import re

from retrieval.corpus.cleaning.names import PUBLISHERS
from retrieval.corpus.cleaning.notes import Notes
from retrieval.corpus.cleaning.prose import MAX_HEADLINE_CHARS, is_paragraph, is_prose
from retrieval.corpus.cleaning.recognise import glued_tags, is_separator, recognise
from retrieval.corpus.readers.dates import parse_day
from retrieval.corpus.readers.plaintext import quotable_headline

MAX_LINES_OF_HEAD = 40
MAX_OWN_LINES = 3
MAX_WORDS_OF_KICKER = 3
MAX_WORDS_OF_MARKED_KICKER = 6
LEAST_TIMES_AS_LONG = 1.5
MAX_LINES_BELOW_STANDFIRST = 4
"""After so many lines under the headline that no rule knows, the text has begun."""

_HEADING_MARK = re.compile(r"^#{1,6}\s+|(?<!\s)\s+#+$")
_BOLD = re.compile(r"(\*{1,3}|_{1,3})(?=\S)((?:(?!\1).)+)(?<=\S)\1")
_BOLD_INSIDE = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SENTENCE_MARK = re.compile(r"[.!?…][\"“”»«)\]]*$")
_SITE = re.compile(r"(?P<title>.+)\s+[|–—-]\s+(?P<site>[^|–—]{2,40})")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(r"[A-ZÄÖÜ][^\d,|]{1,30}?(?:,| [-–—|]) (?:den )?(?P<day>\S.{5,30})")


def read_head(notes: Notes) -> int:
    """Reads the head of a text.

    Args:
        notes: The text; what the head says is noted here.

    Returns:
        The index of the line with which the text begins.
    """
    own = 0
    notes.drop_menus(0, _first_paragraph(notes))
    given = notes.title is not None
    repeated = _repeated_line(notes)
    for i in list(notes.open_lines())[:MAX_LINES_OF_HEAD]:
        line = notes.lines[i].strip()
        if _leaves(notes, i, line):
            continue
        if day := _dateline_day(line):  # the line stays, for its place
            notes.date = notes.date or day
            continue
        if notes.title is None:
            if is_paragraph(line):
                return i
            if repeated is None or line == repeated:
                _set_title(notes, i, line)
        elif own == 0 and not given and _is_below_kicker(notes, i, line):
            if notes.title_line is not None:
                notes.reasons[notes.title_line] = "kicker"
            notes.title = None
            _set_title(notes, i, line)
        else:
            own += 1
            if own == MAX_OWN_LINES or is_prose(line):
                _read_below_standfirst(notes, i)
                return i
    return len(notes.lines)


def _first_paragraph(notes: Notes) -> int:
    for i in list(notes.open_lines())[:MAX_LINES_OF_HEAD]:
        if is_paragraph(notes.lines[i].strip()):
            return i
    return len(notes.lines)


def _is_below_kicker(notes: Notes, i: int, line: str) -> bool:
    """Whether a line is the headline, and what was taken for it above is but a kicker.

    It is if it alone is marked as one. Without marks, a few words (`Radverkehr`, `Streit im Rat`)
    above a line that is much longer, and no sentence of the text, are a kicker: hardly a newspaper
    writes headlines of three words with a longer line below.
    """
    if line.startswith("# "):
        return True
    if notes.title_line is None or notes.title is None or not _text_follows(notes, i):
        return False
    above, title = notes.lines[notes.title_line].strip(), notes.title
    words, is_marked = len(title.split()), above.startswith("#")
    if is_marked or _SENTENCE_MARK.search(title):
        return False
    line_is_marked, kicker_is = _unmarked(line) != line, _unmarked(above) != above
    if line_is_marked and not kicker_is:
        return words <= MAX_WORDS_OF_MARKED_KICKER
    line = _unmarked(line)
    return (
        words <= MAX_WORDS_OF_KICKER
        and not is_prose(line)
        and quotable_headline(line) is None
        and len(line.split()) > MAX_WORDS_OF_KICKER
        and len(line) >= LEAST_TIMES_AS_LONG * len(title)
    )


def _text_follows(notes: Notes, i: int) -> bool:
    return any(is_prose(notes.lines[j]) for j in notes.open_lines(i + 1))


def _read_below_standfirst(notes: Notes, standfirst: int) -> None:
    """Takes the day, and what stands with it, from between the first paragraph and the second.

    Where more days stand between paragraphs, the text is a chronicle, and they are its own. A bare
    day without anything beside it may be a subheading: it counts, and stays.
    """
    lines = list(notes.open_lines(standfirst + 1))
    above = [notes.lines[i] for i in lines[:MAX_LINES_BELOW_STANDFIRST]]
    # What is in bold alone is a subheading.
    facts = [() if _unmarked(line) != line else recognise(line) for line in above]
    count = facts.index(()) if () in facts else len(facts)
    days = [fact for line in facts[:count] for fact in line if fact.reason == "date"]
    if not days or (notes.date is not None and not notes.above):
        return
    prose = [i for i in lines[count:] if is_prose(notes.lines[i])]
    own = (i for i in lines[count:] if prose and i < prose[-1])
    if not prose or any(fact.reason == "date" for i in own for fact in recognise(notes.lines[i])):
        return
    line = notes.lines[lines[0]]
    if count == 1 and ":" not in line and (day := parse_day(line)):
        notes.date, notes.above = day, False
        return
    for i, found in zip(lines[:count], facts[:count], strict=True):
        notes.take(i, found)


def is_title(line: str, title: str | None) -> bool:
    """Whether a line is the headline once more, perhaps with the publisher's name behind it."""
    if title is None or len(line) > 2 * MAX_HEADLINE_CHARS:
        return False
    if _folded(line) == _folded(title):
        return True
    site = _SITE.fullmatch(line)
    return site is not None and _folded(site["title"]) == _folded(title) and _is_site(site["site"])


def _leaves(notes: Notes, i: int, line: str) -> bool:
    if is_separator(line):
        notes.reasons[i] = "separator"
    elif is_title(line, notes.title):
        notes.reasons[i] = "repeated_title"
        _note_site(notes, line)
    elif _is_tag_line(notes, i, line):
        notes.reasons[i] = "tags"
    else:
        return notes.take(i, recognise(line))
    return True


def _is_tag_line(notes: Notes, i: int, line: str) -> bool:
    tags = glued_tags(line)
    needed = 2 if notes.title is None else 3
    return tags >= needed and (notes.title is not None or _title_follows(notes, i))


def _title_follows(notes: Notes, i: int) -> bool:
    for j in notes.open_lines(i + 1):
        line = notes.lines[j].strip()
        if is_paragraph(line):
            return False
        if not is_separator(line) and not recognise(line) and not glued_tags(line):
            return True
    return False


def _dateline_day(line: str) -> dt.date | None:
    """The day in a line such as `Berlin, 21. Dezember 2024`."""
    found = _PLACE_AND_DAY.fullmatch(line)
    return parse_day(found["day"]) if found else None


def _repeated_line(notes: Notes) -> str | None:
    """The line that stands at the top twice in a row: then that is the headline."""
    before = None
    for i in list(notes.open_lines())[:MAX_LINES_OF_HEAD]:
        line = notes.lines[i].strip()
        if is_paragraph(line):
            break
        if is_separator(line) or recognise(line) or _dateline_day(line):
            continue
        if line == before and " " in line:
            return line
        before = line
    return None


def _unmarked(line: str) -> str:
    """A headline without the marks of Markdown around it."""
    line = _HEADING_MARK.sub("", line)
    bold = _BOLD.fullmatch(line)
    return bold[2] if bold else _BOLD_INSIDE.sub(r"\2", line)


def _folded(line: str) -> str:
    return " ".join(_unmarked(line).casefold().split())


def _set_title(notes: Notes, i: int, line: str) -> None:
    notes.title, notes.title_line = quotable_headline(line), None
    if notes.title is not None:  # the line stays
        return
    notes.reasons[i], notes.title_line = "title", i
    site = _SITE.fullmatch(line)
    if site is not None and _is_site(site["site"]):
        _note_site(notes, line)
        line = site["title"].rstrip()
    notes.title = _unmarked(line)


def _note_site(notes: Notes, line: str) -> None:
    site = _SITE.fullmatch(line)
    if site is not None and _is_site(site["site"]) and notes.publisher is None:
        notes.publisher = site["site"]


def _is_site(name: str) -> bool:
    return name.casefold() in PUBLISHERS or _HOST.fullmatch(name) is not None
