"""An index is built upon only where it was made with what would make it now."""

import pytest

from retrieval.index import made_with as module
from retrieval.index.build import intake
from retrieval.index.in_force import current_generation
from retrieval.index.made_with import made_with
from retrieval.index.manifest import read_manifest
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import substance

pytestmark = pytest.mark.usefixtures("quick_calibration")


def build(corpus, index):
    return build_index(corpus, index, TinyEncoder(), model="tiny")


@pytest.fixture
def upgraded(monkeypatch):
    """Something that texts are split or analysed with has another version from now on."""

    def upgrade(**changed):
        after = {name: value for name, value in (made_with() | changed).items() if value}
        for user in ("generation", "build.new_generation", "build.build_index"):
            monkeypatch.setattr(f"retrieval.index.{user}.made_with", lambda: after)

    return upgrade


def test_the_libraries_unicode_and_our_own_rules_are_named():
    assert set(made_with()) == {
        *(
            "ftfy",
            "htmldate",
            "mammoth",
            "marisa-trie",
            "py3langid",
            "pypdf",
            "sentencex",
            "tantivy",
        ),
        "trafilatura",
        *("unicode", "rules", "calibration"),
    }
    assert all(made_with().values())


@pytest.mark.parametrize(
    "file", ["language/stopwords.py", "language/data/stopwords-de.txt", "segmentation/lines.py"]
)
def test_a_changed_rule_is_another_version(monkeypatch, tmp_path, file):
    rules = tmp_path / "retrieval"
    for folder in module._RULES:
        (rules / folder).mkdir(parents=True)
    (rules / file).parent.mkdir(exist_ok=True)
    monkeypatch.setattr(module, "files", lambda package: tmp_path / package)
    found = set()
    for content in ("a", "b", "a"):
        (rules / file).write_text(content)
        found.add(module._sources_sha256(module._RULES))
    assert len(found) == 2


@pytest.mark.parametrize(
    "changed",
    [{"sentencex": "99"}, {"py3langid": "99"}, {"tantivy": "99"}, {"rules": "99"}, {"unicode": ""}],
    ids=lambda changed: next(iter(changed)),
)
def test_after_an_upgrade_all_is_read_anew_and_nothing_embedded_again(
    corpus, index, upgraded, changed
):
    upgraded(**changed)
    report = build(corpus, index)
    assert not report.unchanged
    assert (report.new, report.changed, report.removed, report.embedded) == (0, 0, 0, 0)
    assert read_manifest(current_generation(index)).made_with != made_with()
    assert build(corpus, index).unchanged


def test_another_calibration_reads_no_text_anew(corpus, index, upgraded, monkeypatch):
    upgraded(calibration="99")
    monkeypatch.setattr(intake, "parse_file", None)
    report = build(corpus, index)
    assert not report.unchanged
    assert (report.new, report.changed, report.removed, report.embedded) == (0, 0, 0, 0)
    assert build(corpus, index).unchanged


def test_old_splits_are_not_mixed_with_new_ones(corpus, index, tmp_path, upgraded, monkeypatch):
    split = intake.segment

    def coarser(text, language):
        return split(text.replace(". ", ", "), language)

    monkeypatch.setattr(intake, "segment", coarser)
    upgraded(sentencex="99")
    (corpus / "neu.md").write_text("# Neu\n\nEin ganz neuer Satz. Und noch einer.\n")
    report = build(corpus, index)
    assert (report.new, report.changed, report.removed) == (1, 0, 0)
    build(corpus, tmp_path / "whole")
    assert substance(index) == substance(tmp_path / "whole")
