"""👍 and 👎: the one place where a question is stored, because its asker pressed a button.

Who voted is kept as a keyed hash: enough to change or take back a vote, useless without the file's
own salt.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any, Literal

from bot.telegram.state.answers import StoredAnswer
from bot.telegram.state.codec import dump_quotes, load_quotes
from bot.telegram.state.database import Database

Rating = Literal["up", "down"]


class FeedbackStore:
    """The ratings given."""

    def __init__(self, database: Database) -> None:
        """Uses an open state file."""
        self._db = database
        self._salt = database.salt

    def rate(self, user: int, answer: StoredAnswer, question: str, rating: Rating) -> bool:
        """Stores a rating with its question, in place of the user's other one; withdraws the same.

        Returns whether the rating is stored now.
        """
        if self.withdraw(user, answer.id, rating):
            return False
        self._db.execute(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._voter(user),
                answer.id,
                rating,
                question,
                answer.answered,
                answer.generation,
                dump_quotes(answer.quotes),
                self._db.clock(),
            ),
        )
        return True

    def withdraw(self, user: int, answer_id: str, rating: Rating) -> bool:
        """Deletes a rating and its question; whether there was one.

        Needs neither the answer nor the question, which may be forgotten and deleted by then.
        """
        withdrawn = "DELETE FROM feedback WHERE voter = ? AND answer = ? AND rating = ?"
        return self._db.erase(withdrawn, (self._voter(user), answer_id, rating)) > 0

    def by(self, user: int) -> list[tuple[Rating, str]]:
        """A user's ratings with their questions, newest first."""
        sql = "SELECT rating, question FROM feedback WHERE voter = ? ORDER BY created DESC"
        return [
            (rating, question) for rating, question in self._db.select(sql, (self._voter(user),))
        ]

    def forget_user(self, user: int) -> int:
        """Deletes a user's ratings and their questions; returns how many there were."""
        return self._db.erase("DELETE FROM feedback WHERE voter = ?", (self._voter(user),))

    def _voter(self, user: int) -> str:
        return hmac.new(self._salt, str(user).encode(), hashlib.sha256).hexdigest()[:32]

    def count(self) -> int:
        """How many ratings are stored."""
        return int(self._db.select("SELECT count(*) FROM feedback")[0][0])

    def eval_lines(self, *, include_down: bool = False) -> Iterator[str]:
        """The ratings as lines of a question set, oldest first.

        A 👍 says what is right: the highlighted sentence answers, or the corpus does not. A 👎 says
        only that something is wrong; such a line holds no answer, but what was shown and
        `"rating": "down"`, for a person to complete.

        Args:
            include_down: Whether to write the 👎 as well.

        Yields:
            JSON objects, one a line, as `wortlaut eval` reads them.
        """
        rows = self._db.select(
            "SELECT rating, question, answered, quotes FROM feedback ORDER BY created, answer"
        )
        for rating, question, answered, quotes in rows:
            if rating == "up" or include_down:
                record = _record(rating, question, bool(answered), quotes)
                yield json.dumps(record, ensure_ascii=False)


def _record(rating: str, question: str, answered: bool, quotes: str) -> dict[str, Any]:
    shown = load_quotes(quotes)
    if rating == "up" and answered and shown:
        return {
            "question": question,
            "answerable": True,
            "article": shown[0].citation.article,
            "answer": shown[0].highlight.text,
        }
    if rating == "up":
        return {"question": question, "answerable": False}
    return {
        "question": question,
        "rating": "down",
        "answered": answered,
        "shown": [
            {"article": quote.citation.article, "highlight": quote.highlight.text}
            for quote in shown
        ],
    }
