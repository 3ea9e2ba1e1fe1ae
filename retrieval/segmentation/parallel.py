"""Segments many texts at once, in several processes where that pays.

The processes are our own, not a pool's of the standard library: its processes import the main
program again, which a program that uses this package from Python may not be written for, and they
share the terminal's interrupt. (Those of joblib's loky do not import it, but outlive a parent that
was killed, finish what they have at Ctrl-C, and start half a second later.) These are told what to
do over a pipe, end when it closes, however that comes, and one that dies (of too little memory,
say) has its work done here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from retrieval.segmentation.segment import Segments, segment

PAYS_FROM_CHARS: Final = 100_000
"""Texts of so many characters take two seconds, twice what the processes need to start."""

_MAX_PROCESSES: Final = 8
_ROOT = Path(__file__).resolve().parents[2]
_CODE: Final = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from retrieval.segmentation.parallel import serve; serve()"
)

Text = tuple[str, str]


class Segmenter:
    """Segments lists of texts; a context manager, which ends the processes."""

    def __init__(self, processes: int | None = None) -> None:
        """Starts nothing yet.

        Args:
            processes: How many; as many as there are cores, at most eight, if None.
        """
        self._wanted = processes or min(os.cpu_count() or 1, _MAX_PROCESSES)
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Segmenter:
        """Returns itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the processes, whatever they are doing."""
        for process in self._processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what a killed one has not read
                    pipe.close() if pipe else None

    def segment_all(self, texts: Sequence[Text]) -> list[Segments]:
        """Segments texts.

        Args:
            texts: Pairs of text and language.

        Returns:
            What `segment` gives for each, in the order given.
        """
        chars = sum(len(text) for text, _ in texts)
        if self._wanted == 1 or len(texts) < 2 or chars < PAYS_FROM_CHARS:
            return [segment(text, language) for text, language in texts]
        while len(self._processes) < self._wanted:
            self._processes.append(_start())
        shares = _shares(texts, self._wanted)
        found: list[Segments | None] = [None] * len(texts)
        with ThreadPoolExecutor(self._wanted) as threads:
            try:
                done = threads.map(
                    _ask, self._processes, ([texts[i] for i in share] for share in shares)
                )
                for share, segments in zip(shares, done, strict=True):
                    if segments is not None:
                        for number, each in zip(share, segments, strict=True):
                            found[number] = each
            except BaseException:
                for process in self._processes:  # or the threads would wait for them
                    process.kill()
                raise
        return [each or segment(*text) for text, each in zip(texts, found, strict=True)]


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own code)
        [sys.executable, "-P", "-c", _CODE, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _shares(texts: Sequence[Text], count: int) -> list[list[int]]:
    """The texts' numbers, dealt out so that each share has about as many characters."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for number in sorted(range(len(texts)), key=lambda n: -len(texts[n][0])):
        least = loads.index(min(loads))
        shares[least].append(number)
        loads[least] += len(texts[number][0])
    return shares


def _ask(process: subprocess.Popen[bytes], texts: Sequence[Text]) -> list[Segments] | None:
    """What a process makes of texts; None if it dies, whether by itself or by our hand."""
    if process.stdin is None or process.stdout is None:
        raise TypeError("the process was started without pipes")
    try:
        pickle.dump(texts, process.stdin)
        process.stdin.flush()
        # Written by our own code, and nothing else can write into this pipe.
        segments: list[Segments] = pickle.load(process.stdout)  # noqa: S301
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return segments


def serve() -> None:
    """Segments what comes over standard input until it closes; runs in a process of its own."""
    while True:
        try:
            texts: list[Text] = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
        except EOFError:
            return
        pickle.dump([segment(text, language) for text, language in texts], sys.stdout.buffer)
        sys.stdout.buffer.flush()
