"""What a language must be able to say on the command line: `bot.texts.de`, `bot.texts.en`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.texts.counting import decimal
from bot.texts.shared import SharedTexts
from retrieval.answer import Talk

Language = Literal["de", "en"]
Plural = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything the command line says, in one language; names in braces are filled in."""

    language: Language
    shared: SharedTexts
    # an answer
    unknown_words: str
    nearest_title: str
    corpus_span: str
    corpus_day: str
    nearest_only: str
    nothing_near: str
    talk: Mapping[Talk, str]
    # notes on standard error
    changed: Plural
    corpus_gone: str
    corpus_unreadable: str
    receipt: Mapping[str, str]
    serve: Mapping[str, str]
    first_build: str
    demo_asked: str
    demo_more: str
    demo_own: str
    build_interrupted: str
    waiting: str
    ask_hint: str
    see_help: str
    make_room: str
    unexpected: str
    shows_where: str
    no_history: str
    batch_done: str
    no_publisher: str
    # the interactive prompt
    prompt: str
    welcome: str
    prompt_help: str
    # index
    stages: Mapping[str, str]
    articles: Plural
    passages: Plural
    sentences: Plural
    build_delta: str
    seconds: str
    skipped_file: str
    noted_file: str
    noted_more: str
    cache_set_aside: str
    time_left: str
    # watch
    watch: Mapping[str, str]
    # add, remove
    added: str
    would_add: str
    updated: str
    would_update: str
    added_of: str
    added_entries: str
    would_add_entries: str
    other_kinds: Plural
    without: str
    fields_read: str
    fields_unused: str
    dropped: Plural
    dropped_nothing: str
    reasons: Mapping[str, str]
    recurs_in: str
    recurs_in_unnamed: str
    same: Mapping[str, str]
    duplicate: str
    not_added: str
    confirm_remove: str
    removed: str
    nothing_removed: str
    not_removed: str
    # add --feed, feeds
    feeds: Mapping[str, str]
    # edit, articles --check
    corrected: str
    confirmed_value: str
    not_corrected: str
    issues: Mapping[str, str]
    issues_found: str
    mend_by_hand: str
    issues_none: str
    doubles_found: str
    doubles_none: str
    unnamed_publisher: str
    recurs_leaves: str
    recurs_stays: str
    recurring_found: str
    recurring_none: str
    versions: Mapping[str, str]
    # add --again
    again_found: str
    again_by_hand: str
    again_unreadable: str
    again_confirm: Plural
    again_written: str
    nothing_changed: str
    # diff
    only_in_original: str
    all_of_original: str
    beside_article: str
    in_front_matter: str
    words_in_order: str
    not_in_original: Plural
    # articles, verify
    verified: str
    # eval
    figures: Mapping[str, str]
    all_questions: str
    questions: Plural
    interval: str
    reliability: Mapping[str, str]
    failures: Mapping[str, str]
    comparison: Mapping[str, str]
    # doctor
    doctor: Mapping[str, str]

    def count(self, number: int, words: Plural) -> str:
        """Returns the number with its noun: "1 article", "14 articles"."""
        return f"{number} {words[number != 1]}"

    def day(self, day: dt.date) -> str:
        """Returns a date as readers of the language write it: 18.01.2025, 18 Jan 2025."""
        if self.language == "de":
            return f"{day.day:02d}.{day.month:02d}.{day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def moment(self, time: dt.datetime) -> str:
        """Returns a day and the time of the day, to the minute: 18.01.2025, 14:05."""
        return f"{self.day(time.date())}, {time.hour:02d}:{time.minute:02d}"

    def decimal(self, value: float, digits: int = 1) -> str:
        """Returns a number with the language's decimal sign."""
        return decimal(value, self.language, digits)

    def reason(self, error: OSError) -> str:
        """Returns what the operating system says, in the language."""
        said = error.strerror or str(error)
        if self.language != "de":
            return said
        from bot.texts.reasons import in_german

        return in_german(said)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
