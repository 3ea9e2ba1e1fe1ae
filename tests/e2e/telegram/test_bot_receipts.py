"""A quote's receipt on Telegram: a link in context, /q, and where the reading pages are public."""

from __future__ import annotations

from retrieval.receipt import receipt_id
from tests.e2e.articles import ARTICLES, QUESTION, SENTENCE
from tests.e2e.telegram.conftest import Running, Start

ARTICLE = "2025-01-18-bruecke"
TEXT = ARTICLES[f"{ARTICLE}.md"].split("---\n", 2)[2].strip()
START = TEXT.index(SENTENCE)
RECEIPT = receipt_id(ARTICLE, START, START + len(SENTENCE), SENTENCE)


async def test_its_words_its_source_and_that_they_stand(bot: Running) -> None:
    for number, typed in enumerate((f"/q {RECEIPT}", f"/beleg {RECEIPT.upper()}"), 1):
        shown = await bot.phone().ask(typed)
        assert shown.of("blockquote") == [SENTENCE]
        assert "Neue Brücke über die Lauter eröffnet · Talbote · " in shown.text
        place = f"Wörtlich, Absatz 1, Zeichen {START}–{START + len(SENTENCE)}"
        assert place in shown.text, number


async def test_the_link_in_context_leads_there(bot: Running) -> None:
    ada = bot.phone()
    answer = await ada.ask(QUESTION)
    await ada.pressed(answer, "Im Zusammenhang")
    await ada.becomes(answer, "Beleg")
    (link,) = [e["url"] for e in answer.entities if "?start=q_" in e.get("url", "")]
    payload = link.partition("?start=")[2]
    assert len(payload) <= 64
    shown = await ada.ask(f"/start {payload}")
    assert SENTENCE in shown.of("blockquote")[0]


async def test_what_is_no_receipt_is_told(bot: Running) -> None:
    ada = bot.phone()
    assert (await ada.ask("/q")).text.startswith("Welcher Beleg?")
    assert (await ada.ask("/q xyz")).text.startswith("„xyz“ ist keine Nummer eines Belegs")
    unknown = await ada.ask(f"/q {receipt_id('nie', 1, 5, 'Nie.')}")
    assert unknown.text == "Kein Artikel hat oder hatte diese Wörter, soweit bekannt."


async def test_where_the_pages_are_public_a_source_without_an_address_leads_there(
    start: Start,
) -> None:
    running = await start(public_url="https://zitate.example")
    ada = running.phone()
    answer = await ada.ask("Wie heißt der Obmann des Imkervereins?")
    assert "Landpost" in answer.text
    (button,) = [b for b in answer.buttons if b["text"] == "Quelle"]
    assert button["url"].startswith("https://zitate.example/q/")
    elsewhere = await ada.ask(QUESTION)
    assert [b["url"] for b in elsewhere.buttons if b["text"] == "Quelle"] == [
        b["url"] for b in elsewhere.buttons if "talbote.example" in b.get("url", "")
    ]
