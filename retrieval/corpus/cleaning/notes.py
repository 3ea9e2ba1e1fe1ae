"""What cleaning has found out so far about one text; the rules write, `clean` reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from retrieval.corpus.cleaning.reasons import Reason
from retrieval.corpus.cleaning.recognise import Fact, is_of_menu

_LEAST_OF_MENU = 3


@dataclass(slots=True)
class Notes:
    """The lines of a text, why some of them leave it, and what they said.

    Attributes:
        lines: The normalised text's lines.
        reasons: By index into `lines`; a line without a reason stays.
        title: The headline.
        title_line: The line that it stands on, as an index.
        date: Day of publication.
        above: Whether that day stands above the headline, where it may be the page's; a day below
            wins over it.
        update: Day of the last change.
        publisher: The first one named.
        section: The first one named.
        url: The article's own address.
        authors: From bylines.
        sources: From lists of sources, and further publishers.
    """

    lines: list[str]
    reasons: dict[int, Reason] = field(default_factory=dict)
    title: str | None = None
    title_line: int | None = None
    date: dt.date | None = None
    above: bool = False
    update: dt.date | None = None
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def open_lines(self, start: int = 0) -> Iterator[int]:
        """Indices of the lines that hold something and have not left the text."""
        for i in range(start, len(self.lines)):
            if self.lines[i].strip() and i not in self.reasons:
                yield i

    def drop_menus(self, start: int, end: int) -> None:
        """Lets runs of lines leave that are a site's menu, one of its words a line."""
        run: list[int] = []
        for i in [*(i for i in self.open_lines(start) if i < end), None]:
            if i is not None and is_of_menu(self.lines[i]):
                run.append(i)
                continue
            if len({self.lines[j] for j in run}) >= _LEAST_OF_MENU:
                self.reasons |= dict.fromkeys(run, "navigation")
            run = []

    def take(self, i: int, facts: Iterable[Fact]) -> bool:
        """Lets a line leave the text for the facts it consists of.

        Args:
            i: The line's index.
            facts: All that it says.

        Returns:
            Whether it left: not without any fact.
        """
        reasons = [self._note(fact) for fact in facts]
        if reasons:
            self.reasons[i] = reasons[0]
        return bool(reasons)

    def add_sources(self, names: Iterable[str]) -> None:
        """Adds names of sources, each once."""
        self.sources = tuple(dict.fromkeys((*self.sources, *filter(None, names))))

    def _note(self, fact: Fact) -> Reason:
        """Notes a fact, and says as what its line leaves if something else is known already."""
        match fact.reason, fact.value:
            case "date", dt.date() as day:
                return self._note_day(day, fact.update)
            case "authors", tuple() as names:
                self.authors = tuple(dict.fromkeys((*self.authors, *names)))
            case "section", str() as name:
                self.section = self.section or name
                return "section" if self.section == name else "category"
            case ("publisher" | "url") as field_name, str() as name:
                if getattr(self, field_name) is None:
                    setattr(self, field_name, name)
                elif getattr(self, field_name) != name:
                    self.add_sources([name])
                    return "sources"
        return fact.reason

    def _note_day(self, day: dt.date, update: bool) -> Reason:
        if update:
            self.update = self.update or day
            return "date" if self.date is None else "time"
        if self.date is None or (self.above and self.title is not None):
            self.date, self.above = day, self.title is None
        return "date" if self.date == day else "time"
