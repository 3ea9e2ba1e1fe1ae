"""Hearing of changes in a folder, and knowing where nothing is heard."""

import asyncio

import pytest

from bot.service.watching import events
from bot.service.watching.events import FolderEvents, lies_elsewhere
from tests import LAST_RESORT_S

MOUNTS = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /srv/artikel rw - nfs4 server:/artikel rw
31 22 0:41 / /srv/artikel/lokal rw - ext4 /dev/sdb1 rw
32 22 0:42 / /srv/mit\040blank rw - cifs //server/a rw
33 22 0:43 / /srv/ssh rw - fuse.sshfs nutzer@server: rw
35 22 0:45 / /srv/größe rw - nfs server:/g rw
34 22 0:44 / /srv/stick rw - fuseblk /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("folder", "elsewhere"),
    [
        ("/srv/artikel", True),
        ("/srv/artikel/2025", True),
        ("/srv/artikel-alt", False),
        ("/srv/artikel/lokal/x", False),
        ("/srv/mit blank/x", True),
        ("/srv/ssh", True),
        ("/srv/größe/x", True),
        ("/srv/stick/corpus", False),
        ("/home/wer/corpus", False),
    ],
)
def test_which_folders_lie_on_network_drives(tmp_path, monkeypatch, folder, elsewhere):
    (tmp_path / "mountinfo").write_text(MOUNTS)
    monkeypatch.setattr(events, "_MOUNTS", tmp_path / "mountinfo")
    assert lies_elsewhere(events.Path(folder)) is elsewhere


@pytest.mark.parametrize("told", [None, b"", b"kein Eintrag\n", b"1 2 3 - nfs\n"])
def test_where_the_system_does_not_say_it_the_folder_lies_here(tmp_path, monkeypatch, told):
    if told is not None:
        (tmp_path / "mountinfo").write_bytes(told)
    monkeypatch.setattr(events, "_MOUNTS", tmp_path / "mountinfo")
    assert not lies_elsewhere(tmp_path)


def test_another_folder_in_its_place_is_noticed_though_nothing_is_heard(tmp_path, monkeypatch):
    """As where a disk is mounted over it."""

    async def silent(self):
        await asyncio.Event().wait()

    monkeypatch.setattr(FolderEvents, "_hear", silent)
    monkeypatch.setattr(events, "_SEEN_EVERY_S", 0.01)
    folder = tmp_path / "corpus"
    folder.mkdir()

    async def scenario():
        heard = FolderEvents(folder)
        assert await heard.listen() is None
        waiting = asyncio.create_task(heard.wait(10 * LAST_RESORT_S))
        await asyncio.sleep(0)
        folder.rename(tmp_path / "alt")
        folder.mkdir()
        async with asyncio.timeout(LAST_RESORT_S):
            await waiting
        first = heard._listening
        assert await heard.listen() is None
        assert heard._listening is not first
        await heard.close()

    asyncio.run(scenario())


def test_waiting_ends_though_nothing_happens_and_can_be_given_up(tmp_path):
    async def scenario():
        heard = FolderEvents(tmp_path)
        await heard.listen()
        await heard.wait(0.01)
        waiting = asyncio.create_task(heard.wait(10 * LAST_RESORT_S))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await heard.close()

    asyncio.run(scenario())
