import datetime as dt
import errno
import json
import os

import pytest

from retrieval.errors import IndexDamagedError, Problem
from retrieval.index import manifest as module
from retrieval.index.calibration import Calibration, Threshold
from retrieval.index.manifest import (
    MANIFEST_NAME,
    SCHEMA_VERSION,
    Manifest,
    altered,
    disagreements,
    read_manifest,
    record_files,
    unread,
    verified_manifest,
)
from retrieval.reports import SkippedFile


@pytest.fixture
def generation(tmp_path):
    folder = tmp_path / "000001"
    (folder / "keywords").mkdir(parents=True)
    (folder / "catalog.sqlite").write_bytes(b"Katalog")
    (folder / "keywords" / "meta.json").write_bytes(b"{}")
    (folder / "leer").write_bytes(b"")
    (folder / MANIFEST_NAME).write_text(made(folder).to_json(), encoding="utf-8")
    return folder


def made(folder):
    return Manifest(
        schema_version=SCHEMA_VERSION,
        model="embedded",
        encoder="tiny-1",
        dimension=64,
        corpus="Zeitung „Süd“",
        made_with={"tantivy": "0.27.1"},
        built_at=dt.datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=dt.UTC),
        articles=3,
        passages=5,
        sentences=8,
        skipped=(
            SkippedFile(
                "böse.md", Problem("file", {"path": "böse.md", "reason": Problem("file.empty")})
            ),
        ),
        files=record_files(folder),
        contents="0a1b",
        stages=("reader-1",),
        calibration=Calibration(0.1 + 0.2, {"de": Threshold(1 / 3, 0.5), "other": Threshold(1, 2)}),
    )


def test_a_manifest_comes_back_as_it_was_written(generation):
    assert read_manifest(generation) == made(generation)
    assert verified_manifest(generation) == made(generation)


def test_the_same_manifest_is_the_same_bytes(generation):
    assert made(generation).to_json() == made(generation).to_json()
    assert "Zeitung „Süd“" in made(generation).to_json()


def test_every_file_but_the_manifest_is_recorded(generation):
    assert list(record_files(generation)) == ["catalog.sqlite", "keywords/meta.json", "leer"]


def raises_one_line(call, *said):
    with pytest.raises(IndexDamagedError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith("run `wortlaut index`")
    for words in said:
        assert words in message
    return message


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"[]", b"null", b"7", b'"text"', b"{}", b"\0" * 100],
)
def test_what_is_no_manifest(generation, content):
    (generation / MANIFEST_NAME).write_bytes(content)
    raises_one_line(lambda: read_manifest(generation), str(generation))


def test_a_missing_manifest(generation):
    (generation / MANIFEST_NAME).unlink()
    raises_one_line(lambda: read_manifest(generation), MANIFEST_NAME)


def rewritten(generation, **changes):
    path = generation / MANIFEST_NAME
    fields = json.loads(path.read_bytes()) | changes
    path.write_text(json.dumps(fields), encoding="utf-8")


@pytest.mark.parametrize("version", [0, 1, SCHEMA_VERSION + 1, None, "2", 999])
def test_another_schema_is_named_with_ours(generation, version):
    rewritten(generation, schema_version=version)
    raises_one_line(
        lambda: read_manifest(generation), f"schema {version}", f"needs {SCHEMA_VERSION}"
    )


def test_a_flipped_bit_anywhere_is_noticed(generation):
    path = generation / MANIFEST_NAME
    content = path.read_bytes()
    for at in range(0, len(content), 3):
        changed = bytearray(content)
        changed[at] ^= 1
        path.write_bytes(changed)
        try:
            found = read_manifest(generation)
        except IndexDamagedError:
            continue
        assert found == made(generation), f"byte {at} changed what is read"


@pytest.mark.parametrize(
    "changes",
    [
        {"files": []},
        {"files": {"a": {}}},
        {"files": {"a": 7}},
        {"skipped": 7},
        {"skipped": [7]},
        {"calibration": None},
        {"calibration": {"spread": 1}},
        {"built_at": "gestern"},
        {"built_at": 7},
        {"unknown": 1},
    ],
    ids=repr,
)
def test_fields_of_another_shape_are_no_traceback(generation, changes):
    path = generation / MANIFEST_NAME
    fields = json.loads(path.read_bytes()) | changes
    del fields["sha256"]
    fields["sha256"] = module._checksum(fields)
    path.write_text(json.dumps(fields), encoding="utf-8")
    raises_one_line(lambda: read_manifest(generation), "is incomplete")


