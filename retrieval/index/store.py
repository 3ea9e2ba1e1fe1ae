"""The seam behind which generations are kept, and the store that keeps them in a folder.

A generation is built in a folder of this machine, whatever keeps it afterwards. A store is handed
the finished folder and puts it in force in one step, so that whoever asks has the earlier one or
the new one and never a mixture: a rename here, the switch of an alias in a database.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

from retrieval.index import in_force
from retrieval.index.generation import Generation


class Store(Protocol):
    """Keeps generations and knows which one is in force; safe to share between threads."""

    def stamp(self) -> Hashable:
        """Tells one state in force from another; asked before every question, so it is cheap."""
        ...

    def open(self) -> Generation:
        """Opens the generation in force.

        Returns:
            It, ready to be asked; the caller closes it.

        Raises:
            IndexMissingError: If none is in force.
            IndexDamagedError: If it cannot be asked.
        """
        ...

    def publish(self, name: str, folder: Path) -> None:
        """Puts a finished generation in force.

        Args:
            name: What it is to be called.
            folder: Its files; the store takes them over.
        """
        ...

    def withdraw(self) -> None:
        """Leaves no generation in force; the next one that is published will be."""
        ...

    def is_withdrawn(self) -> bool:
        """Whether `withdraw` was the last word."""
        ...


class LocalStore:
    """Keeps generations in an index folder."""

    def __init__(self, index_dir: Path) -> None:
        """Names the index folder.

        Args:
            index_dir: The index folder; made by who builds into it.
        """
        self._index_dir = index_dir

    def stamp(self) -> tuple[int, int]:
        """Inode and time of the last change of the file that names the generation in force."""
        try:
            status = in_force.current_file(self._index_dir).stat()
        except OSError:
            return (0, 0)
        return (status.st_ino, status.st_mtime_ns)

    def open(self) -> Generation:
        """The generation in force, its files verified; see `Generation.in_force`."""
        return Generation.in_force(self._index_dir)

    def publish(self, name: str, folder: Path) -> None:
        """Renames the folder, switches the pointer to it and removes what is two builds old."""
        in_force.put_in_force(self._index_dir, name, folder)
        in_force.remove_old(self._index_dir)

    def withdraw(self) -> None:
        """Points to nothing."""
        in_force.take_out_of_force(self._index_dir)

    def is_withdrawn(self) -> bool:
        """Whether the pointer says so; false where it is merely not there."""
        return in_force.is_withdrawn(self._index_dir)
