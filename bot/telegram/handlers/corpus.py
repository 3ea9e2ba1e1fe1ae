"""/reindex, and the one message that follows a build."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Update
from telegram.error import TelegramError

from bot.service.rebuild import BuildStoppedError, Step
from bot.telegram.context import BotContext, texts_of
from bot.telegram.handlers.admission import admin_only
from bot.telegram.rendering.editing import render_report, render_step
from bot.telegram.rendering.problem import problem_line
from bot.telegram.wire.deliver import Place, restate, say
from bot.texts.telegram import TelegramTexts
from retrieval.errors import IndexBusyError, WortlautError

_MAX_NAMED: Final = 10
_REPORT_PATIENCE_S: Final = 10.0


async def on_reindex(update: Update, context: BotContext) -> None:
    """`/reindex`: reads the corpus anew."""
    message, texts = update.effective_message, texts_of(update)
    if message is None or not await admin_only(update, context, message, texts):
        return
    await start_rebuild(context, Place.below(message), texts)


async def start_rebuild(
    context: BotContext, place: Place, texts: TelegramTexts, *, allow_empty: bool = False
) -> None:
    """Builds in the background; one message says how far it is and how it ended.

    `allow_empty`: whether no article may be left; nothing is quoted any more then.
    """
    message = await say(context.bot, place, texts.rebuild_started)
    built = _rebuild(context, place, message, texts, allow_empty=allow_empty)
    context.application.create_task(built)


async def _rebuild(
    context: BotContext, place: Place, message: int, texts: TelegramTexts, *, allow_empty: bool
) -> None:
    async def report(step: Step) -> None:
        try:
            async with asyncio.timeout(_REPORT_PATIENCE_S):
                await restate(context.bot, place, message, render_step(step, texts))
        except (TelegramError, TimeoutError):
            return  # the next step, or the end, will be shown

    ending = texts.failed
    try:
        done = await context.services.rebuilder.run(report, allow_empty=allow_empty)
        ending = render_report(done, texts)
    except IndexBusyError:
        ending = texts.rebuild_busy
    except WortlautError as error:
        ending = texts.rebuild_failed.format(reason=problem_line(error, texts))
    except BuildStoppedError:
        ending = texts.rebuild_stopped
    finally:  # whatever happens: the message must not go on saying that it is being done
        await restate(context.bot, place, message, ending)
