"""People with a Telegram client, for the Bot API server of the tests."""

from __future__ import annotations

import re
import time

import httpx

from tests.e2e.bot_api_model import Message
from tests.e2e.bot_api_server import BotApi

FIRST_SUPERGROUP = -1000


class Phone:
    """A person with a Telegram client, in a private chat with the bot or in a group."""

    def __init__(
        self,
        api: BotApi,
        number: int,
        *,
        language: str = "de",
        name: str = "Ada",
        group: int | None = None,
        title: str = "Redaktion",
    ) -> None:
        self.api = api
        self.user = {
            "id": number,
            "is_bot": False,
            "first_name": name,
            "language_code": language,
        }
        if group is None:
            self.chat = {"id": number, "type": "private", "first_name": name}
        else:
            kind = "supergroup" if group <= FIRST_SUPERGROUP else "group"
            self.chat = {"id": group, "type": kind, "title": title}
        api.chats.setdefault(self.chat["id"], self.chat)

    def say(
        self,
        text: str,
        *,
        reply_to: Message | None = None,
        edit: Message | None = None,
        extra: dict | None = None,
        entities: list | None = None,
    ) -> Message:
        """Sends a message, or edits an earlier one."""
        if edit is not None:
            edit.text = text
            edit.entities = _entities(text) if entities is None else entities
            update = {**self.api.as_json(edit), "edit_date": int(time.time())}
            self.api.post({"edited_message": update})
            return edit
        message = Message(
            self.chat,
            self.api.next_message_id(),
            self.user,
            text,
            _entities(text) if entities is None else entities,
            reply_to=reply_to.id if reply_to else None,
            extra=extra or {},
        )
        self.api.messages[self.chat["id"]][message.id] = message
        self.api.post({"message": self.api.as_json(message)})
        return message

    def upgrade(self, supergroup: int, *, seen: tuple[str, ...] = ("to", "from")) -> Phone:
        """Makes the group a supergroup; messages stay behind, and nothing can be sent there.

        `seen`: which of the two messages about it reach the bot.
        """
        self.api.migrated[self.chat["id"]] = supergroup
        user, title = self.user, self.chat["title"]
        new = Phone(self.api, user["id"], name=user["first_name"], group=supergroup, title=title)
        if "to" in seen:
            self.say("", extra={"migrate_to_chat_id": supergroup})
        if "from" in seen:
            new.say("", extra={"migrate_from_chat_id": self.chat["id"]})
        return new

    def send_document(
        self, name: str, content: bytes, *, size: int | None = None, caption: str = ""
    ) -> Message:
        file_id = f"file{len(self.api.files)}"
        self.api.files[file_id] = content
        document = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "file_size": len(content) if size is None else size,
        }
        entities = {"caption_entities": _entities(caption)} if caption else {}
        return self.say("", extra={"document": document, "caption": caption, **entities})

    def press(self, message: Message, label: str, *, data: str | None = None) -> str:
        """Presses the button whose label contains this; returns the query's id."""
        if data is None:
            matching = [b for b in message.buttons if label in b["text"]]
            assert matching, f"no button {label!r} among {[b['text'] for b in message.buttons]}"
            data = matching[0]["callback_data"]
        query_id = self.api.next_query_id()
        self.api.pressed[query_id] = {"at": time.monotonic()}
        self.api.post(
            {
                "callback_query": {
                    "id": query_id,
                    "from": self.user,
                    "message": self.api.as_json(message),
                    "chat_instance": "1",
                    "data": data,
                }
            }
        )
        return query_id

    async def pressed(self, message: Message, label: str, *, data: str | None = None) -> dict:
        """Presses a button and waits until the bot has answered the press."""
        query_id = self.press(message, label, data=data)
        await self.api.until(lambda: "answer" in self.api.pressed[query_id])
        return self.api.pressed[query_id]["answer"]

    def type_inline(self, query: str, offset: str = "") -> str:
        """Types `@bot query` and pauses; returns the query's id."""
        query_id = self.api.next_query_id()
        self.api.inline[query_id] = {"at": time.monotonic()}
        self.api.post(
            {"inline_query": {"id": query_id, "from": self.user, "query": query, "offset": offset}}
        )
        return query_id

    async def inline(self, query: str, offset: str = "") -> dict:
        """Types `@bot query` and waits for the bot's answer, or scrolls on in it."""
        query_id = self.type_inline(query, offset)
        await self.api.until(lambda: "answer" in self.api.inline[query_id])
        return self.api.inline[query_id]["answer"]

    async def answers(self, count: int) -> list[Message]:
        """Waits until the bot has said so much in this chat; returns all it has said."""
        chat = self.chat["id"]
        await self.api.until(lambda: len(self.api.from_bot(chat)) >= count)
        return self.api.from_bot(chat)

    async def ask(self, text: str, **more: object) -> Message:
        """Sends a message and waits for the next thing the bot says in this chat."""
        before = len(self.api.from_bot(self.chat["id"]))
        self.say(text, **more)
        return (await self.answers(before + 1))[-1]

    async def becomes(self, message: Message, part: str) -> Message:
        """Waits until a message of the bot's contains this."""
        await self.api.until(lambda: part in message.text)
        return message


def _entities(text: str) -> list[dict]:
    """What Telegram's own client marks in a text: commands, mentions, addresses."""
    found = []
    kinds = {
        "bot_command": r"(?<!\S)/\w+(@\w+)?",
        "mention": r"(?<!\S)@\w+",
        "url": r"https?://\S+",
    }
    for kind, pattern in kinds.items():
        for match in re.finditer(pattern, text):
            offset = len(text[: match.start()].encode("utf-16-le")) // 2
            length = len(match[0].encode("utf-16-le")) // 2
            found.append({"type": kind, "offset": offset, "length": length})
    return found


async def post_webhook(port: int, path: str, update: dict, secret: str | None) -> int:
    """Delivers an update as Telegram does; returns the status."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"http://127.0.0.1:{port}/{path}", json=update, headers=headers
        )
    return response.status_code
