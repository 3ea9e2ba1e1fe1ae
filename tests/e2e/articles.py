"""A small corpus, written for the tests."""

from __future__ import annotations

from pathlib import Path

ARTICLES = {
    "2025-01-18-bruecke.md": """---
language: de
title: Neue Brücke über die Lauter eröffnet
date: 2025-01-18
publisher: Talbote
section: Lokales
url: https://talbote.example/bruecke
---
Nach drei Jahren Bauzeit ist die neue Brücke über die Lauter am Freitag eröffnet worden. Der
Bürgermeister zerschnitt um elf Uhr das Band. Die Brücke hat 14,2 Millionen Euro gekostet.

Die alte Brücke aus dem Jahr 1931 wird im Sommer abgerissen. Bis dahin dient sie als Radweg. Eine
Anwohnerin sagte: „Endlich fahren die Lastwagen nicht mehr durch unsere Straße.“
""",
    "2025-02-03-imker.md": """---
language: de
title: Imker klagen über den milden Winter
date: 2025-02-03
publisher: Landpost
section: Natur
---
Der milde Winter macht den Imkern im Bezirk Sorgen. Viele Bienenvölker haben schon im Jänner mit der
Brut begonnen und dabei ihre Vorräte aufgebraucht.

Der Obmann des Imkervereins, Karl Wendelin, rechnet mit einem Verlust von einem Drittel der Völker.
Er rät dazu, die Stöcke jetzt zu wiegen und bei Bedarf zu füttern.
""",
    "2025-03-11-theater.md": """---
language: de
title: Stadttheater spielt wieder im großen Haus
date: 2025-03-11
publisher: Talbote
section: Kultur
---
Das Stadttheater kehrt nach der Sanierung in das große Haus zurück. Die erste Premiere ist am
28. März der „Zerbrochne Krug“ von Kleist. Intendantin Maria Holl sprach von einem Glückstag.

Die Bühnentechnik wurde für neun Millionen Euro erneuert. Das Haus hat nun 612 Plätze, um vierzig
weniger als zuvor, dafür mehr Beinfreiheit.
""",
}

QUESTION = "Wie viele Millionen Euro hat die Brücke gekostet?"
SENTENCE = "Die Brücke hat 14,2 Millionen Euro gekostet."


def write_corpus(folder: Path) -> Path:
    """Writes the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
