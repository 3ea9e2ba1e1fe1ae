"""What the bot says: one field a text, filled in German and in English.

A text that is missing in one language cannot be built (the dataclass demands every field), and a
test compares the placeholders. Texts are plain; the renderers escape and mark up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.texts.shared import SharedTexts
from retrieval.answer import Talk

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class TelegramTexts:
    """Everything the bot says in one language; `{names}` are filled with `str.format`."""

    language: Language
    shared: SharedTexts

    # Who the bot is.
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]
    editor_commands: tuple[tuple[str, str], ...]
    start: str
    start_examples: str
    start_inline: str
    help: str
    help_group: str
    help_editor: str
    privacy: str
    privacy_logged: str
    privacy_not_logged: str
    added_to_group: str
    added_to_group_blind: str

    # Answers.
    and_more: str
    part: str
    sentence_broken: str
    shortened: str
    shortened_inside: str
    not_in_corpus: str
    unknown_words: str
    nearest_title: str
    corpus_span: str
    nearest_header: str
    ask_what: str
    ask_placeholder: str
    question_empty: str
    question_too_long: str
    no_passages: str
    talk: Mapping[Talk, str]

    # Quotations.
    check_which: str
    export_which: str
    receipt_which: str
    receipt_link: str

    # One publisher's articles.
    from_only: str
    from_nothing: str
    from_usage: str
    from_which: str
    from_unknown: str

    # What is chosen for a chat.
    language_names: Mapping[Language, str]
    language_which: str
    language_done: str
    language_automatic: str
    quiet_which: str
    quiet_private: str
    quiet_done: str
    answers: Mapping[str, str]
    group_admins_only: str
    button_automatic: str
    button_answers: Mapping[str, str]

    # Buttons.
    button_context: str
    button_source: str
    button_share: str
    button_further: str
    button_nearest: str
    button_back: str
    button_ask_again: str
    button_all_days: str
    button_add: str
    button_discard: str
    button_remove: str
    button_keep: str
    button_replace: str
    button_new_version: str
    button_add_all: str
    button_undo: str
    old_index: str
    old_button: str
    question_gone: str
    thanks_up: str
    thanks_down: str
    rating_withdrawn: str
    feedback_without_question: str

    # Inline mode.
    inline_type: str
    inline_nothing: str
    inline_gone: str
    inline_unsure: str
    inline_too_fast: str
    inline_no_access: str
    inline_down: str

    # Articles and status.
    sources_header: str
    sources_empty: str
    article_which: str
    article_unknown: str
    article_several: str
    article_gone: str
    article_words: str
    article_open: str
    undated: str
    status: str
    status_rebuilding: str

    # Who may ask.
    not_allowed: str
    not_allowed_group: str
    pairing_code: str
    pairing_code_group: str
    paired: str
    declined: str
    button_admit: str
    button_decline: str
    request_user: str
    request_group: str
    requests_many: str
    request_admitted: str
    request_declined: str
    request_gone: str
    already_admitted: str
    already_declined: str
    command_line: str
    allow_waiting: str
    allow_waits: str
    allow_usage: str
    allow_done: str
    allow_unknown: str
    allow_list: str
    allow_list_empty: str
    revoke_usage: str
    revoke_done: str
    revoke_unknown: str
    revoke_allowed: str
    rate_user: str
    rate_chat: str

    # What is stored about someone.
    mydata_person: str
    mydata_group: str
    mydata_nothing: str
    mydata_nothing_group: str
    mydata_answers: str
    mydata_unanswered: str
    mydata_topics: str
    mydata_language: str
    mydata_quiet: str
    mydata_ratings: str
    mydata_uploads: str
    mydata_undos: str
    mydata_admitted: str
    mydata_waiting: str
    mydata_declined: str
    mydata_settings: str
    mydata_confirm: str
    mydata_confirm_admission: str
    mydata_erased: str
    mydata_admins_only: str
    button_erase: str
    button_erase_all: str
    button_erase_but_admission: str
    button_cancel: str

    # Editors.
    editors_only: str
    document_not_for_you: str
    file_too_big: str
    file_type: str
    file_unreadable: str
    reading: str
    proposal_header: str
    proposal_size: str
    proposal_file: str
    proposal_none: str
    proposal_guessed: str
    proposal_dropped: str
    proposal_dropped_more: str
    proposal_recurs: str
    proposal_nothing_dropped: str
    proposal_duplicate: str
    proposal_similar: str
    proposal_new_version: str
    proposal_gone: str
    proposal_discarded: str
    proposal_added: str
    proposal_replaced: str
    several_found: str
    several_added: str
    several_fields: str
    field_day: str
    field_other: str
    field_help: str
    undone: str
    undo_gone: str
    remove_usage: str
    remove_confirm: str
    remove_kept: str
    removed: str
    rebuild_waiting: str
    rebuild_started: str
    rebuild_stage_read: str
    rebuild_stage_embed: str
    rebuild_stage_write: str
    rebuild_stage_compile: str
    rebuild_done: str
    rebuild_unchanged: str
    rebuild_skipped: str
    rebuild_failed: str
    rebuild_busy: str
    rebuild_stopped: str

    # When something is wrong.
    failed: str
    failed_note: str
    unanswered: str
    search_down: str
    search_down_untold: str

    starting: str

    # To the admins.
    deaf: str
    deaf_over: str
    deaf_reasons: Mapping[str, str]

    def day(self, value: dt.date) -> str:
        """A calendar day in words."""
        return self.shared.day_in_words(value)
