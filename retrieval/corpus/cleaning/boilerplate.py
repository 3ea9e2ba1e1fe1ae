"""Wordings that no newspaper article holds on a line of their own, by what they are.

`ANYWHERE` is strong: such a line goes even between two paragraphs. `AT_THE_EDGES` is weak: such a
line goes only above the first or below the last paragraph, since between them it may be a
subheading (`Facebook`, `Kommentare`). `BELOW` is weaker still: above the text such a line may be
the headline. Patterns match a whole line, without regard to case.
"""

from __future__ import annotations

import re

from retrieval.corpus.cleaning.reasons import Reason

_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|xing|pinterest|reddit|tumblr|instagram"
    r"|pocket|flipboard|threads|bluesky|mastodon|e-?mail|mail|sms|drucken|print|teilen|share|tweet"
    r"|merken|link kopieren|copy link)"
)
_CLOSE = r"[\s.!…→»›>]*"  # what may stand behind a label
_TEASER = r"(?:\s*[:|»→>–-]\s*(?!.*\.$)\S.{0,240})?"  # "label: headline of the other article"

_ANYWHERE: dict[Reason, tuple[str, ...]] = {
    "advertisement": (
        r"[-–—\s*|]*(?:anzeigen?|werbung|advertisement|advertising|sponsored(?: content)?|"
        r"gesponsert|reklame|advertorial|ad)[-–—\s*|:]*",
        r"(?:der )?(?:artikel|text|beitrag) (?:wird )?(?:unterhalb|nach|unter) der "
        r"(?:anzeige|werbung)(?: fort(?:gesetzt|geführt)| weiter(?:geführt)?)?" + _CLOSE,
        r"(?:article|story) continues (?:below|after)(?: this)?(?: advertisement| ad)?" + _CLOSE,
        r"advertisement\s*[-–—]\s*(?:continue reading below|scroll to continue)",
        r"scroll to continue(?: reading)?" + _CLOSE,
    ),
    "share": (
        rf"(?=.*(?:book|app|mail|tweet|twitter|share|teilen))(?:{_NETWORK}[\s|/·•,]*){{2,}}",
        rf"(?:auf|per|via|bei|mit) {_NETWORK} (?:teilen|versenden|senden|verschicken)",
        rf"(?:share|send) (?:on|via|by|to) {_NETWORK}",
        r"(?:artikel|beitrag|seite|diesen? (?:artikel|beitrag)) (?:teilen|drucken|merken|versenden)"
        + r"\s*:?" + _CLOSE,
        r"share (?:this|the)(?: article| story| page| post)?" + _CLOSE,
        r"folgen sie uns (?:auf|bei) \S.{0,80}",
        r"follow us (?:on|at) \S.{0,80}",
    ),
    "cookies": (
        r"(?:wir|diese[rs]? (?:web)?(?:seite|site)|diese[rs]? internetseite|unsere (?:web)?seite) "
        r"(?:verwende[nt]|nutz(?:en|t)|benutz(?:en|t)|setz(?:en|t)) (?:\w+ ){0,3}cookies\b.{0,600}",
        r"(?:we|this (?:web)?site|our (?:web)?site) uses? (?:\w+ ){0,3}cookies\b.{0,600}",
        r"by (?:continuing|using|browsing|clicking)\b.{0,160}\bcookies\b.{0,400}",
        r"(?:alle )?cookies? (?:akzeptieren|ablehnen|zulassen|einstellungen)" + _CLOSE,
        r"cookie-(?:einstellungen|hinweis|richtlinie|banner)" + _CLOSE,
        r"(?:accept|reject|decline|allow)(?: all)? cookies" + _CLOSE,
        r"cookie (?:settings|policy|preferences|notice)" + _CLOSE,
    ),
    "newsletter": (
        r"(?:jetzt )?(?:unseren? |den |zum )?(?:\S+-)?newsletter"
        r"(?: (?:abonnieren|bestellen|anmelden|sichern))" + _CLOSE,
        r"(?:abonnieren sie|melden sie sich|bestellen sie|jetzt anmelden)\b.{0,60}newsletter\b"
        r".{0,80}",
        r"(?:sign up|subscribe|register) (?:for|to) (?:our|the|a)\b.{0,60}newsletters?\b.{0,80}",
        r".{0,80}newsletter (?:informiert|versorgt|bringt|liefert) (?:sie|ihnen)\b.{0,300}",
        r".{0,120}newsletter (?:genau )?richtig\b.{0,60}",
    ),
    "embed": (
        r"(?:empfohlener (?:redaktioneller|externer) inhalt|externer inhalt|eingebetteter inhalt)"
        r"(?: nicht verfügbar)?" + _CLOSE,
        r"(?:deine|ihre) privatsphäre-einstellungen verhindern .{0,300}",
        r"ein klick für den datenschutz" + _CLOSE,
        r"diese audio-?(?:version|fassung) wurde (?:künstlich|automatisch)\b.{0,240}",
        r"link zum [\w-]{2,20}(?:inhalt|video|beitrag)" + _CLOSE,
        r"an dieser stelle finden sie .{0,60}(?:externen|redaktionellen|inhalt).{0,240}",
        r"(?:dieser inhalt|dieses video|this content|this video) (?:kann|ist|is|cannot|can't)\b"
        r".{0,60}(?:angezeigt|abgespielt|verfügbar|displayed|available|unavailable).{0,120}",
        r"(?:bitte aktivieren sie|please enable) javascript.{0,160}",
        r"(?:ihr browser unterstützt|your browser does not support)\b.{0,160}",
    ),
    "paywall": (
        r"(?:jetzt )?(?:weiterlesen|lesen) mit \S{1,30}(?:\+|plus|abo)" + _CLOSE,
        r"bereits abonnent(?:in)?\?.{0,80}",
        r"(?:sie sind|schon) (?:bereits )?(?:abonnent|registriert)\?.{0,80}",
        r"already a (?:subscriber|member)\?.{0,80}",
        r"(?:this article is|dieser artikel ist) (?:only |nur )?(?:for|für|available to) "
        r"(?:subscribers|abonnenten|abonnentinnen)\b.{0,80}",
    ),
    "related": (
        r"(?:\+\+\+ ?)?(?:lesen sie (?:auch|hier|dazu|mehr|außerdem)|lesen sie dazu auch)"
        r"(?:[,:\s»→–-]\s*\S.{0,240})?:?(?: ?\+\+\+)?",
        r"(?:mehr zum thema|mehr zu diesem thema|mehr dazu|zum thema|zum artikel|auch interessant"
        r"|siehe auch|das könnte sie (?:auch )?interessieren|auch lesenswert"
        r"|weitere (?:artikel|themen)"
        r"|weiterführende (?:artikel|links)|ähnliche(?: (?:artikel|beiträge))?"
        r"|verwandte artikel"
        r"|empfohlene (?:artikel|beiträge)|meistgelesen|meist gelesen|aus dem ressort)"
        + _TEASER + r"\s*:?" + _CLOSE,
        r".{0,160}\b(?:lesen|finden) sie (?:\w+ ){0,2}(?:in|auf) unsere[mr] (?:live-?blog"
        r"|news-?blog|(?:live-?)?ticker|themenseite|dossier|überblick)\b.{0,60}",
        r"(?:read more|read also|also read|related(?: articles| stories| topics| content| posts)?"
        r"|more on this(?: story| topic)?|see also|you (?:may|might) also like|recommended"
        r"|more from\b.{0,40}|most read|most popular|trending(?: now)?|up next|don't miss)"
        + _TEASER + r"\s*:?" + _CLOSE,
    ),
    "image_credit": (
        r"[(\[]?(?:fotos?|bild(?:er|quelle|nachweis|rechte)?|titelbild|symbolbild|archivbild|grafik"
        r"|photos?|images?|picture|credit|photo credit|image credit|pic)\s?[:©]\s?"
        r"(?:©\s?)?(?=.{0,80}(?:[/©]|\b(?:getty|imago|picture alliance|shutterstock|reuters|afp"
        r"|dpa|apa?|privat|archiv|symbolbild|pixabay|unsplash|istock|epa|keystone|wikimedia)\b)).{1,80}[)\]]?",
        r"[\w.'’ /&-]{2,80}(?:/| via )\s?getty images",
        r"[(\[]?(?:fotos?|photos?|photo credit|image credit)\s?[:©]\s?(?-i:[A-ZÄÖÜ][\w'’.-]+"
        r"(?: [A-ZÄÖÜ][\w'’.-]+){0,2})[)\]]?",
    ),
    "media": (
        r"(?:\d{1,2}\.\d{1,2}\.\d{4}\s?\|\s?)?\d{1,2}:\d{2} ?min\b[. ]{0,3}"
        r"(?:verfügbar bis .{4,30})?",
    ),
    "time": (r"(?:zuletzt )?aktualisiert(?: am)?\s?:?",),
    "statistics": (r"web:\s?\d+\s?social:\s?\d+\s?foren:\s?\d+", r"quellen gesamt"),
}  # fmt: skip

