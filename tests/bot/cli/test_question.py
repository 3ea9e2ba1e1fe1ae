import io
import sys

import pytest

from bot.cli.question import from_stdin, from_words
from bot.errors import InputError


def stdin(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_words_typed_without_quotes_are_one_question():
    assert from_words(["Wann", "war", "das?"]) == "Wann war das?"


def test_bytes_that_are_no_text_are_named():
    latin1 = "Präsident".encode("latin1").decode("utf-8", "surrogateescape")

    with pytest.raises(InputError, match=r"the question is not UTF-8 \(byte 0xe4 at position 3\)"):
        from_words([latin1])


@pytest.mark.parametrize(
    "content", ["Wann war das?", "\ufeffWann war das?\r\n", "\n\nWann war das?\n"]
)
def test_standard_input_holds_one_question(monkeypatch, content):
    stdin(monkeypatch, content.encode())

    assert from_stdin() == "Wann war das?"


def test_an_empty_standard_input_is_left_to_the_engine(monkeypatch):
    stdin(monkeypatch, b" \n")

    assert from_stdin() == ""


def test_several_lines_are_pointed_to_the_batch(monkeypatch):
    stdin(monkeypatch, b"Wann?\n\nWo?\nWer?\n")

    with pytest.raises(InputError, match=r"holds 3 lines .* --batch -"):
        from_stdin()


def test_standard_input_that_is_no_text(monkeypatch):
    stdin(monkeypatch, b"Wann\xff")

    with pytest.raises(
        InputError, match=r"standard input is not UTF-8 \(byte 0xff at position 5\)"
    ):
        from_stdin()


def test_endless_standard_input_is_not_read_whole(monkeypatch):
    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))

    assert len(from_stdin()) == 1 << 20
