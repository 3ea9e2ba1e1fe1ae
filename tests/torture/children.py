"""What runs in the processes of the torture: a command, a build, a look at what is left."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import bot.cli.ask
import bot.cli.corpus
import bot.cli.doctor
import bot.cli.index
import bot.cli.main
import retrieval.answering.pipeline
import retrieval.embedding.open
import retrieval.library
from retrieval.embedding.telemetry import import_onnxruntime
from retrieval.library import Library
from retrieval.models import Models
from tests.fakes import TinyEncoder
from tests.retrieval.press import few, without_time

import_onnxruntime()


_PROGRESS = re.compile(r"[A-Z][\w ]+: \d+")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended; all that its process wrote, Rust and C included."""

    status: int
    out: str
    err: str

    @property
    def is_one_line(self) -> bool:
        """Whether it ended as an error ends: in one line, after those that tell of progress."""
        *before, last = self.err.splitlines() or [""]
        said = last.startswith("wortlaut: ") and all(map(_PROGRESS.fullmatch, before))
        return self.status in (1, 2) and self.out == "" and said

    @property
    def shouts(self) -> str:
        """What no user may see, if they would."""
        said = self.out + self.err
        return next((word for word in ("Traceback", "panicked at", "Warning:") if word in said), "")


class LoggingEncoder(TinyEncoder):
    """Notes every text, before its vector is handed back, in a file that outlives a kill."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        from retrieval.index.blob_cache import text_key

        os.write(self._log, b"".join(text_key(text).hex().encode() + b"\n" for text in texts))
        return super().embed_passages(texts)


def enter(folder: Path, environ: dict[str, str] | None = None) -> None:
    """Makes a folder this process's whole world."""
    os.environ.clear()
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    own = {"HOME": str(folder), "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
    os.environ.update({"PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1", **own})
    os.environ.update({"WORTLAUT_LANGUAGE": "en", **(environ or {})})
    tempfile.tempdir = None
    os.chdir(folder)
    # A small build would spend most of its time on the questions it calibrates with.
    retrieval.answering.calibrate.IMPOSTORS = few(2)  # type: ignore[attr-defined]


def with_tiny_encoder(log: Path) -> None:
    """Embeds without a model, so that there is none to verify, and notes what."""
    encoder = LoggingEncoder(log)
    Models.verify = lambda *_: []  # type: ignore[method-assign, assignment]
    retrieval.embedding.open.open_encoder = lambda *_, **__: encoder  # type: ignore[assignment]


def command(*arguments: str, stdin: bytes = b"") -> Done:
    """Runs a command here; its streams are files, so that nothing of it is missed."""
    with contextlib.ExitStack() as stack:
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(stdin)
        given.seek(0)
        for number, stream in enumerate((given, out, err)):
            os.dup2(stream.fileno(), number)
        sys.stdin = TextIOWrapper(open(0, "rb", closefd=False), encoding="utf-8")  # noqa: SIM115
        sys.stdout = TextIOWrapper(open(1, "wb", closefd=False), encoding="utf-8")  # noqa: SIM115
        sys.stderr = TextIOWrapper(open(2, "wb", closefd=False), encoding="utf-8")  # noqa: SIM115
        status = bot.cli.main.main(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode(errors="replace"))
    return Done(status, *said)


def answers(library: Library, questions: Sequence[str]) -> list[object]:
    """What is answered, without the time it took."""
    return [without_time(library.ask(question)) for question in questions]
