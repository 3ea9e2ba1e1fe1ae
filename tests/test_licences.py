"""No requirement brings copyleft, and the one that would is named."""

import pytest

from tests.licences import findings, is_free, main


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Lays down what an installed distribution says of itself."""
    monkeypatch.syspath_prepend(tmp_path)

    def lay(name, *lines):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        head = ("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0")
        (folder / "METADATA").write_text("\n".join((*head, *lines)) + "\n")

    return lay


def test_nothing_the_project_needs_is_copyleft(capsys):
    assert main() == 0
    assert capsys.readouterr().err == ""


def test_copyleft_is_named_with_what_brings_it(install):
    install("wl_reader", "License-Expression: MIT", "Requires-Dist: wl-parser[fast]>=1")
    install(
        "wl_parser",
        "Classifier: License :: OSI Approved :: BSD License",
        'Requires-Dist: wl-quick; extra == "fast"',
        'Requires-Dist: wl-never; extra == "slow"',
        'Requires-Dist: wl-elsewhere; sys_platform == "none"',
        "Requires-Dist: wl-reader",
    )
    install("wl_quick", "License: GNU Affero General Public License v3")
    assert list(findings(["wl-reader", 'wl-absent; python_version < "3"'])) == [
        "wl-reader > wl-parser > wl-quick: GNU Affero General Public License v3"
    ]


def test_an_unknown_licence_is_named(install):
    install("wl_silent", "Classifier: Topic :: Text Processing")
    assert list(findings(["wl-silent", "wl-absent"])) == [
        "wl-silent: names no licence",
        "wl-absent: is not installed, so its licence is unknown",
    ]


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("MPL-2.0 AND MIT", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GNU Library or Lesser General Public License (LGPL)", True),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("MIT OR GPL-2.0-only", True),
        ("(GPL-2.0-only OR MIT) AND BSD-3-Clause", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("GNU General Public License v3 or later (GPLv3+)", False),
        ("GNU Affero General Public License v3", False),
        ("gpl-2.0", False),
    ],
)
def test_what_is_copyleft(licence, free):
    assert is_free(licence) is free
