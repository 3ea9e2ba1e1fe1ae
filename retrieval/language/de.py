"""German words for times and amounts."""

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
    relative=(
        r"(?:spät|früh|hoch)?(?:sommer|herbst|frühling|frühjahr|winter)s?|weihnachten|ostern"
        r"|pfingsten|silvester|neujahr|heiligabend|mitternacht|(?:vor)?gestern|übermorgen"
        r"|(?:jahres|monats|wochen|schul\w{0,20})(?:ende|beginn|anfang|wechsel|schluss)s?|\w{0,20}ferien"
        r"|(?:diese|nächste|kommende|vergangene|vorige|letzte)[mnrs]?\s(?:woche|monat|jahr)(?:en)?s?"
        r"|(?:vor|nach)mittags?|(?:gegen|um|ab|bis)\s(?:halb\s)?(?:eins|zwei|drei|vier|fünf|sechs"
        r"|sieben|acht|neun|zehn|elf|zwölf)(?:\suhr)?(?=\W*(?:$|\s(?:[a-zäöü]|uhr)))"
    ),
    numbers=(
        r"(?:\w{1,12}und)?(?:zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)"
        r"|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn|(?:zwei|drei|vier|fünf|sechs|sieben|acht"
        r"|neun|zehn|elf|zwölf)(?:einhalb|n)?|dutzende?|anderthalb"
        r"|(?!jahr)\w{0,30}(?:hundert|tausend)(?!st)\w{0,30}"
    ),
    one="ein(?:e[mnrs]?|einhalb)?|halbe[mnrs]?|mehrere[nr]?|einige[nr]?|wenige[nr]?",
    large_numbers="million milliard billion",
    currencies="euro € cent dollar franken rubel krone lira yen yuan eur usd chf forint zloty",
    free="kostenlos|kostenfrei|gratis|umsonst|gebührenfrei|nulltarif",
    shares=r"prozent\w*|hälfte|(?:zwei)?drittel|viertel|fünftel|sechstel|achtel|zehntel|promille",
    time_units=(
        r"(?:(?:ganz|voll|weiter|lang|gut|knapp|halb)e[nrs]?\s)?(?:sekunden?|minuten?|(?:dreiviertel|viertel)?stunden?|tage?n?|nächten?|wochen?|monate?n?|jahre?n?"
        r"|jahrzehnte?n?|jahrhunderte?n?)"
    ),
    lasting=(
        r"\w{0,20}(?:tage|wochen|monate|jahre|stunden|minuten)lang|\w{1,20}(?:stündig|tägig|wöchig|monatig"
        r"|minütig)\w*|bis|seit|unbefristet|auf unbestimmte|dauer\w*"
    ),
    ago="her|zuvor|davor|danach|später|vorher|nachher|vor|nach",
    since="vor|seit|nach",
    measures=(
        r"(?:quadrat|kubik|zenti|milli|kilo|mega|giga)?(?:meter|gramm|watt|wattstunden?|tonnen|liter)n?"
        r"|tonne|kilo|hektar|seemeilen?|meilen?|stundenkilometern?|grad|zentner|knoten"
        r"|km|km/h|m|cm|mm|m²|qm|qkm|ha|kg|g|t|mg|ml|l|kw|mw|gw|kwh|mwh|gwh|°c?"
    ),
    ages=(
        r"#-?\s?jährig\w*|\w{1,30}jährig\w*|#\s?jahre?n? alt|im alter von|jahrgang|geboren\w*"
        r"|(?:ist|wird|wurde|war)\s#(?!\s?[:%€\d]|\s(?-i:[A-ZÄÖÜ]))"
    ),
    counted="euro dollar prozent kilo km meter kg tonnen menschen einwohner mitarbeiter",
    numbered="s. nr. seite §",
    asks_date=r"wann|welche[mnrs]? (?:jahr\w*|monat\w*|tag\w*|datum|jahrhundert\w*|jahrzehnt\w*)",
    asks=(
        ("DATE", r"wie ?viel uhr|(?:welche[rn]? )?uhrzeit"),
        ("PERCENT", r"(?:wie|welche[mnrs]?)\b.*\b(?:prozent\w*|\w*anteil|\w*quote)"),
        (
            "MONEY",
            r"(?:wie ?viele?|wie hoch|welche[mnrs]?)\b.*\b(?:euro|dollar|franken|rubel|cent|geld"
            r"|\w*kosten|kostete?n?|(?:be|ge)?zahl(?:t|en|te|ten)|verdien\w*|\w*gehalt|\w*lohn"
            r"|\w*miete|\w*gebühr(?:en)?|\w*preise?|\w*summe|betrag|etat|schulden|prämie|kaution"
            r"|spende[nt]?)|was (?:\w+ )?(?:kost\w+|zahlt?|zahlen|verdien\w+)|wie teuer"
            r"|^\W*\w*preise?",
        ),
        (
            "DURATION",
            r"wie ?viele[nr]? (?:sekunden|minuten|stunden|tagen?|nächten?|wochen|monaten?|jahren?)"
            r"|wie lange",
        ),
        (
            "MEASURE",
            r"wie ?viele[nr]? (?:\w*metern?|tonnen|hektar|litern?|kilo\w*|grad)"
            r"|wie (?:weit|schwer|tief|breit|warm|kalt|dick)",
        ),
        ("MEASURE DURATION", "wie (?:schnell|lang)"),
        ("AGE", r"wie alt"),
        ("COUNT DURATION", r"wie (?:oft|häufig)"),
        ("COUNT", r"wie ?viele[nrs]?|welche anzahl"),
        (
            "MONEY PERCENT MEASURE COUNT",
            r"wie ?viel|wie (?:hoch|groß|stark)|welche[rn]? (?:zahl|höhe|menge)",
        ),
    ),
    asks_question=r"(?:was|wonach)\b.*\b(?:frag(?:t|te|ten|en)|gefragt)|welche fragen?",
)
