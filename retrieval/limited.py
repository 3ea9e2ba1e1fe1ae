"""Work on what comes from outside, in a process of its own that may take only so much.

A file may be worse than anything thought of: take hours, fill the memory, crash the library that
reads it. Here that costs the file alone, and whoever waits for it gets one line. The process is
started at the first call and kept for those that follow, since starting it takes longer than most
files; unused for a minute it ends. It ends with the process that started it, however that comes.

Limited are the processor's seconds, by the kernel (SIGXCPU), and the address space that a call may
take beyond what was taken before it; where there is no /proc to read that from, as on macOS, the
memory is not limited. Not done: keeping the process from files or from the network.
"""

from __future__ import annotations

import fcntl
import importlib
import math
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from retrieval.errors import ArticleError

MAX_SECONDS: Final = 20
"""Of the processor, for one call."""

MAX_MEGABYTES: Final = 500
"""Of address space, for one call."""

# The processor may be busy with others: so many times its seconds by the clock.
_PATIENCE: Final = 10
_KEPT_S: Final = 60
_ROOT: Final = Path(__file__).resolve().parents[1]
# Ours goes first for that one import, of a package that imports nothing itself.
_CODE: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); import retrieval; "
    "sys.path.append(sys.path.pop(0));"
    " from retrieval.limited import serve; "
    "serve(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])"
)
# A library's threads for sums take address space by the hundred megabytes.
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_Result = TypeVar("_Result")


class LimitedProcess:
    """Calls functions in a process with limits, one at a time; safe under threads."""

    def __init__(
        self, seconds: int = MAX_SECONDS, megabytes: int = MAX_MEGABYTES, module: str = ""
    ) -> None:
        """Starts nothing yet.

        Args:
            seconds: Of the processor that one call may take.
            megabytes: Of address space that one call may take.
            module: What the process imports before it is called, beside whoever starts it.
        """
        self._seconds, self._megabytes, self._module = seconds, megabytes, module
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def call(self, function: Callable[..., _Result], *arguments: object) -> _Result:
        """What a function makes of its arguments; raises what it raises.

        Args:
            function: One that stands in a module under its name.
            *arguments: Values that can be pickled.

        Returns:
            A copy of what it returns.

        Raises:
            ArticleError: It took more than it may, or the process died of it.
        """
        with self._lock:
            try:
                done, value = self._answer((function, arguments))
            except BaseException:
                self._end()
                raise
        if not done:
            raise value
        result: _Result = value
        return result

    def start(self) -> None:
        """Starts the process, which a call would do, unless it runs."""
        with self._lock:
            if self._process is None:
                self._start()

    def close(self) -> None:
        """Ends the process; a further call starts another."""
        with self._lock:
            self._end()

    def _answer(self, job: object) -> tuple[bool, Any]:
        """Whether the job was done, and what came of it: a value, or what was raised."""
        if self._process is not None and self._process.poll() is not None:
            self._end()  # nobody wanted anything of it for a while
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise TypeError("the process was started without pipes")
        patience = self._seconds * _PATIENCE
        try:
            pickle.dump(job, process.stdin)
            process.stdin.flush()
            if not select.select([process.stdout], [], [], patience)[0]:
                raise ArticleError("file.takes_too_long", seconds=patience)
            # Written by our own code, and nothing else can write into this pipe.
            done, value = pickle.load(process.stdout)  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError):
            status = process.wait()
            if status == 0:  # it had been unused for long enough, and ended just now
                self._end()
                return self._answer(job)
            if status == -signal.SIGXCPU:
                raise ArticleError("file.takes_too_long", seconds=self._seconds) from None
            raise ArticleError("file.reader_died", status=status) from None
        if isinstance(value, MemoryError):
            raise ArticleError("file.takes_too_much", megabytes=self._megabytes)
        return done, value

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (str(self._seconds), str(self._megabytes), self._module)
        process = subprocess.Popen(  # noqa: S603 (our own code)
            [sys.executable, "-P", "-c", _CODE, str(_ROOT), *limits],
            env=os.environ | _ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process, self._kill = process, weakref.finalize(self, _kill, process)
        return process

    def _end(self) -> None:
        if self._process is not None:
            self._kill()
            self._process = None


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what a killed one has not read
            pipe.close() if pipe else None


def serve(seconds: int, megabytes: int, module: str = "") -> None:
    """Does what comes over standard input until it closes; runs in a process of its own.

    Args:
        seconds: Of the processor that one call may take.
        megabytes: Of address space that it may take.
        module: Imported before anything comes.
    """
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if module:
        importlib.import_module(module)
    fcntl.fcntl(jobs, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(jobs, fcntl.F_GETFL)
    while select.select([jobs], [], [], _KEPT_S)[0]:
        try:
            function, arguments = pickle.load(jobs)  # noqa: S301 (from our own process)
        except EOFError:
            return
        # Nothing comes while it works, but for the end of whoever waits: that ends it, too (SIGIO).
        fcntl.fcntl(jobs, fcntl.F_SETFL, flags | os.O_ASYNC)
        _limit(seconds, megabytes)
        answer = _attempt(function, arguments)
        fcntl.fcntl(jobs, fcntl.F_SETFL, flags)
        answers.write(answer)
        answers.flush()


def _attempt(function: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    try:
        return pickle.dumps((True, function(*arguments)))
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        return pickle.dumps((False, error))
    except BaseException:  # such as an `exit()`, which would look like the end of a good day
        os._exit(1)


def _limit(seconds: int, megabytes: int) -> None:
    """Moves the limits to what is taken already and so much more."""
    used = sum(os.times()[:2])
    _lower(resource.RLIMIT_CPU, math.ceil(used) + seconds)
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + megabytes * 1_000_000)


def _lower(kind: int, limit: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
