"""The settings: one class, read once at the edge, from the environment, `.env` and the user's file.

Every setting is the environment variable `WORTLAUT_` + its name in capitals. `.env` wins over the
user's file, the environment over both, a command-line option over all. An empty value is none. A
name nobody knows is an error, so that a misspelt setting cannot pass for a default; so is a value
out of bounds. Errors name the variable and the value seen, never a secret.

Which `.env`: see `dotenv_file`. Where it lies further up, the relative folders that it names, and
the default ones, are those beside it, so that a subfolder sees what the folder above it sees.
A relative folder that the user's file names is taken like a default one.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.messages import ENGLISH
from retrieval.errors import Problem
from retrieval.regular_file import read_regular

PREFIX = "WORTLAUT_"

Access = Literal["everyone", "allowed", "pairing"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _refused(problem: Problem) -> PydanticCustomError:
    return PydanticCustomError(problem.code, "")


def _split_ids(value: object) -> object:
    if isinstance(value, str):
        return [part for part in re.split(r"[\s,;]+", value) if part]
    return [value] if isinstance(value, int) else value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise _refused(Problem("setting.token"))
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
        raise _refused(Problem("setting.webhook_secret"))
    return value


def _web_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{16,256}", value.get_secret_value(), re.ASCII):
        raise _refused(Problem("setting.web_token"))
    return value


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^/\s]", value):
        raise _refused(Problem("setting.web_address"))
    return value


def expanded(path: Path) -> Path:
    """A path with the home folder that `~` means; as it is where that is nobody's."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _reader_name(value: str) -> str:
    return value.lower() if value.lower() in ("embedded", "off") else value


Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_split_ids)]
Folder = Annotated[Path, AfterValidator(expanded)]
ReaderName = Annotated[str, AfterValidator(_reader_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """All settings, with their defaults and bounds.

    Who may ask on Telegram: `access` is `everyone` unless said otherwise; where `allowed_ids` names
    users or groups it is `allowed`, and saying `everyone` beside such a list is an error. Under
    `pairing`, `allowed_ids` and everyone an admin has approved may ask. Admins always may.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8-sig",
        dotenv_filtering="match_prefix",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    corpus_dir: Folder = Field(Path("corpus"), description="the folder of articles")
    index_dir: Folder = Field(Path("index"), description="where the index is kept")
    keep_originals: bool = Field(
        True, description="whether what an article was made of is kept beside it"
    )
    embedding_model: str = Field(
        "embedded", description="`embedded`, or a sentence-transformers model: hub name or folder"
    )
    reader_model: ReaderName = Field(
        "embedded",
        description="reads the best hits again: `embedded` (with the embedded model alone), `off`, "
        "or a sentence-transformers cross-encoder: hub name or folder",
    )
    cache_dir: Folder | None = Field(
        None, description="compiled models; empty: the user's cache folder"
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="where `index` embeds: auto takes a GPU if there is one"
    )
    language: Literal["auto", "de", "en"] = Field(
        "auto", description="of the command line's texts; auto: the locale's, else English"
    )
    watch: bool = Field(
        False, description="whether the bot keeps the index in step with the folder of articles"
    )
    watch_poll_seconds: float | None = Field(
        None,
        ge=0.1,
        description="look into the folder so often instead of listening; empty: on network drives",
    )
    feeds_every_minutes: float | None = Field(
        None,
        ge=0.1,
        description="read the feeds so often where the folder is watched; empty: never",
    )
    max_quotes: int = Field(3, ge=1, le=20, description="quotes an answer shows at most")
    log_level: LogLevel = Field("INFO", description="of the bot's log")
    log_format: Literal["text", "json"] = Field("text", description="of the bot's log")
    log_questions: bool = Field(False, description="whether the log may hold what users ask")
    debug: bool = Field(False, description="show a traceback beside a one-line error")

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, description="the bot's token from @BotFather"
    )
    telegram_base_url: WebAddress | None = Field(
        None, description="a self-hosted Bot API server; empty: Telegram's own"
    )
    admin_ids: Ids = Field(
        frozenset(), description="Telegram users who may change the corpus: 123,456"
    )
    allowed_ids: Ids = Field(
        frozenset(), description="users and groups who may ask: 123,-100456; empty: see ACCESS"
    )
    access: Access = Field(
        "everyone", description="who may ask; `allowed` by itself where ALLOWED_IDS is set"
    )
    rate_limit_per_user_per_minute: int = Field(20, ge=1, le=6000, description="questions")
    rate_limit_per_chat_per_minute: int = Field(40, ge=1, le=6000, description="questions")
    state_path: Folder = Field(
        Path("bot-state.sqlite"), description="the bot's memory: buttons, pairings, feedback"
    )
    webhook_url: WebAddress | None = Field(
        None, description="the bot's public address; empty: long polling"
    )
    webhook_host: str = Field("127.0.0.1", description="address the webhook listens on")
    webhook_port: Port = Field(8443, description="port the webhook listens on")
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        None, description="what Telegram must send along; empty: made up at each start"
    )
    public_url: WebAddress | None = Field(
        None, description="where `wortlaut serve` is reached from outside; sources lead there"
    )
    web_token: Annotated[SecretStr, AfterValidator(_web_token)] | None = Field(
        None, description="what readers of `wortlaut serve` must show; empty: nothing"
    )
    web_rate_limit_per_minute: int = Field(
        300, ge=1, le=600_000, description="requests of one address to `wortlaut serve`"
    )
    metrics_host: str = Field("127.0.0.1", description="address of /healthz and /metrics")
    metrics_port: Port | None = Field(None, description="port of /healthz and /metrics; empty: off")

    @model_validator(mode="before")
    @classmethod
    def _access_from_allowed_ids(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("allowed_ids"):
            if data.get("access") == "everyone":
                raise _refused(Problem("setting.contradiction"))
            return {"access": "allowed", **data}
        return data


class _WhatHolds(Settings, extra="ignore"):
    """The settings, whatever other names there are."""


def load_settings(**given: object) -> Settings:
    """Reads the environment and the files; what is given and not None wins over all.

    Args:
        **given: Settings by name, as the command line's options name them.

    Returns:
        The settings, checked.

    Raises:
        SettingsError: A setting is unknown or its value will not do.
    """
    settings, problems = read_settings(**given)
    if len(problems) > 1:
        raise SettingsError("setting.more", first=problems[0], count=len(problems) - 1)
    if problems:
        raise SettingsError(problems[0])
    return settings


def read_settings(**given: object) -> tuple[Settings, list[Problem]]:
    """Reads the settings as far as they will do.

    Args:
        **given: As for `load_settings`.

    Returns:
        The settings, a wrong one at its default, and what is wrong.
    """
    problems = [_unknown(name) for name in sorted(os.environ) if _is_unknown(name)]
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    files, kind = [], Settings
    for file in settings_files():
        try:
            read_regular(file).decode("utf-8-sig")  # pydantic would pass over what is no file
            files.append(file)
        except (UnicodeDecodeError, OSError) as error:
            problems.append(_unreadable(file, error))
    while True:
        try:
            settings = kind(_env_file=files, **values)  # type: ignore[call-arg]
            break
        except ValidationError as error:
            for wrong in error.errors():
                problems.append(_describe(wrong))
                values |= _without(wrong)
            kind = _WhatHolds
    dotenv = dotenv_file()
    if dotenv in files and dotenv.is_absolute():
        settings = _beside(dotenv.parent, settings, given)
    return settings, problems


def settings_files() -> list[Path]:
    """The files that are read, each winning over those before it."""
    return [file for file in (_user_file(), dotenv_file()) if file is not None]


def _user_file() -> Path | None:
    from platformdirs import user_config_path

    file = user_config_path("wortlaut", appauthor=False) / "settings.env"
    return file if os.path.lexists(file) else None


def dotenv_file() -> Path | None:
    """The `.env` that is read.

    Returns:
        That of the current folder, as `.env`, whatever stands there but a virtual environment.
        Where there is neither one nor a folder of articles, the whole path of the nearest one
        above, as far as the home folder and without it, that belongs to this user and names a
        setting of Wortlaut. None if there is none.
    """
    here = Path(".env")
    if os.path.lexists(here) and not (here / "pyvenv.cfg").exists():
        return here
    if Path(default_text("corpus_dir")).is_dir():
        return None
    home = Path.home()
    for folder in Path.cwd().parents:
        if home in (Path.cwd(), folder):
            break
        if _is_ours(folder / ".env"):
            return folder / ".env"
    return None


def _is_ours(file: Path) -> bool:
    try:
        return file.stat().st_uid == os.getuid() and PREFIX.encode() in read_regular(file).upper()
    except OSError:
        return False


def _unreadable(file: Path, error: Exception) -> Problem:
    detail = getattr(error, "strerror", None) or error
    return Problem("setting.dotenv", {"path": file, "detail": detail})


def _beside(folder: Path, settings: Settings, given: Mapping[str, object]) -> Settings:
    """The settings with every relative folder that neither option nor environment names moved."""
    named = {name.upper() for name, value in os.environ.items() if value}
    named |= {variable(name) for name, value in given.items() if value is not None}
    moved = {
        name: folder / value
        for name, value in settings
        if isinstance(value, Path) and variable(name) not in named
    }
    return Settings.model_construct(settings.model_fields_set, **(dict(settings) | moved))


def variable(name: str) -> str:
    """Returns the environment variable of a setting."""
    return PREFIX + name.upper()


def default_text(name: str) -> str:
    """Returns a setting's default as `.env` would write it."""
    value = Settings.model_fields[name].default
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, sorted(value))) if isinstance(value, frozenset) else str(value)


