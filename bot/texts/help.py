"""Help in German: commands by name, options by their English text, and what Typer says itself."""

from __future__ import annotations

import re

from bot.texts.reasons import quoted_in_german

HEADINGS = (
    ("Usage: ", "Aufruf: "),
    ("\nArguments:\n", "\nArgumente:\n"),
    ("\nOptions:\n", "\nOptionen:\n"),
    ("\nCommands:\n", "\nBefehle:\n"),
    ("[OPTIONS] COMMAND [ARGS]...", "[OPTIONEN] BEFEHL [ARGUMENTE]..."),
    ("[OPTIONS]", "[OPTIONEN]"),
    ("Show this message and exit.", "Zeigt diese Hilfe."),
    ("[required]", "[nötig]"),
)

METAVARS = {
    "QUESTION": "FRAGE",
    "QUESTIONS": "FRAGEN",
    "FILE": "DATEI",
    "TEXT": "TEXT",
    "ACTION": "AKTION",
    "ARTICLE": "ARTIKEL",
    "DIR": "ORDNER",
    "DAY": "TAG",
    "ORDER": "FOLGE",
    "ADDRESS": "ADRESSE",
    "TOKEN": "KENNWORT",
    "ID": "NUMMER",
    "FORMAT": "FORMAT",
    "NUMBER": "NUMMER",
    "SECONDS": "SEKUNDEN",
    "MINUTES": "MINUTEN",
}

# What Typer says of wrong usage, and what our own options say within it, part by part.
_USAGE = (
    (r"^No such command ('[^']*')", r"\1 ist kein Befehl"),
    (r"\. Did you mean (.*)\?$", r"; gemeint vielleicht: \1"),
    (r"^No such option: (\S+)", r"die Option \1 gibt es nicht"),
    (r"\(Possible options: (.*)\)$", r"(es gibt: \1)"),
    (r"^Missing (?:argument|option|parameter) (.*)$", r"es fehlt: \1"),
    (r"^Got unexpected extra arguments?(?:\(s\))? \((.*)\)$", r"zu viel: \1"),
    (r"^Option ('[^']*') requires an argument$", r"die Option \1 braucht einen Wert"),
    (r"^Option ('[^']*') does not take a value$", r"die Option \1 nimmt keinen Wert"),
    (r"^Invalid value for (.*?): ", r"\1: "),
    (r"^Invalid value: ", ""),
    (r"(?:Value error, )?('[^']*') is not one of (.*)$", r"\1 ist keins von \2"),
    (r"Input should be greater than or equal to (\S+)$", r"erwartet wird mindestens \1"),
    (r"Input should be less than or equal to (\S+)$", r"erwartet wird höchstens \1"),
    (r"(\S+) is not in the range (\S+)$", r"\1 liegt nicht in \2"),
    (r"('[^']*') is not a valid integer.*$", r"\1 ist keine ganze Zahl"),
    (r"Input should be a valid integer.*$", "erwartet wird eine ganze Zahl"),
    (r"is empty; name a folder$", "ist leer; einen Ordner nennen"),
    (r"(.*) is no day; write (.*) or (.*)$", r"\1 ist kein Tag; zu schreiben ist er \2 oder \3"),
    (
        r"--since (\S+) is later than --until (\S+); swap them$",
        r"--since \1 liegt nach --until \2; vertauschen",
    ),
)


def usage_in_german(message: str) -> str:
    """What Typer says of wrong usage, in German; what it has never said so far stays as it is."""
    for english, german in _USAGE:
        message = re.sub(english, german, message)
    return quoted_in_german(message)


