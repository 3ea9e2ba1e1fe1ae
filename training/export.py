"""The learned numbers as the data file that `retrieval.reading.late_interaction` opens.

python -m training.export STATE TARGET
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import numpy as np
import torch


def export(state: Path, target: Path) -> str:
    """Writes the file; returns its SHA-256."""
    learned = {name: values.numpy() for name, values in torch.load(state).items()}
    numbers = {
        "question": learned["q.weight"].T,
        "question_bias": learned["q.bias"],
        "passage": learned["p.weight"].T,
        "passage_bias": learned["p.bias"],
        "weight": learned["w.weight"][0],
        "before": np.abs(learned["prev"]),
        "none": learned["none"],
        "temperature": np.exp(learned["temperature"]),
    }
    content = io.BytesIO()
    np.savez(content, **{name: values.astype(np.float16) for name, values in numbers.items()})
    target.write_bytes(content.getvalue())
    return hashlib.sha256(content.getvalue()).hexdigest()


if __name__ == "__main__":
    print(export(Path(sys.argv[1]), Path(sys.argv[2])))
