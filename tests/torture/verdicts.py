"""What may come of a command when a file is damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.torture.children import Done

ANSWERED = (0, 3)


def complaints(
    kind: str,
    commands: Sequence[tuple[str, ...]],
    done: Sequence[Done],
    right: Sequence[Done],
    *,
    altered: bool,
    content: bool,
) -> Iterator[str]:
    """Judges what commands have said.

    Args:
        kind: Of the damaged file.
        commands: What was to be done, in turn.
        done: How it ended, as far as it came.
        right: How it ends undamaged.
        altered: Whether the file's bytes are others, or it is no file.
        content: Whether a file still stands there, with whatever content.

    Yields:
        A line for each thing that should not be.
    """
    hashed = altered and kind in ("index", "model")
    wanted = dict(reversed(list(zip(commands, right, strict=True))))  # before `index`
    mended = False
    for number, (arguments, said) in enumerate(zip(commands, done, strict=False)):
        name = f"`{arguments[0]}`" + (" after `index`" if mended else "")
        if mended:
            wanted[arguments] = right[number]
        if said.shouts:
            yield f"{name} shows {said.shouts!r}: {said.err[-300:]!r}"
        elif arguments[0] == "doctor":
            if said.status not in (0, 1) or not (said.out or said.is_one_line):
                yield f"{name}: {said}"
        elif arguments[0] == "verify":
            # A model is not mended by `index`: what an answer does not read of it stays as it is.
            yield from _of_verify(name, said, hashed and not mended, mended and kind != "model")
        elif arguments[0] == "index":
            mended = said.status == 0
            if not mended:
                yield from _of_failed_index(said, done[:number] if kind == "index" else ())
        elif not _right(kind, said, wanted[arguments], content, mended) and (
            mended or not said.is_one_line
        ):
            yield f"{name}, {'not' if mended else 'neither'} the right answer: {said}"


def _of_verify(name: str, said: Done, must_find: bool, must_not: bool) -> Iterator[str]:
    told = said.is_one_line or (said.status == 1 and bool(said.out))
    if said.status == 0 and must_find:
        yield f"{name} finds nothing"
    if (said.status != 0 and not told) or (told and must_not):
        yield f"{name}: {said}"


def _of_failed_index(said: Done, before: Sequence[Done]) -> Iterator[str]:
    if not said.is_one_line:
        yield f"`index`: {said}"
    if "run `wortlaut index`" in "".join(done.err + done.out for done in before):
        yield f"the remedy named, `wortlaut index`, does not help: {said.err!r}"


def _right(kind: str, said: Done, right: Done, content: bool, mended: bool) -> bool:
    """Whether an answer is the right one.

    A file of settings, of the bot's memory or an article with another content is another one, and
    nobody can tell; then any answer will do. An older pointer is right about an older index.
    """
    if said.status == right.status and said.out == right.out:
        return True
    if (kind == ".env" and content) or (kind == "article" and mended):
        return said.status in ANSWERED
    return kind in ("state", "around") and content and not mended and said.status in ANSWERED
