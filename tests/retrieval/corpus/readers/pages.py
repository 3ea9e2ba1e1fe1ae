"""Saved web pages of the shapes that newspapers publish, written for these tests, and what is in
them."""

from __future__ import annotations

import json
from dataclasses import dataclass

TITLE = "Die Fähre nach Elmsand fährt wieder"
DAY = "2025-03-14"
PUBLISHER = "Küstenbote"
URL = "https://kuestenbote.example/elmsand/faehre-faehrt-wieder-1234"
LEAD = "Nach elf Wochen Pause legt am Samstag die erste Fähre ab, und die Insel atmet auf."
BODY = (
    "Die Fähre „Marie“ verkehrt von Samstag an wieder zwischen Norderhafen und der Insel Elmsand. "
    "Das teilte die Reederei am Freitag mit; die Reparatur der Welle kostete 1,3 Millionen Euro.",
    "„Wir haben jede Schraube zweimal geprüft“, sagte Kapitänin Wiebke Thomsen bei der Probefahrt. "
    "Der Fahrplan gilt zunächst bis zum 30. April, danach fahren vier Schiffe am Tag.",
    "Die Inselgemeinde hatte in der Zwischenzeit Lebensmittel mit einem Kutter bringen lassen. "
    "Bürgermeister Hinrich Boysen dankte den Fischern, die dafür auf Fangtage verzichtet hatten.",
    "Unklar bleibt, wer für die Ausfälle der Hotels aufkommt; die Reederei verweist auf die "
    "Versicherung. Ein Gespräch mit den Wirten ist für die kommende Woche angesetzt.",
)
LONG = (*BODY, *(f"{begun} {text}" for begun in ("Dazu:", "Ferner:") for text in BODY))
COOKIES = (
    "Das Gericht verlangt für Cookies und Tracking eine Einwilligung; wer zustimmt, muss das "
    "widerrufen können, so der Datenschutz."
)


@dataclass(frozen=True)
class Page:
    """A page and what is right.

    Attributes:
        name: What is special about it.
        html: The page.
        encoding: Of its file.
        title: Its headline.
        date: Its day.
        publisher: Its newspaper.
        guessed: What of these may be a guess.
        paragraphs: What must be in its text, in order.
        noise: What must not.
        problem: The code of the error, where it is no article.
    """

    name: str
    html: str
    encoding: str = "utf-8"
    title: str | None = TITLE
    date: str | None = DAY
    publisher: str | None = PUBLISHER
    guessed: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = BODY
    noise: tuple[str, ...] = ()
    problem: str | None = None


def ld(**values: object) -> str:
    """An article in JSON-LD; a value None leaves its key out."""
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": f"{DAY}T06:30:00+01:00",
        "dateModified": "2025-03-16T09:00:00+01:00",
        "publisher": {"@type": "Organization", "name": PUBLISHER},
        "author": [{"@type": "Person", "name": "Gesa Harms"}],
        "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
    } | values
    return script({key: value for key, value in node.items() if value is not None})


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def meta(**values: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in values.items()
    )


def paragraphs(*texts: str) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts or BODY)


NAVIGATION = (
    '<header><nav><ul><li><a href="/">Start</a></li><li><a href="/politik">Politik</a></li>'
    '<li><a href="/sport">Sport</a></li></ul></nav></header>'
)
FOOTER = (
    '<footer><ul><li><a href="/impressum">Impressum</a></li><li><a href="/datenschutz">Datenschutz'
    "</a></li></ul><p>© 2025 Küstenbote Verlag. Alle Rechte vorbehalten.</p></footer>"
)


def page(head: str, main: str, title: str = f"{TITLE} | {PUBLISHER}", lang: str = "de") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{NAVIGATION}<main>{main}</main>{FOOTER}</body></html>"
    )


def article(*blocks: str, h1: str = TITLE) -> str:
    return f"<article><h1>{h1}</h1>{''.join(blocks or (paragraphs(),))}</article>"


OG = meta(
    og__title=TITLE,
    og__site_name=PUBLISHER,
    og__url=URL,
    article__published_time=f"{DAY}T06:30:00+01:00",
)
TEASERS = (
    '<ul><li><a href="/a">Sturmflut: Deich hält stand</a></li>'
    '<li><a href="/b">Robben kehren in die Bucht zurück</a></li></ul>'
)

