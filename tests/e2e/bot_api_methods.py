"""The methods of the Bot API that the tests' server knows, and what each of them refuses."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict, deque

from tests.e2e import bot_api_html
from tests.e2e.bot_api_model import Call, Message, Refused, bad, check_button

BOT = {"id": 424242, "is_bot": True, "first_name": "Wortlaut", "username": "WortlautTestBot"}
MAX_UNITS = 4096
CALLBACK_LIFE_S = 15.0


class Methods:
    """What the bot can call, and all the server knows."""

    def __init__(self) -> None:
        self.me = {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.known_tags = set(bot_api_html.SUPPORTED)
        self.messages: dict[int, dict[int, Message]] = defaultdict(dict)
        self.chats: dict[int, dict] = {}
        self.blocked: set[int] = set()
        self.silenced: set[int] = set()
        self.without_reactions: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.group_admins: set[tuple[int, int]] = set()
        self.calls: list[Call] = []
        self.pressed: dict[str, dict] = {}
        self.inline: dict[str, dict] = {}
        self.commands: dict[tuple[str, str], list] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.files: dict[str, bytes] = {}
        self.hold_files: asyncio.Event | None = None
        self.webhook = ""
        self.webhook_secret: str | None = None
        self.allowed_updates: list[str] = []
        self.latency_s = 0.0
        self.messages_per_second: int | None = None
        self._sent_at: deque[float] = deque()
        self._updates: list[dict] = []
        self._update_ids = itertools.count(1000)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(77000)
        self._arrived = asyncio.Event()
        self._poller: asyncio.Event | None = None

    def do_getme(self, _: dict) -> dict:
        return self.me

    async def do_getupdates(self, p: dict) -> list[dict]:
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
                " to delete the webhook first",
            )
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        if "allowed_updates" in p:
            self.allowed_updates = json.loads(p["allowed_updates"])
        offset = int(p.get("offset") or 0)
        self._updates = [u for u in self._updates if u["update_id"] >= offset]
        deadline = time.monotonic() + float(p.get("timeout") or 0)
        while not self._updates and time.monotonic() < deadline:
            self._arrived.clear()
            waits = [asyncio.create_task(e.wait()) for e in (self._arrived, mine)]
            await asyncio.wait(
                waits, timeout=deadline - time.monotonic(), return_when=asyncio.FIRST_COMPLETED
            )
            for wait in waits:
                wait.cancel()
            if mine.is_set():
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one"
                    " bot instance is running",
                )
        if self._poller is mine:
            self._poller = None
        return self._updates[:100]

    def do_setwebhook(self, p: dict) -> bool:
        if not p.get("url", "").startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook, self.webhook_secret = p["url"], p.get("secret_token")
        return True

    def do_deletewebhook(self, _: dict) -> bool:
        self.webhook = ""
        return True

    def do_getwebhookinfo(self, _: dict) -> dict:
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }

    def do_sendmessage(self, p: dict) -> dict:
        chat = self.reachable(p)
        self.pace()
        parsed = self.formatted(p)
        reply_to = self.reply_target(chat, p)
        message = Message(
            chat,
            next(self._message_ids),
            self.bot_user,
            parsed.text,
            parsed.entities,
            self.keyboard(p),
            reply_to,
            p["text"],
        )
        self.messages[chat["id"]][message.id] = message
        return self.as_json(message)

    def do_senddocument(self, p: dict) -> dict:
        chat = self.reachable(p)
        self.pace()
        name, content = json.loads(p["document"])
        if not content:
            raise bad("file must be non-empty")
        number = next(self._message_ids)
        document = {
            "file_id": f"sent-{number}",
            "file_unique_id": f"sent{number}",
            "file_name": name,
            "file_size": len(content.encode()),
        }
        self.files[f"sent-{number}"] = content.encode()
        message = Message(
            chat,
            number,
            self.bot_user,
            reply_to=self.reply_target(chat, p),
            extra={"document": document},
        )
        self.messages[chat["id"]][message.id] = message
        return self.as_json(message)

    def do_editmessagetext(self, p: dict) -> dict:
        chat = self.reachable(p)
        message = self.own_message(chat, p, "edit")
        parsed, markup = self.formatted(p, editing=True), self.keyboard(p)
        new, old = (parsed.text, parsed.entities, markup), _content(message)
        if new == old:
            raise bad(
                "message is not modified: specified new message content and reply markup are"
                " exactly the same as a current content and reply markup of the message"
            )
        message.history.append(old)
        message.text, message.entities, message.markup = new
        message.html = p["text"]
        return self.as_json(message)

    def do_editmessagereplymarkup(self, p: dict) -> dict:
        chat = self.reachable(p)
        message, markup = self.own_message(chat, p, "edit"), self.keyboard(p)
        if markup == message.markup:
            raise bad(
                "message is not modified: specified new message content and reply markup are"
                " exactly the same as a current content and reply markup of the message"
            )
        message.history.append(_content(message))
        message.markup = markup
        return self.as_json(message)

    def do_getchatmember(self, p: dict) -> dict:
        chat, user = self.reachable(p), int(p["user_id"])
        person = {"id": user, "is_bot": False, "first_name": "?"}
        if (chat["id"], user) not in self.group_admins:
            return {"status": "member", "user": person}
        return {"status": "creator", "user": person, "is_anonymous": False}

    def do_deletemessage(self, p: dict) -> bool:
        self.own_message(self.reachable(p), p, "delete").deleted = True
        return True

    def do_setmessagereaction(self, p: dict) -> bool:
        chat = self.reachable(p)
        if chat["id"] in self.without_reactions:
            raise bad("REACTION_INVALID")
        message = self.messages[chat["id"]].get(int(p["message_id"]))
        if message is None or message.deleted:
            raise bad("message to react not found")
        message.reactions = [each["emoji"] for each in json.loads(p["reaction"])]
        return True

    def do_sendchataction(self, p: dict) -> bool:
        self.reachable(p)
        if p.get("action") != "typing":
            raise bad("wrong parameter action in request")
        return True

    def do_answercallbackquery(self, p: dict) -> bool:
        query = self.pressed.get(p.get("callback_query_id", ""))
        if query is None or "answer" in query or time.monotonic() - query["at"] > CALLBACK_LIFE_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(p.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        query["answer"] = p
        return True

    def do_answerinlinequery(self, p: dict) -> bool:
        query = self.inline.get(p.get("inline_query_id", ""))
        if query is None or "answer" in query:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        results = json.loads(p["results"])
        if len(results) > 50:
            raise bad("RESULTS_TOO_MUCH")
        ids = [result["id"] for result in results]
        if len(set(ids)) != len(ids):
            raise bad("RESULT_ID_DUPLICATE")
        for result in results:
            self.check_result(result)
        if "button" in p:
            button = json.loads(p["button"])
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
                raise bad("START_PARAM_INVALID")
            if not button.get("text"):
                raise bad("inline query results button text must be non-empty")
        query["answer"] = {**p, "results": results}
        return True

    def check_result(self, result: dict) -> None:
        if not 1 <= len(result["id"].encode()) <= 64:
            raise bad("RESULT_ID_INVALID")
        if result["type"] != "article" or not result.get("title"):
            raise bad('can\'t parse inline query result: Field "title" must not be empty')
        content = result["input_message_content"]
        result["parsed"] = self.formatted({**content, "text": content["message_text"]})
        if "reply_markup" in result:
            self.keyboard({"reply_markup": json.dumps(result["reply_markup"])})

    def do_setmycommands(self, p: dict) -> bool:
        commands = json.loads(p["commands"])
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = json.loads(p.get("scope", '{"type": "default"}'))
        if "chat_id" in scope and int(scope["chat_id"]) not in self.chats:
            raise bad("chat not found")
        self.commands[(json.dumps(scope), self.language(p))] = commands
        return True

    def do_setmydescription(self, p: dict) -> bool:
        return self.describe("description", p, 512)

    def do_setmyshortdescription(self, p: dict) -> bool:
        return self.describe("short_description", p, 120)

    def do_getfile(self, p: dict) -> dict:
        content = self.files.get(p.get("file_id", ""))
        if content is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(content) > 20 * 1024 * 1024:
            raise bad("file is too big")
        file_id = p["file_id"]
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": len(content),
            "file_path": f"documents/{file_id}",
        }

    # --- what it checks ------------------------------------------------------------------------

    @property
    def bot_user(self) -> dict:
        return {k: self.me[k] for k in ("id", "is_bot", "first_name", "username")}

    def describe(self, name: str, p: dict, longest: int) -> bool:
        if len(p.get(name, "")) > longest:
            raise bad("BOT_DESCRIPTION_TOO_LONG")
        self.descriptions[(name, self.language(p))] = p.get(name, "")
        return True

    def language(self, p: dict) -> str:
        code = p.get("language_code", "")
        if code and not re.fullmatch(r"[a-z]{2}", code):
            raise bad("LANG_CODE_INVALID")
        return code

    def reachable(self, p: dict) -> dict:
        number = int(p["chat_id"])
        if number not in self.chats:
            raise bad("chat not found")
        if number in self.migrated:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.migrated[number],
            )
        if number in self.blocked:
            blocked = "bot was blocked by the user"
            raise Refused(403, f"Forbidden: {blocked if number > 0 else 'bot was kicked'}")
        if number in self.silenced:
            raise bad("not enough rights to send text messages to the chat")
        return self.chats[number]

    def pace(self) -> None:
        if self.messages_per_second is None:
            return
        now = time.monotonic()
        while self._sent_at and now - self._sent_at[0] > 1:
            self._sent_at.popleft()
        if len(self._sent_at) >= self.messages_per_second:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent_at.append(now)

    def formatted(self, p: dict, *, editing: bool = False) -> bot_api_html.Parsed:
        text, mode = p.get("text", ""), p.get("parse_mode")
        if len(text.encode()) > 35_000:
            text = text.encode()[:34_997].decode(errors="ignore")
        if mode == "HTML":
            try:
                parsed = bot_api_html.parse(text, known_tags=self.known_tags)
            except bot_api_html.HtmlError as error:
                raise bad(f"can't parse entities: {error}") from None
        elif mode in (None, ""):
            parsed = bot_api_html.Parsed(text)
        else:
            raise bad("unsupported parse_mode")
        if not parsed.text.strip():
            raise bad("message text is empty")
        if parsed.units > MAX_UNITS:
            raise bad("MESSAGE_TOO_LONG" if editing else "message is too long")
        if len(parsed.entities) > 100:
            raise AssertionError("more than 100 entities: Telegram would drop the rest")
        return parsed

    def reply_target(self, chat: dict, p: dict) -> int | None:
        if "reply_parameters" not in p:
            return None
        reply = json.loads(p["reply_parameters"])
        target = self.messages[chat["id"]].get(reply["message_id"])
        if target is not None and not target.deleted:
            return target.id
        if not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return None

    def own_message(self, chat: dict, p: dict, verb: str) -> Message:
        message = self.messages[chat["id"]].get(int(p["message_id"]))
        if message is None or message.deleted:
            raise bad(f"message to {verb} not found")
        if message.sender["id"] != self.me["id"]:
            raise bad(f"message can't be {verb}ed")
        return message

    def keyboard(self, p: dict) -> dict | None:
        if not p.get("reply_markup"):
            return None
        markup = json.loads(p["reply_markup"])
        if markup.get("force_reply"):
            if len(markup.get("input_field_placeholder", "")) > 64:
                raise bad("REPLY_MARKUP_INVALID")
            return None
        if "inline_keyboard" not in markup:
            raise bad("object expected as reply markup")
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if len(buttons) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
            raise bad("reply markup is too long")
        for button in buttons:
            check_button(button)
        return markup if buttons else None

    # --- JSON ----------------------------------------------------------------------------------

    def as_json(self, message: Message, *, nested: bool = False) -> dict:
        result = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": message.chat,
            "from": message.sender,
            **message.extra,
        }
        if message.text:
            result |= {"text": message.text, "entities": message.entities}
        if message.markup:
            result["reply_markup"] = message.markup
        replied = self.messages[message.chat["id"]].get(message.reply_to or 0)
        if replied is not None and not replied.deleted and not nested:
            result["reply_to_message"] = self.as_json(replied, nested=True)
        return result


def _content(message: Message) -> tuple:
    return message.text, message.entities, message.markup
