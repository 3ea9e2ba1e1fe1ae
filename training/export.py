"""The learned numbers as the data file that `retrieval.reading.late_interaction` opens.

python -m training.export STATE TARGET
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch


def export(learned: Mapping[str, torch.Tensor], target: Path) -> str:
    """Writes the data file.

    Args:
        learned: The state of a `training.late.Late`.
        target: The file.

    Returns:
        Its SHA-256.
    """
    found = {name: values.numpy() for name, values in learned.items()}
    numbers = {
        "question": found["q.weight"].T,
        "question_bias": found["q.bias"],
        "passage": found["p.weight"].T,
        "passage_bias": found["p.bias"],
        # Its bias adds the same to all tokens of a question, which the softmax takes out again.
        "weight": found["w.weight"][0],
        "before": np.abs(found["prev"]),
        "none": found["none"],
        "temperature": np.exp(found["temperature"]),
    }
    content = io.BytesIO()
    np.savez(content, **{name: values.astype(np.float16) for name, values in numbers.items()})
    target.write_bytes(content.getvalue())
    return hashlib.sha256(content.getvalue()).hexdigest()


if __name__ == "__main__":
    print(export(torch.load(sys.argv[1]), Path(sys.argv[2])))
