"""What the doctor looks at: settings, packages, corpus, index, model, disk, memory, token."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.feeds_check import feeds
from bot.cli.options import Session
from bot.finding import Finding, Severity
from bot.settings import Settings, settings_files, variable
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.distribution import OPTIONAL, SLIM, command_for, has, installed
from retrieval.errors import CorpusError, IndexFolderError, IndexMissingError, WortlautError

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.reports import IndexInfo, ModelState

Check = Callable[[Session], Iterable[Finding]]

# Those of pyproject.toml; the bundled model has its own check.
_PACKAGES = (
    "aiolimiter",
    "brotli",
    "faiss",
    "feedparser",
    "filelock",
    "ftfy",
    "htmldate",
    "httpx",
    "lxml",
    "lxml_html_clean",
    "mammoth",
    "marisa_trie",
    "numpy",
    "onnx",
    "onnxruntime",
    "platformdirs",
    "prometheus_client",
    "prompt_toolkit",
    "protego",
    "py3langid",
    "pydantic",
    "pydantic_settings",
    "pypdf",
    "rich",
    "scipy",
    "sentence_transformers",
    "sentencepiece",
    "sentencex",
    "sniffio",
    "tantivy",
    "telegram",
    "torch",
    "tornado",
    "trafilatura",
    "typer",
    "yaml",
    "watchfiles",
)
_LOW_DISK_BYTES = 500_000_000
_LOW_MEMORY_BYTES = 400_000_000


def settings(session: Session) -> Iterator[Finding]:
    """Whether the settings make sense together; that each is valid, loading them has shown."""
    chosen, say = session.settings, session.texts.doctor
    names = ", ".join(variable(name) for name in sorted(chosen.model_fields_set))
    files = [file.absolute() for file in settings_files()]
    source = ", ".join(map(str, files)) or say["settings_nowhere"]
    key = "settings_ok" if names else "settings_none"
    seen = say[key].format(names=names, source=source)
    yield Finding("settings", "ok", seen)
    for file in filter(Path.is_file, files):
        if file.stat().st_mode & stat.S_IROTH and _holds_secret(file, chosen):
            seen = say["dotenv_readable"].format(path=file)
            yield Finding("settings", "warning", seen, say["dotenv_readable_do"].format(path=file))
    if chosen.access == "allowed" and not (chosen.allowed_ids or chosen.admin_ids):
        yield _remedied("settings", "warning", say, "allowed_nobody")
    if chosen.access == "pairing" and not chosen.admin_ids:
        yield _remedied("settings", "warning", say, "pairing_no_admin")
    if chosen.webhook_url and not chosen.webhook_secret:
        yield _remedied("settings", "note", say, "webhook_no_secret")


def dependencies(session: Session) -> Iterator[Finding]:
    """Whether every package is there; none is imported."""
    say = session.texts.doctor
    missing = [name for name in _PACKAGES if not has(name)]
    slim = list(installed()) == [SLIM]
    left_out = [name for name in missing if slim and name in OPTIONAL]
    if needed := [name for name in missing if name not in left_out]:
        seen = say["packages_missing"].format(names=", ".join(needed))
        yield Finding("packages", "error", seen, say["packages_missing_do"])
    else:
        seen = say["packages_ok"].format(python=platform.python_version())
        yield Finding("packages", "ok", seen)
    for extra in dict.fromkeys(OPTIONAL[name] for name in left_out):
        names = ", ".join(name for name in left_out if OPTIONAL[name] == extra)
        seen = say[f"packages_slim_{extra}"].format(names=names)
        remedy = say["packages_slim_do"].format(command=command_for(extra))
        yield Finding("packages", "note", seen, remedy)
    if len(installed()) > 1:
        yield _remedied("packages", "warning", say, "packages_both")


def corpus(session: Session) -> Iterator[Finding]:
    """Whether there are articles, and which files are none."""
    from bot.engine import library_of

    say, folder = session.texts.doctor, session.settings.corpus_dir
    try:
        files = library_of(session.settings).corpus.files()
    except CorpusError as error:
        yield Finding("corpus", "error", _words(error, session), say["corpus_missing_do"])
        return
    good = [file for file in files if file.problem is None]
    bad = [file for file in files if file.problem is not None]
    if good:
        articles = session.texts.count(len(good), session.texts.articles)
        yield Finding("corpus", "ok", say["corpus_ok"].format(articles=articles, folder=folder))
    else:
        seen = say["corpus_empty"].format(folder=folder)
        yield Finding("corpus", "error", seen, say["corpus_empty_do"])
    if bad and bad[0].problem:
        reason = in_words(bad[0].problem, session.texts.language)
        count = session.texts.count(len(bad), (say["file"], say["files"]))
        seen = say["corpus_skips"].format(
            folder=folder, count=count, path=bad[0].path, reason=reason
        )
        yield Finding("corpus", "warning", seen, say["corpus_skips_do"])


def index(session: Session) -> Iterator[Finding]:
    """Whether the index opens, each of its files is whole, and it is of the corpus as it is."""
    from bot.cli.index import changes_line
    from bot.engine import library_of

    texts, chosen = session.texts, session.settings
    say, library = texts.doctor, library_of(chosen)
    try:
        manifest = library.info
    except IndexMissingError as error:
        yield Finding("index", "note", _words(error, session), say["index_none_do"])
        return
    except WortlautError as error:
        folder = isinstance(error, IndexFolderError)
        remedy = say["index_folder_do" if folder else "index_damaged_do"]
        yield Finding("index", "error", _words(error, session), remedy)
        return
    seen = say["index_ok"].format(
        articles=texts.count(manifest.articles, texts.articles),
        passages=texts.count(manifest.passages, texts.passages),
        sentences=texts.count(manifest.sentences, texts.sentences),
        model=manifest.model,
        day=texts.day(manifest.built_at.astimezone().date()),
    )
    yield Finding("index", "ok", seen)
    yield from _noted(library, session)
    damage = library.verify_files()
    for problem in damage:
        words = in_words(problem, texts.language)
        yield Finding("index", "error", words, say["index_damaged_do"])
    if not damage:
        yield Finding("index", "note", say["index_read"])
    if library.models.name != manifest.model:
        seen = say["index_model"].format(indexed=manifest.model, wanted=library.models.name)
        yield Finding("index", "error", seen, say["index_model_do"])
    elif not library.models.can_ask(manifest):
        seen = say["index_encoder"].format(indexed=manifest.encoder)
        yield Finding("index", "error", seen, say["index_encoder_do"])
    elif not _is_read_for(library, manifest):
        seen = say["index_reader"].format(
            indexed=", ".join(manifest.stages) or "off", wanted=chosen.reader_model
        )
        yield Finding("index", "error", seen, say["index_reader_do"])
    changed = changes_line(session, library)
    if changed:
        yield Finding("index", "warning", changed, say["index_changed_do"])


def _noted(library: Library, session: Session) -> Iterator[Finding]:
    """Whether articles say something that cannot be used."""
    texts, say = session.texts, session.texts.doctor
    try:
        noted = [article for article in library.articles() if article.problems]
    except WortlautError:  # damage is another finding
        return
    if noted:
        reason = in_words(noted[0].problems[0], texts.language)
        count = texts.count(len(noted), texts.articles)
        seen = say["index_notes"].format(count=count, path=noted[0].path, reason=reason)
        yield Finding("index", "note", seen, say["index_notes_do"])


def _is_read_for(library: Library, info: IndexInfo) -> bool:
    try:
        return library.models.are_read_for(info)
    except WortlautError:  # such a name is the model's finding
        return True


def model(session: Session) -> Iterator[Finding]:
    """Whether the model is compiled and whole, and if not, whether it is at hand."""
    from bot.engine import library_of

    yield from _model("model", session, library_of(session.settings).models.state)


def reader(session: Session) -> Iterator[Finding]:
    """The same of a cross-encoder, where one was named."""
    from bot.engine import library_of

    yield from _model("reader", session, library_of(session.settings).models.reader_state)


def _model(name: str, session: Session, find: Callable[[], ModelState | None]) -> Iterator[Finding]:
    from bot.engine import library_of

    say = session.texts.doctor
    try:
        state = find()
    except WortlautError as error:
        yield Finding(name, "error", _words(error, session))
        return
    if state is None:
        return
    if state.fingerprint is None:
        seen = say["model_to_fetch"].format(model=state.name)
        yield Finding(name, "warning", seen, say["model_to_fetch_do"])
    elif state.folder is None:
        yield Finding(name, "note", say["model_to_compile"].format(model=state.name))
    elif damage := library_of(session.settings).models.verify(state.fingerprint):
        remedy = say["model_damaged_do"].format(folder=state.folder)
        for problem in damage:
            yield Finding(name, "error", in_words(problem, session.texts.language), remedy)
    else:
        seen = say["model_ready"].format(model=state.name, folder=state.folder)
        yield Finding(name, "ok", seen)


def disk(session: Session) -> Iterator[Finding]:
    """Whether there is room, and leave to write, for the index and the bot's state."""
    chosen, say = session.settings, session.texts.doctor
    for name in ("index_dir", "state_path"):
        target: Path = getattr(chosen, name)
        folder = _existing(target if name == "index_dir" else target.parent)
        if not os.access(folder, os.W_OK | os.X_OK):
            seen = say["disk_unwritable"].format(folder=folder)
            remedy = say["disk_unwritable_do"].format(variable=variable(name))
            yield Finding("disk", "warning", seen, remedy)
            continue
        free = shutil.disk_usage(folder).free
        if free < _LOW_DISK_BYTES:
            seen = say["disk_low"].format(free=_size(free, session.texts), folder=target)
            remedy = say["disk_low_do"].format(variable=variable(name))
            yield Finding("disk", "warning", seen, remedy)
        else:
            seen = say["disk_ok"].format(free=_size(free, session.texts), folder=target)
            yield Finding("disk", "ok", seen)


