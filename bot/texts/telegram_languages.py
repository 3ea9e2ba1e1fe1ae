"""The bot's language: a person's own, as Telegram tells it."""

from __future__ import annotations

from bot.texts.telegram import TelegramTexts
from bot.texts.telegram_de import DE
from bot.texts.telegram_en import EN


def texts_for(language_code: str | None) -> TelegramTexts:
    """The texts for a user's language.

    Args:
        language_code: IETF tag as Telegram gives it (`de`, `de-AT`, `pt-br`), if any.

    Returns:
        German for German of any kind, English for everything else.
    """
    primary = (language_code or "").replace("_", "-").split("-")[0].lower()
    return DE if primary == "de" else EN
