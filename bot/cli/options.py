"""What every command starts from: the options that several share, the settings, the language."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings, expanded, load_settings
from bot.texts.languages import texts_for
from bot.texts.texts import Texts


class Devices(StrEnum):
    """Where many texts are embedded."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


def _folder(value: str) -> Path:
    # `--corpus "$DIR"` with DIR unset must not mean the working folder.
    if not value.strip():
        raise typer.BadParameter("is empty; name a folder")
    return expanded(Path(value))


def day(value: str) -> dt.date:
    """Reads a day.

    Args:
        value: As typed: 2025-01-18 or 18.01.2025.

    Returns:
        The day.

    Raises:
        typer.BadParameter: It is neither, or no day of the calendar.
    """
    iso = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", value.strip(), re.ASCII)
    german = re.fullmatch(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", value.strip(), re.ASCII)
    match = iso or german
    try:
        if match:
            return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        pass
    raise typer.BadParameter(f"{value!r} is no day; write 2025-01-18 or 18.01.2025")


def day_range(since: str | None, until: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Reads `--since` and `--until`.

    Args:
        since: The first day, as typed.
        until: The last day, as typed.

    Returns:
        Both days, None where nothing was typed.

    Raises:
        typer.BadParameter: One is no day, or they are in the wrong order.
    """
    first, last = since and day(since), until and day(until)
    if first and last and first > last:
        raise typer.BadParameter(f"--since {first} is later than --until {last}; swap them")
    return first or None, last or None


Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", parser=_folder, help="The folder of articles."),
]
Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", parser=_folder, help="Where the index is kept."),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Embedding model: embedded, a sentence-transformers name, or a folder.",
    ),
]
Reader = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="Reads the best hits again: embedded, off, or a cross-encoder's name or folder.",
    ),
]
Device = Annotated[
    Devices | None,
    typer.Option("--device", metavar="NAME", help="Where to embed: auto, cpu or cuda."),
]
NoIndex = Annotated[bool, typer.Option("--no-index", help="Leave the index as it is.")]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title.")]
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="DAY", help="Its day: 2025-01-18 or 18.01.2025."),
]
Publisher = Annotated[
    str | None, typer.Option("--publisher", metavar="NAME", help="Its newspaper or agency.")
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="Its web address.")]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from addresses of one's own network, too."),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="NUMBER",
        min=1,
        max=100_000,
        help="Pages of a feed or sitemap at a time; 1000 unless said otherwise.",
    ),
]
Authors = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="An author; once for each.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, slots=True)
class Session:
    """The settings of one run and the texts in its language."""

    settings: Settings
    texts: Texts


def start(**options: object) -> Session:
    """Reads the settings; options that are not None win over them.

    Args:
        **options: Settings by name.

    Returns:
        The session.

    Raises:
        SettingsError: A setting is unknown or its value will not do.
    """
    settings = load_settings(**options)
    return Session(settings, texts_for(settings.language))
