"""Who may ask.

Admins always; everyone where access is `everyone`; else the users and groups named in the
settings, and those an admin has let in. In a group that has been let in, everyone may ask; a user
who has been let in may ask anywhere.
"""

from __future__ import annotations

import asyncio
from enum import Enum, auto

from bot.settings import Access
from bot.telegram.state import AccessStore
from bot.texts.telegram import TelegramTexts


class Verdict(Enum):
    """What to do with someone."""

    ADMIT = auto()
    TURN_AWAY = auto()
    PAIR = auto()


class Gate:
    """Decides from settings and state; the state is asked each time, so changes hold at once."""

    def __init__(
        self,
        access: Access,
        admins: frozenset[int],
        allowed: frozenset[int],
        store: AccessStore,
    ) -> None:
        """Takes the settings.

        Args:
            access: Who may ask in general.
            admins: Users who always may, and may change the corpus.
            allowed: Users and groups the settings name.
            store: Those let in at run time.
        """
        self._access = access
        self._admins = admins
        self._allowed = allowed | admins
        self._store = store

    @property
    def is_public(self) -> bool:
        """Whether everyone may ask."""
        return self._access == "everyone"

    @property
    def admins(self) -> frozenset[int]:
        """The admins."""
        return self._admins

    def is_admin(self, user: int | None) -> bool:
        """Whether a user may change the corpus and let others in."""
        return user in self._admins

    def allowed_by_settings(self, *peers: int | None) -> bool:
        """Whether the settings alone let one of these users or groups ask."""
        return self.is_public or not self._allowed.isdisjoint(peers)

    def named_in_settings(self, peer: int) -> bool:
        """Whether the settings name a user or group."""
        return peer in self._allowed

    def revoked(self, peer: int, done: bool, texts: TelegramTexts) -> str:
        """What is said of an admission that was to be taken back.

        Args:
            peer: Whose.
            done: Whether there was one.
            texts: In which language.

        Returns:
            One line, with `{id}` to be filled; that the settings still let them ask goes first.
        """
        if self.allowed_by_settings(peer):
            return texts.revoke_allowed
        return texts.revoke_done if done else texts.revoke_unknown

    async def judge(self, user: int | None, chat: int | None) -> Verdict:
        """Whether this user may ask in this chat, and if not, whether to offer pairing.

        `user` is None for a channel or an anonymous admin, `chat` in inline mode.
        """
        if self.allowed_by_settings(user, chat):
            return Verdict.ADMIT
        if await asyncio.to_thread(self._store.is_admitted, user, chat):
            return Verdict.ADMIT
        if self._access != "pairing" or await asyncio.to_thread(self._declined, chat or user):
            return Verdict.TURN_AWAY
        return Verdict.PAIR

    def _declined(self, peer: int | None) -> bool:
        decision = self._store.decision(peer) if peer is not None else None
        return decision is not None and not decision.admitted