PAGES = (
    Page("JSON-LD", page(ld(), article())),
    Page("OpenGraph alone", page(OG, article())),
    Page(
        "a graph of JSON-LD whose publisher is named by its id",
        page(
            script(
                {
                    "@graph": [
                        {"@type": "Organization", "@id": "#us", "name": PUBLISHER},
                        {
                            "@type": ["Article", "NewsArticle"],
                            "headline": TITLE,
                            "datePublished": DAY,
                            "publisher": {"@id": "#us"},
                        },
                    ]
                }
            ),
            article(),
        ),
    ),
    Page(
        "JSON-LD in a comment, with a comma too many",
        page(ld().replace("{", "<!-- {", 1).replace("}</script>", ",} --></script>"), article()),
    ),
    Page("JSON-LD that is none, beside OpenGraph", page(f"{ld()[:-40]}</script>{OG}", article())),
    Page(
        "entities in the JSON-LD",
        page(
            ld(
                headline="Elmsand &amp; Norderhafen: F&auml;hre f&#228;hrt",
                publisher={"name": "K&uuml;stenbote"},
            ),
            article(h1="Elmsand &amp; Norderhafen: Fähre fährt"),
        ),
        title="Elmsand & Norderhafen: Fähre fährt",
    ),
    Page(
        "the site's name behind the headline",
        page(ld(headline=f"{TITLE} - {PUBLISHER}"), article()),
    ),
    Page(
        "a headline for search engines, and the one that is shown",
        page(ld(headline="Fähre Elmsand: Fahrplan, Preise, Start") + OG, article()),
    ),
    Page(
        "a date as Java writes it",
        page(ld(datePublished="Fri Mar 14 06:30:00 CET 2025"), article()),
    ),
    Page(
        "dates of teasers before the article's own",
        page(
            ld(),
            '<div class="teaser"><time datetime="2025-03-20">20.03.2025</time></div>' + article(),
        ),
    ),
    Page(
        "JSON-LD of teasers beside the article's",
        page(
            script(
                {
                    "@type": "ItemList",
                    "itemListElement": [
                        {
                            "@type": "NewsArticle",
                            "headline": "Anders",
                            "datePublished": "2020-01-01",
                        }
                    ],
                }
            )
            + ld(),
            article(),
        ),
    ),
    Page(
        "no metadata, the day in a line of its own",
        page(
            "",
            article('<p><time datetime="2025-03-14">14.03.2025</time></p>', paragraphs()),
        ),
        guessed=("title", "date", "publisher"),
    ),
    Page(
        "no metadata and no h1",
        page("", f"<article>{paragraphs()}</article>"),
        date=None,
        guessed=("title", "date", "publisher"),
    ),
    Page(
        "the standfirst outside of the article",
        page(
            ld(),
            f'<div><h1>{TITLE}</h1><div class="intro">{LEAD}</div><div>Von Gesa Harms</div></div>'
            f'<div class="text">{paragraphs()}</div>',
        ),
        paragraphs=(LEAD, *BODY),
    ),
    Page(
        "headings, a list and a table",
        page(
            ld(),
            article(
                paragraphs(BODY[0]),
                "<h2>Der neue Fahrplan</h2>",
                paragraphs(BODY[1]),
                "<ul><li>Erwachsene zahlen 12 Euro</li><li>Kinder fahren frei</li></ul>",
                "<table><tr><th>Tag</th><th>Abfahrt</th></tr><tr><td>Montag</td><td>7.15 Uhr</td>"
                "</tr></table>",
                paragraphs(BODY[2]),
            ),
        ),
        paragraphs=(
            BODY[0],
            "## Der neue Fahrplan",
            BODY[1],
            "- Erwachsene zahlen 12 Euro\n- Kinder fahren frei",
            "| Tag | Abfahrt |\n| --- | --- |\n| Montag | 7.15 Uhr |",
            BODY[2],
        ),
    ),
    Page(
        "links to other articles between the paragraphs",
        page(
            ld(),
            article(
                paragraphs(BODY[0]),
                '<p><a href="/c">Sturmflut: Warum der Deich hielt</a></p>',
                paragraphs(BODY[1]),
                "<h3>Mehr zum Thema</h3>",
                TEASERS,
                paragraphs(*BODY[2:]),
            ),
        ),
        noise=("Sturmflut", "Robben", "Mehr zum Thema"),
    ),
    Page(
        "advertising, sharing, a newsletter and an embed",
        page(
            ld(),
            article(
                paragraphs(BODY[0], "Anzeige", BODY[1], "Auf Facebook teilen"),
                "<p>Empfohlener externer Inhalt</p><p>Externer Inhalt nicht verfügbar</p>",
                paragraphs("Jetzt Newsletter abonnieren", *BODY[2:], "Foto: Imago / Petersen"),
            ),
        ),
        noise=("Anzeige", "Facebook", "Externer Inhalt", "Newsletter", "Imago"),
    ),
    Page(
        "soft hyphens, no-break and zero-width spaces",
        page(
            ld(headline="Die Fähre nach Elm\u00adsand fährt wieder"),
            article(paragraphs(BODY[0].replace("Reederei", "Ree\u00adde\u200brei"), *BODY[1:])),
        ),
    ),
    Page(
        "words for screen readers alone",
        page(
            ld(),
            article(
                paragraphs(BODY[0].replace(";", '<span class="sr-only">(Link)</span>;')),
                paragraphs(
                    BODY[1].replace(
                        "Probefahrt",
                        "<a href='/p'>Probefahrt<span>(öffnet im neuen Fenster)</span></a>",
                    ),
                    *BODY[2:],
                ),
            ),
        ),
        noise=("Link", "Fenster"),
    ),
    Page(
        "comments of the page's program in it",
        page(ld(), article("<!--[-->", paragraphs(), "<!-- x -->")),
    ),
    Page(
        "comments of readers below",
        page(
            ld(),
            article()
            + '<section class="comments" id="comments"><h2>Kommentare</h2><p>Endlich wieder auf die '
            "Insel, wir haben schon gebucht und freuen uns sehr.</p></section>",
        ),
        noise=("gebucht",),
    ),
    Page(
        "ISO-8859-1, as it declares",
        page(ld(), article()).replace('charset="utf-8"', 'charset="iso-8859-1"'),
        encoding="cp1252",
    ),
    Page(
        "UTF-8 that calls itself ISO-8859-1",
        page(ld(), article()).replace('charset="utf-8"', 'charset="iso-8859-1"'),
    ),
    Page("UTF-16 with a mark", page(ld(), article()), encoding="utf-16"),
    Page(
        "Czech in Windows-1250, as it declares",
        page(
            ld(), article(paragraphs("Václav Říha a Łukasz Wiśniewski řídí přívoz.", *BODY))
        ).replace('charset="utf-8"', 'charset="windows-1250"'),
        encoding="cp1250",
        paragraphs=("Václav Říha a Łukasz Wiśniewski řídí přívoz.", *BODY),
    ),
    Page(
        "not one <p>",
        page(ld(), f"<article><h1>{TITLE}</h1><div>{'<br><br>'.join(BODY)}</div></article>"),
    ),
    Page(
        "for subscribers, saved whole by one",
        page(ld(isAccessibleForFree=False), article(paragraphs(*LONG))),
        paragraphs=LONG,
    ),
    Page(
        "an article about cookies",
        page(
            ld(headline="Gericht: Cookies nur mit Einwilligung"),
            article(
                paragraphs(*LONG, COOKIES),
                h1="Gericht: Cookies nur mit Einwilligung",
            ),
        ),
        title="Gericht: Cookies nur mit Einwilligung",
        paragraphs=(*LONG, COOKIES),
    ),
    Page(
        "the beginning of an article for subscribers",
        page(ld(isAccessibleForFree="False"), article(paragraphs(BODY[0]))),
        problem="page.paywall",
    ),
    Page(
        "a paywall that only the page's words tell",
        page(
            OG,
            article(
                paragraphs(BODY[0]),
                "<div>Weiterlesen mit KB+ <p>Bereits Abonnent? Hier anmelden.</p></div>",
            ),
        ),
        problem="page.paywall",
    ),
    Page(
        "a consent wall",
        page(
            "",
            "<div><h1>Küstenbote mit Werbung und Cookies nutzen</h1><p>Mit Ihrer Zustimmung "
            "verarbeiten wir und unsere 142 Partner personenbezogene Daten, um Werbung zu "
            "personalisieren. Die Einwilligung können Sie im Datenschutz-Center widerrufen.</p></div>",
            title="Küstenbote: Ihre Zustimmung",
        ),
        problem="page.consent",
    ),
    Page(
        "a live ticker by its type",
        page(ld().replace("NewsArticle", "LiveBlogPosting"), article()),
        problem="page.ticker",
    ),
    Page(
        "a live ticker by its entries",
        page(
            ld(headline="Liveticker: Sturm über der Küste"),
            article(
                *(
                    f"<h3>{hour}.10 Uhr: Meldung</h3>{paragraphs(BODY[hour % 4])}"
                    for hour in range(10, 18)
                ),
                h1="Liveticker: Sturm über der Küste",
            ),
        ),
        problem="page.ticker",
    ),
    Page(
        "a gallery",
        page(
            OG,
            article(
                paragraphs("Die schönsten Bilder von der ersten Fahrt der „Marie“ nach Elmsand."),
                *(
                    f'<figure><img src="{n}.jpg"><figcaption>Bild {n}</figcaption></figure>'
                    for n in range(8)
                ),
                h1="Bilderstrecke: Die erste Fahrt",
            ),
        ),
        problem="page.gallery",
    ),
    Page(
        "a page that is not there",
        page(
            "",
            "<div><h1>Seite nicht gefunden</h1><p>Diese Seite gibt es leider nicht mehr. "
            "Vielleicht hilft Ihnen die Suche weiter.</p></div>",
            title="404 | Küstenbote",
        ),
        problem="page.missing",
    ),
    Page("a page with nothing on it", page("", ""), problem="page.no_text"),
)
