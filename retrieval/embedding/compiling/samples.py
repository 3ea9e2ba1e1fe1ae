"""Texts and pairs on which a compiled model is compared with the model it was compiled from."""

from __future__ import annotations

AGREEMENT_TEXTS = (
    "Wann wurde der Kooperationsvertrag unterzeichnet?",
    "Wer leitete die Verhandlungen in Genf?",
    "How many people live in the city?",
    "Regen.",
    "Der Stadtrat hat am Dienstagabend den Haushalt für das kommende Jahr beschlossen.",
    "Nach Angaben der Polizei wurden bei dem Unfall auf der Autobahn drei Menschen leicht "
    "verletzt.",
    "„Wir werden die Schule nicht schließen“, sagte die Bürgermeisterin vor etwa 200 Zuhörern.",
    "Die Aktie verlor zeitweise 4,7 Prozent und notierte zum Handelsschluss bei 61,30 Euro.",
    "The committee postponed its decision because two members had asked for a second opinion.",
    "Le gouvernement a annoncé mercredi une réforme du système de retraite.",
    "El equipo ganó el partido en el último minuto gracias a un penalti discutido.",
    "Москва и Пекин договорились о поставках газа.",
    "東京で新しい美術館が開館した。",
    "أعلنت الوزارة عن خطة جديدة للطاقة الشمسية.",
    "Der Fluss trat in der Nacht über die Ufer. Feuerwehrleute aus vier Landkreisen füllten"
    " Sandsäcke, während der Pegel bis zum Morgen um 40 Zentimeter stieg. Die Schulen im "
    "Tal blieben geschlossen. Am Nachmittag entspannte sich die Lage, doch die "
    "Wetterdienste erwarten für das Wochenende neue Niederschläge. Das Land stellt den "
    "Gemeinden Geld für den Wiederaufbau der Brücke bereit; wie viel es sein wird, soll der"
    " Finanzausschuss in seiner nächsten Sitzung festlegen.",
    "Die Forscherinnen hatten zehn Jahre lang die Wege von Zugvögeln aufgezeichnet. Ihre "
    "Auswertung zeigt, dass die Tiere im Schnitt neun Tage früher aus dem Süden "
    "zurückkehren als zu Beginn der Messungen. Ob das allein am milderen Klima liegt, lässt"
    " sich nach ihren Worten nicht sagen.",
)

PAIRS = (
    (
        "Wann wurde der Kooperationsvertrag unterzeichnet?",
        "Besuch in der Hauptstadt. Der Vertrag wurde nach zwei Jahren Verhandlung am 18. Januar "
        "unterzeichnet. Er gilt zunächst bis zum Ende des Jahrzehnts.",
    ),
    (
        "Wie viele Menschen wurden bei dem Unfall verletzt?",
        "Nach Angaben der Polizei wurden bei dem Unfall auf der Autobahn drei Menschen leicht "
        "verletzt.",
    ),
    (
        "Was kostet die neue Turnhalle?",
        "Grundschule am Markt. Für die Turnhalle, die im Herbst fertig sein soll, zahlt die "
        "Gemeinde 2,4 Millionen Euro, ein Fünftel mehr als geplant.",
    ),
    (
        "Warum fielen die Züge aus?",
        "Ein umgestürzter Baum hatte die Oberleitung zerrissen, deshalb fuhr am Morgen kein Zug.",
    ),
    (
        "Who will succeed the mayor?",
        "Town hall. Councillor Ruth Ames will take over from the mayor, who steps down in May. "
        "She has led the planning committee for six years.",
    ),
    (
        "Where is the new museum?",
        "The museum of glass opened on Friday in a former warehouse by the harbour.",
    ),
)
"""Questions, each with a passage that answers it, and no other."""

TOKENIZER_TEXTS = (
    *AGREEMENT_TEXTS,
    "",
    " ",
    "Äpfel, Öl, Übermut, süß, groß, GRÖẞE, ſchön",
    "U\u0308bermut und Gro\u0308ße, zerlegt; cafe\u0301",
    "„Anführung“ ‚einfach‘ »spitz« – Gedankenstrich — … 5 % § 12 Abs. 3",
    "E-Mail: redaktion@beispiel.example, https://beispiel.example/pfad?x=1&y=2",
    "  Leer   zeichen\tTab\nZeile\r\nWagen\u00a0geschützt\u2009schmal\u3000breit ",
    "Null\u200bbreite\u200dVerbinder\ufeffMarke\u00adTrennung",
    "\x01\x02Steuer\x7fzeichen\x1f",
    "Emoji 😀 👍🏽 👩‍👩‍👧 🇩🇪 ❤️ und mehr 🤷",
    "ﬁn ﬂ ½ ² ³ ™ ① Ⅳ ㎏ ＡＢＣ １２３",
    "漢字かな交じり文と한국어 문장 그리고 中文。",
    "हिन्दी में एक वाक्य। ภาษาไทย עברית فارسی ქართული Հայերեն",
    "ᚠᚢᚦᚨᚱᚲ 𐍈 𝔉𝔯𝔞𝔨𝔱𝔲𝔯 \U000e0041 ꙮ",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
    "1.234.567,89 € am 31.12.2025 um 23:59 Uhr; 0,5 °C; −3; x=y²",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "▁ schon ▁da ▁▁ doppelt",
    "x" * 300 + " " + "y z " * 60,
)
