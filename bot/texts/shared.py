"""What every face says in the same words, in German and in English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from retrieval.answer import Citation, Period, Refusal, Suggestion


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """The sentences that no face has of its own.

    Attributes:
        paragraph: Where in its article a quote stands.
        page: On which page of its document.
        also_in: What other articles say the same.
        did_you_mean: What may have been meant by words that stand nowhere.
        months: Their names.
        day: A day.
        since: Days from one on.
        until: Days up to one.
        days: Days from one to another.
        days_of_month: The same within a month.
        in_period: In the articles of which days was searched.
        not_in_period: In those nothing answers surely, and the quotes are from all articles.
        searched: What was searched for a question that hangs on what was said before.
        searched_with: What was searched instead of words that stand nowhere.
        slip: One word of `searched_with`.
        word: Something named: a word of `did_you_mean`, a title, words that are copied.
        admits_none: The filter admits no article.
        outside: What answers outside the filter.
        corpus_emptied: The corpus holds no article any more.
        receipt_states: What has become of a receipt's words, by `ReceiptState`; `here` where it is
            not known since when they stand.
        stands_now: What stands where words were changed.
        not_in_corpus: The corpus does not answer.
        unsure: It may be that the quotes below do not answer.
        labels: What is known of an article, by the name of its field.
        guess: Something known of an article that is a guess.
    """

    paragraph: str
    page: str
    also_in: str
    did_you_mean: str
    months: tuple[str, ...]
    day: str
    since: str
    until: str
    days: str
    days_of_month: str
    in_period: str
    not_in_period: str
    searched: str
    searched_with: str
    slip: str
    word: str
    admits_none: str
    outside: str
    corpus_emptied: str
    receipt_states: Mapping[str, str]
    stands_now: str
    not_in_corpus: str
    unsure: str
    labels: Mapping[str, str]
    guess: str

    def place(self, citation: Citation) -> str:
        """Where in its article a quote stands, and on which page of its document."""
        paragraph = self.paragraph.format(number=citation.paragraph)
        return (
            f"{self.page.format(number=citation.page)}, {paragraph}" if citation.page else paragraph
        )

    def day_in_words(self, day: dt.date) -> str:
        """A calendar day, its month by name."""
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)


DE: Final = SharedTexts(
    paragraph="Absatz {number}",
    page="Seite {number}",
    also_in="auch in: {names}",
    did_you_mean="Meinten Sie {words}?",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    day="{day}. {month} {year}",
    since="seit {first}",
    until="bis {last}",
    days="{first} – {last}",
    days_of_month="{day}.–{last}",
    in_period="Gesucht: {days}",
    not_in_period="{days}: Daraus antwortet nichts sicher; gesucht in allen Artikeln.",
    searched="Gesucht: „{text}“",
    searched_with="Gesucht mit {words}.",
    slip="„{known}“ statt „{typed}“",
    word="„{known}“",
    admits_none="Der Filter lässt keinen der Artikel zu ({n} im Bestand).",
    outside="Das liegt am Filter: außerhalb davon antwortet „{title}“.",
    corpus_emptied="Kein Artikel ist mehr da; zitiert wird nichts mehr, bis einer dazukommt.",
    receipt_states={
        "unchanged": "Wörtlich, {place}, Zeichen {start}–{end}, unverändert seit {since}.",
        "here": "Wörtlich, {place}, Zeichen {start}–{end}.",
        "moved": "Wörtlich; der Artikel wurde geändert, die Wörter stehen jetzt an anderer Stelle: {place}, Zeichen {start}–{end}.",
        "changed": "Geändert: So stand es vom {since} bis {until}.",
        "gone": "Der Artikel ist seit {removed} nicht mehr im Bestand; was er sagte, ist gelöscht.",
        "unknown": "Kein Artikel hat oder hatte diese Wörter, soweit bekannt.",
    },
    stands_now="Jetzt steht dort:",
    not_in_corpus="Nicht im Bestand.",
    unsure="Unsicher, ob das die Antwort ist:",
    labels={
        "id": "Artikel",
        "title": "Titel",
        "text": "Text",
        "date": "Datum",
        "publisher": "Zeitung",
        "section": "Ressort",
        "authors": "Autoren",
        "url": "Webadresse",
        "language": "Sprache",
        "sources": "Quellen",
        "words": "Wörter",
        "passages": "Passagen",
    },
    guess="{value} (geraten)",
)

EN: Final = SharedTexts(
    paragraph="paragraph {number}",
    page="page {number}",
    also_in="also in: {names}",
    did_you_mean="Did you mean {words}?",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{day} {month} {year}",
    since="since {first}",
    until="until {last}",
    days="{first} to {last}",
    days_of_month="{day}–{last}",
    in_period="Searched: {days}",
    not_in_period="{days}: nothing from then answers surely; searched all articles.",
    searched="Searched: “{text}”",
    searched_with="Searched with {words}.",
    slip="“{known}” for “{typed}”",
    word="“{known}”",
    admits_none="The filter admits none of the articles ({n} in the corpus).",
    outside="The filter is why: outside it, “{title}” answers.",
    corpus_emptied="No article is left; nothing is quoted until one is added.",
    receipt_states={
        "unchanged": "Word for word, {place}, characters {start}–{end}, unchanged since {since}.",
        "here": "Word for word, {place}, characters {start}–{end}.",
        "moved": "Word for word; the article was changed, and the words now stand elsewhere: {place}, characters {start}–{end}.",
        "changed": "Changed: it said so from {since} to {until}.",
        "gone": "The article has been gone since {removed}; what it said is deleted.",
        "unknown": "No article has or had these words, as far as is known.",
    },
    stands_now="Now it says:",
    not_in_corpus="Not in the corpus.",
    unsure="Not sure that this answers:",
    labels={
        "id": "Article",
        "title": "Title",
        "text": "Text",
        "date": "Date",
        "publisher": "Publisher",
        "section": "Section",
        "authors": "Authors",
        "url": "Address",
        "language": "Language",
        "sources": "Sources",
        "words": "Words",
        "passages": "Passages",
    },
    guess="{value} (a guess)",
)


def told_of_slips(suggestions: Sequence[Suggestion], texts: SharedTexts) -> list[str]:
    """The sentences on what may have been meant; none where nothing was.

    Args:
        suggestions: Their words ready to be shown.
        texts: In which language.

    Returns:
        At most two sentences.
    """
    kinds = ((True, texts.searched_with, texts.slip), (False, texts.did_you_mean, texts.word))
    told = []
    for searched, sentence, each in kinds:
        words = [
            each.format(known=s.known, typed=s.typed) for s in suggestions if s.searched == searched
        ]
        if words:
            told.append(sentence.format(words=", ".join(words)))
    return told


def told_of_search(searched: str | None, period: Period | None, texts: SharedTexts) -> list[str]:
    """The sentences on what was searched, where that is not simply the question in all articles.

    Args:
        searched: As in `Answer`, ready to be shown.
        period: As in `Answer`.
        texts: In which language.

    Returns:
        At most two sentences.
    """
    told = []
    if searched is not None:
        told.append(texts.searched.format(text=searched))
    if period is not None:
        sentence = texts.in_period if period.kept else texts.not_in_period
        told.append(sentence.format(days=days_in_words(period, texts)))
    return told


def days_in_words(period: Period, texts: SharedTexts) -> str:
    """The days of a period: "1.–31. Januar 2025", "seit 1. Oktober 2024"."""
    since, until = period.since, period.until
    first, last = (day and texts.day_in_words(day) for day in (since, until))
    if since is None or until is None:
        return texts.since.format(first=first) if since else texts.until.format(last=last)
    if since == until:
        return str(last)
    if (since.year, since.month) == (until.year, until.month):
        return texts.days_of_month.format(day=since.day, last=last)
    return texts.days.format(first=first, last=last)


def told_of_filter(refusal: Refusal, texts: SharedTexts) -> list[str]:
    """The sentences on a filter that is why nothing answers; none where it is not."""
    told = []
    if refusal.admits_none_of is not None:
        told.append(texts.admits_none.format(n=refusal.admits_none_of))
    if refusal.outside_title is not None:
        told.append(texts.outside.format(title=refusal.outside_title))
    return told
