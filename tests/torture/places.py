"""Every file that the program keeps, in a small world, and what could stand in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.telegram.state.database import Database
from tests import models
from tests.retrieval.press import write_corpus
from tests.torture import children

Kind = Literal["index", "around", "model", "state", "article", ".env"]
ARTICLE = "corpus/2024-03-02-fussgaengerbruecke.md"
NEWS = "# Neue Halle\n\nDie Halle wird am 3. Juni eröffnet.\n"
STATE = "bot-state.sqlite"
_SETTING = "# Wie viele Zitate eine Antwort zeigt.\nWORTLAUT_MAX_QUOTES={}\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A file.

    Attributes:
        kind: What it is part of.
        path: Inside the world.
        other: Inside what lies beside it: its counterpart of an earlier generation, another model,
            another bot.
    """

    kind: Kind
    path: str
    other: str


def environment(folder: Path) -> dict[str, str]:
    """What the program is told of the model; nothing where there is none."""
    if not (folder / "source").exists():
        return {}
    return {
        "WORTLAUT_EMBEDDING_MODEL": str(folder / "source" / "model"),
        "WORTLAUT_CACHE_DIR": "cache",
    }


def build(folder: Path, compiled: bool) -> Iterator[list[Place]]:
    """Makes a world of two generations, and beside it what its files can be swapped with.

    Args:
        folder: Gets `world`, `beside` and the models' sources.
        compiled: Whether to compile two models.

    Yields:
        All files of the world.
    """
    world, beside = folder / "world", folder / "beside"
    if compiled:
        models.build(folder / "source")
    write_corpus(world / "corpus")
    children.enter(world, environment(folder))
    if not compiled:
        children.with_tiny_encoder(Path(os.devnull))
    _indexed()
    shutil.copytree(world / "index", beside / "index")
    (world / "corpus" / "halle-1.md").write_text("# Halle 1\n\nDie Halle 1 ist rot.\n", "utf-8")
    _indexed()
    shutil.copytree(world / "corpus", beside / "corpus")
    shutil.copy(beside / "corpus" / "halle-1.md", beside / ARTICLE)
    if compiled:
        _compile_another(folder)
    for place, quotes, name in ((world, 2, "Ada"), (beside, 1, "Ben")):
        (place / ".env").write_text(_SETTING.format(quotes), encoding="utf-8")
        _remember(place / STATE, name)
    shutil.rmtree(world / "tmp")
    yield list(_places(world, beside))


def _compile_another(folder: Path) -> None:
    """Another model, beside the world under the name of the one in it."""
    another = models.build(folder / "another", seed=8)
    [used] = (folder / "world" / "cache" / "models").glob("*/model.json")
    _indexed("--model", str(another), "--index", str(folder / "scrap"))
    for manifest in used.parents[1].glob("*/model.json"):
        if manifest != used:
            shutil.move(manifest.parent, folder / "beside" / "cache" / "models" / used.parent.name)


def _indexed(*options: str) -> None:
    done = children.command("index", *options)
    if done.status:
        raise RuntimeError(done.err)


def _remember(path: Path, name: str) -> None:
    database = Database(path)
    database.execute("INSERT INTO admitted VALUES (7, ?, 0)", (name,))
    database.close()


def _places(world: Path, beside: Path) -> Iterator[Place]:
    generation, earlier = Path("index/generations/000002"), Path("index/generations/000001")
    for path in sorted((world / generation).rglob("*")):
        if path.is_file():
            name = path.relative_to(world / generation)
            other = earlier / name
            if not (beside / other).is_file():  # tantivy names its files anew each time
                [found] = (beside / earlier / name.parent).glob(f"*{path.suffix}")
                other = found.relative_to(beside)
            yield Place("index", str(generation / name), str(other))
    for name in ("current", "embeddings.sqlite", "lock"):
        yield Place("around", f"index/{name}", f"index/{name}")
    for path in sorted((world / "cache" / "models").glob("*/*")):
        name = path.relative_to(world)
        yield Place("model", str(name), str(name))
    yield Place("state", STATE, STATE)
    yield Place("article", ARTICLE, ARTICLE)
    yield Place(".env", ".env", ".env")
