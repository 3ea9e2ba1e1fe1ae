"""What a release hands on besides: pinned requirements, an image, a service of containers."""

import re
import shlex
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
DOCKER = ROOT / "deploy" / "docker"
LEFT_OUT = {"sentence-transformers", "torch", "scipy"}


def pinned() -> dict[str, str]:
    """The name and version of each requirement; each has a hash."""
    text = (ROOT / "deploy" / "requirements.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text.partition("make lock\n")[2])
    found = {}
    for entry in entries:
        requirement = Requirement(entry.partition("\\")[0].strip())
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), requirement.name
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found[canonicalize_name(requirement.name)] = specifier.version
    return found


def test_what_is_pinned_is_what_the_slim_distribution_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = pinned()
    for line in project["dependencies"]:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if name in LEFT_OUT:
            assert name not in versions
        else:
            assert name in versions, f"{line}: `make lock`"
            assert requirement.specifier.contains(versions[name]), f"{line}: `make lock`"


def test_both_locks_hold_the_same_versions() -> None:
    lock = tomllib.loads((ROOT / "slim" / "uv.lock").read_text(encoding="utf-8"))
    locked = {package["name"]: package.get("version") for package in lock["package"]}
    assert {name: locked.get(name) for name in pinned()} == pinned()
    registries = {package["source"].get("registry") for package in lock["package"]}
    assert registries <= {None, "https://pypi.org/simple"}


def test_the_image_copies_what_is_there_and_watches_the_port_it_opens() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE):
        *sources, _ = shlex.split(line)
        assert all((ROOT / source).exists() for source in sources)
    for kept in (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines():
        if kept.startswith("!"):
            assert list(ROOT.glob(kept[1:])), kept
    (port,) = re.findall(r"WORTLAUT_METRICS_PORT=(\d+)", dockerfile)
    assert f"http://127.0.0.1:{port}/healthz" in dockerfile
    assert re.search(r"^USER \d+$", dockerfile, re.MULTILINE)


def test_the_service_sets_settings_that_there_are() -> None:
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for service in services.values():
        for name in service["environment"]:
            assert name.removeprefix(PREFIX).lower() in Settings.model_fields, name
