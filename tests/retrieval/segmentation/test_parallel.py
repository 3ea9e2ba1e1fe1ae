import os
import signal
import subprocess
import sys

import pytest

from retrieval.segmentation import parallel
from retrieval.segmentation.parallel import Segmenter
from retrieval.segmentation.segment import segment
from tests import LAST_RESORT_S

TEXTS = [(f"Satz {n} ist da. " * (n % 7 + 1) + "Noch einer folgt.", "de") for n in range(40)]
EXPECTED = [segment(*pair) for pair in TEXTS]


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr(parallel, "PAYS_FROM_CHARS", 0)


@pytest.mark.usefixtures("always")
def test_many_texts_keep_their_order_in_other_processes():
    with Segmenter(3) as segmenter:
        assert segmenter.segment_all(TEXTS) == EXPECTED
        assert segmenter.segment_all(TEXTS[::-1]) == EXPECTED[::-1]
        assert segmenter.segment_all(TEXTS[:2]) == EXPECTED[:2]
        assert segmenter.segment_all([]) == []
        processes = segmenter._processes
        assert len(processes) == 3
    assert all(process.poll() is not None for process in processes)


def test_few_texts_start_no_process():
    with Segmenter(3) as segmenter:
        assert segmenter.segment_all(TEXTS) == EXPECTED
        assert not segmenter._processes


@pytest.mark.usefixtures("always")
def test_what_a_killed_process_leaves_is_done_here():
    with Segmenter(2) as segmenter:
        segmenter.segment_all(TEXTS)
        segmenter._processes[0].kill()
        segmenter._processes[1].kill()
        assert segmenter.segment_all(TEXTS) == EXPECTED


@pytest.mark.usefixtures("always")
def test_an_interrupt_ends_the_processes(monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with Segmenter(2) as segmenter:
        segmenter.segment_all(TEXTS)
        processes = list(segmenter._processes)
        monkeypatch.setattr(parallel, "_ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            segmenter.segment_all(TEXTS)
    assert all(process.poll() is not None for process in processes)


def test_shares_are_even_and_hold_every_text_once():
    shares = parallel._shares(TEXTS, 3)
    assert sorted(number for share in shares for number in share) == list(range(len(TEXTS)))
    loads = [sum(len(TEXTS[number][0]) for number in share) for share in shares]
    assert max(loads) - min(loads) <= max(len(text) for text, _ in TEXTS)


PROGRAM = """
from retrieval.segmentation import parallel
parallel.PAYS_FROM_CHARS = 0
print("once")
with parallel.Segmenter(2) as segmenter:
    print(len(segmenter.segment_all([("Ein Satz.", "de")] * 4)))
"""


def test_the_main_program_is_not_run_again(tmp_path):
    """As the standard library's pools would, in a program that does not guard against it."""
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(  # noqa: S603
        [sys.executable, tmp_path / "program.py"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == ["once", "4"]


INTERRUPTED = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
from retrieval.segmentation import parallel
parallel.PAYS_FROM_CHARS = 0
parallel.segment = lambda *_: print("done here", flush=True)
ask = parallel._ask
def asking(*arguments):
    os.write(1, b"asked\\n")  # at once, for two threads do
    return ask(*arguments)
parallel._ask = asking
with parallel.Segmenter(2) as segmenter:
    segmenter.segment_all([("Ein Satz ist da. " * 30_000, "de")] * 500)  # longer than any wait
"""


def test_after_an_interrupt_nothing_is_done_here():
    """The processes are killed, and what they leave is not made up for before the program ends."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout.readline() == "asked\n"
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LAST_RESORT_S)
    assert set(out.split("\n")) <= {"asked", ""}
    assert err.rstrip().endswith("KeyboardInterrupt")