_AT_THE_EDGES: dict[Reason, tuple[str, ...]] = {
    "share": (_NETWORK + _CLOSE, rf"\d+\s*{_NETWORK}", r"\d+ (?:shares?|mal geteilt|likes?)"),
    "navigation": (
        r"[↑^←«‹<\s]*(?:(?:zum )?(?:haupt)?inhalt(?:sbereich)?(?: springen)?"
        r"|skip to (?:main )?content"
        r"|(?:haupt)?menü|menu|navigation|suchen?|search|nach oben|back to top|zurück|back|weiter"
        r"|(?:zurück )?zur (?:startseite|übersicht)|anmelden|einloggen|login"
        r"|log in|sign in|registrieren|register|schließen|close|öffnen|mehr anzeigen|mehr laden"
        r"|show more|load more|impressum|datenschutz(?:erklärung)?|agb|kontakt|privacy policy"
        r"|terms of (?:use|service)|contact(?: us)?|about us|über uns|(?:zum )?e-?paper|abo"
        r"|abonnieren|subscribe|newsletter)" + _CLOSE,
        r"(?:artikel |beitrag )?(?:anhören|vorlesen(?: lassen)?)" + _CLOSE,
        r"listen(?: to (?:this )?(?:article|story))?" + _CLOSE,
    ),
    "reading_time": (
        r"(?:lesezeit|lesedauer|reading time)[:\s]*(?:ca\.? )?\d+ ?(?:min\.?|minuten?|minutes?)?",
        r"\d+ ?[-–]?\s?(?:min\.?|minuten?|minutes?) (?:lesezeit|lesedauer|read|reading time)",
    ),
    "running_head": (
        r"(?:aus der )?(?:print-?)?ausgabe vom .{6,20}, (?:s\.|seite) ?\d+.{0,40}",
    ),
    "time": (
        r"(?:vor|vor ca\.) \d+ (?:sekunden?|minuten?|min\.?|stunden?|std\.?|tag(?:en)?|wochen?)",
        r"\d+ (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?) ago",
        r"(?:heute|gestern|today|yesterday)(?:,? (?:um )?\d{1,2}[:.]\d{2}(?: uhr)?)?",
        r"(?:stand[: ]+)?\d{1,2}(?:[:.]\d{2} uhr|:\d{2})",
    ),
    "media": (
        r"(?:bild|foto|video|audio|grafik|karte|bilder|fotos|videos|(?:bilder|foto|video)-?galerie"
        r"|bilderstrecke|fotostrecke|image|photo|gallery|slideshow)" + _CLOSE,
        r"(?:bild|foto|image|photo|picture)\s+\d+\s?(?:von|/|of)\s?\d+" + _CLOSE,
        r"(?:bild|foto|grafik|image|photo)(?:er|s)? (?:vergrößern|anzeigen|in neuem fenster öffnen"
        r"|enlarge|zoom)" + _CLOSE,
    ),
    "comments": (
        r"\(?\d+\)? (?:kommentare?|comments?|leserkommentare?)",
        r"(?:kommentare|comments)(?:\s?[(:]?\s?\d+\)?)?" + _CLOSE,
        r"(?:wie hat ihnen dieser (?:artikel|beitrag|text) gefallen\?"
        r"|durchschnittliche bewertung\b.{0,30}|war dieser (?:artikel|beitrag) hilfreich\?)",
        r"(?:kommentar (?:schreiben|verfassen|hinterlassen)|kommentare (?:anzeigen|lesen)"
        r"|leave a (?:comment|reply)|add a comment|view comments|diskutieren sie mit)" + _CLOSE,
    ),
    "tags": (
        r"(?:#[\w-]+[\s,]*)+",
    ),
}  # fmt: skip

