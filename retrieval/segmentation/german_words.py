"""German words that tell where a sentence ends; see `boundaries.py`."""

from __future__ import annotations

_LEADING = """
    Adm Brig Capt Cdr Cmdr Col Ft Gov Hptm Maj Mgr Mt Oblt Pfr Rev Sgt Sta Ste Tab Tit Ven Wr
"""

_FULL_WORDS = """
    Akt. Alb. Alban. Finn. Gall. Gel. Georg. Inn. Iran. Islam. Jemen. Kuban. Lab. Lett. Orth. Oz.
    Sog. Tamil. Tatar. Tirol. Türk.
"""

_NUMBERED = """
    § §§ Abb. Abbildung Abs. Absatz Abschnitt Art. Artikel Band Bd. Gleis Halle Jahr Jahre Kap.
    Kapitel Linie Nr. Nummer Paragraf Platz Punkt Rang Raum S. Satz Seite Stufe Tabelle Teil Zimmer
    Ziff. Ziffer
"""

_TITLES = """
    Dipl. Dr. Fr. Frhr. Frl. Hr. Hrn. Ing. Mag. Mr. Mrs. Ms. Msgr. Nr. Prof. St.
"""

_ENDING = """
    f. ff. jr. jun. sen. a.D. e.V. i.R. h.c. d.J. d.Ä. u.a.m. o.Ä. u.Ä.
"""

_FUNCTION_WORDS = """
    Aber Alle Allein Allerdings Als Also Am An Anders Auch Auf Aus Außerdem Bei Beide Beim Bereits
    Bis Bisher Da Dabei Dadurch Dafür Dagegen Daher Damals Damit Danach Daneben Dann Daran Darauf
    Daraufhin Daraus Darin Darüber Darum Darunter Das Dass Davon Davor Dazu Dem Demnach Den Denn
    Dennoch Der Derzeit Des Deshalb Dessen Deswegen Die Dies Diese Diesem Diesen Dieser Dieses Doch
    Dort Durch Ebenso Ehe Ein Eine Einem Einen Einer Eines Einige Er Es Etwa Falls Für Gegen
    Gleichzeitig Hier Hingegen Hinter Hinzu Ich Ihr Ihre Ihren Ihrer Im Immer In Indem Insgesamt
    Inzwischen Ist Ja Jede Jeder Jedes Jedoch Jetzt Kein Keine Künftig Laut Man Mehr Mit
    Mittlerweile Nach Nachdem Neben Nein Nicht Nichts Niemand Noch Nun Nur Ob Obwohl Oder Ohne
    Schließlich Schon Sein Seine Seinen Seiner Seit Seitdem Seither Selbst Sie So Sobald Sogar
    Solange Somit Sondern Sowohl Später Statt Trotz Trotzdem Um Und Unter Viele Vielmehr Vom Von
    Vor Wann War Waren Warum Was Weder Wegen Weil Welche Welcher Wenn Wer Wie Wir Wo Während Zu
    Zudem Zuletzt Zum Zumal Zunächst Zur Zuvor Zwar Zwischen Über
"""

LEADING = frozenset(_LEADING.split())
"""Abbreviations, without their full stop, that a name or number follows and that SoMaJo, which
knows many more, takes for a sentence's end."""

FULL_WORDS = frozenset(_FULL_WORDS.split())
"""Words that with their full stop look like one of SoMaJo's abbreviations, which it knows without
regard to case: "iran." stands for "iranisch"."""

NUMBERED = frozenset(_NUMBERED.split())
"""What is followed by a number that is no ordinal: "auf Seite 12. Forscher …"."""

TITLES = frozenset(_TITLES.split())
"""Abbreviations before names; "Dr. Von Trotha" is one although "Von" is a function word."""

ENDING = frozenset(_ENDING.split())
"""Abbreviations in lower case that stand at a sentence's end as readily as inside; no blanks."""

FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Capitalised words that open a sentence and cannot be the noun or name that an ordinal, an
initial or an abbreviation belongs to."""
