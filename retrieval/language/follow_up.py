"""A question that hangs on what was said before: told apart, and joined with it.

What goes in: what was typed, and what it follows (the question before it, or the message it replies
to). What comes out: a text that has a subject to search for.

Guaranteed: that text is made of what people wrote, word for word; nothing is resolved, replaced or
made up. "Und wann?" after "Wer hat den Vertrag unterzeichnet?" is searched as "Und wann? Vertrag
unterzeichnet?": what was asked before is asked no more. "Stimmt das?" after a claim is the claim.

Deliberately not done: no parsing. German writes nouns with a capital, so that a pronoun with no
noun before it points out of its question; in English, whatever has substance before the pronoun or
names something stands by itself. What cannot be told stands by itself.
"""

from __future__ import annotations

import re
from typing import Final

from retrieval.language.stopwords import LANGUAGES
from retrieval.language.talk import talk_in
from retrieval.language.talk_words import FUNCTION, talk_words

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_EMPTY: Final = (FUNCTION, "light")
# "Kann das stimmen?", "Really?": asks of a claim whether it holds, and nothing else.
_DOUBT: Final = re.compile(
    r"\W*(?:"
    r"(?:und )?(?:stimmt|ist|sind|war|kann|soll|könnte)\b(?: (?:das|dies|es|die|so))?"
    r"(?: (?:denn|wirklich|echt|tatsächlich|so|alles|auch|überhaupt|eigentlich|noch))*"
    r"(?: (?:stimmen|wahr|richtig|korrekt|falsch|sein|wahr sein|richtig sein|was dran|fake"
    r"|bestätigt|belegt|sicher))?"
    r"|ist (?:da|daran) (?:etwas|was) (?:dran|wahres)|stimmt['’]?s(?: denn| wirklich)?"
    r"|(?:wirklich|echt|tatsächlich|ehrlich)(?: wahr)?|(?:wahr|richtig)(?: oder falsch)?"
    r"|fakten-?check|(?:bitte )?(?:über)?prüfen(?: bitte)?|prüf das|fake(?:news)?"
    r"|(?:kannst du|können sie) das (?:belegen|bestätigen|prüfen)"
    r"|can you (?:confirm|verify|check) (?:this|that|it)"
    r"|(?:is|was|are|can|could) (?:this|that|it|these|those)(?: (?:really|actually|all|even))*"
    r"(?: be)? ?(?:true|right|correct|so|real|false|accurate|fake"
    r"|confirmed)?"
    r"|(?:really|true|true or false|for real|seriously|fact[ -]?check|check (?:this|that)|verify)"
    r"(?: please)?"
    r")\W*",
    re.IGNORECASE,
)
_CONNECTIVE: Final = re.compile(r"\W*(?:und|aber|and|but|what about|how about)\s+\w", re.IGNORECASE)
# Pronouns of what was named before. Those that may stand for nothing, or are articles too, only at
# the end, where nothing but a verb follows.
_GERMAN: Final = re.compile(
    r"(?<!,\s)\b(?:er|ihn|ihm|sie|ihnen|ihre?[mnrs]?|seine?[mnrs]?|diese[mnrs]?|jene[mnrs]?|dies|dort"
    r"|dessen|deren|denen|dafür|dagegen|damit|daran|darauf|daraus|darin|darüber|davon|dazu"
    r"|(?:das|es)(?=(?:\s+[a-zäöüß]+)?\W*$)|(?:die|der|den|dem)(?=\W*$))\b(?!,\sdass)"
)
_ENGLISH: Final = re.compile(
    r"\b(?:he|him|his|she|hers?|they|them|theirs?|its|these|those"
    r"|(?:that|this|it)(?=(?:\s+[a-z]+)?\W*$))\b",
    re.IGNORECASE,
)
# Whatever stands before these is not what they stand for: "Was sagt der Wirt dazu?", "Hat Trump das
# kommentiert?"
_OF_MATTER: Final = re.compile(
    r"(?:(?!\bund\b)[^,])*\b(?:dazu|hierzu|darüber|darauf|dagegen|dafür|dort"
    r"|(?:about|on|to) (?:it|that|this))\W*"
    r"|(?=.*[A-ZÄÖÜ])[^,]*\bdas\s+(?:[a-zäöüß]+\W*|(?:für|mit|an|bei|gegen|über)\s.*)",
)
_CAPITAL: Final = re.compile(r"(?<=\s)[A-ZÄÖÜ][^\W_]")
_ASKED_FOR: Final = re.compile(r"\b(?:which|(?:how )?(?:many|much))\s+\w+", re.IGNORECASE)
_NOUN_PHRASE: Final = re.compile(r"\b(?:an?|the|all|which|many|much)\s+\w", re.IGNORECASE)


