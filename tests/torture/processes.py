"""A function in a process of its own, which may hang, panic or be killed.

The processes are forked from one that has imported everything and started no thread, so that one
costs some ten milliseconds and a lock that somebody held is never inherited.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

LIMIT_S = 240.0
"""A last resort: what has not ended by then hangs, however busy the machine is."""

_CONTEXT = multiprocessing.get_context("forkserver")
# Starting a process looks after all others, and of two that do so at once one misses the status.
_STARTING = threading.Lock()
_READY = "ready"
_DONE = "done"


def prepare(*modules: str) -> None:
    """Has later processes start with these imported; only what is said first counts."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _CONTEXT.set_forkserver_preload(["tests.torture.children", *modules])


@dataclass(slots=True)
class Ended:
    """How a process ended.

    Attributes:
        values: What its function yielded, as far as it came.
        why: Empty if it came to its end; else what stopped it.
    """

    values: list[Any]
    why: str


class Running:
    """A process whose function yields values; it waits for `go` before it begins."""

    def __init__(self, function: Callable[..., Iterable[object]], *arguments: object) -> None:
        self._ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_child, args=(theirs, function, arguments))
        with _STARTING:
            self._process.start()
        theirs.close()
        self.values: list[Any] = []
        self.complete = False

    def go(self) -> None:
        """Lets it begin, once it can."""
        if self._ours.recv() != _READY:
            raise RuntimeError("a process began in another way than it should")
        self._ours.send(None)

    def read(self, seconds: float) -> bool:
        """Reads what it yields until it ends; whether it did, in that time."""
        deadline = time.monotonic() + seconds
        while wait([self._ours], max(0.0, deadline - time.monotonic())):
            try:
                kind, value = self._ours.recv()
            except EOFError:
                self._join()
                return True
            self.complete |= kind == _DONE
            if kind != _DONE:
                self.values.append(value)
        return False

    def kill(self) -> None:
        """SIGKILL, as from a power cut or the kernel's out-of-memory killer."""
        self._process.kill()
        self._join()

    def _join(self) -> None:
        with _STARTING:
            self._process.join()

    def why(self) -> str:
        """What stopped it; empty if nothing did."""
        code = self._process.exitcode
        if self.complete and code == 0:
            return ""
        if code is not None and code < 0:
            return f"ended by {signal.Signals(-code).name}"
        return f"ended with status {code}"


def run(
    function: Callable[..., Iterable[object]], *arguments: object, limit_s: float = LIMIT_S
) -> Ended:
    """Runs a function to its end, or to the last resort.

    Args:
        function: Of a module; yields what is to be handed back.
        arguments: Its arguments.
        limit_s: After so many seconds it is taken to hang.

    Returns:
        What it yielded and how it ended.
    """
    with running(function, *arguments) as process:
        process.go()
        if process.read(limit_s):
            return Ended(process.values, process.why())
        return Ended(process.values, f"did not end within {limit_s:.0f} s")


@contextmanager
def running(function: Callable[..., Iterable[object]], *arguments: object) -> Iterator[Running]:
    """A process that waits to `go`, and is killed at the end if it still lives."""
    process = Running(function, *arguments)
    try:
        yield process
    finally:
        process.kill()


def _child(
    connection: Connection, function: Callable[..., Iterable[object]], arguments: tuple[Any, ...]
) -> None:
    connection.send(_READY)
    connection.recv()
    for value in function(*arguments):
        connection.send(("value", value))
    connection.send((_DONE, None))
    os._exit(0)  # taking the interpreter apart proves nothing
