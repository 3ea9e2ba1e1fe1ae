"""Percentiles of how long questions take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Milliseconds below which half, 95 % and 99 % of the questions stay."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Percentiles:
        """The percentiles of these times, interpolated."""
        p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
        return cls(float(p50), float(p95), float(p99))


def time_each(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds for each question, by a clock outside."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - started) * 1000)
    return taken
