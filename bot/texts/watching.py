"""What `wortlaut watch` tells, by the kind of news (`bot.service.watching.news`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DE: Final[Mapping[str, str]] = {
    "listening": "Beobachtet wird {folder}: Was sich dort ändert, kommt in den Index. Strg-C beendet.",
    "looking": "Durchgesehen wird {folder} alle {seconds} s: Was sich dort ändert, kommt in den Index."
    " Strg-C beendet.",
    "deaf": "Durchgesehen wird {folder} alle {seconds} s, denn das System meldet keine Änderungen:"
    " {reason}. Strg-C beendet.",
    "gone": "Der Index bleibt, wie er ist: {reason}",
    "part_gone": "Der Index bleibt, wie er ist, bis alles wieder lesbar ist: {reason};"
    " `wortlaut index` nimmt heraus, was fehlt",
    "back": "{folder} ist wieder da.",
    "busy": "Ein anderer Prozess baut gerade den Index; danach geht es weiter.",
    "failed": "Der Index ließ sich nicht bauen: {reason}. Neuer Versuch nach der nächsten Änderung,"
    " spätestens in {seconds} s.",
    "feeds_read": "Aus den Feeds aufgenommen: {added}",
    "feeds_failed": "Feeds: {reason}",
    "stopped": "Beendet; der Index gilt weiter.",
}

EN: Final[Mapping[str, str]] = {
    "listening": "Watching {folder}: what changes there comes into the index. Ctrl-C ends it.",
    "looking": "Looking into {folder} every {seconds} s: what changes there comes into the index."
    " Ctrl-C ends it.",
    "deaf": "Looking into {folder} every {seconds} s, for the system tells of no changes: {reason}."
    " Ctrl-C ends it.",
    "gone": "The index stays as it is: {reason}",
    "part_gone": "The index stays as it is until everything can be read again: {reason};"
    " `wortlaut index` takes out what is missing",
    "back": "{folder} is there again.",
    "busy": "Another process is building the index; this one goes on after it.",
    "failed": "The index could not be built: {reason}. Trying again after the next change,"
    " in {seconds} s at the latest.",
    "feeds_read": "Added from the feeds: {added}",
    "feeds_failed": "Feeds: {reason}",
    "stopped": "Ended; the index stays in force.",
}
