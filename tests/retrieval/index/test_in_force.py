import errno

import pytest

from retrieval.errors import IndexFolderError, IndexMissingError
from retrieval.index import in_force
from retrieval.index.in_force import (
    current_file,
    current_generation,
    new_generation,
    put_in_force,
    remove_old,
    take_out_of_force,
)


def build(index_dir):
    name, folder = new_generation(index_dir)
    (folder / "keywords").mkdir()
    (folder / "keywords" / "meta.json").write_text("{}")
    put_in_force(index_dir, name, folder)
    return name


def names(index_dir):
    return sorted(path.name for path in (index_dir / "generations").iterdir())


def test_generations_are_numbered_and_the_last_is_in_force(tmp_path):
    assert [build(tmp_path) for _ in range(3)] == ["000001", "000002", "000003"]
    assert current_generation(tmp_path) == tmp_path / "generations" / "000003"
    assert (current_generation(tmp_path) / "keywords" / "meta.json").read_text() == "{}"
    assert names(tmp_path) == ["000001", "000002", "000003"]


def test_numbers_go_on_after_a_million_and_after_gaps(tmp_path):
    (tmp_path / "generations" / "999999").mkdir(parents=True)
    assert build(tmp_path) == "1000000"
    assert build(tmp_path) == "1000001"
    assert current_generation(tmp_path).name == "1000001"


def test_one_under_construction_is_never_in_force(tmp_path):
    build(tmp_path)
    name, folder = new_generation(tmp_path)
    assert (name, folder.name) == ("000002", "tmp-000002")
    assert current_generation(tmp_path).name == "000001"


def test_what_a_killed_build_left_is_removed(tmp_path):
    _, folder = new_generation(tmp_path)
    (folder / "catalog.sqlite").write_text("halb")
    (tmp_path / "current.tmp").write_text("00")
    build(tmp_path)
    assert names(tmp_path) == ["000001"]
    assert not (tmp_path / "current.tmp").exists()


def test_one_that_was_finished_but_never_put_in_force_is_passed_over(tmp_path):
    build(tmp_path)
    (tmp_path / "generations" / "000002").mkdir()
    assert current_generation(tmp_path).name == "000001"
    assert build(tmp_path) == "000003"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"unsinn", b"../../etc", b"-1", b"\xff\xfe", b"000001 x", b"\0"]
)
def test_a_pointer_that_names_no_generation_is_no_index(tmp_path, content):
    build(tmp_path)
    current_file(tmp_path).write_bytes(content)
    with pytest.raises(IndexMissingError, match=r"no index in .*; run `wortlaut index`"):
        current_generation(tmp_path)


@pytest.mark.parametrize("made", [True, False])
def test_no_pointer_is_no_index(tmp_path, made):
    folder = tmp_path if made else tmp_path / "gibt-es-nicht"
    with pytest.raises(IndexMissingError, match="no index in"):
        current_generation(folder)


def test_a_file_is_no_index_folder(tmp_path):
    (tmp_path / "datei").write_text("keine Mappe")
    with pytest.raises(IndexFolderError, match=r"index folder .*datei is a file; name another"):
        current_generation(tmp_path / "datei")


def test_an_index_folder_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    build(tmp_path)
    monkeypatch.setattr(in_force, "read_regular", refuse)
    with pytest.raises(
        IndexFolderError, match=r"may not be read \(permission denied\); change its"
    ):
        current_generation(tmp_path)


def test_none_in_force_until_the_next_is_built(tmp_path):
    build(tmp_path)
    take_out_of_force(tmp_path)
    with pytest.raises(IndexMissingError):
        current_generation(tmp_path)
    take_out_of_force(tmp_path)
    assert build(tmp_path) == "000002"
    assert current_generation(tmp_path).name == "000002"


def test_the_one_in_force_and_its_predecessor_are_kept(tmp_path):
    for _ in range(5):
        build(tmp_path)
        remove_old(tmp_path)
    assert names(tmp_path) == ["000004", "000005"]


def test_what_is_no_generation_is_left_alone(tmp_path):
    for _ in range(3):
        build(tmp_path)
    (tmp_path / "generations" / "notizen").mkdir()
    remove_old(tmp_path)
    assert names(tmp_path) == ["000002", "000003", "notizen"]


@pytest.mark.parametrize("step", range(6))
def test_a_failure_at_any_step_of_the_switch_leaves_one_generation_in_force(
    tmp_path, monkeypatch, step
):
    build(tmp_path)
    steps = iter(range(100))
    synced = in_force.sync

    def failing(path):
        if next(steps) == step:
            raise OSError(5, "Input/output error")
        synced(path)

    monkeypatch.setattr(in_force, "sync", failing)
    name, folder = new_generation(tmp_path)
    (folder / "catalog.sqlite").write_text("neu")
    (folder / "passages.npy").write_text("neu")
    with pytest.raises(OSError, match="Input/output error"):
        put_in_force(tmp_path, name, folder)
    serving = current_generation(tmp_path)
    assert serving.name == ("000002" if step == 5 else "000001")
    assert serving.is_dir()


def test_every_file_is_synced_before_the_pointer_is_replaced(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(in_force, "sync", lambda path: synced.append(path.name))
    build(tmp_path)
    assert synced == [
        "meta.json",
        "keywords",
        "tmp-000001",
        "generations",
        "current.tmp",
        tmp_path.name,
    ]
