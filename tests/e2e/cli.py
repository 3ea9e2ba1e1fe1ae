"""`wortlaut` from outside: in this process, in one of its own, or in a terminal of its own.

Whatever way, it sees a folder and an environment of its own, and nothing of the tester's.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import bot.cli.main
from tests import LAST_RESORT_S

PROGRAM = ("-m", "bot.cli.main")
REPOSITORY = Path(__file__).parents[2]


@dataclass(slots=True)
class Result:
    """How a run ended; in a terminal, `out` is what both streams wrote."""

    status: int
    out: str
    err: str

    def error_line(self) -> str:
        """Standard error, which must be one line; nothing on standard output, no traceback."""
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("wortlaut: ")
        return self.err


@dataclass(slots=True)
class Cli:
    """Runs commands in a folder of its own, with nothing of the tester's environment.

    Attributes:
        folder: The working folder; `corpus` and `index` are looked for in it.
        environ: Added to the bare environment.
    """

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "WORTLAUT_LANGUAGE": "en",
            "PYTHONWARNINGS": "default",
            **self.environ,
        }

    def command(self, *arguments: str | bytes) -> list[str | bytes]:
        return [sys.executable, *PROGRAM, *arguments]

    def start(
        self,
        *arguments: str | bytes,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.PIPE,
        program: Sequence[str] = PROGRAM,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, *program, *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, stdin: bytes = b"") -> Result:
        """Runs a command in this process, which is faster, to its end."""
        encoding = self.environ.get("PYTHONIOENCODING", "utf-8")
        streams = sys.stdin, sys.stdout, sys.stderr
        environ, folder = dict(os.environ), Path.cwd()
        out, err = io.BytesIO(), io.BytesIO()
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="ascii")
        sys.stdout = io.TextIOWrapper(out, encoding=encoding)
        sys.stderr = io.TextIOWrapper(err, encoding=encoding)
        bare = self.environment()
        os.environ.clear()
        os.environ.update(bare)
        os.chdir(self.folder)
        try:
            status = bot.cli.main.main(list(arguments))
            sys.stdout.flush()
            sys.stderr.flush()
            return Result(status, out.getvalue().decode(), err.getvalue().decode())
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
            os.environ.clear()
            os.environ.update(environ)
            os.chdir(folder)

    def spawn(
        self,
        *arguments: str | bytes,
        stdin: bytes = b"",
        preexec_fn: Callable[[], None] | None = None,
    ) -> Result:
        """Runs a command as a process of its own, in pipes, to its end."""
        done = subprocess.run(  # noqa: S603
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            timeout=LAST_RESORT_S,
            check=False,
            preexec_fn=preexec_fn,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *arguments: str, width: int = 80) -> Terminal:
        """Starts a command in a terminal."""
        return Terminal(self, arguments, width)


class Terminal:
    """A command running in a terminal; what it shows is read until a text appears or it ends."""

    def __init__(self, cli: Cli, arguments: tuple[str, ...], width: int) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        environ = {"TERM": "xterm-256color", **cli.environment()}
        self.process = subprocess.Popen(  # noqa: S603
            cli.command(*arguments),
            cwd=cli.folder,
            env=environ,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)
        self.shown = ""
        self._seen = 0

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def wait_for(self, text: str) -> None:
        """Reads until the text has been shown after what was waited for last."""
        deadline = time.monotonic() + LAST_RESORT_S
        while (found := self.shown.find(text, self._seen)) < 0:
            ended = self.process.poll() is not None
            if not self._read(0.2) and (ended or time.monotonic() > deadline):
                self._kill()
                raise AssertionError(f"no {text!r} in {self.shown[self._seen :]!r}")
        self._seen = found + len(text)

    def end(self) -> Result:
        """Reads until the command ends."""
        deadline = time.monotonic() + LAST_RESORT_S
        while self.process.poll() is None:
            self._read(0.1)
            if time.monotonic() > deadline:
                self._kill()
                raise AssertionError(f"does not end: {self.shown!r}")
        while self._read(0.1):
            pass
        os.close(self._master)
        return Result(self.process.returncode, self.shown, "")

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += data.decode(errors="replace")
        # prompt_toolkit asks where the cursor is and waits for the answer of a real terminal.
        if b"\x1b[6n" in data:
            os.write(self._master, b"\x1b[1;1R")
        return bool(data)


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """What Ctrl-C sends."""
    process.send_signal(signal.SIGINT)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
