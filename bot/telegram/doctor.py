"""What the doctor asks Telegram: is the token good, what may the bot see, who gets its updates."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bot.finding import Finding
from bot.settings import Settings
from bot.texts.languages import texts_for
from bot.texts.reasons import in_german
from bot.texts.texts import Language

if TYPE_CHECKING:
    from telegram import User, WebhookInfo

_TIMEOUT_S: Final = 10.0
_MANY_PENDING: Final = 100
_NAME: Final = "telegram"

_SAY: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "refused": "Telegram kennt den Token nicht",
        "refused_do": "den Token bei @BotFather neu abholen und WORTLAUT_TELEGRAM_TOKEN setzen",
        "away": "{server} antwortet nicht ({reason})",
        "away_do": "Netz, Firewall und WORTLAUT_TELEGRAM_BASE_URL prüfen",
        "ok": "@{name} meldet sich",
        "privacy_on": "in Gruppen kommen nur Befehle und Antworten an, keine Erwähnungen",
        "privacy_do": "@BotFather, /setprivacy, Disable; dann den Bot neu in die Gruppe aufnehmen",
        "privacy_off": "in Gruppen kommen auch Erwähnungen an",
        "inline_off": "der Inline-Modus (@{name} in jedem Chat) ist aus",
        "inline_do": "@BotFather, /setinline",
        "inline_on": "der Inline-Modus ist an",
        "groups_off": "der Bot darf in keine Gruppe",
        "groups_do": "@BotFather, /setjoingroups, Enable, falls er das soll",
        "hook_foreign": "ein Webhook ist gesetzt ({url}); `wortlaut bot` löscht ihn beim Start",
        "hook_foreign_do": "falls ein anderes Programm ihn braucht, diesem Bot einen eigenen Token",
        "hook_missing": "der Webhook ist noch nicht gesetzt",
        "hook_missing_do": "`wortlaut bot` starten; er setzt ihn",
        "hook_other": "der gesetzte Webhook ist {url}, nicht {wanted}",
        "hook_error": "Telegram konnte zuletzt nicht zustellen: {error}",
        "hook_error_do": "prüfen, ob {url} von außen erreichbar ist, mit gültigem Zertifikat",
        "hook_ok": "der Webhook ist gesetzt",
        "pending": "{count} Nachrichten warten",
        "pending_do": "`wortlaut bot` starten; er holt sie ab",
    },
    "en": {
        "refused": "Telegram does not know the token",
        "refused_do": "get the token from @BotFather again and set WORTLAUT_TELEGRAM_TOKEN",
        "away": "{server} does not answer ({reason})",
        "away_do": "check the network, the firewall and WORTLAUT_TELEGRAM_BASE_URL",
        "ok": "@{name} answers",
        "privacy_on": "in groups only commands and replies arrive, no mentions",
        "privacy_do": "@BotFather, /setprivacy, Disable; then add the bot to the group anew",
        "privacy_off": "in groups mentions arrive as well",
        "inline_off": "inline mode (@{name} in any chat) is off",
        "inline_do": "@BotFather, /setinline",
        "inline_on": "inline mode is on",
        "groups_off": "the bot may join no group",
        "groups_do": "@BotFather, /setjoingroups, Enable, if it should",
        "hook_foreign": "a webhook is set ({url}); `wortlaut bot` deletes it when it starts",
        "hook_foreign_do": "if another program needs it, give this bot a token of its own",
        "hook_missing": "the webhook is not set yet",
        "hook_missing_do": "start `wortlaut bot`; it sets it",
        "hook_other": "the webhook that is set is {url}, not {wanted}",
        "hook_error": "Telegram could not deliver lately: {error}",
        "hook_error_do": "check that {url} can be reached from outside with a valid certificate",
        "hook_ok": "the webhook is set",
        "pending": "{count} messages are waiting",
        "pending_do": "start `wortlaut bot`; it fetches them",
    },
}


def telegram_findings(settings: Settings, language: Language | None = None) -> list[Finding]:
    """Asks Telegram about the bot; nothing is changed and no update is fetched.

    Args:
        settings: Token and address; without a token there is nothing to ask.
        language: Of the findings; the settings' if None.

    Returns:
        Findings with remedies; none of them holds the token.
    """
    if settings.telegram_token is None:
        return []
    language = language or texts_for(settings.language).language
    return asyncio.run(_ask(settings, language))


async def _ask(settings: Settings, language: Language) -> list[Finding]:
    from telegram.error import InvalidToken, TelegramError

    from bot.service.metrics import Metrics
    from bot.telegram.wire.sending import PatientRateLimiter
    from bot.telegram.wiring import make_bot, server_of

    say = _SAY[language]
    bot = make_bot(settings, Metrics(), PatientRateLimiter(pauses_s=(0.5,)))
    try:
        async with asyncio.timeout(_TIMEOUT_S), bot:
            me, hook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        return [Finding(_NAME, "error", say["refused"], say["refused_do"])]
    except (TelegramError, TimeoutError) as error:
        kind = type(error).__name__
        reason = in_german(kind) if language == "de" else kind
        seen = say["away"].format(server=server_of(settings), reason=reason)
        return [Finding(_NAME, "error", seen, say["away_do"])]
    return [*_about_bot(me, say), *_about_webhook(settings, hook, say)]


def _about_bot(me: User, say: dict[str, str]) -> Iterator[Finding]:
    yield Finding(_NAME, "ok", say["ok"].format(name=me.username))
    if me.can_read_all_group_messages:
        yield Finding(_NAME, "ok", say["privacy_off"])
    else:
        yield Finding(_NAME, "note", say["privacy_on"], say["privacy_do"])
    if me.supports_inline_queries:
        yield Finding(_NAME, "ok", say["inline_on"])
    else:
        yield Finding(_NAME, "note", say["inline_off"].format(name=me.username), say["inline_do"])
    if not me.can_join_groups:
        yield Finding(_NAME, "note", say["groups_off"], say["groups_do"])


def _about_webhook(settings: Settings, hook: WebhookInfo, say: dict[str, str]) -> Iterator[Finding]:
    wanted = settings.webhook_url
    if wanted is None and hook.url:
        seen = say["hook_foreign"].format(url=hook.url)
        yield Finding(_NAME, "warning", seen, say["hook_foreign_do"])
    elif wanted is not None and not hook.url:
        yield Finding(_NAME, "note", say["hook_missing"], say["hook_missing_do"])
    elif wanted is not None and hook.url != wanted:
        seen = say["hook_other"].format(url=hook.url, wanted=wanted)
        yield Finding(_NAME, "warning", seen, say["hook_missing_do"])
    elif wanted is not None and hook.last_error_message:
        seen = say["hook_error"].format(error=hook.last_error_message)
        yield Finding(_NAME, "warning", seen, say["hook_error_do"].format(url=wanted))
    elif wanted is not None:
        yield Finding(_NAME, "ok", say["hook_ok"])
    if hook.pending_update_count > _MANY_PENDING:
        seen = say["pending"].format(count=hook.pending_update_count)
        yield Finding(_NAME, "note", seen, say["pending_do"])
