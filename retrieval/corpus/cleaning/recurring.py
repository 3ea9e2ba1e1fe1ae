"""Lines that stand in many articles of one publisher: menus, share bars, newsletter boxes, rubrics.

That a line recurs proves little by itself: so do `Das teilte die Polizei mit.` and the subheading
`Hintergrund`. It leaves a text only where its place speaks against it, too: as a paragraph of its
own, all of whose lines recur, and

- above the first or below the last paragraph of running text, if it is no sentence and leads
  nothing that stays (a colon, a list or a table below it, a marked heading above a paragraph);
- between paragraphs, if it is no sentence and leads to another place (`→ Alle Spiele`), or what
  follows leaves, too;
- anywhere, if it offers the reader something or is of the page (`Melden Sie sich an`, `Dieser
  Artikel wurde …`).

Any other sentence stays, however often it recurs: an agency's background paragraph is text. So does
all where more than half of an article's words would go: then it is not its surroundings that recur.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from retrieval.corpus.cleaning.marks import bare
from retrieval.corpus.cleaning.prose import ends_as_sentence, is_prose
from retrieval.corpus.cleaning.recurrence import Recurrence, Recurrences, key_of

MOST_DROPPED = 0.5

_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s|\s*\|")
_SAID = re.compile(r"[„“»«\"][^„“”»«\"]*[“”»«\"]")
_LEADS_ON = re.compile(r"[→»›>]\s*$|^\s*[→»›>]|\bhier (?:klicken|entlang|geht es|gehts)\b", re.I)
_OF_THE_PAGE = re.compile(
    r"\b(?:diese[rmn]? (?:artikel|text|beitrag|meldung|nachricht|seite)"
    r"|this (?:article|text|story|page))\b|\bautomatisch (?:erstellt|übersetzt|erzeugt)\b"
    r"|copyright|©|alle rechte vorbehalten|all rights reserved|kommentarfunktion|netiquette",
    re.IGNORECASE,
)
_OFFERED = r"newsletter|abonn|\babos?\b|podcast|e-?paper|\bapps?\b|push-?|subscribe|sign up"
_OFFER = re.compile(
    rf"{_OFFERED}|whatsapp|instagram|facebook|telegram|tiktok|youtube|feedback|meinung|leser"
    r"|redaktion|unterstütz|spende|mitglied|registrier|anmeld|kostenlos|gratis|testen|journalis"
    r"|provision|affiliate|partner|cookie|javascript|browser|\bhier\b|\bhere\b|\blinks?\b|klick"
    r"|click|website|webseite|themenseite|leseempfehlung|e-?mail|support|donat|member|reader",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<=[\wäöüß,-] )(?:Sie|Ihnen|Ihre?[mnrs]?)\b|^Ihre?[mnrs]? "
    r"|\b(?i:du|dir|dich|deine?[mnrs]?|wir|uns|unsere?[mnrs]?|you|your|yours|we|our|us)\b"
)
_INVITES = re.compile(
    r"^\W*(?:(?:jetzt |hier )?(?:abonnieren|melden|registrieren|folgen|klicken|laden|bestellen"
    r"|testen|sichern|unterstützen|diskutieren|lesen|schreiben) sie\b|(?:read|follow|join|subscribe"
    r"|sign|watch|click|download|support) (?:us|our|now|here|more|to|up|for|the)\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(_OFFERED, re.IGNORECASE)


@dataclass(slots=True)
class _Block:
    """A paragraph of those lines that are still in a text."""

    numbers: list[int]
    text: str
    recurrence: Recurrence | None
    is_sentence: bool
    is_list: bool
    goes: bool = False


def recurring_lines(
    lines: Sequence[str], recurrences: Recurrences, gone: Container[int] = frozenset()
) -> dict[int, Recurrence]:
    """Decides which lines leave a text because they recur.

    Args:
        lines: The text's lines.
        recurrences: What is known of them.
        gone: Which lines have left it already, by their index.

    Returns:
        By index into `lines`, what tells against each that leaves.
    """
    blocks = _blocks(lines, recurrences, gone)
    for block in blocks:
        if block.recurrence is not None and not block.is_list and _speaks(block):
            block.goes = block.recurrence.recurs(as_sentence=block.is_sentence)
    own = [i for i, block in enumerate(blocks) if block.is_sentence and not block.goes]
    if not own:
        return {}
    for i in reversed(range(len(blocks))):
        below = blocks[i + 1] if i + 1 < len(blocks) else None
        blocks[i].goes = blocks[i].goes or _label_goes(blocks[i], below, i, own[0], own[-1])
    going = [block for block in blocks if block.goes]
    words = sum(len(block.text.split()) for block in blocks)
    if sum(len(block.text.split()) for block in going) > MOST_DROPPED * words:
        return {}
    return {
        number: recurrences[key_of(lines[number])]
        for block in going
        for number in block.numbers
        if key_of(lines[number]) in recurrences
    }


def _speaks(block: _Block) -> bool:
    """Whether a block, and each sentence of it, offers the reader something or is of the page.

    A quotation speaks to somebody else, and so does a question, which an interviewer may ask.
    """
    lines = [_SAID.sub("", line) for line in block.text.split("\n")]
    if block.is_sentence:
        return all(map(_sentence_speaks, filter(_is_sentence, lines)))
    return not block.text.startswith("#") and any(
        _LABEL.search(line) or _INVITES.search(line) for line in lines
    )


def _sentence_speaks(line: str) -> bool:
    if _OF_THE_PAGE.search(line) or _INVITES.search(line):
        return True
    asked = bare(line).rstrip("*_ ").endswith("?")
    return not asked and bool(_OFFER.search(line) and _ADDRESS.search(line))


def _is_sentence(line: str) -> bool:
    return is_prose(line) or ends_as_sentence(bare(line))


def _label_goes(block: _Block, below: _Block | None, i: int, first: int, last: int) -> bool:
    recurrence = block.recurrence
    if recurrence is None or block.is_sentence or not recurrence.recurs():
        return False
    stays_below = below is not None and not below.goes
    if stays_below and (block.text.rstrip("*_ ").endswith(":") or (below and below.is_list)):
        return False
    if i < first:
        return not (block.text.startswith("#") and i + 1 == first)
    if i > last:
        return True
    return not stays_below or _LEADS_ON.search(block.text) is not None


def _blocks(lines: Sequence[str], recurrences: Recurrences, gone: Container[int]) -> list[_Block]:
    """The paragraphs; where no empty line parts any, each line is one."""
    written = [i for i, line in enumerate(lines) if line.strip()]
    held = [i for i in written if i not in gone]
    inner = lines[written[0] : written[-1] + 1] if written else []
    parted = any(not line.strip() for line in inner)
    groups: list[list[int]] = []
    for i in held:
        if parted and groups and groups[-1][-1] == i - 1:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [_block(lines, group, recurrences) for group in groups]


def _block(lines: Sequence[str], numbers: list[int], recurrences: Recurrences) -> _Block:
    own = [lines[i].strip() for i in numbers]
    worded = [line for line in own if any(map(str.isalnum, line))]
    found = [recurrences.get(key_of(line)) for line in worded]
    known = [each for each in found if each is not None]
    rarest = min(known, key=lambda each: each.articles, default=None)
    return _Block(
        numbers,
        "\n".join(own),
        rarest if len(known) == len(found) else None,
        any(map(_is_sentence, worded)),
        any(_ITEM.match(lines[i]) for i in numbers),
    )
