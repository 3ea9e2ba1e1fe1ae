"""What the web pages say, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.texts.de import DE as TERMINAL_DE
from bot.texts.en import EN as TERMINAL_EN
from bot.texts.shared import DE as SHARED_DE
from bot.texts.shared import EN as SHARED_EN
from bot.texts.shared import SharedTexts
from bot.texts.texts import Language, Texts


@dataclass(frozen=True, slots=True)
class WebTexts:
    """The sentences of the web pages.

    Attributes:
        language: Of all of them.
        shared: What every face says.
        terminal: What the command line says, too.
        label: Words of forms, links and menus, by what they are.
        verdict: What is said of a checked quotation, by its verdict.
        alteration: What an alteration touches, by its kind.
        errors: What went wrong, by HTTP status.
    """

    language: Language
    shared: SharedTexts
    terminal: Texts
    label: Mapping[str, str]
    verdict: Mapping[str, str]
    alteration: Mapping[str, str]
    errors: Mapping[int, str]


WEB_TEXTS: Final[dict[Language, WebTexts]] = {
    "de": WebTexts(
        language="de",
        shared=SHARED_DE,
        terminal=TERMINAL_DE,
        label={
            "ask": "Fragen",
            "articles": "Artikel",
            "check": "Zitate prüfen",
            "skip": "Zum Inhalt",
            "menu": "Seiten",
            "question": "Ihre Frage",
            "search": "Suchen",
            "narrow": "Eingrenzen",
            "since": "Artikel ab",
            "until": "Artikel bis",
            "publisher": "Zeitung",
            "any": "alle",
            "sort_date": "Zitate in der Folge ihrer Tage",
            "all_days": "Alle Tage durchsuchen, auch wenn die Frage Tage nennt",
            "lift": "In allen Artikeln suchen",
            "about": "Gefragt, zitiert: Wortlaut antwortet mit Stellen aus den Artikeln, Wort für Wort, und erfindet nichts.",
            "quotes": "Zitate",
            "quote": "Zitat {number}",
            "answers": "Der Satz, der antwortet",
            "read": "Im Artikel lesen",
            "source": "Zur Quelle",
            "receipt": "Beleg {id}",
            "export": "Für andere Programme:",
            "not_asked": "Das ist keine Frage an die Artikel.",
            "count": "{n} Artikel",
            "versions": "Fassungen ({n})",
            "back": "Zum Zitat",
            "check_text": "Ein Zitat, oder ein Text mit Zitaten in Anführungszeichen",
            "check_do": "Prüfen",
            "check_about": "Jedes Zitat wird in den Artikeln gesucht: wörtlich, verändert, zusammengesetzt oder nicht im Bestand. Was in Anführungszeichen steht und weniger als drei Wörter hat, wird nicht geprüft, indirekte Rede auch nicht.",
            "check_short": "Zu kurz, um geprüft zu werden: {n}",
            "check_none": "Darin steht kein Zitat, das zu prüfen wäre.",
            "line": "Zeile {line}",
            "stands": "So steht es im Artikel:",
            "near": "Das Nächste, das dasteht:",
            "differs": "Abweichungen:",
            "instead": "„{quoted}“ statt „{source}“",
            "surplus": "„{quoted}“ steht dort nicht",
            "missing": "es fehlt „{source}“",
        },
        verdict={
            "verbatim": "Wörtlich",
            "altered": "Verändert",
            "pieced": "Zusammengesetzt, die Auslassungen sind gekennzeichnet",
            "pieced_badly": "Zusammengesetzt, und das ist nicht gekennzeichnet oder nicht in dieser Folge",
            "not_in_corpus": "Nicht im Bestand",
        },
        alteration={
            "number": "Zahl",
            "negation": "Verneinung",
            "name": "Name",
            "word": "Wort",
            "spelling": "Schreibung",
            "punctuation": "Zeichensetzung",
        },
        errors={
            400: "Die Anfrage ist nicht zu verstehen.",
            401: "Hier kommt nur hinein, wer das Kennwort im Link oder als Bearer-Token mitschickt.",
            403: "Die Anfrage kommt von einer anderen Website und wird nicht beantwortet.",
            404: "Diese Seite gibt es nicht.",
            405: "So wird diese Seite nicht aufgerufen.",
            413: "Das ist zu viel auf einmal.",
            421: "Unter diesem Namen ist dieser Rechner nicht bekannt; WORTLAUT_PUBLIC_URL nennt den richtigen.",
            429: "Zu viele Anfragen; in einer Minute geht es weiter.",
            500: "Das hätte nicht geschehen dürfen; der Betreiber findet mehr im Log.",
            503: "Gerade sind zu viele Fragen auf einmal da; gleich noch einmal versuchen.",
        },
    ),
    "en": WebTexts(
        language="en",
        shared=SHARED_EN,
        terminal=TERMINAL_EN,
        label={
            "ask": "Ask",
            "articles": "Articles",
            "check": "Check quotations",
            "skip": "To the content",
            "menu": "Pages",
            "question": "Your question",
            "search": "Search",
            "narrow": "Narrow down",
            "since": "Articles since",
            "until": "Articles until",
            "publisher": "Publisher",
            "any": "all",
            "sort_date": "Quotes in the order of their days",
            "all_days": "Search all days, even where the question names days",
            "lift": "Search all articles",
            "about": "Asked, quoted: Wortlaut answers with passages of the articles, word for word, and makes nothing up.",
            "quotes": "Quotes",
            "quote": "Quote {number}",
            "answers": "The sentence that answers",
            "read": "Read in the article",
            "source": "To the source",
            "receipt": "Receipt {id}",
            "export": "For other programs:",
            "not_asked": "That asks the articles nothing.",
            "count": "{n} articles",
            "versions": "Versions ({n})",
            "back": "To the quote",
            "check_text": "A quotation, or a text with quotations in quotation marks",
            "check_do": "Check",
            "check_about": "Each quotation is looked for in the articles: word for word, altered, pieced together, or not in the corpus. What stands in quotation marks and has fewer than three words is not checked, nor is indirect speech.",
            "check_short": "Too short to be checked: {n}",
            "check_none": "It holds no quotation to check.",
            "line": "Line {line}",
            "stands": "The article says:",
            "near": "The nearest that stands there:",
            "differs": "Differences:",
            "instead": "“{quoted}” for “{source}”",
            "surplus": "“{quoted}” does not stand there",
            "missing": "“{source}” is missing",
        },
        verdict={
            "verbatim": "Word for word",
            "altered": "Altered",
            "pieced": "Pieced together, the cuts are marked",
            "pieced_badly": "Pieced together, and that is not marked, or not in this order",
            "not_in_corpus": "Not in the corpus",
        },
        alteration={
            "number": "Number",
            "negation": "Negation",
            "name": "Name",
            "word": "Word",
            "spelling": "Spelling",
            "punctuation": "Punctuation",
        },
        errors={
            400: "The request cannot be understood.",
            401: "Only those come in who send the token in the link or as a bearer token.",
            403: "The request was sent by another site and is not answered.",
            404: "There is no such page.",
            405: "This page is not called like that.",
            413: "That is too much at once.",
            421: "This machine is not known by that name; WORTLAUT_PUBLIC_URL says the right one.",
            429: "Too many requests; in a minute it goes on.",
            500: "That should not have happened; the operator finds more in the log.",
            503: "Too many questions are here at once; try again in a moment.",
        },
    ),
}
