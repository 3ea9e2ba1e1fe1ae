"""Who may decide for a chat."""

from __future__ import annotations

from typing import Final

from telegram import Chat, ChatMember, User
from telegram.constants import ChatType

from bot.telegram.context import BotContext

_IN_CHARGE: Final = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def in_charge(
    context: BotContext, chat: Chat, user: User | None, written_as: Chat | None = None
) -> bool:
    """Whether someone may decide for a chat.

    Args:
        context: Of the update.
        chat: The chat.
        user: Who presses or writes, if a person does.
        written_as: As which chat a message was written; a group's admins may write as the group.

    Returns:
        In private, True; in a group, whether it is one of its admins, or one of the bot's.
    """
    if chat.type == ChatType.PRIVATE or (written_as is not None and written_as.id == chat.id):
        return True
    if user is None:
        return False
    if context.services.gate.is_admin(user.id):
        return True
    member = await context.bot.get_chat_member(chat.id, user.id)
    return member.status in _IN_CHARGE
