"""More saved web pages, in the shapes that newspapers' own systems give them, written for tests."""

from __future__ import annotations

from tests.retrieval.corpus.readers.pages import (
    BODY,
    DAY,
    FOOTER,
    LEAD,
    LONG,
    NAVIGATION,
    OG,
    PUBLISHER,
    TEASERS,
    TITLE,
    URL,
    Page,
    article,
    ld,
    meta,
    page,
    paragraphs,
    script,
)

KICKER = "Inselverkehr"
ENGLISH_TITLE = "Ferry to Elmsand sails again after eleven weeks"
ENGLISH = (
    "The ferry Marie will sail between Norderhafen and the island of Elmsand again from Saturday. "
    "The shipping company said on Friday that repairing the shaft had cost 1.3 million euros.",
    "“We have checked every screw twice,” captain Wiebke Thomsen said during the trial run. "
    "The timetable holds until 30 April, after which four ships a day will sail.",
    "In the meantime the island had its groceries brought by a fishing boat. "
    "Mayor Hinrich Boysen thanked the crews, who had given up days at sea for that.",
)
SWISS = (
    "Das Schiff «Rigi» fährt ab Samstag wieder zwischen Seewil und der Halbinsel Horn. "
    "Das teilte die Gesellschaft mit; die Strasse am Ufer bleibt bis Ende Monat gesperrt.",
    "«Wir haben jede Schraube zweimal geprüft», sagte Kapitänin Vreni Aebischer an der Probefahrt. "
    "Der grosse Ansturm werde für Auffahrt erwartet, hiess es weiter.",
)
AUSTRIAN = (
    "Die Standseilbahn in Obertal fährt seit Montag wieder, nachdem ein Felssturz im Jänner die "
    "Trasse verlegt hatte. Das gab der Landeshauptmann bei einem Lokalaugenschein bekannt.",
    "Heuer rechnen die Betreiber mit 200.000 Gästen; die Karten kosten elf Euro und sind auch in "
    "den Trafiken erhältlich.",
)
PODCAST = (
    "In dieser Folge spricht Gesa Harms mit der Kapitänin Wiebke Thomsen über elf Wochen "
    "Stillstand und darüber, warum eine Welle aus Finnland kommen musste.",
    "Außerdem geht es um die Fischer, die in der Zwischenzeit Brot und Milch auf die Insel "
    "brachten und dafür auf Fangtage verzichteten.",
)


def kicked(kicker: str, title: str = TITLE, between: str = "") -> str:
    """A main heading with a kicker in an element of its own."""
    inner = f'<span class="kicker">{kicker}</span>{between}<span class="headline">{title}</span>'
    return f"<article><h1>{inner}</h1>{paragraphs()}</article>"


def swiss(head: str) -> str:
    return page(
        head,
        article(paragraphs(*SWISS), h1="Die «Rigi» legt wieder ab"),
        title="Die «Rigi» legt wieder ab | Seewiler Tagblatt",
        lang="de-CH",
    )


CAPTION = "Die „Marie“ bei der Probefahrt vor Norderhafen. Foto: Jan Petersen"
INFOBOX = (
    '<aside class="infobox"><h3>Die Fähre in Zahlen</h3><p>Länge: 62 Meter, gebaut 1998 in '
    "Rostock, Platz für 400 Fahrgäste und 40 Autos.</p></aside>"
)
NEWSLETTER = (
    '<div class="newsletter-box"><p>Der Newsletter informiert Sie jeden Morgen über das Wichtigste '
    "von der Küste.</p></div>"
)

