"""What every command starts from: the settings, and the language to speak."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import Settings, load_settings
from bot.texts.languages import texts_for
from bot.texts.texts import Texts


@dataclass(frozen=True, slots=True)
class Session:
    """The settings of one run and the texts in its language."""

    settings: Settings
    texts: Texts


def start(**options: object) -> Session:
    """Reads the settings; options that are not None win over them.

    Args:
        **options: Settings by name.

    Returns:
        The session.

    Raises:
        SettingsError: A setting is unknown or its value will not do.
    """
    settings = load_settings(**options)
    return Session(settings, texts_for(settings.language))
