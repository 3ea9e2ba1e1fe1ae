"""The command line's language.

It is the setting's, else the locale's (LC_ALL, LC_MESSAGES, LANG, the first that is set), German
where that begins with "de", English otherwise. Help is written in English beside the options and
translated by `bot.texts.help`. Error lines are the engine's and are English.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from bot.texts.texts import Language, Texts


def locale_language(environ: Mapping[str, str] = os.environ) -> Language:
    """Returns the locale's language, English where it is neither German nor English."""
    locale = next((environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(v)), "")
    return "de" if locale.lower().startswith("de") else "en"


def help_language(environ: Mapping[str, str] = os.environ) -> Language:
    """Returns the language of `--help`, which must be known before `.env` is read."""
    wanted = environ.get("WORTLAUT_LANGUAGE", "").lower()
    return "de" if wanted == "de" else "en" if wanted == "en" else locale_language(environ)


def texts_for(language: Literal["auto", "de", "en"]) -> Texts:
    """Returns the texts of a language, the locale's for `auto`."""
    chosen = locale_language() if language == "auto" else language
    if chosen == "de":
        from bot.texts.de import DE

        return DE
    from bot.texts.en import EN

    return EN
