"""The files at the top of the repository agree with each other and name no machine."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from benchmarks.sbom import bill

import talentflow


@pytest.fixture(name="project")
def _project(root: Path) -> dict[str, Any]:
    """Return the [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return table


def test_one_version(root: Path, project: dict[str, Any]) -> None:
    """The package, pyproject.toml and the newest entry of the changelog name one version."""
    entries = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\]", (root / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert [talentflow.__version__, entries[0]] == [project["version"]] * 2


def test_one_oldest_python(root: Path, project: dict[str, Any]) -> None:
    """The Python of .python-version is the oldest that the project supports."""
    assert project["requires-python"] == f">={(root / '.python-version').read_text().strip()}"


def test_lock_names_no_host(root: Path) -> None:
    """The lock file holds names, versions and hashes: no address, no folder of a machine."""
    lock = (root / "requirements.lock").read_text()
    assert not re.findall(r"://|^-|@ |index-url|find-links|(?<!\S)/\w+", lock, re.MULTILINE)


def test_lock_is_hashed_and_complete(root: Path, project: dict[str, Any]) -> None:
    """Every dependency of the project and of its extras is locked, each with a hash."""
    lock = (root / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([\w.-]+)==.*\\\n +--hash=(sha256):", lock, re.MULTILINE))
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {re.split(r"[<>=\[ ]", entry)[0] for entries in lists for entry in entries}
    assert wanted <= set(locked)
    assert len(locked) == len(re.findall(r"^\S+==", lock, re.MULTILINE))


def test_the_bill_of_materials_is_complete(root: Path, project: dict[str, Any]) -> None:
    """It names every locked package once, each with its version and all its hashes."""
    lock = (root / "requirements.lock").read_text()
    found = bill(lock, project)
    parts = found["components"]
    assert {f"{one['name']}=={one['version']}" for one in parts} == set(
        re.findall(r"^([\w.-]+==[\w.+!-]+)", lock, re.MULTILINE)
    )
    assert sum(len(one["hashes"]) for one in parts) == lock.count("--hash=sha256:")
    assert all(one["hashes"] for one in parts)
    refs = [one["bom-ref"] for one in parts]
    assert len(set(refs)) == len(refs)
    assert bill(lock, project) == found


def test_every_dependency_gives_its_reason(root: Path) -> None:
    """Each dependency in pyproject.toml has a comment behind it that says what it is for."""
    lines = (root / "pyproject.toml").read_text().partition("[tool.")[0].splitlines()
    dependencies = [line for line in lines if re.match(r'  "[\w.-]+ ?[<>=]', line)]
    assert dependencies
    assert not [line for line in dependencies if not re.search(r"# \w{2,}", line)]


def test_every_lint_exception_gives_its_reason(root: Path) -> None:
    """Each rule of the linter that is switched off has a reason behind it."""
    lines = (root / "pyproject.toml").read_text().partition("[tool.ruff")[2].splitlines()
    ignored = [line for line in lines if re.match(r'  "[A-Z]+\d*",', line)]
    assert ignored
    assert not [line for line in ignored if "# " not in line]


def test_make_help_lists_every_target(root: Path) -> None:
    """Each public target of the Makefile carries a sentence for `make help`."""
    makefile = (root / "Makefile").read_text()
    (public,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert set(public.split()) == set(re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE))


def test_who_cites_it_cites_this_version(root: Path, project: dict[str, Any]) -> None:
    """CITATION.cff and codemeta.json name the project's version and licence."""
    citation = (root / "CITATION.cff").read_text()
    known = dict(re.findall(r"^(version|license): (.+)$", citation, re.MULTILINE))
    assert known == {"version": project["version"], "license": project["license"]}
    meta = json.loads((root / "codemeta.json").read_text())
    assert meta["version"] == project["version"]
    assert meta["license"].endswith(f"/{project['license']}")
    assert meta["description"] == project["description"]
