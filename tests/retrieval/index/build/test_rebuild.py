"""The same corpus gives the same index, whatever was there before and in whatever order it came."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import CorpusError
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import ARTICLES, QUESTIONS, few_impostors, substance, without_time

ENCODER = TinyEncoder()


@pytest.fixture(autouse=True, scope="module")
def quick():
    with few_impostors():
        yield


def build(corpus, index):
    return build_index(corpus, index, ENCODER)


def write(corpus, paths):
    for path in paths:
        (corpus / path).parent.mkdir(parents=True, exist_ok=True)
        (corpus / path).write_text(ARTICLES[path], encoding="utf-8")


def answers(index):
    with Library(index, encoder=ENCODER) as searcher:
        return [without_time(searcher.ask(question)) for question in QUESTIONS]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("once")
    write(folder / "corpus", ARTICLES)
    build(folder / "corpus", folder / "index")
    return substance(folder / "index"), answers(folder / "index")


@pytest.mark.parametrize("seed", range(2))
def test_the_order_in_which_files_were_made_does_not_matter(tmp_path, at_once, seed):
    paths = list(ARTICLES)
    random.Random(seed).shuffle(paths)  # noqa: S311
    write(tmp_path / "corpus", paths)
    build(tmp_path / "corpus", tmp_path / "index")

    assert substance(tmp_path / "index") == at_once[0]
    assert answers(tmp_path / "index") == at_once[1]


@pytest.mark.parametrize("seed", range(2))
def test_building_in_steps_gives_what_building_at_once_gives(tmp_path, at_once, seed):
    chance = random.Random(seed)  # noqa: S311
    paths = list(ARTICLES)
    chance.shuffle(paths)
    while paths:
        write(tmp_path / "corpus", [paths.pop() for _ in range(min(len(paths), 3))])
        build(tmp_path / "corpus", tmp_path / "index")

    assert substance(tmp_path / "index") == at_once[0]
    assert answers(tmp_path / "index") == at_once[1]


def test_a_detour_over_other_articles_leaves_no_trace(tmp_path, at_once):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, ARTICLES)
    (corpus / "2024-03-02-fussgaengerbruecke.md").write_text("# Anders\n\nGanz anders.\n")
    (corpus / "2024-05-zwischendrin.md").write_text("# Fremd\n\nGehört nicht dazu.\n")
    build(corpus, index)
    write(corpus, ["2024-03-02-fussgaengerbruecke.md"])
    (corpus / "2024-05-zwischendrin.md").unlink()
    build(corpus, index)

    assert substance(index) == at_once[0]
    assert answers(index) == at_once[1]


NAMES = ("a.md", "b.md", "b/c.md", "b-c.txt", "d.md", "ä.md")


def article(name, version):
    """Few or many sentences and paragraphs, some of them shared with other articles."""
    sentences = [
        f"Satz {n} der Fassung {version % 3} steht am {n + 1}. Mai 2024 in der Zeitung."
        for n in range(version % 4 + 1)
    ]
    paragraphs = [" ".join(sentences)] * (version % 2 + 1) + [f"Der Schluss von {name}."]
    return f"Titel {version % 2}\n\n" + "\n\n".join(paragraphs) + "\n"


contents = st.one_of(st.none(), st.just(-1), st.integers(0, 6))  # absent, unreadable, a version
corpora = st.lists(
    st.dictionaries(st.sampled_from(NAMES), contents, max_size=len(NAMES)), min_size=1, max_size=3
)


@settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(corpora)
def test_any_history_leads_to_the_index_of_a_fresh_build(histories):
    folder = Path(tempfile.mkdtemp())
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    built = False
    try:
        for changes in histories:
            apply(corpus, changes)
            try:
                build(corpus, index)
            except CorpusError:
                assert not any(path.stat().st_size for path in corpus.rglob("*.*"))
                continue
            built = True
            build(corpus, folder / "fresh")
            assert substance(index) == substance(folder / "fresh")
            shutil.rmtree(folder / "fresh")
        if built:
            with Library(index, encoder=ENCODER) as searcher:
                assert searcher.verify() == []
    finally:
        shutil.rmtree(folder)


def apply(corpus, changes):
    for name, version in changes.items():
        path = corpus / name
        path.parent.mkdir(exist_ok=True)
        if version is None:
            path.unlink(missing_ok=True)
        elif version < 0:
            path.write_bytes(b"")
        else:
            path.write_text(article(name, version), encoding="utf-8")
