"""What a sentence does in its text: most say something, some only lead to what is said.

Whoever asks wants what a text says. A question that the text asks, an interviewer's above all,
shares its words with the reader's own and answers nothing; so does a line above a list, the head of
a table, an agency's mark. They are quoted beside an answer, never as one. What labels a picture may
be the only place that says a thing, and so may a byline, and a line above a list that names a day
or a number.

Told by shape and a handful of German and English words, no more. What an interviewer says before
his question, in one paragraph with it, counts as his if it is printed bold, or if everything under
his label ends with a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Final

from retrieval.language.answer_type import held_types
from retrieval.segmentation.lines import speaker
from retrieval.segmentation.passages import Role, Sentence

_CLOSERS: Final = "\"'“”»«’‘›‹)]}*_ \t"
_ASKED: Final = re.compile(r"[?؟？][!…]*$")
# "Kern fragte: „Wer zahlt?“" says who asked; "Kurier: „Wer zahlt?“" asks.
_REPORTED: Final = re.compile(r"\s[^\W\d_A-ZÄÖÜ][^:?]{0,200}:\s*[\"'“„»«‚‘›‹]")
_PICTURE: Final = (
    r"(?:archiv|symbol|luft|titel|info)?(?:bild|foto|grafik)s?|photo|picture|image|graphic"
    r"|bildunterschrift|caption|abbildung|illustration|zeichnung|karte|map|video|quelle|source"
    r"|tabelle|tab\.|table"
)
_CAPTION: Final = re.compile(
    r"\W*(?:tabelle|tab\.|table|übersicht)(?:\s\d+)?\s?[:.]", re.IGNORECASE
)
_LABEL: Final = re.compile(rf"\W*(?:{_PICTURE})(?:\s[\w()/.-]{{1,12}})?\s?:", re.IGNORECASE)
_LABELLED: Final = re.compile(rf"\((?:{_PICTURE}|archiv)\b[^()]*\)\W*$", re.IGNORECASE)
_NAME: Final = r"[^\W\d_a-zäöüß](?:\.|[\w'’-]+)"
_BYLINE: Final = re.compile(
    rf"\W*(?i:von|by|text|interview|protokoll):?"
    rf"(?:\s(?:(?:und|and|von|van|de)\s)?{_NAME},?){{2,8}}[*_)]*"
)
_AGENCY: Final = re.compile(
    r"\W*(?:mit material von )?(?:afp|ap|apa|dpa|epd|kna|ots|reuters|sid|sda)(?:/\w{2,8})*\W*",
    re.IGNORECASE,
)


def with_roles(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Tells what each sentence of a text does in it.

    Args:
        text: The text.
        sentences: Its sentences, in order.

    Returns:
        The same sentences with their roles.
    """
    found = [
        replace(sentence, role=_role(text, sentence, follower))
        for sentence, follower in zip_longest(sentences, sentences[1:])
    ]
    turns = [list(group) for _, group in groupby(found, attrgetter("paragraph"))]
    asking = _asking_labels(text, turns)
    turns = [_in_turn(text, turn, asking) for turn in turns]
    before: Sequence[Sentence] = []
    found = []
    for turn in turns:
        found += _replying(before, turn)
        before = turn
    return found


def _role(text: str, sentence: Sentence, follower: Sentence | None) -> Role:
    """What a sentence does, judged by itself and by what it stands above."""
    words = text[sentence.start : sentence.end]
    if sentence.role is Role.ROW:
        is_head = follower is not None and _leads(text, sentence, follower)
        return Role.LEADS if is_head else Role.ROW
    if asks(words):
        return Role.ASKS
    if follower is not None and follower.role is Role.ROW and _CAPTION.match(words):
        return Role.LEADS
    if _AGENCY.fullmatch(words):
        return Role.LEADS
    if _LABEL.match(words) or _LABELLED.search(words) or _BYLINE.fullmatch(words):
        return Role.LABELS
    if follower is not None and _leads(text, sentence, follower):
        return Role.LABELS if held_types(words) else Role.LEADS
    return Role.SAYS


def asks(words: str) -> bool:
    """Whether a sentence asks; one that reports who asked does not."""
    return bool(_ASKED.search(words.rstrip(_CLOSERS))) and not _REPORTED.search(words)


def _leads(text: str, sentence: Sentence, follower: Sentence) -> bool:
    """Whether a sentence is a line above a list or a table, or ends where another thing begins."""
    words = text[sentence.start : sentence.end]
    if sentence.role is Role.ROW:
        return "-" in text[sentence.end : follower.start]  # the head of a table is ruled off
    last = words.rstrip(_CLOSERS)[-1:]
    return last == ":" or (
        last not in {".", "!", "…"}
        and "\n" not in words
        and follower.role is Role.ROW
        and not any(map(str.isalnum, text[sentence.end : follower.start]))  # a heading
    )


def _asking_labels(text: str, turns: Sequence[Sequence[Sentence]]) -> frozenset[str]:
    """The labels ("Kurier:") under which nothing but questions stands, twice at least."""
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        if label := speaker(text, turn[0].start, turn[-1].end):
            asked.setdefault(label, []).append(turn[-1].role is Role.ASKS)
    return frozenset(label for label, turned in asked.items() if len(turned) > 1 and all(turned))


def _in_turn(text: str, turn: Sequence[Sentence], asking: frozenset[str]) -> list[Sentence]:
    """The sentences of one paragraph: all ask where an interviewer's turn does."""
    first, last = turn[0], turn[-1]
    asks_all = speaker(text, first.start, last.end) in asking or _is_bold(text, first, last)
    if last.role is Role.ASKS and asks_all:
        return [replace(sentence, role=Role.ASKS) for sentence in turn]
    return list(turn)


def _replying(before: Sequence[Sentence], turn: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of a paragraph: those reply that follow one that asks or leads to them.

    A paragraph replies to the one before it only if that does nothing else.
    """
    led = bool(before) and all(sentence.role >= Role.ASKS for sentence in before)
    leading = [led, *(sentence.role >= Role.ASKS for sentence in turn)]
    return [
        replace(sentence, role=Role.REPLIES) if leads and sentence.role is Role.SAYS else sentence
        for leads, sentence in zip(leading, turn, strict=False)
    ]


def _is_bold(text: str, first: Sentence, last: Sentence) -> bool:
    words = text[first.start : last.end]
    return words.startswith(("**", "__")) and words.endswith(words[:2])
