"""What operating system, SQLite and libraries say of a failure, in German."""

from __future__ import annotations

import errno
import os
import re
from typing import Final

_BY_NUMBER: Final = {
    errno.EACCES: "keine Berechtigung",
    errno.EADDRINUSE: "Adresse belegt",
    errno.EADDRNOTAVAIL: "diese Adresse hat der Rechner nicht",
    errno.EAGAIN: "gerade nicht möglich",
    errno.EBADF: "nicht mehr offen",
    errno.EBUSY: "in Benutzung",
    errno.ECONNABORTED: "Verbindung abgebrochen",
    errno.ECONNREFUSED: "Verbindung abgelehnt",
    errno.ECONNRESET: "Verbindung abgebrochen",
    errno.EDQUOT: "Kontingent erschöpft",
    errno.EEXIST: "schon vorhanden",
    errno.EFBIG: "Datei zu groß",
    errno.EHOSTUNREACH: "nicht zu erreichen",
    errno.EINVAL: "so nicht möglich",
    errno.EIO: "Ein-/Ausgabefehler",
    errno.EISDIR: "ein Ordner",
    errno.ELOOP: "Verweise im Kreis",
    errno.EMFILE: "zu viele offene Dateien",
    errno.ENAMETOOLONG: "Name zu lang",
    errno.ENETUNREACH: "kein Netz",
    errno.ENFILE: "zu viele offene Dateien",
    errno.ENODEV: "kein solches Gerät",
    errno.ENOENT: "nicht vorhanden",
    errno.ENOMEM: "zu wenig Arbeitsspeicher",
    errno.ENOSPC: "Datenträger voll",
    errno.ENOTDIR: "kein Ordner",
    errno.ENOTEMPTY: "Ordner nicht leer",
    errno.ENXIO: "kein solches Gerät",
    errno.EPERM: "keine Berechtigung",
    errno.EPIPE: "niemand liest mehr",
    errno.EROFS: "schreibgeschützt",
    errno.ESTALE: "nicht mehr vorhanden",
    errno.ETIMEDOUT: "keine Antwort",
}
_IN_WORDS: Final = {
    # SQLite
    "attempt to write a readonly database": "schreibgeschützt",
    "database disk image is malformed": "beschädigt",
    "database is locked": "von einem anderen Programm gesperrt",
    "database or disk is full": "Datenträger voll",
    "disk I/O error": "Ein-/Ausgabefehler",
    "file is not a database": "keine Datenbank",
    "unable to open database file": "nicht zu öffnen",
    # Names
    "Name or service not known": "Name unbekannt",
    "No address associated with hostname": "Name unbekannt",
    "Temporary failure in name resolution": "Name gerade nicht nachzuschlagen",
    # httpx, asyncio, python-telegram-bot
    "ConnectError": "keine Verbindung",
    "ConnectTimeout": "keine Verbindung in der Zeit",
    "NetworkError": "keine Verbindung",
    "PoolTimeout": "keine Verbindung in der Zeit",
    "ReadError": "Verbindung abgebrochen",
    "ReadTimeout": "keine Antwort in der Zeit",
    "RemoteProtocolError": "keine gültige Antwort",
    "TimedOut": "keine Antwort in der Zeit",
    "TimeoutError": "keine Antwort in der Zeit",
    "WriteError": "Verbindung abgebrochen",
    "WriteTimeout": "keine Antwort in der Zeit",
}


def _phrases() -> dict[str, str]:
    system = {
        os.strerror(number): _BY_NUMBER.get(number, f"Systemfehler {name}")
        for number, name in errno.errorcode.items()
    }
    return system | _IN_WORDS


_PHRASES: Final = _phrases()
_KNOWN: Final = re.compile(
    r"(?:\[Errno -?\d+\] )?(?<!\w)("
    + "|".join(map(re.escape, sorted(_PHRASES, key=len, reverse=True)))
    + r")(?!\w)"
)
_QUOTED: Final = re.compile(r"(?<!\w)'([^']*)'(?!\w)")
_PLACE_IN_JSON: Final = re.compile(r"^.*: line (\d+) column (\d+) \(char \d+\)$")


def in_german(reason: str) -> str:
    """A reason with what is known of it in German; the rest, names and paths, as it was."""
    if place := _PLACE_IN_JSON.match(reason):
        return f"Zeile {place[1]}, Spalte {place[2]}"
    return quoted_in_german(_KNOWN.sub(lambda found: _PHRASES[found[1]], reason))


def quoted_in_german(text: str) -> str:
    """A text with German quotation marks around what Python and Typer put between apostrophes."""
    return _QUOTED.sub(r"„\1“", text)
