"""The bot's texts in English."""

from __future__ import annotations

from typing import Final

from bot.texts import shared, talk
from bot.texts.telegram import TelegramTexts

EN: Final = TelegramTexts(
    language="en",
    shared=shared.EN,
    # Who the bot is.
    description=(
        "Ask a question. The answer is always a verbatim quote from an article, with its source."
        " Wortlaut never writes anything itself; if no article holds the answer, it says so."
    ),
    short_description="Answers questions with verbatim quotes from articles, each with its source.",
    commands=(
        ("ask", "Ask a question"),
        ("from", "Ask one publisher only"),
        ("timeline", "What was written when"),
        ("check", "Check a quotation"),
        ("sources", "The articles in the corpus"),
        ("article", "Read an article"),
        ("language", "Language in this chat"),
        ("quiet", "What I answer in a group"),
        ("status", "State of the corpus"),
        ("privacy", "What is stored"),
        ("mydata", "What is stored about you; delete it"),
        ("help", "How it works"),
    ),
    editor_commands=(
        ("reindex", "Read the corpus anew"),
        ("remove", "Remove an article"),
        ("allow", "Let someone ask"),
        ("revoke", "Take that back"),
    ),
    start=(
        "Hello! Send me a question, the way you would put it to an archivist.\n\n"
        "I answer with the passages from {articles:article/articles} that answer it: word for word, each"
        " with its source. The sentence that answers is bold. If nothing in the corpus answers, I"
        " say so.\n\n"
        "/help has the rest."
    ),
    start_examples="For example:",
    start_inline=(
        "In any chat, type {bot} and your question after it, without sending. After a moment the"
        " quotes appear; tap one and it stands in the chat with its source.\n\n"
        "If the list stays empty, the corpus does not hold the answer. Ask here instead: I give the"
        " reason and the nearest passages."
    ),
    help=(
        "Asking: just write your question, at most {max_chars} characters. Edit the message and the"
        " answer changes with it.\n\n"
        "“And when?” or “Is that true?”, written as a reply to a message, looks for what that says."
        " “since October”, “in January 2025”, “last week” searches the articles of those days, not"
        " those without a date; “All days” lifts that. What was searched then stands above the"
        " quote.\n\n"
        "Below the answer: “In context” opens the article at the quote, “More” the next"
        " passages, “Source” opens the article on the web at the quoted sentence. “Share” hands the"
        " quote with its source on to another chat, 📋 puts both on your clipboard where they"
        " are short enough. 👍 and 👎 help to improve.\n\n"
        "The sentence that answers is bold, or in italics where that is not sure. A folded block"
        " holds the whole quote or the rest of it; a tap unfolds it.\n\n"
        "/from publisher question: answer from that publisher only\n"
        "/timeline question: the passages by their date, the oldest first\n"
        "/check quotation: is that in the corpus word for word? Forwarded texts with quotations"
        " are checked by themselves\n"
        "/export in reply to a quote: a file for Zotero and others\n"
        "/receipt id: the words of a receipt, and whether they still stand\n"
        "/sources: the articles in the corpus\n"
        "/article title: read an article\n"
        "/status: state of the corpus\n"
        "/language: German, English or as Telegram is set\n"
        "/privacy: what is stored\n"
        "/mydata: what is stored about you, and deleting it"
    ),
    help_group=(
        "In groups: /ask and the question after it, a reply to one of my messages, or a mention of"
        " {bot}. /ask or {bot} as a reply to someone's message looks for what it says. /quiet sets"
        " what I answer. In any other chat: type {bot} and the question, without sending."
    ),
    help_editor=(
        "For editors: send me a file ({formats}; at most 20 MB) or a link. I show what I recognised"
        " and what I dropped, and add the article once you agree. Lines such as “Publisher: …” or"
        " “Date: …” below the file or in a reply to the proposal win. For a day “Undo” takes it"
        " back.\n\n"
        "/reindex: read the corpus anew\n"
        "/remove: remove an article\n"
        "/allow: who waits and who may ask; /allow code lets someone ask\n"
        "/revoke number: take that back"
    ),
    privacy=(
        "What you write stays in the database until it is answered, so that no restart loses it; for"
        " {waiting_min} min at most, or until the bot runs again. After that a running number is left of"
        " it for {number_days} days. So that “And when?” has something to refer to, the latest"
        " {recent} questions of everybody stay in memory; a restart forgets them. For the buttons"
        " below an answer I remember which quotes it held and which message it stands under, for {days} days.\n\n"
        "Only if you, or in a group someone else, press 👍 or 👎 do I store the question with that"
        " rating, without a name, so that the operator can improve the search. Pressing the same"
        " button again deletes it.\n\n"
        "Whoever has been let in stands on a list with their name and Telegram number; so does"
        " whoever holds a code, until {waiting_days} days after it was last shown; the admins are"
        " sent the name. Who has decided about it, and how, is noted for {decision_days} days. What"
        " editors send and do not add, replace or remove is deleted after {upload_hours} hours. All of it lies on the operator's"
        " machine; nothing goes to third parties but Telegram, which carries every message. Only links"
        " that editors send are fetched.\n\n"
        "What is chosen with /language or /quiet is kept with the number of the chat until it is"
        " chosen otherwise or deleted.\n\n"
        "/mydata shows what is stored about you, and deletes it."
    ),
    privacy_logged="The operator has switched on that questions appear in the log.",
    privacy_not_logged="Your questions do not appear in the operator's log.",
    added_to_group=(
        "Hello! Ask with /ask or by replying to my messages; I answer with verbatim quotes and"
        " their sources."
    ),
    added_to_group_blind=(
        "I see mentions in this group only if group privacy is switched off at @BotFather or I am"
        " an administrator."
    ),
    # Answers.
    and_more="and {count} more",
    part="part {number} of {total}",
    sentence_broken="the sentence is longer than a message and goes on in the next one",
    shortened="shortened; the whole quote stands in the source",
    shortened_inside="shortened within a sentence; the whole quote stands in the source",
    not_in_corpus="That is not in the corpus.",
    unknown_words="No article mentions: {words}.",
    nearest_title="The nearest is “{title}”.",
    corpus_span="The corpus covers {first} to {last}.",
    nearest_header="No answer, only the nearest passages:",
    ask_what="What would you like to know?",
    ask_placeholder="Your question",
    question_empty="Please write your question as text. /help says what I can do.",
    question_too_long=(
        "The question has {length} characters; I can read at most {max_chars}. Please shorten it."
    ),
    no_passages="The corpus is empty.",
    talk={
        **talk.EN,
        "link": "A link alone is no question. I take articles from editors only, in a private chat; ask for what it says.",
    },
    # Quotations.
    export_which=(
        "Reply with /export to an answer of mine that quotes; behind it, unless it shall be the"
        " first, the format: {formats}."
    ),
    receipt_which="Which receipt? Its id stands behind the command: /q and some twenty letters and digits.",
    receipt_link="Receipt",
    check_which=(
        "Which quotation shall I check? Write it behind the command, or reply to a message with"
        " /check. A forwarded text is checked where something in it stands in quotation marks."
    ),
    # One publisher's articles.
    from_only="Only from: {name}",
    from_nothing="Of no article it is known which publisher it is from.",
    from_usage="/from, then the publisher and the question. There are: {names}",
    from_which="From which publisher?",
    from_unknown="There is no publisher “{name}” here. Which one do you mean?",
    # What is chosen for a chat.
    language_names={"de": "German", "en": "English"},
    language_which="In which language am I to answer here? Quotes stay as they are.",
    language_done="From now on I speak English here.",
    language_automatic="From now on I speak the language here that Telegram is set to.",
    quiet_which="In this group I answer {answers}. What am I to answer?",
    quiet_private="/quiet is for groups. Here I answer every message.",
    quiet_done="In this group I now answer {answers}.",
    answers={
        "all": "commands, mentions and replies to my messages",
        "mentions": "commands and mentions",
        "commands": "commands",
    },
    group_admins_only="Only the admins of the group can do that.",
    button_automatic="Automatic",
    button_answers={
        "all": "Commands, mentions, replies",
        "mentions": "Commands and mentions",
        "commands": "Only commands",
    },
    # Buttons.
    button_context="In context",
    button_source="Source",
    button_share="Share",
    button_further="More ({count}) ›",
    button_nearest="Show the nearest passages",
    button_back="‹ Back to the quote",
    button_all_days="All days",
    button_ask_again="Ask again",
    button_add="Add",
    button_discard="Discard",
    button_remove="Remove",
    button_keep="Keep",
    button_replace="Replace the one there is",
    button_new_version="Add as a new version",
    button_add_all="Add all new ones",
    button_undo="Undo",
    old_index="The corpus has been read anew since. “Ask again” searches the present one.",
    old_button="This button is too old. Please ask the question again.",
    question_gone="Your question is no longer there. Please write it again.",
    thanks_up="Thank you! Question and 👍 are stored. Press again to delete them.",
    thanks_down="Thank you! Question and 👎 are stored. Press again to delete them.",
    rating_withdrawn="The rating and the question are deleted.",
    feedback_without_question="The question is no longer there, so I cannot store the rating.",
    # Inline mode.
    inline_type="Type a question and wait (do not send)",
    inline_nothing="Not in the corpus · why?",
    inline_gone="This quote is not here any more",
    inline_unsure="Not sure",
    inline_too_fast="Too many questions · again in {seconds:second/seconds}",
    inline_no_access="You have no access yet · get it",
    inline_down="Searching is not possible right now",
    # Articles and status.
    sources_header="{count:article/articles} in the corpus",
    sources_empty="There is no article in the corpus yet.",
    article_which="Which article? /article and a word of its title after it; /sources lists all.",
    article_unknown="No article matches “{name}”. /sources lists all.",
    article_several="Several articles match “{name}”:",
    article_gone="This article is no longer in the corpus.",
    article_words="{words:word/words}",
    article_open="Read at the publisher's",
    undated="undated",
    status=(
        "{articles:article/articles}, {passages:passage/passages}, {sentences:sentence/sentences}\n"
        "Read: {built}\n"
        "Period: {span}\n"
        "Model: {model}"
    ),
    status_rebuilding="The corpus is being read anew; I go on answering.",
    # Who may ask.
    not_allowed="This bot is not public. Its operator can let you in by your number {id}.",
    not_allowed_group=(
        "This bot is not public. Its operator can let this group in by its number {id}."
    ),
    pairing_code=(
        "This bot is not public. Give its operator this code to be let in:\n\n"
        "{code}\n\n"
        "It holds for {days} days; you will hear of it here. Your Telegram number is {id}."
    ),
    pairing_code_group=(
        "This bot is not public. Give its operator this code to have this group let in:\n\n"
        "{code}\n\n"
        "It holds for {days} days; it will be said here. The group has the number {id}."
    ),
    paired="You have been let in. Ask your question!",
    declined="The operator has declined the request.",
    button_admit="Admit",
    button_decline="Decline",
    request_user="{name} ({id}) would like to ask. Code: {code}",
    request_group="The group “{name}” ({id}) would like to ask. Code: {code}",
    requests_many="Many would like to be let in just now. /allow lists who waits.",
    request_admitted="Admitted by {admin}: {name} ({id})",
    request_declined="Declined by {admin}: {name} ({id})",
    request_gone="This request no longer holds. /allow lists who waits.",
    already_admitted="Already admitted by {admin}.",
    already_declined="Already declined by {admin}.",
    command_line="the command line",
    allow_waiting="Waiting: {count}",
    allow_waits="waits",
    allow_usage="/allow and the code the bot has shown after it, or a Telegram number.",
    allow_done="{name} ({id}) may ask now.",
    allow_unknown="“{code}” is no code that still holds.",
    allow_list="Let in:",
    allow_list_empty="Nobody has been let in by name so far.",
    revoke_usage="/revoke and the number from the list of /allow after it.",
    revoke_done="{id} is no longer let in.",
    revoke_unknown="{id} is not on the list.",
    revoke_allowed="{id} is not on the list, but the settings still let {id} ask.",
    rate_user=(
        "Those were many messages in a short time. I answer you again in {seconds:second/seconds};"
        " this message, and what you ask until then, stay without an answer."
    ),
    rate_chat=(
        "Those were many messages in a short time. I answer in this chat again in"
        " {seconds:second/seconds}; this message, and what is asked until then, stay without an"
        " answer."
    ),
    # What is stored about someone.
    mydata_person="This is stored about you and this chat:",
    mydata_group=(
        "This is stored about this group (/mydata in a private chat shows what is stored about"
        " yourself):"
    ),
    mydata_nothing="Nothing is stored about you and this chat.",
    mydata_nothing_group="Nothing is stored about this group.",
    mydata_answers=(
        "Answers remembered in this chat, for the buttons: {count}. The oldest is of {day}; after"
        " {days} days they are deleted."
    ),
    mydata_unanswered="Still to be answered, and stored until then: {count}",
    mydata_topics=("In memory only, until the next restart: the latest questions ({count})."),
    mydata_language="Language chosen for this chat: {language}",
    mydata_quiet="Chosen for this group: {answers} are answered",
    mydata_ratings="Ratings with their questions, in all chats: {count}",
    mydata_uploads="Files waiting for your yes: {count}",
    mydata_undos="Changes to the corpus that you can still take back: {count}",
    mydata_admitted="Let in as “{name}” since {day}.",
    mydata_waiting="Waiting to be let in as “{name}”, last asked on {day}.",
    mydata_declined=(
        "The request was declined on {day}. That is noted for {days} days, even if all else is"
        " deleted."
    ),
    mydata_settings=(
        "The Telegram number stands in the operator's settings; only they can strike it there."
    ),
    mydata_confirm="Really delete it? Buttons below earlier answers will no longer work.",
    mydata_confirm_admission=(
        "“Delete all” deletes the admission as well: to ask again, a new one would be needed."
    ),
    mydata_erased="Deleted.",
    mydata_admins_only="What is stored about the group can be deleted by its admins only.",
    button_erase="Delete …",
    button_erase_all="Delete all",
    button_erase_but_admission="Delete, but stay let in",
    button_cancel="Cancel",
    # Editors.
    editors_only="Only editors can do that.",
    document_not_for_you="Only editors can add articles. Questions are welcome.",
    file_too_big="The file has {size} MB; Telegram gives bots at most 20 MB. Please send less.",
    file_type="I cannot read this kind of file ({suffix}). I take: {formats}.",
    file_unreadable="This makes no article: {reason}",
    reading="Reading “{name}” …",
    proposal_header="I recognised:",
    proposal_size="Length: {words:word/words} in {paragraphs:paragraph/paragraphs}",
    proposal_file="File",
    proposal_none="not recognised",
    proposal_guessed="Guessed: {fields}. What is wrong, ✎ corrects, or a reply to this message such as “Date: 18.01.2025”.",
    proposal_dropped="Dropped:",
    proposal_dropped_more="… and {count:more line/more lines}",
    proposal_recurs="{line} (recurs in {count:other article/other articles})",
    proposal_nothing_dropped="Nothing was dropped.",
    proposal_duplicate="The same text is in the corpus already: {article}.",
    proposal_similar="What is in the corpus already is much like it: {article}.",
    proposal_new_version="The same address with another text: a new version of {article}. Only the new one is quoted then; the old one is kept.",
    proposal_gone="This proposal is no longer there. Please send the file again.",
    proposal_discarded="Discarded: “{title}”.",
    proposal_added="Added: “{title}” ({article}).",
    proposal_replaced="Replaced: “{title}” ({article}).",
    several_found=(
        "“{name}”: {entries:entry/entries}, of which {added:new article/new articles},"
        " {repeated} there already, {skipped} skipped."
    ),
    several_added=(
        "“{name}”: {added:article/articles} added, {repeated} there already, {skipped} skipped."
    ),
    several_fields="Read as: {fields}",
    field_day="{label} of “{name}”? Reply to this message, like this: 18.01.2025",
    field_other="{label} of “{name}”? Reply to this message.",
    field_help=(
        "To correct it, reply to the proposal, for example with “Date: 18.01.2025”; title, publisher,"
        " address and authors as well, each on a line of its own."
    ),
    undone="Taken back: “{title}”.",
    undo_gone="That can no longer be taken back.",
    remove_usage="Remove which article? Or /remove and a word of the title after it.",
    remove_confirm="Remove “{title}” ({article}) from the corpus? Its file is deleted.",
    remove_kept="Kept: “{title}”.",
    removed="Removed: “{title}” ({article}).",
    rebuild_waiting="Another run is under way; this one comes after it.",
    rebuild_started="Reading the corpus anew …",
    rebuild_stage_read="Reading files: {done} of {total}",
    rebuild_stage_embed="Embedding texts: {done} of {total}",
    rebuild_stage_write="Writing the index: {done} of {total}",
    rebuild_stage_compile="Preparing the model: {done} of {total}",
    rebuild_done=(
        "Done: {articles:article/articles}, {passages:passage/passages}; {new} new, {changed} changed, {removed}"
        " removed; {seconds} s. I answer from it from now on."
    ),
    rebuild_unchanged="Nothing has changed: {articles:article/articles}, {passages:passage/passages}.",
    rebuild_skipped="Skipped: {path} ({reason})",
    rebuild_failed="Reading failed: {reason} The corpus as it was stays in force.",
    rebuild_busy="Someone else is reading the corpus just now. Try /reindex afterwards.",
    rebuild_stopped="The bot was stopped; it will make up for this at its next start.",
    # When something is wrong.
    failed="That did not work. Please try again.",
    unanswered=(
        "I could not answer your message of {asked}: for an hour nothing got through to you. Please"
        " write it again."
    ),
    failed_note="(error {id})",
    search_down="Searching is not possible right now; the operator has been told.",
    search_down_untold="Searching is not possible right now; I have not reached the operator yet.",
    starting=(
        "I am starting, which can take a few minutes. Then I will answer; there is no need to send"
        " anything again."
    ),
    # To the editors.
    deaf="For {minutes} min no messages have reached me: {reason}. I keep trying.",
    deaf_over="For {minutes} min no messages reached me: {reason}. Now they do again.",
    deaf_reasons={
        "unreachable": "Telegram could not be reached",
        "status": "Telegram refused to hand them over",
        "refused": "Telegram refused the token",
        "conflict": "another program uses the same token",
        "garbled": "Telegram's answer could not be read",
        "undelivered": "Telegram could not reach the webhook",
    },
)