COMMANDS = {
    "wortlaut": """Beantwortet Fragen an einen Bestand von Artikeln mit Stellen daraus.

Wort für Wort, jede mit ihrer Quelle. Einstellungen stehen in der Umgebung, in .env (siehe
.env.example) und in der eigenen settings.env; Optionen gehen vor.

Status: 0 beantwortet oder erledigt, 1 ein Fehler, 2 falscher Aufruf oder falsche Einstellung,
3 nicht im Bestand.""",
    "ask": """Beantwortet eine Frage mit Zitaten und ihren Quellen.

Ohne FRAGE fragt es im Terminal nach, sonst liest es eine Frage von der Standardeingabe. Ein
fehlender Index wird zuerst gebaut. Status 3: Der Bestand gibt keine Antwort.""",
    "check": """Prüft, ob Zitate Wort für Wort im Bestand stehen.

Jedes ist wörtlich gefunden, abgeändert (Zahlen, Verneinungen und Namen zuerst), aus mehreren
Stellen zusammengesetzt oder nicht im Bestand. In einem Text wird alles geprüft, was in
Anführungszeichen steht, ab drei Wörtern; steht nichts darin, der Text selbst. Braucht kein Modell.
Status 3: Eines hält nicht.""",
    "index": """Bringt den Index auf den Stand der Artikel.

Nur Texte, die noch nie da waren, werden eingebettet. Dateien, die nicht zu lesen sind, werden mit
dem Grund genannt; der Rest wird indexiert. Bricht es ab, gilt der frühere Index weiter.""",
    "watch": """Hält den Index auf dem Stand des Ordners.

Bis es beendet wird, kommt in den Index, was hinzukommt, sich ändert, umzieht oder verschwindet,
sobald sich zwei Sekunden lang nichts mehr ändert; für tausend Dateien auf einmal wird der Index ein Mal gebaut. Fehlt der
Ordner, etwa weil ein Datenträger nicht eingehängt ist, bleibt der Index, wie er ist. Misslingt ein
Bau, folgt ein neuer Versuch. Auf Netzlaufwerken wird der Ordner alle 30 Sekunden durchgesehen.
Strg-C beendet.""",
    "add": """Nimmt Dateien und Webseiten als saubere Artikel auf.

Erkennt Titel, Datum, Zeitung und Ressort, lässt weg, was ein Crawler um den Text gelassen hat,
und sagt, was es weggelassen hat: auch eine Zeile, die in vielen anderen Artikeln der Zeitung
steht, wo ihr Platz dafür spricht, dass sie kein Text ist; --keep behält solche. Zu einer
Webadresse wird die Seite geholt, wenn die robots.txt des Rechners sie Programmen erlaubt; zu einem
Feed oder einer Sitemap jede Seite, und zwar einmal: was aus ihr wurde, bleibt gemerkt (`wortlaut
feeds` führt eine Liste von Feeds). Aus einem Ordner, einer ZIP-, MBOX-, JSON- oder CSV-Datei wird
jeder Artikel aufgenommen, und was keiner wird, mit dem Grund genannt. Danach wird der Index
aktualisiert. Status 1: Nicht alles wurde aufgenommen, oder ein Feed oder eine Sitemap war nicht zu
lesen.

Mit --again werden die Originale von Artikeln mit dem heutigen Leser und Reiniger gelesen: Was sich
änderte, wird gezeigt und nach einem Ja als neue Fassung geschrieben. Was von Hand berichtigt wurde,
bleibt, und ein Artikel, der in einem Editor geändert wurde, wird in Ruhe gelassen.""",
    "feeds": """Führt eine Liste von Feeds und liest, was in ihnen neu ist.

Ohne AKTION zeigt es die Liste; `add` und `drop` ändern sie; `fetch` nimmt die Seiten auf, die ihre
Feeds, oder die genannten, seit dem letzten Mal nennen, und aktualisiert danach den Index. Jede
Seite wird einmal gelesen; eine, die nicht zu lesen ist, wird beim nächsten `fetch` wieder versucht,
insgesamt fünfmal. Die Liste liegt im Ordner der Artikel, in .wortlaut. Status 1: Nicht jeder Feed
war zu lesen.""",
    "remove": """Löscht Artikel aus dem Ordner der Artikel.

Danach wird der Index aktualisiert. Status 1: Nicht jeder Artikel wurde entfernt.""",
    "edit": """Berichtigt, was der Kopf eines Artikels sagt.

Text und alles andere in der Datei bleiben Byte für Byte; was genannt ist, gilt nicht mehr als
geraten. Danach wird der Index aktualisiert.""",
    "articles": """Zeigt die indexierten Artikel, die neuesten zuerst.

Im Terminal eine Tabelle, in einer Pipe durch Tabulatoren getrennte Zeilen. Mit --check die, von
denen etwas fehlt, geraten oder unplausibel ist, jeder mit dem Befehl, der es behebt; Status 1: Es
gibt welche. Mit --doubles die, die dasselbe sagen wie ein anderer, Wort für Wort oder fast, in
Gruppen: unter dem frühesten jeder andere, und die Sätze, die nur er (+) oder nur der früheste (-)
hat. Mit --recurring die Zeilen, die in vielen Artikeln einer Zeitung stehen, und in wie vielen
davon `wortlaut add` sie wegließe; wo in keinem, können sie Text sein. Mit --versions, was ein
Artikel seit wann sagt, das Neueste zuerst: wie es dazu kam, und jedes Wort, das weg ([-so-]) oder
neu ({+so+}) ist; zitiert wird nur das Neueste.""",
    "show": """Zeigt einen Artikel, wie er indexiert ist.

Die Absätze sind nummeriert. Mit --json seinen Text und Anfang und Ende jedes Absatzes darin: worin die Angaben von
`wortlaut ask --json` zählen. Mit --version, wie er einmal war, nach der Nummer von
`wortlaut articles --versions`.""",
    "diff": """Zeigt, was nur im Original eines Artikels steht.

Zeile für Zeile, jede mit dem Grund; eine Webseite zählt ganz, mit Menüs und allem. Dazu, ob jedes
Wort des Artikels im Original steht, in derselben Reihenfolge; Status 1: nicht jedes.""",
    "verify": """Prüft, ob der Index Wort für Wort enthält, was indexiert wurde.

Jeder gespeicherte Artikel muss noch denselben Hash haben, jede Passage das Stück sein, das sie
angibt, jede Datei des vorbereiteten Modells das, was geschrieben wurde; auch ein Modell, das nicht
da ist, wird genannt. Nennt jede Abweichung in einer Zeile; gibt es eine, ist der Status 1. Ob
sich der Bestand seither geändert hat, steht dabei; dafür wird jede seiner Dateien gelesen.""",
    "eval": """Bewertet die Antworten auf eine Sammlung von Fragen.

Jede Zeile von FRAGEN ist ein JSON-Objekt: question, dazu nach Belieben answerable (true),
article, paragraph, answer, answer_any, lang, id. Die Werte stehen mit 95-%-Intervallen da, nach
Sprachen. Eine abgelehnte Frage zählt nicht als Treffer; die Werte mit „gefunden“ zählen auch, was
bei ihr am nächsten kam. Eine zweite Tabelle stellt neben die Konfidenz, wie oft das 1. Zitat
richtig war. Ein fehlender Index wird zuerst gebaut.""",
    "quote": """Zeigt die Wörter eines Belegs, und ob sie noch so dastehen.

Die Nummer eines Zitats gilt auch nach jedem Neubau des Index, und nur für seine Wörter. Mit --json
wird sie ein kleines Dokument, das --verify überall prüft. Status 3: Die Wörter stehen dort nicht
mehr.""",
    "serve": """Zeigt Seiten zum Fragen, Lesen und Prüfen und eine JSON-API.

Ein fehlender Index wird zuerst gebaut, ein neuer ohne Neustart übernommen. Erreichbar ist das nur
auf diesem Rechner, wenn --host nichts anderes sagt. /api/openapi.json beschreibt die API.""",
    "mcp": """Bedient Agenten über das Model Context Protocol.

Es kann nichts als Stellen aus den Artikeln zurückgeben; Werkzeuge: ask, check_quote, read, quote,
articles. Ein Agent startet es selbst und spricht über eine Pipe damit; mit --http steht es unter
http://127.0.0.1:8322/mcp. Braucht das Extra `mcp`.""",
    "demo": """Antwortet aus Beispielartikeln, in jedem Ordner.

Wortlaut bringt sie mit. Ihr Index liegt im Cache-Ordner; eigene Artikel und der eigene Index
bleiben, wie sie sind. Status 3: Die Artikel geben keine Antwort.""",
    "doctor": """Untersucht die Installation und sagt, was zu tun ist.

Steht dem Antworten etwas im Weg, ist der Status 1.""",
    "bot": """Betreibt den Telegram-Bot, bis er angehalten wird.

Braucht WORTLAUT_TELEGRAM_TOKEN, von @BotFather, in der Umgebung oder in .env.""",
    "allow": """Lässt jemanden den Bot fragen; das gilt sofort, ohne Neustart.

Ohne CODE zeigt es, wer freigeschaltet ist. Status 1: Der Code gilt nicht oder nicht mehr.""",
    "feedback": """Gibt Bewertungen aus Telegram für `wortlaut eval` aus.

Ein 👍 sagt, was richtig ist; ein 👎 nur, dass etwas nicht stimmt, und bleibt ohne --all weg.""",
}

