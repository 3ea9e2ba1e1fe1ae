"""`wortlaut serve` beside the engine alone: 32 clients at once, and how soon a page begins.

The corpus and the questions are the repository's own. Engine and server answer the same questions
in turn, three rounds; the clients run in a process of their own, on the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks.options import ROOT
from benchmarks.report import Table, publish
from bot.cli.main import collect_seldom
from retrieval.library import Library

_CLIENTS = 32
_ROUNDS = 3
_PAGES = 200


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=320, help="asked in each round")
    parser.add_argument("--quick", action="store_true", help="few questions; means nothing")
    parser.add_argument("--clients-of", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.quick:
        chosen.questions = 2 * _CLIENTS
    questions = _questions(chosen.questions)
    if chosen.clients_of:
        print(_asked_by_clients(chosen.clients_of, questions))
        return
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        with _built(index) as library:
            ids = [article.id for article in library.articles()]
            rates: dict[str, list[float]] = {"engine": [], "serve": []}
            with _served(index) as port:
                _asked(library, questions[:_CLIENTS])
                for _ in range(_ROUNDS):
                    rates["engine"].append(_asked(library, questions))
                    rates["serve"].append(_from_another_process(port, chosen.questions))
                begins, sizes = _pages(port, ids)
    engine, serve = (statistics.median(rates[name]) for name in ("engine", "serve"))
    percentiles = statistics.quantiles(begins, n=100)
    together = Table(
        f"{_CLIENTS} at once, {len(questions)} questions, median of {_ROUNDS}",
        ("", "questions/s", "of the engine's"),
        (
            (f"the engine alone, {_CLIENTS} threads", f"{engine:.1f}", ""),
            (f"`/api/ask`, {_CLIENTS} clients", f"{serve:.1f}", f"{serve / engine:.2f}"),
        ),
    )
    page = Table(
        f"A reading page, {_PAGES} requests",
        ("", "first byte, p50", "p95", "largest"),
        (
            (
                f"{len(sizes)} articles",
                f"{percentiles[49]:.1f} ms",
                f"{percentiles[94]:.1f} ms",
                f"{max(sizes) / 1024:.1f} KB",
            ),
        ),
    )
    publish([together, page], quick=chosen.quick)


def _built(index: Path) -> Library:
    library = Library(index, corpus_dir=ROOT / "corpus")
    library.build()
    return library.open()


def _questions(count: int) -> list[str]:
    lines = (ROOT / "benchmarks/questions/corpus.jsonl").read_text(encoding="utf-8").splitlines()
    own = [json.loads(line)["question"] for line in lines]
    return [own[number % len(own)] for number in range(count)]


def _asked(library: Library, questions: Sequence[str]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(library.ask, questions))
    return len(questions) / (time.perf_counter() - started)


def _from_another_process(port: int, count: int) -> float:
    command = [sys.executable, "-m", "benchmarks.serving"]
    command += ["--clients-of", str(port), "--questions", str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _asked_by_clients(port: int, questions: Sequence[str]) -> float:
    def ask_all(own: Sequence[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        for question in own:
            connection.request("GET", f"/api/ask?q={quote(question)}")
            response = connection.getresponse()
            body = response.read()
            if response.status != http.client.OK:
                raise SystemExit(body.decode())
        connection.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(ask_all, [questions[number::_CLIENTS] for number in range(_CLIENTS)]))
    return len(questions) / (time.perf_counter() - started)


def _pages(port: int, ids: Sequence[str]) -> tuple[list[float], list[int]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begins: list[float] = []
    sizes: dict[str, int] = {}
    for number in range(_PAGES):
        id_ = ids[number % len(ids)]
        started = time.perf_counter()
        connection.request("GET", f"/a/{quote(id_)}")
        response = connection.getresponse()
        first = response.read(1)
        begins.append((time.perf_counter() - started) * 1000)
        sizes[id_] = len(first + response.read())
    connection.close()
    return begins, list(sizes.values())


@contextmanager
def _served(index: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "bot.cli.main", "serve", "--port", "0"]
    command += ["--corpus", str(ROOT / "corpus"), "--index", str(index)]
    environment = os.environ | {"WORTLAUT_WEB_RATE_LIMIT_PER_MINUTE": "600000"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        address = line.split()[0]
        try:
            yield int(address.rstrip("/").rpartition(":")[2])
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
