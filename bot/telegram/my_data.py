"""What is stored about one person, or one group, and deleting it."""

from __future__ import annotations

from bot.telegram.rendering.my_data import MyData
from bot.telegram.services import Services


def collect(services: Services, peer: int) -> MyData:
    """Looks up what is stored; blocks.

    Args:
        services: The bot's.
        peer: Telegram's number of a person (above 0) or a group.

    Returns:
        All of it.
    """
    answers, oldest = services.answers.kept_in(peer)
    person = peer > 0
    return MyData(
        answers=answers,
        oldest=oldest,
        # One of them asks for this.
        unanswered=max(0, services.journal.count(peer) - 1),
        topics=services.conversations.count(peer),
        ratings=services.feedback.by(peer) if person else [],
        uploads=services.uploads.names_of(peer) if person else [],
        undos=services.undos.count(peer) if person else 0,
        standing=services.access.standing(peer),
        choices=services.chats.of(peer),
        in_settings=services.gate.named_in_settings(peer),
    )


def erase(services: Services, peer: int, *, keep_admission: bool) -> None:
    """Deletes what is stored, but that a request was declined; blocks.

    Args:
        services: The bot's.
        peer: Telegram's number of a person (above 0) or a group.
        keep_admission: Whether they may still ask.
    """
    services.conversations.forget(peer, services.answers.forget_chat(peer))
    if peer > 0:
        services.feedback.forget_user(peer)
        services.uploads.forget_editor(peer)
        services.undos.forget_editor(peer)
    services.chats.forget(peer)
    services.access.forget(peer, keep_admission=keep_admission)