def _is_unknown(name: str) -> bool:
    mine = name.upper().startswith(PREFIX) and os.environ[name]
    return bool(mine) and name[len(PREFIX) :].lower() not in Settings.model_fields


def _unknown(name: str) -> Problem:
    field = name[len(PREFIX) :].lower()
    near = difflib.get_close_matches(field, Settings.model_fields, n=1)
    if near:
        return Problem("setting.unknown_like", {"name": name, "like": variable(near[0])})
    return Problem("setting.unknown", {"name": name})


def _without(error: ErrorDetails) -> dict[str, Any]:
    """What to give so that an error does not come again."""
    if not error["loc"]:
        return {"access": "allowed"}  # the contradiction, taken the careful way
    field = Settings.model_fields.get(str(error["loc"][0]))
    return {str(error["loc"][0]): field.default} if field else {}


def _describe(error: ErrorDetails) -> Problem:
    if not error["loc"]:
        return Problem(error["type"])
    field = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return _unknown(variable(field))
    secret = "SecretStr" in str(Settings.model_fields[field].annotation)
    seen = Problem("setting.seen", {"value": repr(str(error["input"])[:60])})
    return Problem(
        "setting.wrong",
        {
            "name": variable(field),
            "seen": Problem("setting.secret") if secret else seen,
            "reason": _reason(error),
        },
    )


def _reason(error: ErrorDetails) -> Problem:
    context = error.get("ctx", {})
    if error["type"] in ENGLISH:
        return Problem(error["type"])
    match error["type"]:
        case "int_parsing" | "int_type":
            return Problem("setting.int")
        case "greater_than_equal":
            return Problem("setting.ge", {"bound": context["ge"]})
        case "less_than_equal":
            return Problem("setting.le", {"bound": context["le"]})
        case "literal_error":
            return Problem("setting.choice", {"choices": context["expected"].replace(" or ", ", ")})
        case "bool_parsing" | "bool_type":
            return Problem("setting.bool")
    detail = re.sub(r"^Input should be", "it should be", error["msg"])
    return Problem("setting.reason", {"detail": detail})
