"""What every face says of quotations that were checked, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.texts.texts import Language
from retrieval.quotations import (
    Alteration,
    AlterationKind,
    CheckReport,
    Fold,
    Quotation,
    QuoteVerdict,
)

HOLDS: Final = "✓"
FAILS: Final = "✗"


@dataclass(frozen=True, slots=True)
class CheckTexts:
    """The sentences on checked quotations; names in braces are filled in.

    Attributes:
        verdicts: What the corpus says, by the verdict.
        pieced: What it says of a pieced one, by whether its cuts are marked, and whether the pieces
            stand in one article in its order.
        several: In how many places a quotation stands word for word.
        more: The same where there may be further ones.
        counted: How many quotations got a verdict, for a sum.
        kinds: What an alteration touches.
        replaced: Other words than the article's.
        added: Words that the article has not.
        left_out: Words that the article has.
        folds: Differences that are taken for none.
        folded: That there are such.
        nearest: What is near a quotation that is not in the corpus.
        line: Where a quotation stands in the text that was checked.
        place: Where in an article.
        in_title: In its headline.
        none: There is no quotation to check.
        short: How many were too short.
        unclosed: Opening marks that nothing closes.
        rules: What is taken for the same.
        not_checked: What checking cannot do.
    """

    verdicts: Mapping[QuoteVerdict, str]
    pieced: Mapping[tuple[bool, bool], str]
    several: str
    more: str
    counted: Mapping[QuoteVerdict, str]
    kinds: Mapping[AlterationKind, str]
    replaced: str
    added: str
    left_out: str
    folds: Mapping[Fold, str]
    folded: str
    nearest: str
    line: str
    place: str
    in_title: str
    none: str
    short: tuple[str, str]
    unclosed: tuple[str, str]
    rules: str
    not_checked: str


DE: Final = CheckTexts(
    verdicts={
        QuoteVerdict.VERBATIM: "Wörtlich gefunden",
        QuoteVerdict.ALTERED: "Abgeändert",
        QuoteVerdict.PIECED: "Zusammengesetzt",
        QuoteVerdict.NOT_IN_CORPUS: "Nicht im Bestand",
    },
    pieced={
        (True, True): "Aus mehreren Stellen eines Artikels, die Auslassungen sind gekennzeichnet",
        (True, False): "Zusammengesetzt aus Stellen, die so nicht aufeinander folgen",
        (
            False,
            True,
        ): "Zusammengesetzt aus mehreren Stellen eines Artikels, ohne dass es gekennzeichnet ist",
        (
            False,
            False,
        ): "Zusammengesetzt aus verschiedenen Stellen, ohne dass es gekennzeichnet ist",
    },
    several="Wörtlich gefunden, an {n} Stellen",
    more="Wörtlich gefunden, an mindestens {n} Stellen",
    counted={
        QuoteVerdict.VERBATIM: "{n} wörtlich",
        QuoteVerdict.ALTERED: "{n} abgeändert",
        QuoteVerdict.PIECED: "{n} zusammengesetzt",
        QuoteVerdict.NOT_IN_CORPUS: "{n} nicht im Bestand",
    },
    kinds={
        AlterationKind.NUMBER: "Zahl",
        AlterationKind.NEGATION: "Verneinung",
        AlterationKind.NAME: "Name",
        AlterationKind.WORD: "Wortlaut",
        AlterationKind.SPELLING: "Schreibung",
        AlterationKind.PUNCTUATION: "Zeichensetzung",
    },
    replaced="{kind}: „{quoted}“, im Artikel „{source}“",
    added="{kind}: „{quoted}“ steht nicht im Artikel",
    left_out="{kind}: „{source}“ fehlt",
    folds={
        Fold.QUOTATION_MARKS: "Anführungszeichen",
        Fold.DASHES: "Striche",
        Fold.WHITE_SPACE: "Leerraum",
        Fold.HYPHENATION: "Worttrennung",
        Fold.CHARACTERS: "Zeichen",
        Fold.MARKUP: "Auszeichnung",
        Fold.FIRST_LETTER: "großer oder kleiner Anfang",
        Fold.BRACKETS: "Klammern im Wort",
        Fold.EDGE: "Satzzeichen am Rand",
    },
    folded="Nur anders geschrieben: {folds}.",
    nearest="Am nächsten kommt, ohne die Quelle zu sein:",
    line="Zeile {line}",
    place="Zeichen {start}–{end}",
    in_title="Überschrift",
    none="Kein Zitat zu prüfen: Nichts von mindestens {words} Wörtern steht in Anführungszeichen.",
    short=(
        "Ein Zitat hat weniger als {words} Wörter oder nur Funktionswörter und wurde nicht geprüft.",
        "{n} Zitate haben weniger als {words} Wörter oder nur Funktionswörter und wurden nicht geprüft.",
    ),
    unclosed=(
        "Das Anführungszeichen in Zeile {lines} wird nicht geschlossen.",
        "Die Anführungszeichen in den Zeilen {lines} werden nicht geschlossen.",
    ),
    rules="Als gleich gilt, was sich nur unterscheidet in der Art von Anführungszeichen und Strichen, in Leerraum, Worttrennung, unsichtbaren Zeichen, Ligaturen und Unicode-Form, in Auszeichnung (Markdown, HTML), im großen oder kleinen ersten Buchstaben und in Satzzeichen am Rand. Alles andere zählt, auch sonst groß und klein.",
    not_checked="Indirekte Rede wird nicht geprüft.",
)

EN: Final = CheckTexts(
    verdicts={
        QuoteVerdict.VERBATIM: "Found word for word",
        QuoteVerdict.ALTERED: "Altered",
        QuoteVerdict.PIECED: "Pieced together",
        QuoteVerdict.NOT_IN_CORPUS: "Not in the corpus",
    },
    pieced={
        (True, True): "From several places of one article, the cuts are marked",
        (True, False): "Pieced together from places that do not follow one another so",
        (False, True): "Pieced together from several places of one article, and no mark says so",
        (False, False): "Pieced together from different places, and no mark says so",
    },
    several="Found word for word, in {n} places",
    more="Found word for word, in at least {n} places",
    counted={
        QuoteVerdict.VERBATIM: "{n} word for word",
        QuoteVerdict.ALTERED: "{n} altered",
        QuoteVerdict.PIECED: "{n} pieced together",
        QuoteVerdict.NOT_IN_CORPUS: "{n} not in the corpus",
    },
    kinds={
        AlterationKind.NUMBER: "Number",
        AlterationKind.NEGATION: "Negation",
        AlterationKind.NAME: "Name",
        AlterationKind.WORD: "Wording",
        AlterationKind.SPELLING: "Spelling",
        AlterationKind.PUNCTUATION: "Punctuation",
    },
    replaced="{kind}: “{quoted}”, in the article “{source}”",
    added="{kind}: “{quoted}” is not in the article",
    left_out="{kind}: “{source}” is missing",
    folds={
        Fold.QUOTATION_MARKS: "quotation marks",
        Fold.DASHES: "dashes",
        Fold.WHITE_SPACE: "white space",
        Fold.HYPHENATION: "hyphenation",
        Fold.CHARACTERS: "characters",
        Fold.MARKUP: "markup",
        Fold.FIRST_LETTER: "case of the first letter",
        Fold.BRACKETS: "brackets in a word",
        Fold.EDGE: "punctuation at the edge",
    },
    folded="Only written otherwise: {folds}.",
    nearest="Nearest to it, without being its source:",
    line="Line {line}",
    place="characters {start}–{end}",
    in_title="headline",
    none="No quotation to check: nothing of {words} words or more stands in quotation marks.",
    short=(
        "One quotation has fewer than {words} words, or function words alone, and was not checked.",
        "{n} quotations have fewer than {words} words, or function words alone, and were not checked.",
    ),
    unclosed=(
        "The quotation mark in line {lines} is not closed.",
        "The quotation marks in lines {lines} are not closed.",
    ),
    rules="Taken for the same is what differs only in the kind of quotation marks and dashes, in white space, hyphenation, invisible characters, ligatures and Unicode form, in markup (Markdown, HTML), in the case of the first letter and in punctuation at the edge. All else counts, case elsewhere, too.",
    not_checked="Indirect speech is not checked.",
)

CHECK_TEXTS: Final[Mapping[Language, CheckTexts]] = {"de": DE, "en": EN}


def told_of_verdict(quotation: Quotation, texts: CheckTexts) -> str:
    """What the corpus says of a quotation, without a full stop."""
    if quotation.verdict is QuoteVerdict.PIECED:
        return texts.pieced[quotation.marked, quotation.orderly]
    places = len(quotation.occurrences)
    if quotation.verdict is QuoteVerdict.VERBATIM and places > 1:
        return (texts.more if quotation.more else texts.several).format(n=places)
    return texts.verdicts[quotation.verdict]


def told_of_alteration(alteration: Alteration, texts: CheckTexts) -> str:
    """What was altered, without a full stop."""
    if not alteration.quoted:
        sentence = texts.left_out
    else:
        sentence = texts.replaced if alteration.source else texts.added
    words = {"quoted": alteration.quoted, "source": alteration.source}
    folded = {name: " ".join(word.split()) for name, word in words.items()}
    return sentence.format(kind=texts.kinds[alteration.kind], **folded)


def told_of_folds(folds: Sequence[Fold], texts: CheckTexts) -> str:
    """What was taken for the same; empty where nothing was."""
    if not folds:
        return ""
    return texts.folded.format(folds=", ".join(texts.folds[fold] for fold in folds))


def told_of_sum(report: CheckReport, texts: CheckTexts) -> str:
    """How many quotations got which verdict: "2 word for word, 1 altered"."""
    counts = {
        verdict: sum(quotation.verdict is verdict for quotation in report.quotations)
        for verdict in QuoteVerdict
    }
    return ", ".join(texts.counted[verdict].format(n=n) for verdict, n in counts.items() if n)


def told_of_rest(report: CheckReport, texts: CheckTexts, min_words: int) -> list[str]:
    """What of a text was not checked, and why: a sentence each."""
    told = []
    if report.short:
        told.append(texts.short[report.short != 1].format(n=report.short, words=min_words))
    if report.unclosed:
        lines = ", ".join(map(str, dict.fromkeys(report.unclosed)))
        told.append(texts.unclosed[len(set(report.unclosed)) != 1].format(lines=lines))
    return told
