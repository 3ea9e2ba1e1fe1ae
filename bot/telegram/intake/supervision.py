"""Going on, whatever happens: one turn after the other, with growing pauses after a failure.

Nothing ends this loop but being cancelled and a token that Telegram itself refuses for a minute.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol

from bot.errors import BotError
from bot.service.logs import frames_of, log_event
from bot.telegram.intake.api import Trouble

_LOGGER = logging.getLogger(__name__)
# A single refusal may come from a server that has just begun.
_MIN_REFUSALS: Final = 3
# Whatever Telegram asks for; asking too early only makes it ask for more.
_MAX_ASKED_S: Final = 300.0


class TokenRefusedError(BotError):
    """Telegram does not know the token."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what.

    Attributes:
        first_pause_s: After the first failure; each further one doubles it.
        longest_pause_s: The pause that is not exceeded, but where Telegram asks for more.
        refused_s: How long Telegram may refuse the token before that is taken for final.
        poll_s: How long one request for updates waits for them.
        answer_s: How long the answer to a request may take, above that.
        check_s: Pause between two looks at whether the webhook is still set.
        open_s: How long a start may take before those who write are told of it.
        tell_after_s: How long nothing may come in before the admins are told.
    """

    first_pause_s: float = 1.0
    longest_pause_s: float = 30.0
    refused_s: float = 60.0
    poll_s: int = 30
    answer_s: float = 20.0
    check_s: float = 60.0
    open_s: float = 3.0
    tell_after_s: float = 60.0


PATIENT: Final = Patience()
"""What the bot takes; tests take less."""


class Observer(Protocol):
    """Who hears how it goes."""

    def well(self) -> None:
        """A turn has gone well."""

    def ill(self, trouble: Trouble) -> None:
        """A turn has failed; it is tried again."""


async def keep_on(
    turn: Callable[[], Awaitable[None]], observer: Observer, patience: Patience
) -> NoReturn:
    """Takes turns for ever.

    Args:
        turn: Taken again and again; raises `Trouble` where it fails.
        observer: Told of each.
        patience: The pauses.

    Raises:
        TokenRefusedError: Telegram refuses the token, and not only for a moment.
    """
    pause_s, refused_since, refusals = patience.first_pause_s, 0.0, 0
    while True:
        try:
            await turn()
            observer.well()
            pause_s, refusals = patience.first_pause_s, 0
            continue
        except Trouble as error:
            trouble = error
        except Exception as error:
            # A mistake of ours must not make the bot deaf either. Its words may hold a message.
            log_event(
                _LOGGER,
                "turn_failed",
                logging.ERROR,
                type=type(error).__name__,
                at=frames_of(error),
            )
            trouble = Trouble("garbled", type(error).__name__)
        if trouble.kind == "refused":
            refusals += 1
            refused_since = time.monotonic() if refusals == 1 else refused_since
            lasted_s = time.monotonic() - refused_since
            if refusals >= _MIN_REFUSALS and lasted_s >= patience.refused_s:
                observer.ill(trouble)
                raise TokenRefusedError("bot.token_refused")
        else:
            refusals = 0
        observer.ill(trouble)
        await asyncio.sleep(max(pause_s, min(trouble.retry_after_s or 0.0, _MAX_ASKED_S)))
        pause_s = min(pause_s * 2, patience.longest_pause_s)
