"""Compiles one model in a process of its own.

`python -m retrieval.embedding.compiling MODEL MODELS_DIR KIND`, where KIND is `encoder` or `reader`

Speaks to the process that started it in JSON, one object a line on standard output: `progress`,
`warning`, and at the end `folder` or `error`.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from retrieval.errors import WortlautError
from retrieval.progress import Stage


def main(model: str, models_dir: str, kind: str) -> int:
    """Compiles and reports; returns the exit status."""
    from retrieval.embedding.compiling.load import compile_named, compile_named_reader

    logging.getLogger("retrieval").addHandler(_Forward(logging.WARNING))
    try:
        compile_it = compile_named_reader if kind == "reader" else compile_named
        folder = compile_it(model, Path(models_dir), _progress)
    except WortlautError as error:
        _say(error=error.problem.to_json())
        return 1
    except OSError as error:
        _say(storage=str(error))
        return 1
    _say(folder=str(folder))
    return 0


class _Forward(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _say(warning=record.getMessage())


def _progress(stage: Stage, done: int, total: int) -> None:
    _say(progress=[done, total])


def _say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
