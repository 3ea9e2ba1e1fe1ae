"""What must be known of a language's words to tell where its sentences end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoundaryWords:
    """The words of one language; abbreviations stand without their last full stop.

    Attributes:
        ordinals: Whether a full stop makes a number an ordinal ("am 18. Januar").
        titles: Abbreviations that never end a sentence, for a name follows ("Dr.").
        inside: Abbreviations that end none, for the sentence goes on ("z. B.", "ca.").
        counting: Abbreviations that go on before a number only ("Art. 5", but "dieser Art.").
        either: Abbreviations that end a sentence or do not ("Mio."): before a function word they
            do. Those of several parts have no blanks ("a.D").
        closing: Abbreviations after which a capital begins a sentence ("usw.").
        numbered: What is followed by a number that is no ordinal: "auf Seite 12. Forscher …".
        lettered: What is followed by a letter that is no initial: "Vitamin C. Gesund …".
        leaning: Words in lower case that end no sentence, so that "an …" goes on.
        function: Capitalised words that open a sentence and cannot be the noun or name that an
            ordinal, an initial or an abbreviation belongs to.
    """

    ordinals: bool
    titles: frozenset[str]
    inside: frozenset[str]
    counting: frozenset[str]
    either: frozenset[str]
    closing: frozenset[str]
    numbered: frozenset[str]
    lettered: frozenset[str]
    leaning: frozenset[str]
    function: frozenset[str]
