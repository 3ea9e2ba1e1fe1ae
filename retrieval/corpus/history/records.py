"""The history of an article as it is written down: `history.json`.

Of an article that was removed, only a day and a hash stay: no title, no address, no word.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from retrieval.corpus.cleaning.recurrence import Recurrence
from retrieval.corpus.history.places import HISTORY
from retrieval.corpus.storing import storage_error
from retrieval.errors import ArticleError
from retrieval.regular_file import put_aside, read_regular

How = Literal["added", "by_hand", "new_text", "again", "corrected"]
"""How a version came: added; changed or put there by other means; the same address with another
text, or put in its place; the original read anew; corrected."""

FORMAT: Final = 1
_BY_HAND: Final = ("title", "date", "publisher", "url", "authors")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an original comes from.

    Attributes:
        name: The file's name, as a label.
        address: Where it was fetched, without name and password, if it was.
        fetched: When, with time zone.
        charset: The encoding that the server named; empty if it named none.
    """

    name: str
    address: str | None = None
    fetched: dt.datetime | None = None
    charset: str = ""


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version as it is written down.

    Attributes:
        at: Since when it is in force, with time zone; never before the version before it.
        how: How it came.
        name: Its file's name, inside the folder that the file lies in.
        file_sha256: Of its file, in hexadecimal digits.
        text_sha256: `Article.text_sha256`.
        origin: Where its original comes from, if it has one.
        original_sha256: Of the original's bytes; whether they are kept is another matter.
        recurring: The lines that left for standing in other articles, as `key_of` has them, and how
            often they did: read anew, they leave again.
    """

    at: dt.datetime
    how: How
    name: str
    file_sha256: str
    text_sha256: str
    origin: Origin | None = None
    original_sha256: str | None = None
    recurring: tuple[tuple[str, Recurrence], ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """That an article was removed.

    Attributes:
        day: On which.
        text_sha256: Of the text that it had then.
    """

    day: dt.date
    text_sha256: str


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an article's past.

    Attributes:
        article: Its id; empty where there is no article now.
        versions: The oldest first.
        corrections: What was given or corrected by hand, by the keys of front matter, as text or
            list of texts; it wins over whatever is read anew.
        gone: When articles of this id were removed, the first first.
        removing: The day on which removing the article began, if that was not finished.
        missing_since: When it was first seen that its file is not there.
    """

    article: str = ""
    versions: tuple[VersionRecord, ...] = ()
    corrections: Mapping[str, Any] = field(default_factory=dict)
    gone: tuple[Removal, ...] = ()
    removing: dt.date | None = None
    missing_since: dt.datetime | None = None

    def with_version(self, version: VersionRecord) -> History:
        """The history with one more version, which is not called older than the one before it."""
        last = self.versions[-1].at if self.versions else version.at
        return replace(self, versions=(*self.versions, replace(version, at=max(version.at, last))))


def read_history(folder: Path) -> History | None:
    """Reads the history in a folder of what is kept.

    Args:
        folder: From `places.folder_of`.

    Returns:
        The history; None where there is none.

    Raises:
        ArticleError: It cannot be read.
    """
    path = folder / HISTORY
    try:
        return _history(json.loads(read_regular(path)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ArticleError("history.unreadable", path=path, detail=error.strerror) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArticleError("history.damaged", path=path) from None


def history_to_continue(folder: Path) -> History:
    """The history in a folder, to be written on; a damaged one is set aside, and lost to nobody.

    Args:
        folder: From `places.folder_of`.

    Returns:
        The history; an empty one where there is none that can be read.

    Raises:
        StorageError: It can neither be read nor be set aside.
    """
    try:
        return read_history(folder) or History()
    except ArticleError:
        try:
            put_aside(folder / HISTORY)
        except OSError as error:
            raise storage_error(folder / HISTORY, error) from None
        return History()


def corrections_in(folder: Path) -> dict[str, Any]:
    """What is known by hand of the article whose folder it is, by the keys of front matter.

    A day is a date, several texts are a tuple; nothing where no history can be read.
    """
    try:
        history = read_history(folder)
    except ArticleError:
        return {}
    values = dict(history.corrections) if history else {}
    if "date" in values:
        values["date"] = dt.date.fromisoformat(values["date"])
    return {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}


def written(history: History) -> bytes:
    """The content of `history.json`."""
    values: dict[str, Any] = {"format": FORMAT}
    if history.article:
        values["article"] = history.article
        values["versions"] = [_version_values(version) for version in history.versions]
    if history.corrections:
        values["corrections"] = dict(history.corrections)
    if history.gone:
        values["gone"] = [{"day": g.day.isoformat(), "text": g.text_sha256} for g in history.gone]
    if history.removing:
        values["removing"] = history.removing.isoformat()
    if history.missing_since:
        values["missing_since"] = history.missing_since.isoformat()
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "surrogatepass"
    )


def _version_values(version: VersionRecord) -> dict[str, Any]:
    values: dict[str, Any] = {
        "at": version.at.isoformat(),
        "how": version.how,
        "name": version.name,
        "file": version.file_sha256,
        "text": version.text_sha256,
    }
    if version.recurring:
        values["recurring"] = [
            {"line": line, "publisher": r.publisher, "articles": r.articles, "of": r.of}
            for line, r in version.recurring
        ]
    if version.origin is not None:
        origin = version.origin
        said = {
            "sha256": version.original_sha256,
            "name": origin.name,
            "address": origin.address,
            "fetched": origin.fetched.isoformat() if origin.fetched else None,
            "charset": origin.charset,
        }
        values["original"] = {key: value for key, value in said.items() if value}
    return values


def _history(values: dict[str, Any]) -> History:
    if values["format"] != FORMAT:
        raise ValueError(values["format"])
    removing, missing = values.get("removing"), values.get("missing_since")
    return History(
        article=values.get("article", ""),
        versions=tuple(map(_version, values.get("versions", []))),
        corrections=_corrections(values.get("corrections", {})),
        gone=tuple(
            Removal(dt.date.fromisoformat(each["day"]), each["text"])
            for each in values.get("gone", [])
        ),
        removing=dt.date.fromisoformat(removing) if removing else None,
        missing_since=_time(missing) if missing else None,
    )


def _corrections(values: dict[str, Any]) -> dict[str, Any]:
    dt.date.fromisoformat(values.get("date", "2000-01-01"))
    return {key: values[key] for key in _BY_HAND if key in values}


def _version(values: dict[str, Any]) -> VersionRecord:
    if values["how"] not in get_args(How):
        raise ValueError(values["how"])
    said, origin = values.get("original"), None
    if said is not None:
        fetched = said.get("fetched")
        origin = Origin(
            said["name"],
            said.get("address"),
            _time(fetched) if fetched else None,
            said.get("charset", ""),
        )
    return VersionRecord(
        at=_time(values["at"]),
        how=values["how"],
        name=_plain_name(values["name"]),
        file_sha256=values["file"],
        text_sha256=values["text"],
        origin=origin,
        original_sha256=said.get("sha256") if said else None,
        recurring=tuple(
            (each["line"], Recurrence(each["publisher"], each["articles"], each["of"]))
            for each in values.get("recurring", [])
        ),
    )


def _plain_name(name: str) -> str:
    """A file's name, which leads nowhere else."""
    if Path(name).name != name:
        raise ValueError(name)
    return name


def _time(text: str) -> dt.datetime:
    time = dt.datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time
