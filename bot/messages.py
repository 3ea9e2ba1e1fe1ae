"""What the faces' own problems are called in English, by code; see `retrieval.messages`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "bot.no_token": "WORTLAUT_TELEGRAM_TOKEN is empty; get a token from @BotFather and put it into .env.",
    "bot.pairings_full": "{count} pairing codes are waiting; approve some or let them expire.",
    "bot.port": "Cannot listen on {host}:{port} ({detail}); set another {setting}.",
    "bot.stopping": "The bot is being stopped; the next start makes up for it.",
    "bot.token_refused": "Telegram does not know this WORTLAUT_TELEGRAM_TOKEN; copy it from @BotFather again.",
    "fetch.no_answer": "{host} does not answer ({detail})",
    "fetch.private": "{host} is no public address",
    "fetch.redirects": "{host} redirects more than {count} times",
    "fetch.scheme": "only links that begin with http:// or https:// can be fetched",
    "fetch.status": "{host} answers {status}",
    "fetch.too_big": "the document behind the link has more than 20 MB",
    "input.batch_and_question": "--batch takes its questions from a file; leave QUESTION out",
    "input.line_too_long": "longer than {bytes} bytes",
    "input.many_lines": "standard input holds {lines} lines and `ask` takes one question; `wortlaut ask --batch -` asks one a line",
    "input.no_file": "{path} cannot be read ({detail}); name a file of questions, or -",
    "input.no_json": "not JSON ({detail})",
    "input.no_question": 'the object has no "question" that is a text',
    "input.no_terminal": "there is no terminal to ask on; --yes removes without asking",
    "input.no_utf8": "{where} is not UTF-8 (byte {byte} at position {position}); convert it, for instance with `iconv -f latin1 -t utf-8`",
    "input.surrogate": "the question holds half a surrogate pair",
    "output.gone": "whoever read standard output has gone",
    "output.refused": "standard output cannot be written ({detail}); send it somewhere else",
    "setting.bool": "it should be true or false",
    "setting.choice": "it should be {choices}",
    "setting.contradiction": "{detail}",
    "setting.dotenv": "the file .env cannot be read ({detail}); correct it",
    "setting.ge": "it should be greater than or equal to {bound}",
    "setting.int": "it should be a valid integer",
    "setting.le": "it should be less than or equal to {bound}",
    "setting.more": "{first} (wrong settings besides: {count})",
    "setting.reason": "{detail}",
    "setting.secret": "does not do",
    "setting.seen": "is {value}",
    "setting.unknown": "there is no setting {name}; remove it (.env.example lists the settings)",
    "setting.unknown_like": "there is no setting {name}; did you mean {like}?",
    "setting.wrong": "{name} {seen}: {reason}; correct it in .env or the environment",
    "state.broken": "The state file {path} does not work ({detail}); check that its folder is there and can be written to, or name another WORTLAUT_STATE_PATH.",
    "state.missing": "There is no state file {path}: the bot has not run here; start it with `wortlaut bot`, or name its WORTLAUT_STATE_PATH.",
    "state.schema": "The state file {path} has schema {found}, this program knows {known}; install that Wortlaut or name another WORTLAUT_STATE_PATH.",
}
