"""Compiling in a process of its own.

Compiling needs half a gigabyte, and for another model than the embedded one torch, with seconds of
imports and more than a gigabyte. A process of its own gives all of that back when it ends, and
keeps the process that answers free of torch even on the first use of a model.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from retrieval.embedding.telemetry import SILENT
from retrieval.errors import ModelError, Problem, StorageError

if TYPE_CHECKING:
    from retrieval.progress import Progress

# As in `retrieval.limited`: the folder of our packages goes first for one import alone.
_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); import retrieval; "
    "sys.path.append(sys.path.pop(0));"
    " from retrieval.embedding.compiling.__main__ import main; "
    "sys.exit(main(*sys.argv[2:]))"
)
_ROOT = Path(__file__).resolve().parents[3]

_log = logging.getLogger(__name__)


def compile_in_own_process(
    model: str,
    models_dir: Path,
    progress: Progress | None,
    kind: Literal["encoder", "reader"] = "encoder",
) -> Path:
    """Compiles a model in another process.

    Args:
        model: `embedded`, a hub name, or a folder.
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.
        kind: What it is to be used as.

    Returns:
        The compiled model's folder.

    Raises:
        ModelError: The model cannot be had or compiled, or the process was killed.
        StorageError: The folder cannot be written.
    """
    command = [sys.executable, "-P", "-c", _CODE, str(_ROOT), model, str(models_dir), kind]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 (our own code)
            command,
            env=os.environ | SILENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            folder = _listen(process, model, progress)
            status = process.wait()
        finally:
            process.kill()
        if folder is None:
            raise ModelError(_died(model, status, errors))
    return folder


def _listen(process: subprocess.Popen[str], model: str, progress: Progress | None) -> Path | None:
    folder = None
    for line in process.stdout or ():
        try:
            message = json.loads(line)
        except ValueError:  # a library printed something
            continue
        match message:
            case {"progress": [int(done), int(total)]}:
                if progress:
                    progress("compile", done, total)
            case {"warning": str(warning)}:
                _log.warning("%s", warning)
            case {"folder": str(path)}:
                folder = Path(path)
            case {"error": {"code": str(), "fields": dict()} as record}:
                raise ModelError(Problem.from_json(record))
            case {"storage": str(error)}:
                raise StorageError("model.not_stored", model=model, reason=error)
    return folder


def _died(model: str, status: int, errors: IO[bytes]) -> Problem:
    if status < 0:
        return Problem("model.compiling_stopped", {"model": model, "signal": -status})
    errors.seek(0)
    last = errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    detail = last[:200] or f"exit status {status}"
    return Problem("model.compiling_failed", {"model": model, "detail": detail})
