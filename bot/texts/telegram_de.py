"""The bot's texts in German."""

from __future__ import annotations

from typing import Final

from bot.texts import shared, talk
from bot.texts.telegram import TelegramTexts

DE: Final = TelegramTexts(
    language="de",
    shared=shared.DE,
    # Who the bot is.
    description=(
        "Stellen Sie eine Frage. Die Antwort ist immer ein wörtliches Zitat aus einem Artikel, mit"
        " Quelle. Wortlaut schreibt nie selbst; steht die Antwort in keinem Artikel, sagt es das."
    ),
    short_description="Beantwortet Fragen mit wörtlichen Zitaten aus Artikeln, jedes mit Quelle.",
    commands=(
        ("frage", "Eine Frage stellen"),
        ("von", "Nur eine Zeitung fragen"),
        ("chronik", "Was wann geschrieben wurde"),
        ("pruefen", "Ein Zitat prüfen"),
        ("quellen", "Die Artikel im Bestand"),
        ("artikel", "Einen Artikel lesen"),
        ("sprache", "Sprache in diesem Chat"),
        ("ruhe", "Worauf ich in einer Gruppe antworte"),
        ("status", "Stand des Bestands"),
        ("datenschutz", "Was gespeichert wird"),
        ("meinedaten", "Was über Sie gespeichert ist; löschen"),
        ("hilfe", "So funktioniert es"),
    ),
    editor_commands=(
        ("reindex", "Bestand neu einlesen"),
        ("remove", "Einen Artikel entfernen"),
        ("allow", "Jemanden freischalten"),
        ("revoke", "Eine Freischaltung zurücknehmen"),
    ),
    start=(
        "Guten Tag! Schreiben Sie mir eine Frage, zum Beispiel so, wie Sie sie einem Archivar"
        " stellen würden.\n\n"
        "Ich antworte mit den Stellen aus {articles:Artikel/Artikeln}, die sie beantworten: Wort für Wort,"
        " mit Quelle. Der Satz, der antwortet, ist fett. Steht nichts dazu im Bestand, sage ich"
        " das.\n\n"
        "/hilfe erklärt den Rest."
    ),
    start_examples="Zum Beispiel:",
    start_inline=(
        "In jedem Chat können Sie {bot} und dahinter Ihre Frage tippen, ohne abzusenden. Nach einem"
        " Augenblick erscheinen die Zitate; tippen Sie eines an, steht es mit Quelle im Chat.\n\n"
        "Bleibt die Liste leer, steht die Antwort nicht im Bestand. Fragen Sie dann hier: ich nenne"
        " den Grund und die nächstgelegenen Stellen."
    ),
    help=(
        "Fragen: Schreiben Sie einfach Ihre Frage, höchstens {max_chars} Zeichen. Ändern Sie die"
        " Nachricht, ändert sich die Antwort.\n\n"
        "„Und wann?“ oder „Stimmt das?“, als Antwort auf eine Nachricht geschrieben, sucht nach dem,"
        " was dort steht. „seit Oktober“, „im Januar 2025“, „letzte Woche“ sucht in Artikeln dieser"
        " Tage, nicht in solchen ohne Datum; „Alle Tage“ hebt das auf. Was gesucht wurde, steht"
        " dann über dem Zitat.\n\n"
        "Unter der Antwort: „Im Zusammenhang“ öffnet den Artikel am Zitat, „Weitere“ die nächsten"
        " Stellen, „Quelle“ öffnet den Artikel im Netz am zitierten Satz. „Teilen“ gibt das Zitat"
        " mit seiner Quelle in einen anderen Chat, 📋 legt beides in die Zwischenablage,"
        " wenn es kurz genug ist. 👍 und 👎 helfen beim Verbessern.\n\n"
        "Fett ist der Satz, der antwortet; kursiv, wenn das unsicher ist. Ein eingeklappter Block"
        " enthält das ganze Zitat oder seinen Rest; antippen klappt ihn auf.\n\n"
        "/von Zeitung Frage: nur aus dieser Zeitung antworten\n"
        "/chronik Frage: die Stellen nach ihrem Datum, die älteste zuerst\n"
        "/pruefen Zitat: steht das wörtlich im Bestand? Weitergeleitete Texte mit Zitaten werden"
        " von selbst geprüft\n"
        "/export als Antwort auf ein Zitat: eine Datei für Zotero und andere\n"
        "/beleg Nummer: die Wörter eines Belegs, und ob sie noch so dastehen\n"
        "/quellen: die Artikel im Bestand\n"
        "/artikel Titel: einen Artikel lesen\n"
        "/status: Stand des Bestands\n"
        "/sprache: Deutsch, Englisch oder wie bei Telegram eingestellt\n"
        "/datenschutz: was gespeichert wird\n"
        "/meinedaten: was über Sie gespeichert ist, und löschen"
    ),
    help_group=(
        "In Gruppen: /frage und dahinter die Frage, eine Antwort auf eine meiner Nachrichten, oder"
        " {bot} erwähnen. /frage oder {bot} als Antwort auf eine fremde Nachricht sucht nach deren"
        " Text. /ruhe stellt ein, worauf ich antworte. In jedem anderen Chat: {bot} und die Frage tippen, ohne abzusenden."
    ),
    help_editor=(
        "Für die Redaktion: Schicken Sie mir eine Datei ({formats}; höchstens 20 MB) oder einen"
        " Link. Ich zeige, was ich erkannt und weggelassen habe, und nehme den Artikel erst auf,"
        " wenn Sie zustimmen. Zeilen wie „Zeitung: …“ oder „Datum: …“ unter der Datei oder in einer"
        " Antwort auf den Vorschlag gehen vor. Ein Tag lang nimmt „Rückgängig“ es zurück.\n\n"
        "/reindex: Bestand neu einlesen\n"
        "/remove: einen Artikel entfernen\n"
        "/allow: wer wartet, wer freigeschaltet ist; /allow Code schaltet frei\n"
        "/revoke Nummer: eine Freischaltung zurücknehmen"
    ),
    privacy=(
        "Was Sie schreiben, steht in der Datenbank, bis es beantwortet ist, damit es kein Neustart"
        " verliert; höchstens {waiting_min} min lang, oder bis der Bot wieder läuft. Danach bleibt davon"
        " {number_days} Tage lang eine laufende Nummer. Damit „Und wann?“ einen Bezug hat, bleiben die letzten"
        " {recent} Fragen aller im Arbeitsspeicher; ein Neustart vergisst sie. Für die Knöpfe unter einer Antwort merke ich mir,"
        " welche Zitate sie enthielt und unter welcher Nachricht sie steht, {days} Tage lang.\n\n"
        "Nur wenn Sie, in einer Gruppe auch jemand anders, 👍 oder 👎 drücken, speichere ich die"
        " Frage zusammen mit der Bewertung, ohne Namen, damit der Betreiber die Suche verbessern"
        " kann. Ein zweiter Druck auf denselben Knopf löscht sie wieder.\n\n"
        "Wer freigeschaltet ist, steht mit Namen und Telegram-Nummer auf einer Liste; wer einen"
        " Code hat, ebenso, bis {waiting_days} Tage, nachdem er zuletzt gezeigt wurde; die Admins"
        " bekommen den Namen geschickt. Wer darüber entschieden hat und wie, ist {decision_days}"
        " Tage lang vermerkt. Was die Redaktion schickt und nicht aufnimmt, ersetzt oder entfernt,"
        " wird nach {upload_hours} Stunden gelöscht. Alles"
        " liegt auf dem Rechner des Betreibers; nichts geht an Dritte außer an Telegram, das jede"
        " Nachricht befördert. Abgerufen werden nur Links, die die Redaktion schickt.\n\n"
        "Was mit /sprache oder /ruhe gewählt wird, bleibt mit der Nummer des Chats"
        " gespeichert, bis es anders gewählt oder gelöscht wird.\n\n"
        "/meinedaten zeigt, was über Sie gespeichert ist, und löscht es."
    ),
    privacy_logged="Der Betreiber hat eingeschaltet, dass Fragen im Protokoll erscheinen.",
    privacy_not_logged="Im Protokoll des Betreibers erscheinen Ihre Fragen nicht.",
    added_to_group=(
        "Guten Tag! Fragen Sie mit /frage oder als Antwort auf meine Nachrichten; ich antworte mit"
        " wörtlichen Zitaten und Quellen."
    ),
    added_to_group_blind=(
        "Erwähnungen sehe ich in dieser Gruppe nur, wenn die Gruppen-Privatsphäre bei @BotFather"
        " ausgeschaltet ist oder ich Administrator bin."
    ),
    # Answers.
    and_more="und noch {count}",
    part="Teil {number} von {total}",
    sentence_broken="der Satz ist länger als eine Nachricht und geht in der nächsten weiter",
    shortened="gekürzt; das ganze Zitat steht in der Quelle",
    shortened_inside="mitten im Satz gekürzt; das ganze Zitat steht in der Quelle",
    not_in_corpus="Das steht nicht im Bestand.",
    unknown_words="In keinem Artikel kommt vor: {words}.",
    nearest_title="Am nächsten kommt „{title}“.",
    corpus_span="Der Bestand reicht vom {first} bis zum {last}.",
    nearest_header="Keine Antwort, nur die nächstgelegenen Stellen:",
    ask_what="Was möchten Sie wissen?",
    ask_placeholder="Ihre Frage",
    question_empty="Bitte schreiben Sie Ihre Frage als Text. /hilfe erklärt, was ich kann.",
    question_too_long=(
        "Die Frage hat {length} Zeichen; ich kann höchstens {max_chars} lesen. Bitte kürzen Sie"
        " sie."
    ),
    no_passages="Der Bestand ist leer.",
    talk={
        **talk.DE,
        "link": "Ein Link allein ist keine Frage. Artikel nehme ich nur von der Redaktion auf, im privaten Chat; fragen Sie nach dem, was darin steht.",
    },
    # Quotations.
    export_which=(
        "Antworten Sie mit /export auf eine Antwort von mir, die zitiert; dahinter, wenn es nicht das"
        " erste sein soll, das Format: {formats}."
    ),
    receipt_which="Welcher Beleg? Seine Nummer steht hinter dem Befehl: /q und etwa zwanzig Buchstaben und Ziffern.",
    receipt_link="Beleg",
    check_which=(
        "Welches Zitat soll ich prüfen? Schreiben Sie es hinter den Befehl, oder antworten Sie mit"
        " /pruefen auf eine Nachricht. Ein weitergeleiteter Text wird geprüft, wenn darin etwas in"
        " Anführungszeichen steht."
    ),
    # One publisher's articles.
    from_only="Nur aus: {name}",
    from_nothing="Bei keinem Artikel ist bekannt, aus welcher Zeitung er ist.",
    from_usage="/von, dahinter die Zeitung und die Frage. Es gibt: {names}",
    from_which="Aus welcher Zeitung?",
    from_unknown="Eine Zeitung „{name}“ gibt es hier nicht. Welche meinen Sie?",
    # What is chosen for a chat.
    language_names={"de": "Deutsch", "en": "Englisch"},
    language_which="In welcher Sprache soll ich hier antworten? Zitate bleiben, wie sie sind.",
    language_done="Ab jetzt spreche ich hier Deutsch.",
    language_automatic="Ab jetzt spreche ich hier die Sprache, die bei Telegram eingestellt ist.",
    quiet_which="In dieser Gruppe antworte ich auf {answers}. Worauf soll ich antworten?",
    quiet_private="/ruhe gilt in Gruppen. Hier antworte ich auf jede Nachricht.",
    quiet_done="In dieser Gruppe antworte ich jetzt auf {answers}.",
    answers={
        "all": "Befehle, Erwähnungen und Antworten auf meine Nachrichten",
        "mentions": "Befehle und Erwähnungen",
        "commands": "Befehle",
    },
    group_admins_only="Das können nur die Admins der Gruppe.",
    button_automatic="Automatisch",
    button_answers={
        "all": "Befehle, Erwähnungen, Antworten",
        "mentions": "Befehle und Erwähnungen",
        "commands": "Nur Befehle",
    },
    # Buttons.
    button_context="Im Zusammenhang",
    button_source="Quelle",
    button_share="Teilen",
    button_further="Weitere ({count}) ›",
    button_nearest="Nächstgelegene Stellen zeigen",
    button_back="‹ Zurück zum Zitat",
    button_ask_again="Neu fragen",
    button_all_days="Alle Tage",
    button_add="Aufnehmen",
    button_discard="Verwerfen",
    button_remove="Entfernen",
    button_keep="Behalten",
    button_replace="Den vorhandenen ersetzen",
    button_new_version="Als neue Fassung aufnehmen",
    button_add_all="Alle neuen aufnehmen",
    button_undo="Rückgängig",
    old_index="Der Bestand wurde seither neu eingelesen. „Neu fragen“ sucht im jetzigen.",
    old_button="Dieser Knopf ist zu alt. Bitte stellen Sie die Frage noch einmal.",
    question_gone="Ihre Frage ist nicht mehr da. Bitte schreiben Sie sie noch einmal.",
    thanks_up="Danke! Frage und 👍 sind gespeichert. Noch einmal drücken löscht sie.",
    thanks_down="Danke! Frage und 👎 sind gespeichert. Noch einmal drücken löscht sie.",
    rating_withdrawn="Die Bewertung und die Frage sind gelöscht.",
    feedback_without_question=(
        "Die Frage ist nicht mehr da, deshalb kann ich die Bewertung nicht speichern."
    ),
    # Inline mode.
    inline_type="Frage tippen, kurz warten (nicht absenden)",
    inline_nothing="Nicht im Bestand · warum?",
    inline_gone="Dieses Zitat ist nicht mehr da",
    inline_unsure="Unsicher",
    inline_too_fast="Zu viele Fragen · weiter in {seconds:Sekunde/Sekunden}",
    inline_no_access="Nicht freigeschaltet · Zugang?",
    inline_down="Die Suche ist gerade nicht möglich",
    # Articles and status.
    sources_header="{count:Artikel/Artikel} im Bestand",
    sources_empty="Noch ist kein Artikel im Bestand.",
    article_which=(
        "Welchen Artikel? /artikel und dahinter ein Wort aus dem Titel; /quellen nennt alle."
    ),
    article_unknown="Kein Artikel passt zu „{name}“. /quellen nennt alle.",
    article_several="Mehrere Artikel passen zu „{name}“:",
    article_gone="Diesen Artikel gibt es im Bestand nicht mehr.",
    article_words="{words:Wort/Wörter}",
    article_open="Bei der Zeitung lesen",
    undated="ohne Datum",
    status=(
        "{articles:Artikel/Artikel}, {passages:Passage/Passagen}, {sentences:Satz/Sätze}\n"
        "Eingelesen: {built}\n"
        "Zeitraum: {span}\n"
        "Modell: {model}"
    ),
    status_rebuilding="Der Bestand wird gerade neu eingelesen; Fragen beantworte ich weiter.",
    # Who may ask.
    not_allowed=(
        "Dieser Bot ist nicht öffentlich. Wer ihn betreibt, kann Sie mit Ihrer Nummer {id}"
        " freischalten."
    ),
    not_allowed_group=(
        "Dieser Bot ist nicht öffentlich. Wer ihn betreibt, kann diese Gruppe mit ihrer Nummer {id}"
        " freischalten."
    ),
    pairing_code=(
        "Dieser Bot ist nicht öffentlich. Geben Sie dem Betreiber diesen Code, dann schaltet er Sie"
        " frei:\n\n"
        "{code}\n\n"
        "Er gilt {days} Tage; Sie hören hier davon. Ihre Telegram-Nummer ist {id}."
    ),
    pairing_code_group=(
        "Dieser Bot ist nicht öffentlich. Geben Sie dem Betreiber diesen Code, dann schaltet er"
        " diese Gruppe frei:\n\n"
        "{code}\n\n"
        "Er gilt {days} Tage; hier wird davon zu lesen sein. Die Gruppe hat die Nummer {id}."
    ),
    paired="Sie sind freigeschaltet. Stellen Sie Ihre Frage!",
    declined="Der Betreiber hat die Anfrage abgelehnt.",
    button_admit="Freischalten",
    button_decline="Ablehnen",
    request_user="{name} ({id}) möchte fragen. Code: {code}",
    request_group="Die Gruppe „{name}“ ({id}) möchte fragen. Code: {code}",
    requests_many="Gerade wollen viele freigeschaltet werden. /allow nennt, wer wartet.",
    request_admitted="Freigeschaltet von {admin}: {name} ({id})",
    request_declined="Abgelehnt von {admin}: {name} ({id})",
    request_gone="Diese Anfrage gilt nicht mehr. /allow nennt, wer wartet.",
    already_admitted="Schon freigeschaltet von {admin}.",
    already_declined="Schon abgelehnt von {admin}.",
    command_line="der Kommandozeile",
    allow_waiting="Auf eine Freischaltung warten ({count}):",
    allow_waits="wartet",
    allow_usage="/allow und dahinter der Code, den der Bot gezeigt hat, oder eine Telegram-Nummer.",
    allow_done="{name} ({id}) darf jetzt fragen.",
    allow_unknown="„{code}“ ist kein Code, der noch gilt.",
    allow_list="Freigeschaltet:",
    allow_list_empty="Bisher ist niemand eigens freigeschaltet.",
    revoke_usage="/revoke und dahinter die Nummer aus der Liste von /allow.",
    revoke_done="{id} ist nicht mehr freigeschaltet.",
    revoke_unknown="{id} steht nicht auf der Liste.",
    revoke_allowed="{id} steht nicht auf der Liste, darf nach den Einstellungen aber fragen.",
    rate_user=(
        "Das waren viele Nachrichten in kurzer Zeit. In {seconds:Sekunde/Sekunden} antworte ich"
        " Ihnen wieder; diese Nachricht und was Sie bis dahin fragen, bleiben ohne Antwort."
    ),
    rate_chat=(
        "Das waren viele Nachrichten in kurzer Zeit. In {seconds:Sekunde/Sekunden} antworte ich"
        " in diesem Chat wieder; diese Nachricht und was bis dahin gefragt wird, bleiben ohne"
        " Antwort."
    ),
    # What is stored about someone.
    mydata_person="Das ist über Sie und diesen Chat gespeichert:",
    mydata_group=(
        "Das ist über diese Gruppe gespeichert (was über Sie selbst gespeichert ist, zeigt"
        " /meinedaten im privaten Chat):"
    ),
    mydata_nothing="Über Sie und diesen Chat ist nichts gespeichert.",
    mydata_nothing_group="Über diese Gruppe ist nichts gespeichert.",
    mydata_answers=(
        "Gemerkte Antworten in diesem Chat, für die Knöpfe: {count}. Die älteste ist vom {day};"
        " nach {days} Tagen werden sie gelöscht."
    ),
    mydata_unanswered="Noch zu beantworten, und bis dahin gespeichert: {count}",
    mydata_topics=(
        "Nur im Arbeitsspeicher, bis zum nächsten Neustart: die letzten Fragen ({count})."
    ),
    mydata_language="Sprache, die für diesen Chat gewählt ist: {language}",
    mydata_quiet="Für diese Gruppe gewählt: Antwort auf {answers}",
    mydata_ratings="Bewertungen mit ihrer Frage, in allen Chats: {count}",
    mydata_uploads="Dateien, die auf Ihr Ja warten: {count}",
    mydata_undos="Änderungen am Bestand, die Sie noch zurücknehmen können: {count}",
    mydata_admitted="Freigeschaltet als „{name}“ seit {day}.",
    mydata_waiting="Wartet auf Freischaltung als „{name}“, zuletzt gefragt am {day}.",
    mydata_declined=(
        "Die Anfrage wurde am {day} abgelehnt. Das bleibt {days} Tage vermerkt, auch wenn alles"
        " andere gelöscht wird."
    ),
    mydata_settings=(
        "Die Telegram-Nummer steht in den Einstellungen des Betreibers; nur er kann sie dort"
        " streichen."
    ),
    mydata_confirm="Wirklich löschen? Knöpfe unter früheren Antworten wirken dann nicht mehr.",
    mydata_confirm_admission=(
        "„Alles löschen“ löscht auch die Freischaltung: um wieder zu fragen, wäre eine neue nötig."
    ),
    mydata_erased="Gelöscht.",
    mydata_admins_only="Was über die Gruppe gespeichert ist, können nur ihre Admins löschen.",
    button_erase="Löschen …",
    button_erase_all="Alles löschen",
    button_erase_but_admission="Löschen, aber freigeschaltet bleiben",
    button_cancel="Abbrechen",
    # Editors.
    editors_only="Das kann nur die Redaktion.",
    document_not_for_you="Artikel kann nur die Redaktion aufnehmen. Fragen beantworte ich gern.",
    file_too_big=(
        "Die Datei hat {size} MB; Telegram gibt Bots höchstens 20 MB. Bitte schicken Sie weniger."
    ),
    file_type="Diese Art Datei ({suffix}) kann ich nicht lesen. Ich nehme: {formats}.",
    file_unreadable="Daraus wird kein Artikel: {reason}",
    reading="Ich lese „{name}“ …",
    proposal_header="Erkannt habe ich:",
    proposal_size="Umfang: {words:Wort/Wörter} in {paragraphs:Absatz/Absätzen}",
    proposal_file="Datei",
    proposal_none="nicht erkannt",
    proposal_guessed="Geraten: {fields}. Was nicht stimmt, berichtigt ✎ oder eine Antwort auf diese Nachricht, etwa „Datum: 18.01.2025“.",
    proposal_dropped="Weggelassen:",
    proposal_dropped_more="… und {count:weitere Zeile/weitere Zeilen}",
    proposal_recurs="{line} (kehrt in {count:anderem Artikel/anderen Artikeln} wieder)",
    proposal_nothing_dropped="Nichts wurde weggelassen.",
    proposal_duplicate="Derselbe Text steht schon im Bestand: {article}.",
    proposal_similar="Sehr ähnlich ist, was schon im Bestand steht: {article}.",
    proposal_new_version="Dieselbe Webadresse mit anderem Text: eine neue Fassung von {article}. Zitiert wird dann nur die neue, die alte bleibt aufgehoben.",
    proposal_gone="Dieser Vorschlag ist nicht mehr da. Bitte schicken Sie die Datei noch einmal.",
    proposal_discarded="Verworfen: „{title}“.",
    proposal_added="Aufgenommen: „{title}“ ({article}).",
    proposal_replaced="Ersetzt: „{title}“ ({article}).",
    several_found=(
        "„{name}“: {entries:Eintrag/Einträge}, davon {added:neuer Artikel/neue Artikel},"
        " {repeated} schon im Bestand, {skipped} übersprungen."
    ),
    several_added=(
        "„{name}“: {added:Artikel/Artikel} aufgenommen, {repeated} schon im Bestand,"
        " {skipped} übersprungen."
    ),
    several_fields="Gelesen als: {fields}",
    field_day="{label} für „{name}“? Antworten Sie auf diese Nachricht, so: 18.01.2025",
    field_other="{label} für „{name}“? Antworten Sie auf diese Nachricht.",
    field_help=(
        "Zum Berichtigen antworten Sie auf den Vorschlag, zum Beispiel mit „Datum: 18.01.2025“;"
        " ebenso Titel, Zeitung, Webadresse und Autoren, jedes in einer Zeile."
    ),
    undone="Zurückgenommen: „{title}“.",
    undo_gone="Das lässt sich nicht mehr zurücknehmen.",
    remove_usage="Welchen Artikel entfernen? Oder /remove und dahinter ein Wort aus dem Titel.",
    remove_confirm="„{title}“ ({article}) aus dem Bestand entfernen? Die Datei wird gelöscht.",
    remove_kept="Behalten: „{title}“.",
    removed="Entfernt: „{title}“ ({article}).",
    rebuild_waiting="Ein anderer Durchgang läuft noch; danach kommt dieser.",
    rebuild_started="Der Bestand wird neu eingelesen …",
    rebuild_stage_read="Lese Dateien: {done} von {total}",
    rebuild_stage_embed="Bette Texte ein: {done} von {total}",
    rebuild_stage_write="Schreibe den Index: {done} von {total}",
    rebuild_stage_compile="Bereite das Modell vor: {done} von {total}",
    rebuild_done=(
        "Fertig: {articles:Artikel/Artikel}, {passages:Passage/Passagen}; {new} neu, {changed} geändert, {removed}"
        " entfernt; {seconds} s. Ich antworte ab jetzt daraus."
    ),
    rebuild_unchanged="Nichts hat sich geändert: {articles:Artikel/Artikel}, {passages:Passage/Passagen}.",
    rebuild_skipped="Übersprungen: {path} ({reason})",
    rebuild_failed="Das Einlesen ist gescheitert: {reason} Der bisherige Bestand bleibt in Kraft.",
    rebuild_busy=(
        "Jemand anders liest den Bestand gerade ein. Versuchen Sie es danach mit /reindex."
    ),
    rebuild_stopped="Der Bot wurde angehalten; beim nächsten Start wird das Einlesen nachgeholt.",
    # When something is wrong.
    failed="Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    failed_note="(Fehler {id})",
    unanswered=(
        "Ihre Nachricht von {asked} konnte ich nicht beantworten: Eine Stunde lang ging nichts an"
        " Sie hinaus. Bitte schreiben Sie sie noch einmal."
    ),
    search_down="Die Suche ist gerade nicht möglich; der Betreiber ist benachrichtigt.",
    search_down_untold=(
        "Die Suche ist gerade nicht möglich; den Betreiber habe ich noch nicht erreicht."
    ),
    starting=(
        "Ich starte gerade; das kann ein paar Minuten dauern. Danach antworte ich Ihnen, Sie brauchen"
        " nichts noch einmal zu schicken."
    ),
    # An die Redaktion.
    deaf="Seit {minutes} min kommen bei mir keine Nachrichten an: {reason}. Ich versuche es weiter.",
    deaf_over=(
        "{minutes} min lang kamen bei mir keine Nachrichten an: {reason}. Jetzt kommen sie wieder."
    ),
    deaf_reasons={
        "unreachable": "Telegram war nicht zu erreichen",
        "status": "Telegram hat die Abfrage abgelehnt",
        "refused": "Telegram hat den Token abgelehnt",
        "conflict": "ein anderes Programm benutzt denselben Token",
        "garbled": "Telegram hat Unlesbares geantwortet",
        "undelivered": "Telegram konnte den Webhook nicht erreichen",
    },
)
