"""Libraries that would send something of themselves, and how each is told not to.

ONNX Runtime (1.32's wheels for Linux) writes a lasting device id below the user's cache folder when
it is imported, and sends machine data to its maker some seconds later; `ORT_DISABLE_TELEMETRY`
keeps it from both, its switch `disable_telemetry_events` from the second alone, where somebody else
has imported it before. huggingface_hub names the machine's libraries to the hub with every request,
and fetches a list of programs to look for among the environment variables.
"""

from __future__ import annotations

import os
from typing import Any, Final

SILENT: Final = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""What keeps them silent, as environment variables, which each reads when it is imported."""


def silence() -> None:
    """Keeps libraries silent that are imported from here on; call it before importing one."""
    os.environ.update(SILENT)


def import_onnxruntime() -> Any:  # noqa: ANN401 (untyped library)
    """ONNX Runtime, silenced; nothing else in this project imports it."""
    silence()
    import onnxruntime  # type: ignore[import-untyped]  # noqa: TID251

    onnxruntime.disable_telemetry_events()
    return onnxruntime
