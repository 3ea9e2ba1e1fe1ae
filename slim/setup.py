"""Builds `wortlaut-slim` of the tree beside: `pip install ./slim`, or `pip wheel --no-deps ./slim`.

Two distributions of one tree hold the same packages; they differ in what they require. So this one
is made of the other's `pyproject.toml`: a requirement that is added there is added here, unless it
stands in `OPTIONAL`.
"""

import re
import tomllib
from pathlib import Path

from setuptools import find_packages, setup

TREE = ".."
OPTIONAL = {
    "models": ("sentence-transformers", "torch"),
    "eval": ("scipy",),
}
"""What this distribution does without, by the extra that brings it."""

README = """\
Wortlaut answers questions about a corpus of articles with the passages that answer them, word for
word, each with its source.

This is the same program as `wortlaut`, without torch: it asks, indexes and runs the Telegram bot
with the embedded model. `wortlaut-slim[models]` adds what other embedding models and cross-encoders
need, `wortlaut-slim[eval]` what `wortlaut eval` needs. Install one of the two distributions, not
both: they hold the same files.
"""

whole = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
project, built = whole["project"], whole["tool"]["setuptools"]


def name_of(requirement: str) -> str:
    """The distribution that a requirement names."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


left_out = {name: extra for extra, names in OPTIONAL.items() for name in names}
extras: dict[str, list[str]] = {extra: [] for extra in OPTIONAL}
extras["mcp"] = project["optional-dependencies"]["mcp"]
for requirement in project["dependencies"]:
    if extra := left_out.get(name_of(requirement)):
        extras[extra].append(requirement)

setup(
    version=project["version"],
    description=f"{project['description']} Without torch.",
    long_description=README,
    long_description_content_type="text/markdown",
    python_requires=project["requires-python"],
    author=", ".join(author["name"] for author in project["authors"]),
    classifiers=project["classifiers"],
    keywords=project["keywords"],
    project_urls=project.get("urls", {}),
    install_requires=[need for need in project["dependencies"] if name_of(need) not in left_out],
    extras_require=extras,
    entry_points={
        "console_scripts": [f"{name} = {place}" for name, place in project["scripts"].items()]
    },
    packages=find_packages(TREE, include=built["packages"]["find"]["include"]),
    package_dir={"": TREE},
    package_data=built["package-data"],
    data_files=[
        (
            folder,
            [file for pattern in patterns for file in map(str, Path().glob(f"{TREE}/{pattern}"))],
        )
        for folder, patterns in built.get("data-files", {}).items()
    ],
)
