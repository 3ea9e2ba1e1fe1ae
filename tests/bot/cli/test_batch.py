import io
import json
import sys

import pytest

from bot.cli.batch import Tally, open_questions, run_batch
from bot.errors import InputError
from retrieval.errors import QuestionError
from tests.bot.builders import answered, refused, talk


def ask(question):
    if not question.strip():
        raise QuestionError("question.empty")
    answer = refused() if "Photosynthese" in question else answered()
    answer = talk("greeting") if question == "Hallo!" else answer
    object.__setattr__(answer, "question", question)
    return answer


def run(tmp_path, capsys, content):
    path = tmp_path / "questions"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_questions(str(path)) as questions:
        tally = run_batch(ask, questions)
    return tally, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_plain_lines_and_objects_are_answered_in_order(tmp_path, capsys):
    content = '\ufeffWann?\r\n\n{"question": "Wo?"}\n  Photosynthese?  '
    tally, objects = run(tmp_path, capsys, content)

    assert [o["question"] for o in objects] == ["Wann?", "Wo?", "Photosynthese?"]
    assert [o["answered"] for o in objects] == [True, True, False]
    assert tally == Tally(asked=3, answered=2, refused=1, failed=0)


def test_talk_is_counted_apart(tmp_path, capsys):
    tally, objects = run(tmp_path, capsys, "Hallo!\nWann?\nPhotosynthese?")

    assert [o.get("talk") for o in objects] == ["greeting", None, None]
    assert tally == Tally(asked=3, answered=1, refused=1, talk=1, failed=0)
    [again] = run(tmp_path, capsys, json.dumps(objects[0] | {"question": "Wann?"}))[1]
    assert "talk" not in again


def test_unknown_keys_come_back(tmp_path, capsys):
    record = {"id": "7", "question": "Wann?", "gold": {"a": [1, 2.5, None]}, "ü": True}
    _, [answer] = run(tmp_path, capsys, json.dumps(record))

    assert {key: answer[key] for key in record} == record
    assert answer["answered"] is True


def test_an_earlier_answer_in_the_record_is_not_kept(tmp_path, capsys):
    record = {"question": "Wann?", "error": "old", "refusal": {"old": 1}, "answered": False}
    _, [answer] = run(tmp_path, capsys, json.dumps(record))

    assert answer["answered"] is True
    assert "error" not in answer
    assert "refusal" not in answer


def test_of_an_earlier_answer_nothing_stands_beside_an_error(tmp_path, capsys):
    _, [earlier] = run(tmp_path, capsys, "Wann?")
    _, [failed] = run(tmp_path, capsys, json.dumps(earlier | {"question": " ", "id": 9}))

    assert set(failed) == {"question", "id", "error"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 5}', 'no "question"'),
        (b'{"question": 5}', 'no "question"'),
        (b'{"question": ""}', "the question is empty"),
        (b'{"question": "a"', "not JSON"),
        (b'{"question": "a", "x": NaN}', "not JSON"),
        (b'{"question": "a", "x": 1e999}', "not JSON"),
        (b'{"question": "\\ud800"}', "half a surrogate pair"),
        (b'{"question": "a", "x": ' + b"[" * 100_000, "not JSON"),
        (b"Pr\xe4sident", "not UTF-8 (byte 0xe4 at position 3)"),
    ],
)
def test_a_line_that_cannot_be_asked_is_an_error_object_and_the_rest_goes_on(
    tmp_path, capsys, line, reason
):
    tally, objects = run(tmp_path, capsys, b"Wann?\n" + line + b"\nWo?\n")

    assert [("error" in o) for o in objects] == [False, True, False]
    assert objects[1]["error"].startswith("line 2: ")
    assert reason in objects[1]["error"]
    assert tally == Tally(asked=3, answered=2, refused=0, failed=1)


def test_an_error_object_keeps_the_record_it_belongs_to(tmp_path, capsys):
    _, [failed] = run(tmp_path, capsys, '{"question": " ", "id": 9}')

    assert failed["id"] == 9
    assert failed["question"] == " "


def test_standard_input_is_answered_line_by_line(monkeypatch, capsys):
    seen_before_second = []

    class Lines(io.BytesIO):
        def readline(self, size=-1):
            line = super().readline(size)
            if line.startswith(b"Wo"):
                seen_before_second.append(capsys.readouterr().out)
            return line

    class Stdin:
        buffer = Lines(b"Wann?\nWo?\n")

    monkeypatch.setattr(sys, "stdin", Stdin())
    with open_questions("-") as questions:
        tally = run_batch(ask, questions)

    assert json.loads(seen_before_second[0])["question"] == "Wann?"
    assert tally.asked == 2


@pytest.mark.parametrize("source", ["fehlt.txt", "."])
def test_a_file_that_cannot_be_read(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)

    refused = pytest.raises(InputError, match=r"cannot be read .*; name a file of questions")
    with refused, open_questions(source):
        pass


def test_an_overlong_line_is_passed_over_whole(tmp_path, capsys):
    long = b"a" * (3 << 20)
    tally, objects = run(tmp_path, capsys, b"Wann?\n" + long + b"\nWo?\n" + long)

    assert [o.get("question") for o in objects] == ["Wann?", None, "Wo?", None]
    assert objects[1]["error"] == "line 2: longer than 1048576 bytes"
    assert objects[3]["error"].startswith("line 4: longer")
    assert tally.failed == 2