def test_a_field_left_out_is_named(generation):
    path = generation / MANIFEST_NAME
    fields = json.loads(path.read_bytes())
    del fields["encoder"], fields["sha256"]
    fields["sha256"] = module._checksum(fields)
    path.write_text(json.dumps(fields), encoding="utf-8")
    raises_one_line(lambda: read_manifest(generation), "encoder")


DAMAGES = {
    "missing": (lambda file: file.unlink(), "is missing"),
    "truncated": (lambda file: file.write_bytes(b"Kata"), "has 4 bytes instead of 7"),
    "longer": (lambda file: file.write_bytes(b"Katalog!"), "has 8 bytes instead of 7"),
    "altered": (lambda file: file.write_bytes(b"Katalof"), "was altered after it was built"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "catalog.sqlite"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_file_is_named(generation, how):
    damage, said = DAMAGES[how]
    damage(generation / "catalog.sqlite")
    raises_one_line(lambda: verified_manifest(generation), "catalog.sqlite", said)
    found = [
        str(problem) for problem in disagreements(generation, made_before(generation), hashes=True)
    ]
    assert len(found) == 1


def made_before(generation):
    return read_manifest(generation)


def test_of_a_large_index_the_smallest_files_are_read(generation, monkeypatch):
    (generation / "passages.npy").write_bytes(b"v")
    (generation / MANIFEST_NAME).write_text(made(generation).to_json(), encoding="utf-8")
    manifest = read_manifest(generation)
    assert unread(manifest) == ()
    monkeypatch.setattr(module, "HASHED_BELOW_BYTES", 9)
    assert unread(manifest) == ("passages.npy",)  # whose rows are checked when they are read
    monkeypatch.setattr(module, "READ_BELOW_BYTES", 8)
    assert unread(manifest) == ("passages.npy", "catalog.sqlite")
    monkeypatch.setattr(module, "READ_BELOW_BYTES", 1)
    assert unread(manifest) == ("passages.npy", "keywords/meta.json", "catalog.sqlite")


def test_what_is_not_read_is_held_against_its_size(generation, monkeypatch):
    monkeypatch.setattr(module, "HASHED_BELOW_BYTES", 8)
    monkeypatch.setattr(module, "READ_BELOW_BYTES", 2)
    (generation / "catalog.sqlite").write_bytes(b"Katalof")
    manifest = verified_manifest(generation)
    assert manifest == read_manifest(generation)
    assert [str(p) for p in altered(generation, manifest, unread(manifest))] == [
        f"{generation / 'catalog.sqlite'} was altered after it was built"
    ]
    (generation / "catalog.sqlite").write_bytes(b"Katal")
    raises_one_line(lambda: verified_manifest(generation), "has 5 bytes instead of 7")


def test_all_disagreements_are_found_in_order(generation):
    manifest = read_manifest(generation)
    (generation / "keywords" / "meta.json").unlink()
    (generation / "catalog.sqlite").write_bytes(b"")
    found = [str(problem) for problem in disagreements(generation, manifest, hashes=False)]
    assert [line.partition(" ")[0].rpartition("/")[2] for line in found] == [
        "catalog.sqlite",
        "meta.json",
    ]


def test_a_file_that_vanishes_while_it_is_hashed_is_missing(generation, monkeypatch):
    manifest = read_manifest(generation)

    def vanished(path):
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(module, "file_sha256", vanished)
    found = [str(problem) for problem in disagreements(generation, manifest, hashes=True)]
    assert len(found) == 3
    assert all(line.endswith("is missing") for line in found)


def test_a_file_that_cannot_be_read_is_named_with_the_reason(generation, monkeypatch):
    manifest = read_manifest(generation)

    def broken(path):
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))

    monkeypatch.setattr(module, "file_sha256", broken)
    found = [str(problem) for problem in disagreements(generation, manifest, hashes=True)]
    assert len(found) == 3
    assert all(line.endswith(f"cannot be read ({os.strerror(errno.ESTALE)})") for line in found)


def test_files_shared_with_another_generation_are_not_hashed_again(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        (folder / "keywords").mkdir(parents=True)
    (old / "keywords" / "a.idx").write_bytes(b"shared")
    (old / "keywords" / "b.idx").write_bytes(b"before")
    known = record_files(old)
    (new / "keywords" / "a.idx").hardlink_to(old / "keywords" / "a.idx")
    (new / "keywords" / "b.idx").write_bytes(b"after")
    (new / "keywords" / "c.idx").write_bytes(b"shared")
    hashed = []
    original = module.file_sha256
    monkeypatch.setattr(module, "file_sha256", lambda path: hashed.append(path) or original(path))
    found = record_files(new, old, known)
    assert sorted(path.name for path in hashed) == ["b.idx", "c.idx"]
    assert found == record_files(new)
