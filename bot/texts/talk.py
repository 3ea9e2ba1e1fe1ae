"""What every face says to talk that asks nothing, by its kind; a face adds what a link is for."""

from __future__ import annotations

from typing import Final

from retrieval.answer import Talk

DE: Final[dict[Talk, str]] = {
    "greeting": "Guten Tag! Stellen Sie eine Frage; die Antwort ist ein wörtliches Zitat aus einem Artikel, mit Quelle.",
    "thanks": "Gern geschehen.",
    "goodbye": "Auf Wiedersehen!",
    "apology": "Kein Problem. Stellen Sie einfach Ihre Frage.",
    "praise": "Danke! Stellen Sie gern die nächste Frage.",
    "complaint": "Das ist schade. Oft hilft es, anders zu fragen: mit einem Namen, einem Ort oder einem Datum.",
    "help": "Fragen werden hier mit wörtlichen Zitaten aus Artikeln beantwortet, jedes mit Quelle. Nennen Sie, worum es geht: Wer hat …? Wann wurde …? Wie viele …? Ein Stichwort genügt auch.",
    "identity": "Wortlaut, ein Programm und kein Mensch. Es sucht in einem Bestand von Artikeln und zitiert Wort für Wort, was dort steht; selbst schreibt es nichts.",
    "reply": "Gut. Stellen Sie gern die nächste Frage.",
    "test": "Es funktioniert. Stellen Sie eine Frage.",
    "hanging": "Worauf sich das bezieht, weiß Wortlaut nicht. Fragen Sie noch einmal und nennen Sie den Namen oder die Sache.",
    "syntax": "Das sieht nach einer Suchabfrage aus; Operatoren gibt es hier nicht. Fragen Sie in einem Satz oder mit einem Stichwort.",
    "nothing": "Darin steht nichts, wonach sich suchen ließe. Fragen Sie nach einem Namen, einem Ort oder einer Sache.",
}

EN: Final[dict[Talk, str]] = {
    "greeting": "Hello! Ask a question; the answer is a verbatim quote from an article, with its source.",
    "thanks": "You are welcome.",
    "goodbye": "Goodbye!",
    "apology": "No problem. Just ask your question.",
    "praise": "Thank you! Feel free to ask the next question.",
    "complaint": "That is a pity. It often helps to ask in another way: with a name, a place or a date.",
    "help": "Questions are answered here with verbatim quotes from articles, each with its source. Name what it is about: Who has …? When was …? How many …? A single word will do as well.",
    "identity": "Wortlaut, a program and no human. It searches a corpus of articles and quotes word for word what stands there; it writes nothing itself.",
    "reply": "All right. Feel free to ask the next question.",
    "test": "It works. Ask a question.",
    "hanging": "Wortlaut does not know what this refers to. Ask again and name the person or the thing.",
    "syntax": "That looks like a search query; there are no operators here. Ask in a sentence or with a single word.",
    "nothing": "There is nothing in it to search for. Ask for a name, a place or a thing.",
}
