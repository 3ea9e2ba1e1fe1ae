from __future__ import annotations

import pytest

from tests.torture import processes


@pytest.fixture(scope="session", autouse=True)
def prepared() -> None:
    """Starts the processes of the torture from one that has imported the engine already."""
    processes.prepare()
