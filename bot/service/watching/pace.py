"""How long a watcher waits for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class WatchPace:
    """Seconds.

    Attributes:
        quiet_s: For so long nothing may have changed before a change is indexed: a file that is
            still being written, and the next of a thousand that are being copied, are waited for.
        patience_s: What has not come to rest by then is indexed as it is.
        recheck_s: So often the folder is looked at though nothing was heard of it.
        poll_s: The same where nothing can be heard.
        gone_s: The same while it is not there, or cannot be read.
        busy_s: Between two tries while another process builds the index.
        retry_s: After a build that failed, doubled with each that fails again,
        longest_retry_s: up to this.
    """

    quiet_s: float = 2.0
    patience_s: float = 60.0
    recheck_s: float = 30.0
    poll_s: float = 30.0
    gone_s: float = 5.0
    busy_s: float = 1.0
    retry_s: float = 30.0
    longest_retry_s: float = 600.0


PACE: Final = WatchPace()
