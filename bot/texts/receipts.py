"""What is said of a receipt's words on every face but the command line's."""

from __future__ import annotations

from bot.texts.shared import SharedTexts
from retrieval.receipt import Receipt, ReceiptState


def state_of(receipt: Receipt, texts: SharedTexts) -> str:
    """What has become of a receipt's words, in a sentence.

    Args:
        receipt: The receipt.
        texts: In which language.

    Returns:
        A sentence with its full stop.
    """
    key: str = receipt.state.value
    if receipt.state is ReceiptState.UNCHANGED and receipt.since is None:
        key = "here"
    days = {
        "since": receipt.since and receipt.since.astimezone().date(),
        "until": receipt.until and receipt.until.astimezone().date(),
        "removed": receipt.removed,
    }
    return texts.receipt_states[key].format(
        place=texts.place(receipt.citation) if receipt.citation else "",
        start=receipt.start,
        end=receipt.end,
        **{name: texts.day_in_words(day) if day else "–" for name, day in days.items()},
    )
