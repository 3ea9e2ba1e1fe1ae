"""What the doctor looks at of the feeds: whether those of the list could be read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.cli.options import Session
from bot.finding import Finding
from bot.texts.problems import in_words
from retrieval.errors import Problem


def feeds(session: Session) -> Iterator[Finding]:
    """Whether the feeds of the list could be read the last time; none is asked."""
    from bot.service.feeds.memory import FeedMemoryError, open_memory

    texts, say = session.texts, session.texts.doctor
    try:
        with open_memory(session.settings.corpus_dir, kept=False) as memory:
            known = memory.feeds()
    except FeedMemoryError as error:
        yield Finding("feeds", "warning", in_words(error.problem, texts.language))
        return
    failed = [feed for feed in known if feed.problem]
    if failed:
        problem = Problem.from_json(json.loads(failed[0].problem))
        seen = say["feeds_failed"].format(
            failed=len(failed),
            count=len(known),
            feed=failed[0].shown,
            reason=in_words(problem, texts.language),
        )
        yield Finding("feeds", "warning", seen, say["feeds_failed_do"])
    elif known:
        yield Finding("feeds", "ok", say["feeds_ok"].format(count=len(known)))