def memory(session: Session) -> Iterator[Finding]:
    """Whether there is memory to answer with."""
    say = session.texts.doctor
    free = _available_memory()
    if free is None:
        yield Finding("memory", "note", say["memory_unknown"])
    elif free < _LOW_MEMORY_BYTES:
        seen = say["memory_low"].format(free=_size(free, session.texts))
        yield Finding("memory", "warning", seen, say["memory_low_do"])
    else:
        yield Finding("memory", "ok", say["memory_ok"].format(free=_size(free, session.texts)))


def telegram_token(session: Session) -> Iterator[Finding]:
    """Whether there is a token; it is never shown."""
    say = session.texts.doctor
    if session.settings.telegram_token is None:
        yield Finding("telegram", "note", say["token_none"], say["token_none_do"])
    else:
        yield Finding("telegram", "ok", say["token_set"])


def telegram(session: Session) -> Iterable[Finding]:
    """What Telegram says of the token and the bot; asked only where there is a token."""
    if session.settings.telegram_token is None:
        return ()
    from bot.telegram.doctor import telegram_findings

    return telegram_findings(session.settings, session.texts.language)


CHECKS: tuple[Check, ...] = (
    settings,
    dependencies,
    corpus,
    feeds,
    index,
    model,
    reader,
    disk,
    memory,
    telegram_token,
    telegram,
)


def _words(error: WortlautError, session: Session) -> str:
    return in_words(error.problem, session.texts.language)


def _holds_secret(file: Path, settings: Settings) -> bool:
    text = file.read_text("utf-8", errors="replace")
    secrets = (settings.telegram_token, settings.webhook_secret)
    return any(secret and secret.get_secret_value() in text for secret in secrets)


def _remedied(name: str, severity: Severity, say: Mapping[str, str], key: str) -> Finding:
    return Finding(name, severity, say[key], say[f"{key}_do"])


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _size(number: int, texts: Texts) -> str:
    return f"{texts.decimal(number / 1e9)} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"


def _available_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None