_BELOW: dict[Reason, tuple[str, ...]] = {
    "broadcast": (
        r"(?:sendung|dieses thema im programm|über dieses thema berichte\w{1,3}|das thema im"
        r" programm|quelle|programmhinweis)\s?:? .{0,200}\b\d{1,2}[:.]\d{2} uhr\b.{0,80}",
    ),
    "initials": (
        r"(?:[a-zäöü]{2,5} )?\((?-i:[a-zäöü]{2,5})(?:[/,;] ?(?-i:[a-zäöü]{2,5}))*\)",
    ),
    "paywall": (
        r"(?:jetzt )?(?:\d+|eine?n?|zwei|drei|vier|sechs) (?:tage?|wochen?|monate?) (?:lang )?"
        r"(?:kostenlos|gratis)(?: testen| lesen| probelesen)?" + _CLOSE,
    ),
    "related": (
        r"(?:mehr|weitere|neueste|aktuelle|neue|beliebte|die neuesten|die beliebtesten|letzte) "
        r"(?:nachrichten|meldungen|news|beiträge|berichte|artikel|themen|videos)(?: (?:aus|zu|von)"
        r" .{1,40})?\s*:?" + _CLOSE,
        r"(?:mehr|neues|weiteres|alles) (?:aus|zu|zum|zur|von|vom|über) [^.!?]{1,50}",
        r"(?:top-?(?:themen|meldungen|artikel)|(?:am )?meist(?:en)?[ -]?(?:gelesene[ns]?|gelesen"
        r"|geklickt|kommentiert)(?: artikel)?|beliebt|im trend|themen des tages"
        r"|unsere empfehlungen|empfehlungen der redaktion|latest (?:news|stories|articles)"
        r"|more (?:news|stories|articles)|popular (?:articles|posts|now)|editor.s picks)\s*:?"
        + _CLOSE,
    ),
    "tags": (
        r"(?:tags?|schlagw(?:ort|orte|örter)|stichw(?:ort|orte|örter)|themen?|keywords?|topics?)\s?:"
        r".{0,240}",
    ),
    "neighbours": (
        r"(?-i:PREV|NEXT|PREVIOUS)\b.{0,300}",
        r"(?:[«‹←<]+ ?)?(?:vorherige[rs]?|voriger|nächste[rs]?|vorheriger|previous|next) "
        r"(?:artikel|beitrag|meldung|seite|article|post|story|page)\b.{0,300}",
        r"(?:←|<<) ?\S.{0,300}",
        r"\S.{0,300} ?(?:→|>>)",
    ),
    "copyright": (
        r"(?:©|\(c\)|copyright\s?(?:©|\(c\)|:|by\b|\d{4})).{0,240}",
        r".{0,120}(?:alle rechte vorbehalten|all rights reserved)\.?",
    ),
}  # fmt: skip


def _compile(table: dict[Reason, tuple[str, ...]]) -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    return tuple(
        (reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
        for reason, patterns in table.items()
    )


ANYWHERE = _compile(_ANYWHERE)
AT_THE_EDGES = _compile(_AT_THE_EDGES)
BELOW = _compile(_BELOW)
MAX_CHARS = 800
"""No line of noise is longer; a longer one is the article's."""


def match(line: str, table: tuple[tuple[Reason, re.Pattern[str]], ...]) -> Reason | None:
    """What a line is, by the first pattern of the table that matches all of it."""
    if len(line) > MAX_CHARS:
        return None
    for reason, pattern in table:
        if pattern.fullmatch(line):
            return reason
    return None
