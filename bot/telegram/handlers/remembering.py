"""Keeping something for later, once a person has what they asked for.

A state file that refuses (a full disk, a locked file) is the operator's business then: nobody hears
an apology for what has worked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec

from bot.telegram.context import BotContext
from bot.telegram.handlers.errors import report_failure
from bot.telegram.state.database import StateError

_Given = ParamSpec("_Given")


async def remembered(
    context: BotContext,
    keep: Callable[_Given, object],
    *given: _Given.args,
    **named: _Given.kwargs,
) -> bool:
    """Keeps something in the state file.

    Args:
        context: Of the update.
        keep: What writes it; may block.
        *given: What `keep` is given.
        **named: What else it is given.

    Returns:
        Whether it is kept; if not, the admins are told.
    """
    try:
        await asyncio.to_thread(keep, *given, **named)
    except StateError as error:
        context.services.metrics.errors.labels(type(error).__name__).inc()
        await report_failure(context, error, "not_remembered")
        return False
    return True