PRESS_PAGES = (
    Page("a kicker in the main heading", page(ld(), kicked(KICKER))),
    Page("a kicker with a colon", page(ld(), kicked(KICKER, between=": "))),
    Page(
        "a kicker in the stated headline alone",
        page(
            ld(headline=f"{KICKER}: {TITLE}") + meta(og__title=TITLE, og__site_name=PUBLISHER),
            article(),
        ),
    ),
    Page(
        "the headline with its kicker once more in the text",
        page(
            ld(),
            f"<h1>{TITLE}</h1><article><h2>{KICKER} {TITLE}</h2>{paragraphs()}</article>",
        ),
        noise=(KICKER,),
    ),
    Page(
        "the main heading is the newspaper's name",
        page(
            OG,
            f"<h1>{PUBLISHER}</h1><article><h2>{TITLE}</h2>{paragraphs()}</article>",
        ),
    ),
    Page(
        "main headings of other articles below",
        page(ld(), article() + "".join(f"<h1>{t}</h1>" for t in ("Mehr von der Küste", "Video"))),
        noise=("Mehr von der Küste", "Video"),
    ),
    Page(
        "section and site behind the headline",
        page(
            ld(headline=None) + meta(og__title=f"{TITLE} | {PUBLISHER}", og__site_name=PUBLISHER),
            article(),
            title=f"{TITLE} - Inseln - {PUBLISHER}",
        ),
    ),
    Page(
        "nothing stated, section and site behind the title",
        page("", article(), title=f"{TITLE} - Inseln - {PUBLISHER}"),
        date=None,
        guessed=("title", "publisher", "date"),
    ),
    Page("several authors", page(ld(author=[{"name": "Gesa Harms"}, {"name": "Ole Brodersen"}]),
         article("<p>Von Gesa Harms und Ole Brodersen</p>", paragraphs())),
         noise=("Brodersen",)),
    Page(
        "the byline below the standfirst",
        page(ld(), article(f"<p>{LEAD}</p>", "<p>Von Gesa Harms</p>", paragraphs())),
        paragraphs=(LEAD, *BODY),
        noise=("Gesa Harms",),
    ),
    Page(
        "a day of update that is stated first",
        page(
            meta(article__modified_time="2025-03-16T09:00:00+01:00") + OG,
            article("<p>Aktualisiert am 16.03.2025, 09:00 Uhr</p>", paragraphs()),
        ),
        noise=("Aktualisiert",),
    ),
    Page(
        "published and updated in one line",
        page(
            ld(datePublished=None, dateModified=None),
            article("<p>Veröffentlicht: 14.03.2025, zuletzt aktualisiert: 16.03.2025</p>",
                    paragraphs()),
        ),
        guessed=("date",),
        noise=("Veröffentlicht",),
    ),
    Page(
        "a day in microdata",
        page(
            "",
            '<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">'
            f'{TITLE}</h1><meta itemprop="datePublished" content="{DAY}T06:30:00+01:00">'
            f"{paragraphs()}</article>",
        ),
        guessed=("title", "publisher"),
    ),
    Page(
        "AMP",
        page(
            ld() + f'<link rel="canonical" href="{URL}">',
            f"<article><h1>{TITLE}</h1><amp-img src='a.jpg'></amp-img>"
            f"<amp-ad type='x'></amp-ad>{paragraphs()}"
            "<amp-social-share type='twitter'></amp-social-share></article>",
        ).replace("<html ", "<html amp ", 1),
    ),
    Page(
        "the version for printing",
        f'<!DOCTYPE html><html lang="de"><head><title>{TITLE} - {PUBLISHER}</title></head><body>'
        f"<p>{PUBLISHER}</p><h1>{TITLE}</h1><p>14.03.2025</p>{paragraphs()}"
        f"<p>Quelle: {URL}</p></body></html>",
        guessed=("title", "date", "publisher"),
        noise=("14.03.2025",),
    ),
    Page(
        "a canonical address of another page",
        page(
            ld() + '<link rel="canonical" href="https://kuestenbote.example/">',
            article(),
        ),
    ),
    Page(
        "an infobox beside the text",
        page(ld(), article(paragraphs(*BODY[:2]), INFOBOX, paragraphs(*BODY[2:]))),
        noise=("Rostock",),
    ),
    Page(
        "a picture with its caption",
        page(
            ld(),
            article(
                f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>',
                paragraphs(*BODY[:2]),
                "<p>Foto: Jan Petersen</p>",
                paragraphs(*BODY[2:]),
            ),
        ),
        noise=("Petersen",),
    ),
    Page(
        "a newsletter box between the paragraphs",
        page(ld(), article(paragraphs(*BODY[:2]), NEWSLETTER, paragraphs(*BODY[2:]))),
        noise=("Newsletter",),
    ),
    Page(
        "teasers with a kicker in bold",
        page(
            ld(),
            article(
                paragraphs(*BODY[:2]),
                '<ul><li><b>Sturmflut:</b> <a href="/a">Der Deich hält stand</a></li>'
                '<li><b>Robben:</b> <a href="/b">Sie kehren in die Bucht zurück</a></li></ul>',
                paragraphs(*BODY[2:]),
            ),
        ),
        noise=("Deich", "Robben"),
    ),
    Page(
        "a list of things that link to more is text",
        page(
            ld(),
            article(
                paragraphs(BODY[0]),
                '<ul><li>Die Fähre <a href="/m">„Marie“</a> fährt ab Samstag dreimal am Tag, '
                "sonntags viermal, und nimmt auch wieder Autos und Anhänger mit</li>"
                '<li>Das Beiboot <a href="/j">„Jule“</a> bleibt in der Werft, bis im Mai die neuen '
                "Motoren aus Finnland kommen und geprüft sind</li></ul>",
                paragraphs(*BODY[1:]),
            ),
        ),
        paragraphs=(
            BODY[0],
            "- Die Fähre „Marie“ fährt ab Samstag dreimal am Tag, sonntags viermal, und nimmt auch "
            "wieder Autos und Anhänger mit\n- Das Beiboot „Jule“ bleibt in der Werft, bis im Mai "
            "die neuen Motoren aus Finnland kommen und geprüft sind",
            *BODY[1:],
        ),
    ),
    Page(
        "share bars, a rating and an offer below",
        page(
            ld(),
            article(
                "<p>Artikel anhören</p>",
                paragraphs(),
                "<p>Teilen Merken Drucken</p><p>Wie hat Ihnen dieser Artikel gefallen?</p>"
                "<p>2 Wochen kostenlos testen</p><p>(gha)</p>",
            ),
        ),
        noise=("anhören", "Merken", "gefallen", "testen", "gha"),
    ),
    Page(
        "notes on a broadcast and on a recording",
        page(
            ld(),
            article(
                "<p>Diese Audioversion wurde künstlich generiert. Mehr dazu hier.</p>",
                paragraphs(),
                "<p>Sendung: Welle Nord, 14.03.2025, 15:10 Uhr</p>",
            ),
        ),
        noise=("Audioversion", "Sendung"),
    ),
    Page(
        "an English page",
        page(
            ld(headline=ENGLISH_TITLE, publisher={"name": "Coast Courier"}),
            article(
                "<p>By Gesa Harms</p>",
                paragraphs(*ENGLISH),
                "<p>Read more: Storm surge: the dyke held</p>",
                h1=ENGLISH_TITLE,
            ),
            title=f"{ENGLISH_TITLE} | Coast Courier",
            lang="en",
        ),
        title=ENGLISH_TITLE,
        publisher="Coast Courier",
        paragraphs=ENGLISH,
        noise=("Read more", "By Gesa"),
    ),
    Page(
        "a Swiss paper",
        swiss(ld(headline="Die «Rigi» legt wieder ab", publisher={"name": "Seewiler Tagblatt"})),
        title="Die «Rigi» legt wieder ab",
        publisher="Seewiler Tagblatt",
        paragraphs=SWISS,
    ),
    Page(
        "an Austrian paper, its day only shown",
        page(
            meta(og__title="Seilbahn in Obertal fährt wieder", og__site_name="Obertaler Bote"),
            article("<p>14. Jänner 2025, 06:30</p>", paragraphs(*AUSTRIAN),
                    h1="Seilbahn in Obertal fährt wieder"),
            title="Seilbahn in Obertal fährt wieder - Obertaler Bote",
            lang="de-AT",
        ),
        title="Seilbahn in Obertal fährt wieder",
        date="2025-01-14",
        publisher="Obertaler Bote",
        guessed=("date",),
        paragraphs=AUSTRIAN,
        noise=("06:30",),
    ),
    Page(
        "Windows-1252 that declares nothing",
        page(ld(), article(paragraphs(*BODY, "Das kostet 12 € – „zu viel“, sagt der Wirt Böhm.")))
        .replace('<meta charset="utf-8">', ""),
        encoding="cp1252",
        paragraphs=(*BODY, "Das kostet 12 € – „zu viel“, sagt der Wirt Böhm."),
    ),
    Page(
        "the page of an episode of a podcast",
        page(
            script(
                {
                    "@type": "Article",
                    "headline": TITLE,
                    "datePublished": DAY,
                    "publisher": {"name": PUBLISHER},
                }
            )
            + script({"@type": "PodcastEpisode", "name": TITLE, "datePublished": DAY}),
            article("<audio src='a.mp3'></audio>", paragraphs(*PODCAST)),
        ),
        paragraphs=PODCAST,
    ),
    Page(
        "an interview whose questions are in bold",
        page(
            ld(),
            article(
                "<p><strong>Frau Thomsen, wie war die erste Fahrt?</strong></p>",
                paragraphs(BODY[1]),
                "<p><strong>Und was kommt danach?</strong></p>",
                paragraphs(*BODY[2:]),
            ),
        ),
        paragraphs=(
            "Frau Thomsen, wie war die erste Fahrt?",
            BODY[1],
            "Und was kommt danach?",
            *BODY[2:],
        ),
    ),
    Page(
        "a quotation set apart",
        page(
            ld(),
            article(
                paragraphs(*BODY[:2]),
                "<blockquote><p>Auf die Insel kommt man, oder man kommt nicht.</p></blockquote>",
                paragraphs(*BODY[2:]),
            ),
        ),
        paragraphs=(*BODY[:2], "Auf die Insel kommt man, oder man kommt nicht.", *BODY[2:]),
    ),
    Page(
        "two articles in JSON-LD, the page's own the fuller",
        page(
            script({"@type": "NewsArticle", "headline": "Etwas anderes", "url": "/x"}) + ld(),
            article(),
        ),
    ),
    Page(
        "a publisher that is an address, and a name beside it",
        page(
            ld(publisher={"@type": "Organization", "name": "https://kuestenbote.example"})
            + meta(og__site_name=PUBLISHER),
            article(),
        ),
    ),
    Page(
        "a menu without a nav",
        f'<!DOCTYPE html><html lang="de"><head><title>{TITLE}</title>{ld()}</head><body>'
        "<div><a href='/'>Start</a> <a href='/p'>Politik</a> <a href='/s'>Sport</a></div>"
        f"<h1>{TITLE}</h1>{paragraphs()}<div>Impressum | Datenschutz | AGB | Kontakt</div>"
        "</body></html>",
        noise=("Politik", "Impressum"),
    ),
    Page(
        "free as a whole, with an offer to subscribe below",
        page(ld(isAccessibleForFree=True),
             article(paragraphs(*LONG), "<p>Jetzt Newsletter abonnieren</p>")),
        paragraphs=LONG,
        noise=("abonnieren",),
    ),
    Page(
        "a live blog by its title and its entries",
        page(
            ld(headline="Newsblog: Sturm über der Küste"),
            article(
                *(
                    f"<p>{hour}:10 Uhr</p>{paragraphs(BODY[hour % 4])}" for hour in range(10, 17)
                ),
                h1="Newsblog: Sturm über der Küste",
            ),
        ),
        problem="page.ticker",
    ),
    Page(
        "an article for registered readers, begun",
        page(
            OG,
            article(
                paragraphs(BODY[0]),
                "<div><p>Um weiterzulesen, melden Sie sich bitte an. Nur für registrierte Leser."
                "</p></div>",
            ),
        ),
        problem="page.paywall",
    ),
    Page(
        "an English page that is gone",
        page("", "<h1>Page not found</h1><p>The page you were looking for no longer exists.</p>",
             title="404", lang="en"),
        problem="page.missing",
    ),
    Page(
        "a choice between a subscription and tracking",
        f"<!DOCTYPE html><html><head><title>{PUBLISHER}</title></head><body>{NAVIGATION}"
        "<h1>Lesen Sie uns mit Werbung oder im Pur-Abo</h1><p>Mit Ihrer Einwilligung nutzen wir "
        "und unsere Partner Cookies und Tracking, um personenbezogene Daten zu verarbeiten. "
        f"Mehr im Datenschutz.</p>{FOOTER}</body></html>",
        problem="page.consent",
    ),
    Page(
        "an overview of a section",
        page(
            meta(og__type="website", og__title="Inseln", og__site_name=PUBLISHER),
            f"<h1>Inseln</h1>{TEASERS}{TEASERS}",
        ),
        problem="page.no_text",
    ),
    Page(
        "an overview with the beginnings of articles",
        page(
            meta(og__type="website", og__title="Inseln", og__site_name=PUBLISHER),
            "<h1>Inseln</h1>"
            + "".join(f'<article><h2><a href="/{n}">Fall {n}</a></h2><p>{BODY[n % 4]}</p></article>'
                      for n in range(6)),
        ),
        problem="page.no_text",
    ),
)  # fmt: skip
