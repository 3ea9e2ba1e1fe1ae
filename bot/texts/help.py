"""Help in German: commands by name, options by their English text, and Typer's own headings."""

from __future__ import annotations

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

COMMANDS = {
    "wortlaut": """Beantwortet Fragen an einen Bestand von Artikeln mit Stellen daraus.

Wort für Wort, jede mit ihrer Quelle. Einstellungen stehen in der Umgebung und in .env (siehe
.env.example); Optionen gehen vor.

Endstatus: 0 beantwortet oder erledigt, 1 ein Fehler, 2 falscher Aufruf oder falsche Einstellung,
3 nicht im Bestand.""",
    "ask": """Beantwortet eine Frage mit Zitaten und ihren Quellen.

Ohne QUESTION fragt es im Terminal nach, sonst liest es eine Frage von der Standardeingabe. Ein
fehlender Index wird zuerst gebaut. Endstatus 3: Der Bestand gibt keine Antwort.""",
    "index": """Bringt den Index auf den Stand der Artikel.

Nur Texte, die noch nie da waren, werden eingebettet. Dateien, die nicht zu lesen sind, werden mit
dem Grund genannt; der Rest wird indexiert. Bricht es ab, gilt der frühere Index weiter.""",
    "add": """Nimmt Dateien als saubere Artikel in den Bestand auf.

Erkennt Schlagzeile, Datum, Verlag und Ressort, lässt weg, was ein Crawler um den Text gelassen hat,
und sagt, was es weggelassen hat. Danach wird der Index nachgeführt. Status 1: Nicht jede Datei
wurde aufgenommen.""",
    "remove": """Löscht Artikel aus dem Ordner der Artikel.

Danach wird der Index nachgeführt. Status 1: Nicht jeder Artikel wurde entfernt.""",
    "articles": """Zeigt die indexierten Artikel, die neuesten zuerst.

Im Terminal eine Tabelle, in einer Pipe durch Tabulatoren getrennte Zeilen.""",
    "verify": """Prüft, ob der Index Wort für Wort enthält, was indexiert wurde.

Jeder gespeicherte Artikel muss noch denselben Hash haben, jede Passage das Stück sein, das sie
angibt, jede Datei des vorbereiteten Modells das, was geschrieben wurde; auch ein Modell, das nicht
da ist, wird genannt. Nennt jede Abweichung in einer Zeile; gibt es eine, ist der Endstatus 1.""",
    "eval": """Bewertet die Antworten auf eine Sammlung von Fragen.

Jede Zeile von QUESTIONS ist ein JSON-Objekt: question, dazu nach Belieben answerable (true),
article, paragraph, answer, answer_any, lang, id. Die Werte stehen mit 95-%-Intervallen da, nach
Sprachen. Eine abgelehnte Frage zählt nicht als Treffer; die Werte mit „gefunden“ zählen auch, was
bei ihr am nächsten kam. Ein fehlender Index wird zuerst gebaut.""",
    "doctor": """Untersucht die Installation und sagt, was zu tun ist.

Steht dem Antworten etwas im Weg, ist der Endstatus 1.""",
    "bot": """Betreibt den Telegram-Bot, bis er angehalten wird.

Braucht WORTLAUT_TELEGRAM_TOKEN, von @BotFather, in der Umgebung oder in .env.""",
    "allow": """Lässt jemanden den Bot fragen; das gilt sofort, ohne Neustart.

Ohne CODE zeigt es, wer zugelassen ist. Status 1: Der Code gilt nicht oder nicht mehr.""",
    "feedback": """Gibt Bewertungen aus Telegram für `wortlaut eval` aus.

Ein 👍 sagt, was richtig ist; ein 👎 nur, dass etwas nicht stimmt, und bleibt ohne --all weg.""",
}

OPTIONS = {
    "Show the version and exit.": "Zeigt die Version.",
    "The question; without one, a prompt.": "Die Frage; ohne sie wird nachgefragt.",
    "Print JSON.": "Gibt JSON aus.",
    'Ask one question a line, plain or {"question": "…"}, and print JSON lines; - is standard'
    " input.": 'Fragt eine Frage je Zeile, einfach oder {"question": "…"}, und gibt JSON-Zeilen'
    " aus; - ist die Standardeingabe.",
    "List each question that failed.": "Nennt jede Frage, die fehlgeschlagen ist.",
    "Quotes at most.": "Höchstens so viele Zitate.",
    "Only articles since: 2025-01-18 or 18.01.2025.": "Nur Artikel seit: 2025-01-18 oder"
    " 18.01.2025.",
    "Only articles until that day.": "Nur Artikel bis zu diesem Tag.",
    "Only articles of this publisher.": "Nur Artikel dieses Verlags.",
    "The folder of articles.": "Der Ordner der Artikel.",
    "Where the index is kept.": "Wo der Index liegt.",
    "Embedding model: embedded, a sentence-transformers name, or a folder.": "Das Modell:"
    " embedded, ein Name von sentence-transformers oder ein Ordner.",
    "Where to embed: auto, cpu or cuda.": "Wo eingebettet wird: auto, cpu oder cuda.",
    "Markdown or plain text, any encoding.": "Markdown oder einfacher Text, in jeder Kodierung.",
    "Only show what would be added.": "Zeigt nur, was aufgenommen würde.",
    "Add even what the corpus holds already.": "Nimmt auch auf, was der Bestand schon enthält.",
    "Leave the index as it is.": "Lässt den Index, wie er ist.",
    "Its name in `wortlaut articles`, or its file.": "Sein Name in `wortlaut articles` oder seine"
    " Datei.",
    "Do not ask first.": "Fragt nicht vorher.",
    "The code the bot has shown, or a Telegram number.": "Der Code, den der Bot gezeigt hat, oder"
    " eine Telegram-Nummer.",
    "Take an admission back.": "Nimmt eine Zulassung zurück.",
    "The 👎 as well, without an answer, to be completed.": "Auch die 👎, ohne Antwort, zum"
    " Ergänzen.",
    "JSON lines with the key question and more.": "JSON-Zeilen mit question und mehr.",
}
