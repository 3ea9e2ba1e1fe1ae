"""German words for time and quantity."""

from __future__ import annotations

from typing import Final

from retrieval.language.words import Words

DE: Final = Words(
    months=(
        *("januar jänner", "februar feber", "märz maerz", "april", "mai", "juni"),
        *("juli", "august", "september", "oktober", "november", "dezember"),
    ),
    short_months=(
        *("jan jän", "feb febr", "mär mrz", "apr", "", "jun"),
        *("jul", "aug", "sep sept", "okt", "nov", "dez"),
    ),
    weekdays="montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    weekday_endings="(?:s|e|es|en)?(?:(?:vor|nach)?mittags?|morgens?|abends?|nachts?|früh)?",
    short_weekdays="mo di mi do fr sa so",
    centuries="jahrhundert",
    clock="uhr",
    numbers=(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig"
        " sechzig siebzig achtzig neunzig dutzend hundert hunderte tausend tausende hälfte drittel"
        " viertel doppelte"
    ),
    large_numbers="million milliard billion",
    counted="euro dollar prozent kilo km meter kg tonnen menschen einwohner mitarbeiter",
    numbered="s. nr. seite §",
    asks_date=r"wann|welche[mnrs]? (?:jahr\w*|monat\w*|tag\w*|datum|jahrhundert\w*|jahrzehnt\w*)",
    asks_quantity=(
        r"wie ?viele?[nrs]?"
        r"|wie (?:hoch|groß|lange?|alt|weit|schwer|häufig|oft|teuer|schnell)"
        r"|welche[rn]? (?:anteil|prozentsatz|zahl|anzahl|betrag|summe|höhe)"
    ),
)
