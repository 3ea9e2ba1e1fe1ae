"""Keeping a document that an editor has sent until it is confirmed, and where it is shown."""

from __future__ import annotations

import asyncio

from bot.telegram.context import BotContext
from bot.telegram.state.uploads import Upload
from bot.telegram.wire import deliver
from bot.telegram.wire.deliver import Place


async def keep(
    context: BotContext, place: Place, upload: Upload, upload_id: str | None, message: int
) -> str:
    """Keeps a document; where it was shown before, that goes.

    Args:
        context: Of the update.
        place: The chat.
        upload: The document, and what was said of it.
        upload_id: Its id, if it is kept already: what was said is kept anew.
        message: Number of the message that shows it now.

    Returns:
        Its id.
    """
    uploads, earlier = context.services.uploads, None
    if upload_id is None:
        upload_id = await asyncio.to_thread(uploads.save, upload)
    else:
        await asyncio.to_thread(uploads.set_said, upload_id, upload.said)
        earlier = await asyncio.to_thread(uploads.proposal_of, upload_id)
    await asyncio.to_thread(uploads.note_message, upload_id, message)
    if earlier is not None:
        await deliver.delete(context.bot, place.chat, earlier)
    return upload_id
