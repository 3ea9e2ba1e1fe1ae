"""What the bot counts, in Prometheus' terms.

Names follow https://prometheus.io/docs/practices/naming/. Nothing is labelled by user, chat or
question.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

Face = Literal["private", "group", "inline"]

_LATENCY_BUCKETS_S: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
# Longer than a long poll takes, with room for a few retries.
_SILENCE_S: Final = 180.0


class Metrics:
    """Counters of one bot, in a registry of their own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts at zero, with a clock in seconds that never goes back."""
        self._clock = clock
        self._contact_at: float | None = None
        self._deaf: str | None = None
        self.registry = CollectorRegistry()
        self.questions = Counter(
            "wortlaut_questions", "Questions asked.", ["face", "outcome"], registry=self.registry
        )
        self.turned_down = Counter(
            "wortlaut_refusals", "Requests turned down.", ["reason"], registry=self.registry
        )
        self.undelivered = Counter(
            "wortlaut_undelivered",
            "Messages that were not answered: the chat refused, or it was given up.",
            ["reason"],
            registry=self.registry,
        )
        self.errors = Counter("wortlaut_errors", "Errors.", ["type"], registry=self.registry)
        self.rebuilds = Counter(
            "wortlaut_rebuilds", "Index builds.", ["outcome"], registry=self.registry
        )
        self.search_s = Histogram(
            "wortlaut_search_seconds",
            "Time to find an answer, waiting for a free thread included.",
            buckets=_LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self.reply_s = Histogram(
            "wortlaut_reply_seconds",
            "Time from receiving a question to its answer being delivered.",
            buckets=_LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self._articles = Gauge(
            "wortlaut_index_articles", "Articles in the index.", registry=self.registry
        )
        self._built = Gauge(
            "wortlaut_index_built_timestamp_seconds",
            "When the index in force was built.",
            registry=self.registry,
        )
        self._receiving = Gauge(
            "wortlaut_receiving", "Whether messages come in.", registry=self.registry
        )
        age = Gauge("wortlaut_index_age_seconds", "Age of the index.", registry=self.registry)
        self._built_at: float = time.time()
        age.set_function(lambda: max(0.0, time.time() - self._built_at))

    def index(self, articles: int, built_at: dt.datetime) -> None:
        """Notes the index in force."""
        self._built_at = built_at.timestamp()
        self._built.set(self._built_at)
        self._articles.set(articles)

    def contact(self) -> None:
        """Notes that Telegram has answered."""
        self._contact_at = self._clock()

    def hears(self) -> None:
        """Notes that messages come in."""
        self._deaf = None
        self._receiving.set(1)

    def deaf(self, reason: str) -> None:
        """Notes why no messages come in."""
        self._deaf = reason
        self._receiving.set(0)

    def silence(self) -> str | None:
        """Why the bot is not well: why no messages come in, or how long Telegram has been silent.

        None if it is well.
        """
        if self._deaf is not None:
            return self._deaf
        if self._contact_at is None:
            return "Telegram has not answered yet"
        silent_s = self._clock() - self._contact_at
        if silent_s <= _SILENCE_S:
            return None
        return f"Telegram has not answered for {silent_s:.0f} s"

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