OPTIONS = {
    "Show the version and exit.": "Zeigt die Version.",
    "Print what completes commands with Tab in bash, zsh or fish;"
    ' in ~/.bashrc: eval "$(wortlaut --show-completion bash)".': "Gibt aus, was Befehle in bash, zsh"
    ' oder fish mit Tab vervollständigt; in ~/.bashrc: eval "$(wortlaut --show-completion bash)".',
    "Write the answer for other programs: markdown, csv, csl-json, ris or bibtex.": (
        "Schreibt die Antwort für andere Programme: markdown, csv, csl-json, ris oder bibtex."
    ),
    "The receipt's id, as `wortlaut ask --receipts` shows.": (
        "Die Nummer des Belegs; `wortlaut ask --receipts` zeigt sie."
    ),
    "Prove a receipt that was written with --json; no index is needed.": (
        "Prüft einen Beleg, der mit --json geschrieben wurde; ein Index ist nicht nötig."
    ),
    "Show with each quote the id of its receipt; see `wortlaut quote`.": (
        "Zeigt zu jedem Zitat die Nummer seines Belegs; siehe `wortlaut quote`."
    ),
    "Serve HTTP on this machine instead of a pipe.": "HTTP auf diesem Rechner statt einer Pipe.",
    "Port for --http.": "Port für --http.",
    "Address to listen on.": "Adresse, unter der es erreichbar ist.",
    "Port; 0: any free one.": "Port; 0: irgendein freier.",
    "What readers must show; better in WORTLAUT_WEB_TOKEN, where no one sees it.": (
        "Was Leser vorweisen müssen; besser in WORTLAUT_WEB_TOKEN, wo es niemand sieht."
    ),
    "The question; without one, an example.": "Die Frage; ohne sie ein Beispiel.",
    "The question; without one, a prompt.": "Die Frage; ohne sie wird nachgefragt.",
    "Print JSON.": "Gibt JSON aus.",
    "A quotation, or a text that holds some; - is standard input.": "Ein Zitat oder ein Text, der"
    " welche enthält; - ist die Standardeingabe.",
    "A draft (text, Markdown): what stands in quotation marks is checked.": "Ein Entwurf (Text,"
    " Markdown): Geprüft wird, was in Anführungszeichen steht.",
    'Ask one question a line, plain or {"question": "…"}, and print JSON lines; - is standard'
    " input.": 'Fragt eine Frage je Zeile, einfach oder {"question": "…"}, und gibt JSON-Zeilen'
    " aus; - ist die Standardeingabe.",
    "List each question that failed.": "Nennt jede Frage, die fehlgeschlagen ist.",
    "Compare with an earlier run: what --json printed.": "Vergleicht mit einem früheren Lauf: dem,"
    " was --json ausgab.",
    "Quotes at most.": "Höchstens so viele Zitate.",
    "Only articles since: 2025-01-18 or 18.01.2025.": "Nur Artikel seit: 2025-01-18 oder"
    " 18.01.2025.",
    "Only articles until that day.": "Nur Artikel bis zu diesem Tag.",
    "Only articles of this publisher.": "Nur Artikel dieser Zeitung.",
    'Search all days, whatever "since October" may mean.': "Sucht in allen Tagen, was auch „seit"
    " Oktober“ bedeuten mag.",
    "Quotes by relevance or by date, oldest first.": "Die Zitate nach Relevanz (relevance) oder"
    " nach Datum (date), die ältesten zuerst.",
    "The folder of articles.": "Der Ordner der Artikel.",
    "Where the index is kept.": "Wo der Index liegt.",
    "Embedding model: embedded, a sentence-transformers name, or a folder.": "Das Modell:"
    " embedded, ein Name von sentence-transformers oder ein Ordner.",
    "Reads the best hits again: embedded, off, or a cross-encoder's name or folder.": "Liest die"
    " besten Treffer noch einmal: embedded, off oder Name oder Ordner eines Cross-Encoders.",
    "Where to embed: auto, cpu or cuda.": "Wo eingebettet wird: auto, cpu oder cuda.",
    "Add what is new in a feed (RSS, Atom).": "Nimmt auf, was in einem Feed (RSS, Atom) neu ist.",
    "Add the pages that a sitemap names.": "Nimmt die Seiten auf, die eine Sitemap nennt.",
    "Of feed or sitemap only what is of that day or later.": "Von Feed oder Sitemap nur, was von"
    " diesem Tag oder später ist.",
    "Pages of a feed or sitemap at a time; 1000 unless said otherwise.": "Höchstens so viele Seiten"
    " eines Feeds oder einer Sitemap auf einmal; ohne Angabe 1000.",
    "list, add, drop or fetch.": "list (zeigen), add (aufnehmen), drop (streichen) oder fetch"
    " (holen).",
    "The address of a feed.": "Die Adresse eines Feeds.",
    "A text, web page or document, its web address, or a folder, ZIP, MBOX, JSON or CSV file of"
    " many; - is standard input.": "Ein Text, eine Webseite oder ein Dokument, die Webadresse davon"
    " oder ein Ordner, eine ZIP-, MBOX-, JSON- oder CSV-Datei mit vielen; - ist die"
    " Standardeingabe.",
    "In JSON and CSV, which field is what: title=headline; once for each.": "In JSON und CSV,"
    " welches Feld was ist: title=headline; einmal für jedes.",
    "Fetch from addresses of one's own network, too.": "Holt auch von Adressen im eigenen Netz.",
    "Look so often, where the system tells of no changes.": "Sieht so oft nach, wo das System keine"
    " Änderungen meldet.",
    "Read the feeds so often.": "Liest so oft die Feeds.",
    "Read the originals anew, of all articles or of those named as FILE.": "Liest die Originale neu,"
    " von allen Artikeln oder denen, die als DATEI genannt sind.",
    "Its title.": "Sein Titel.",
    "Its day: 2025-01-18 or 18.01.2025.": "Sein Tag: 2025-01-18 oder 18.01.2025.",
    "Its newspaper or agency.": "Seine Zeitung oder Agentur.",
    "Its web address.": "Seine Webadresse.",
    "An author; once for each.": "Ein Autor; einmal für jeden.",
    "Those that say the same, and what differs.": "Die dasselbe sagen, und was sie unterscheidet.",
    "What an article said when, and what changed.": "Was ein Artikel wann sagte, und was sich"
    " geändert hat.",
    "What is missing, guessed or implausible.": "Was fehlt, geraten oder unplausibel ist.",
    "Lines that recur in a publisher's articles.": "Zeilen, die in den Artikeln einer Zeitung"
    " wiederkehren.",
    "Keep lines that recur in the publisher's other articles.": "Behält Zeilen, die in anderen"
    " Artikeln der Zeitung wiederkehren.",
    "Its name in `wortlaut articles`.": "Sein Name in `wortlaut articles`.",
    "Only this paragraph.": "Nur dieser Absatz.",
    "As it was in this version of it.": "Wie er in dieser Fassung war.",
    "Only show what would be added.": "Zeigt nur, was aufgenommen würde.",
    "Add even what the corpus holds already.": "Nimmt auch auf, was der Bestand schon enthält.",
    "Leave the index as it is.": "Lässt den Index, wie er ist.",
    "Its name in `wortlaut articles`, or its file.": "Sein Name in `wortlaut articles` oder seine"
    " Datei.",
    "Do not ask first.": "Fragt nicht vorher.",
    "The code the bot has shown, or a Telegram number.": "Der Code, den der Bot gezeigt hat, oder"
    " eine Telegram-Nummer.",
    "Take an admission back.": "Nimmt eine Freischaltung zurück.",
    "The 👎 as well, without an answer, to be completed.": "Auch die 👎, ohne Antwort, zum"
    " Ergänzen.",
    "JSON lines with the key question and more.": "JSON-Zeilen mit question und mehr.",
}
