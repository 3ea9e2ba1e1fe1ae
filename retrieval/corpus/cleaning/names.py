"""Names that stand alone on a line around an article: publishers, sections, categories."""

from __future__ import annotations

import re

_INITIALS = re.compile(r"[a-zäöü]{2,4}")
_PUBLISHERS = """
AFP|AP|APA|dpa|Reuters|TASS|Interfax|RIA Nowosti|IRNA|Xinhua|KNA|epd|SID|dapd|dpa-AFX|AFX|Bloomberg
Agence France-Presse|Associated Press|Deutsche Presse-Agentur|The Associated Press|Anadolu|ANSA|EFE
CNN|BBC|BBC News|NBC News|ABC News|CBS News|Fox News|Sky News|NPR|PBS|CNBC|MSNBC|Euronews|France 24
Al Jazeera|Al Arabiya|RT|Press TV|Iran International|Kyiv Independent|Moscow Times|The Moscow Times
The New York Times|New York Times|The Washington Post|Washington Post|The Wall Street Journal
Wall Street Journal|The Guardian|The Times|The Telegraph|The Independent|Financial Times
The Economist|Newsweek|Newsday|TIME|Politico|Axios|Foreign Policy|Foreign Affairs|USA Today
Der Spiegel|SPIEGEL|SPIEGEL ONLINE|DIE ZEIT|ZEIT ONLINE|Süddeutsche Zeitung|SZ|SZ.de
Frankfurter Allgemeine Zeitung|FAZ|FAZ.NET|F.A.Z.|Frankfurter Rundschau|taz|die tageszeitung
DIE WELT|WELT ONLINE|Welt am Sonntag|BILD|BILD.de|Bild-Zeitung|Tagesspiegel|Der Tagesspiegel
Handelsblatt|WirtschaftsWoche|manager magazin|FOCUS|FOCUS Online|stern|stern.de|n-tv|ntv|ntv.de
tagesschau|tagesschau.de|Tagesschau|ARD|ZDF|ZDFheute|ZDF heute|heute.de|Deutschlandfunk|DLF
Deutsche Welle|DW|NDR|WDR|BR|BR24|MDR|SWR|HR|RBB|rbb24|Phoenix|RTL|RTL.de|ProSieben|Sat.1
t-online|t-online.de|web.de|GMX|heise online|heise|golem.de|Berliner Zeitung|Berliner Morgenpost
Hamburger Abendblatt|Rheinische Post|RP Online|Stuttgarter Zeitung|Augsburger Allgemeine
Leipziger Volkszeitung|Sächsische Zeitung|Merkur|Münchner Merkur|tz|Kölner Stadt-Anzeiger
RedaktionsNetzwerk Deutschland|RND|Junge Welt|junge Welt|nd|neues deutschland|Cicero|Correctiv
Neue Zürcher Zeitung|NZZ|Tages-Anzeiger|Tagesanzeiger|20 Minuten|Blick|SRF|Watson|watson
Der Standard|DER STANDARD|derStandard.at|Die Presse|Kurier|KURIER|Krone|Kronen Zeitung|krone.at
Kleine Zeitung|Salzburger Nachrichten|ORF|ORF.at|Wiener Zeitung|profil|Falter|oe24
"""
PUBLISHERS: dict[str, str] = {
    name.casefold(): name for line in _PUBLISHERS.split("\n") for name in line.split("|") if name
}
"""Newspapers, broadcasters and agencies by their name in lower case. Not "Welt": a section, too."""

SECTIONS = frozenset(
    """
    politik|innenpolitik|außenpolitik|inland|ausland|deutschland|österreich|schweiz|europa|welt
    international|internationales|wirtschaft|finanzen|börse|geld|unternehmen|märkte|sport|fußball
    kultur|feuilleton|medien|gesellschaft|panorama|vermischtes|aus aller welt|leben|wissen
    wissenschaft|technik|digital|netzwelt|netzpolitik|gesundheit|reise|auto|mobilität|bildung
    karriere|beruf|umwelt|klima|energie|justiz|lokales|regional|regionales|meinung|kommentar
    leitartikel|gastbeitrag|debatte|analyse|hintergrund|interview|reportage|nahost|naher osten
    politics|world|world news|us|u.s.|uk|middle east|europe|asia|africa|americas|business|economy
    markets|finance|technology|tech|science|health|sports|culture|arts|opinion|analysis|editorial
    lifestyle|travel|education|environment|climate|energy|national|local|society
    """.replace("\n", "|")
    .replace("    ", "")
    .strip("|")
    .split("|")
) - {""}
"""Sections of a newspaper, in lower case."""

MENU = SECTIONS | frozenset(
    """
    startseite|home|homepage|start|news|nachrichten|aktuelles|aktuell|ticker|wetter|video|videos
    audio|podcast|podcasts|fotos|bilder|mediathek|tv|live|sport|lokalsport|ratgeber|service|stellen
    jobs|immobilien|trauer|anzeigen|shop|spiele|rätsel|abo|e-paper|epaper|newsletter|archiv|themen
    thema|suche|suchen|menü|anmelden|login|einloggen|registrieren|kontakt|impressum|datenschutz
    agb|mediadaten|über uns|mein konto|merkliste|dossiers|quiz|blogs|blog|events|verlag|leserreisen
    sitemap|search|menu|subscribe|sign in|log in|about|about us|contact|privacy|terms|weather
    games|obituaries|shopping|newsletters|more|mehr|crossword
    """.replace("\n", "|").replace("    ", "").strip("|").split("|")
) - {""}  # fmt: skip
"""What a site's menu lists, in lower case."""

CATEGORIES = frozenset(
    {
        "uncategorized", "uncategorised", "unkategorisiert", "nicht kategorisiert",
        "ohne kategorie",
        "allgemein", "allgemeines", "aktuell", "aktuelles", "news", "nachrichten", "breaking news",
        "eilmeldung", "top-news", "topnews", "topthema", "top-thema", "schlagzeilen", "featured",
        "general", "latest", "latest news", "top stories", "headlines", "blog", "artikel",
        "article",
        "startseite", "home", "homepage", "sonstiges", "verschiedenes", "exklusiv", "exclusive",
    }
)  # fmt: skip
"""What a content management system writes where no section was chosen, in lower case."""


def _is_publisher(name: str) -> bool:
    # A line "Bild" is where a picture was; the newspaper writes itself BILD.
    return name.casefold() in PUBLISHERS and name != "Bild"


def publisher_named(text: str) -> str | None:
    """The publisher or agencies a text consists of: `CNN`, `dpa/AFP`; `dpa` in `mho/dpa`."""
    names = [name.strip() for name in text.replace(",", "/").split("/")]
    known = [name for name in names if _is_publisher(name)]
    others = [name for name in names if not _is_publisher(name)]
    if not known or not all(_INITIALS.fullmatch(name) for name in others):
        return None
    return "/".join(known)
