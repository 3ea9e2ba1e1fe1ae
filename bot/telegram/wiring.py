"""The bot, put together: handlers in the order in which they are tried."""

from __future__ import annotations

import os
from typing import Final

from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.errors import SettingsError
from bot.service.metrics import Metrics
from bot.settings import Settings
from bot.telegram import publishers
from bot.telegram.context import App, BotApplication, BotContext
from bot.telegram.handlers import (
    admission,
    articles,
    ask,
    buttons,
    chat_choices,
    checking,
    corpus,
    editors,
    errors,
    exporting,
    gate,
    info,
    inline,
    my_data,
    receipts,
    removing,
)
from bot.telegram.handlers.publishers import on_from
from bot.telegram.services import Services
from bot.telegram.wire.connection import QuietBot, observed_request
from bot.telegram.wire.in_order import PerChatProcessor
from bot.telegram.wire.sending import PatientRateLimiter

_GATE_GROUP: Final = -1
_TELEGRAM: Final = "https://api.telegram.org"


def build_application(services: Services, limiter: PatientRateLimiter | None = None) -> App:
    """Puts the bot together, not started; it keeps Telegram's own limits if no limiter is given.

    Raises `SettingsError` if there is no token.
    """
    bot = make_bot(services.settings, services.metrics, limiter or PatientRateLimiter())
    bot.heed(services.chats.all)
    application: App = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .application_class(BotApplication, {"services": services})
        .context_types(ContextTypes(context=BotContext))
        .concurrent_updates(PerChatProcessor())
        .job_queue(None)
        .build()
    )
    _add_handlers(application, services)
    return application


def make_bot(settings: Settings, metrics: Metrics, limiter: PatientRateLimiter) -> QuietBot:
    """The connection to Telegram, or to the Bot API server the settings name; not initialised.

    Raises `SettingsError` if there is no token.
    """
    # Opts in to what the library does from its next major version on; until then it warns at every
    # 429 that it will.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    server = server_of(settings)
    return QuietBot(
        token_of(settings),
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=observed_request(metrics),
        rate_limiter=limiter,
    )


def token_of(settings: Settings) -> str:
    """The bot's token; raises `SettingsError` if there is none."""
    if settings.telegram_token is None:
        raise SettingsError("bot.no_token")
    return settings.telegram_token.get_secret_value()


def server_of(settings: Settings) -> str:
    """Address of the Bot API server."""
    return (settings.telegram_base_url or _TELEGRAM).rstrip("/")


def _add_handlers(application: App, services: Services) -> None:
    # Order matters: in each group the first handler that takes an update is the only one.
    # The gate stands before all others and ends the way of whoever may not ask.
    application.add_handler(TypeHandler(Update, gate.admit), group=_GATE_GROUP)

    # Commands, each under its German and its English name.
    commands = (
        (ask.COMMANDS, ask.on_command),
        (ask.TIMELINE_COMMANDS, ask.on_timeline),
        (checking.COMMANDS, checking.on_check),
        (receipts.COMMANDS, receipts.on_receipt),
        (("export",), exporting.on_export),
        (publishers.COMMANDS, on_from),
        (chat_choices.LANGUAGE_COMMANDS, chat_choices.on_language),
        (chat_choices.QUIET_COMMANDS, chat_choices.on_quiet),
        (("start",), info.on_start),
        (("help", "hilfe"), info.on_help),
        (("status",), info.on_status),
        (("privacy", "datenschutz"), info.on_privacy),
        (my_data.COMMANDS, my_data.on_my_data),
        (("sources", "quellen"), articles.on_sources),
        (("article", "artikel"), articles.on_article),
        (("reindex",), corpus.on_reindex),
        (("remove",), removing.on_command),
        (("allow",), admission.on_allow),
        (("revoke",), admission.on_revoke),
    )
    for names, callback in commands:
        application.add_handler(CommandHandler(names, callback))

    # What editors send, before texts: a link is a text as well.
    new = filters.UpdateType.MESSAGE
    application.add_handler(MessageHandler(filters.Document.ALL & new, editors.on_document))
    from_editor = filters.ChatType.PRIVATE & filters.User(services.gate.admins)
    reply = filters.REPLY & filters.TEXT & ~filters.COMMAND & new
    application.add_handler(MessageHandler(from_editor & reply, editors.on_reply))
    link = editors.LinkFromEditor(services.gate.admins)
    application.add_handler(MessageHandler(link & new, editors.on_link))

    # What was forwarded and quotes something is checked, and is no question.
    forwarded = checking.ForwardedQuotation()
    application.add_handler(MessageHandler(forwarded & new, checking.on_forwarded))

    # Questions. An edited question comes the same way and is answered anew in place.
    application.add_handler(MessageHandler(ask.PLAIN_TEXT, ask.on_text))
    application.add_handler(MessageHandler(ask.OTHER_PRIVATE, ask.on_other))
    application.add_handler(CallbackQueryHandler(buttons.on_button))
    application.add_handler(InlineQueryHandler(inline.on_query))

    # Being added, removed, blocked; a group becoming a supergroup.
    application.add_handler(ChatMemberHandler(info.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, info.on_migration))
    application.add_error_handler(errors.on_error)
