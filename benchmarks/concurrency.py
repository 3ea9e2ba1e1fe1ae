"""Many ask at once, and a new generation appears meanwhile.

1, 4 and 32 threads share one `Library`; every answer is compared with the one that a single
thread got. Then 32 threads go on asking while an article is added and the index built anew: no
question may fail, the answers must come to know the new article, and memory must fall back.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import options, prepared, report
from benchmarks.encoders import open_model
from benchmarks.latency import Percentiles
from benchmarks.layout import SourceArticle, lay_out
from benchmarks.peers import Peer, UsualScript, open_peers
from benchmarks.processes import resident_bytes
from benchmarks.report import Table, mebibytes, milliseconds, times
from bot.cli.main import collect_seldom
from retrieval.answer import Answer
from retrieval.library import Library

_THREADS = (1, 4, 32)
_QUESTIONS = 320
_NEWCOMER = "Die Zwieselbacher Blaskapelle probt seit Montag in der Gondelstation."
_ABOUT_IT = "Wo probt die Zwieselbacher Blaskapelle?"
_GIVE_UP_S = 120.0


def main(argv: Sequence[str] | None = None) -> None:
    """Runs both parts and prints their tables."""
    collect_seldom()  # as the program does
    chosen, _ = options.read(options.parser(__doc__), argv)
    articles = prepared.benchmark_articles(chosen)
    asked = prepared.benchmark_questions(chosen, "de", articles)
    questions = [question.question for question in asked][:_QUESTIONS]
    corpus, index_dir = prepared.prepare(chosen, articles, "concurrency")
    with prepared.open_library(chosen, index_dir) as library:
        texts = prepared.texts_of(library)
        peers = [p for p in open_peers(chosen, texts) if isinstance(p, UsualScript)]
        threads = _threads(library, peers, questions)
        swap = _swap(chosen, library, questions, articles, corpus, index_dir)
    lay_out(articles, corpus)
    report.publish([threads, swap], chosen.json, quick=chosen.quick)


def ask_all(
    ask: Callable[[str], Answer], questions: Sequence[str], threads: int
) -> tuple[list[Answer], list[float], float]:
    """Asks everything from a pool of threads.

    Returns:
        The answers in the order of the questions, milliseconds for each, and seconds for all.
    """

    def timed(question: str) -> tuple[Answer, float]:
        started = time.perf_counter()
        answer = ask(question)
        return answer, (time.perf_counter() - started) * 1000

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(timed, questions))
    elapsed = time.perf_counter() - started
    return [answer for answer, _ in done], [ms for _, ms in done], elapsed


def _threads(library: Library, peers: Sequence[Peer], questions: Sequence[str]) -> Table:
    asks = {"Wortlaut": library.ask} | {peer.name: peer.ask for peer in peers}
    alone: dict[str, list[Answer]] = {}
    rate: dict[tuple[str, int], float] = {}
    rows = []
    for threads in _THREADS:
        for name, ask in asks.items():
            ask_all(ask, questions[:10], 1)
            answers, each, elapsed = ask_all(ask, questions, threads)
            told = [replace(answer, took_ms=0.0) for answer in answers]
            same = sum(a == b for a, b in zip(told, alone.setdefault(name, told), strict=True))
            found = Percentiles.of(each)
            rate[name, threads] = len(questions) / elapsed
            cells = [milliseconds(found.p50), milliseconds(found.p99)]
            ratio = times(rate["Wortlaut", threads], rate[name, threads])
            agree = f"{same} of {len(told)}"
            who = f"{name}, {threads}"
            rows.append((who, f"{rate[name, threads]:.1f}", *cells, ratio, agree))
    return Table(
        f"Threads, {len(questions)} German questions",
        ("", "questions/s", "p50", "p99", "Wortlaut's rate is", "same answers as one thread"),
        tuple(rows),
    )


@dataclass(slots=True)
class _Traffic:
    """What the asking threads saw."""

    asked: int = 0
    failed: int = 0
    slowest_ms: float = 0.0
    knows: bool = False


def _swap(
    chosen: options.Options,
    library: Library,
    questions: Sequence[str],
    articles: Sequence[SourceArticle],
    corpus: Path,
    index_dir: Path,
) -> Table:
    text = f"{_NEWCOMER} Das teilte der Verein mit ({time.time_ns()})."
    encoder = open_model(chosen.model)
    before_generation = library.info.generation
    gc.collect()
    before = resident_bytes()
    traffic, stop = _Traffic(), threading.Event()
    lock = threading.Lock()
    pool = [
        threading.Thread(target=_keep_asking, args=(library, questions, n, traffic, lock, stop))
        for n in range(_THREADS[-1])
    ]
    for thread in pool:
        thread.start()
    lay_out([*articles, SourceArticle("one-more", "Noch einer", text)], corpus)
    Library(index_dir, corpus_dir=corpus, encoder=encoder, model=chosen.model).build()
    give_up = time.monotonic() + _GIVE_UP_S
    while not traffic.knows and time.monotonic() < give_up:
        time.sleep(0.05)
    during = resident_bytes()
    stop.set()
    for thread in pool:
        thread.join()
    gc.collect()
    rows = [
        ("questions asked meanwhile", f"{traffic.asked:,}"),
        ("failed", str(traffic.failed)),
        ("slowest", milliseconds(traffic.slowest_ms)),
        ("generation", f"{before_generation} → {library.info.generation}"),
        ("the new article is quoted", "yes" if traffic.knows else "no"),
        ("memory before", mebibytes(before)),
        ("memory while both were open", mebibytes(during)),
        ("memory after", mebibytes(resident_bytes())),
    ]
    return Table(f"A new generation under {_THREADS[-1]} threads", ("", ""), tuple(rows))


def _keep_asking(
    library: Library,
    questions: Sequence[str],
    first: int,
    traffic: _Traffic,
    lock: threading.Lock,
    stop: threading.Event,
) -> None:
    number = first
    while not stop.is_set():
        question = _ABOUT_IT if number % 8 == 0 else questions[number % len(questions)]
        started = time.perf_counter()
        failed, knows = False, False
        try:
            answer = library.ask(question)
            knows = any(_NEWCOMER in quote.text for quote in answer.quotes)
        except Exception:  # whatever it is, it is what this benchmark counts
            failed = True
        taken = (time.perf_counter() - started) * 1000
        with lock:
            traffic.asked += 1
            traffic.failed += failed
            traffic.knows = traffic.knows or knows
            traffic.slowest_ms = max(traffic.slowest_ms, taken)
        number += 1


if __name__ == "__main__":
    main()
