"""Why a line is not in the cleaned text: codes, which the faces put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from retrieval.corpus.cleaning.recurrence import Recurrence

Moved = Literal["title", "date", "publisher", "section", "authors", "sources", "url"]
"""The line went into the article's front matter."""

Reason = Literal[
    Moved,
    "source_heading",  # "Quellen", "Referenz 1"
    "repeated_title",  # the headline once more
    "kicker",  # the line above the headline: "Radverkehr"
    "category",  # "Uncategorized": what stands where no section was chosen
    "tags",  # "RusslandTürkeiYork", "#Iran #Russland", "Themen: …"
    "separator",  # a line without a letter or digit: "-", "* * *"
    "breadcrumb",  # "Startseite > Politik > Ausland"
    "navigation",  # "Zum Inhalt springen", "Anmelden"
    "advertisement",  # "Anzeige"
    "share",  # "Auf Facebook teilen"
    "newsletter",  # "Newsletter abonnieren"
    "cookies",  # "Wir verwenden Cookies …"
    "embed",  # "Empfohlener externer Inhalt"
    "paywall",  # "Bereits Abonnent?"
    "comments",  # "12 Kommentare"
    "related",  # "Lesen Sie auch: …", and the headlines under "Mehr zum Thema" at the end
    "neighbours",  # "PREV …", "NEXT …"
    "copyright",  # "© 2025 …"
    "image_credit",  # "Foto: dpa"
    "media",  # where a picture or a film was: "Bild", "Bild 1 von 5", "Video"
    "broadcast",  # "Sendung: Antenne Nord, 24.04.2024, 15:10 Uhr"
    "initials",  # "(dmk)"
    "reading_time",  # "3 Min. Lesezeit"
    "time",  # "vor 3 Stunden", "14:35 Uhr"; a second date, of the update
    "recurring",  # stands in many other articles of the publisher
    "details",  # "Details / Ort … "
    "attachment",  # of a mail, by its name
    "unusable",  # of a record: "datum: demnächst"
    "running_head",  # of a page on paper: the magazine's name, the number
    "statistics",  # "Web: 15Social: 194Foren: 38"
]

MOVED: frozenset[str] = frozenset(get_args(Moved))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is not in the cleaned text.

    Attributes:
        line_number: In the normalised original, from 1; of a running head, its page.
        text: The whole line.
        reason: Why; `moved` tells whether it lives on in the front matter.
        recurrence: Of a `recurring` line, where else it stands.
    """

    line_number: int
    text: str
    reason: Reason
    recurrence: Recurrence | None = None

    @property
    def moved(self) -> bool:
        """Whether the front matter now says what the line said."""
        return self.reason in MOVED
