"""Starts one program and reports what it took: `python launcher.py OUT ERR PROGRAM ARGUMENT…`.

It exists because it is small. A process inherits, as its peak, the memory of the process that
started it (Linux keeps the larger of the two across `exec`), and a benchmark that holds a model
would lend its hundreds of megabytes to everything it measures.
"""

import json
import os
import subprocess
import sys
import time


def main(out: str, err: str, *command: str) -> None:
    """Prints `{"seconds": …, "max_rss": …, "status": …}`; `max_rss` in the kernel's own unit."""
    with open(out, "wb") as stdout, open(err, "wb") as stderr:  # noqa: PTH123 - pathlib costs memory
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    found = {"seconds": seconds, "max_rss": usage.ru_maxrss, "status": process.returncode}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