def hangs(text: str) -> bool:
    """Whether a question hangs on what was said before it.

    Args:
        text: What was typed, on one line.

    Returns:
        Whether it names too little by itself, or points at something outside it.
    """
    talk = talk_in(text)
    if talk is not None:
        return talk == "hanging" or ("?" in text and doubts(text))
    told = _CONNECTIVE.match(text) or _OF_MATTER.fullmatch(text)
    return bool(told) or doubts(text) or _points_back(text)


def doubts(text: str) -> bool:
    """Whether a text asks of a claim whether it holds, and nothing else."""
    return bool(_DOUBT.fullmatch(text))


def can_be_doubted(text: str) -> bool:
    """Whether a text claims something, or at least asks whether it is so: no "Wer hat …?"."""
    return _without_asking(text) == text


def names_something(text: str) -> bool:
    """Whether a question that hangs on another one has a subject of its own, too."""
    return bool(_CAPITAL.search(text)) or _substance(text) > 1


def joined(text: str, before: str, max_chars: int) -> str:
    """What is searched for a question that hangs on what was said before.

    Args:
        text: The question, on one line.
        before: What was said before, on one line.
        max_chars: How long the result may be, in code points; at least as long as `text`.

    Returns:
        The question and what was said before, as far as there is room for whole words.
    """
    if doubts(text):
        return _shortened(before, max_chars)
    room = max_chars - len(text) - 1
    if not _asks(text):
        return f"{_shortened(before, room)} {text}".strip()
    return f"{text} {_shortened(_without_asking(before), room)}".strip()


def _shortened(text: str, max_chars: int) -> str:
    if len(text) <= max_chars:
        return text
    return text[: max(max_chars, 0) + 1].rpartition(" ")[0]


def _without_asking(text: str) -> str:
    """A question without its question word, and the grammar and measures that stand beside it."""
    told = next((word.start() for word in _WORD.finditer(text) if _substance(word.group())), 0)
    return text[told:] if _asks(text[:told]) else text


def _asks(text: str) -> bool:
    """Whether a text has a question word."""
    words = [talk_words(language) for language in LANGUAGES]
    return any(known.key(word) in known.asking for word in _WORD.findall(text) for known in words)


def _points_back(text: str) -> bool:
    """Whether a pronoun has nothing before it in its own question that it could stand for."""
    german, english = _GERMAN.search(text), _ENGLISH.search(text)
    if german and not _CAPITAL.search(text, 0, german.start()):
        # Without capitals a noun cannot be told from a verb, nor "das" from the article.
        around = text[: german.start()] + (text[german.end() :] if german[0] == "das" else "")
        return not text.islower() or not _substance(around)
    if english and not _CAPITAL.search(text, 0, english.start()):
        before = text[: english.start()]
        if english[0].lower() in ("it", "that", "this"):  # "Which countries signed it?"
            before = _ASKED_FOR.sub("", before)
        return not _NOUN_PHRASE.search(before) and _substance(before) <= 1
    return False


def _substance(text: str) -> int:
    """How many words are neither grammar nor such as mean nothing beside it."""
    known = [talk_words(language) for language in LANGUAGES]
    return sum(
        not any(words.has_role(words.key(word), role) for words in known for role in _EMPTY)
        for word in _WORD.findall(text)
    )
