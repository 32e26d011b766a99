"""Licences: every file has one, and tables have those of the publishers that their rows name."""

import csv
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

PUBLISHERS = {
    r"Stack Overflow": "ODbL-1.0",
    r"V-Dem": "CC-BY-SA-4.0",
    r"World Bank|\bWGI\b": "CC-BY-4.0",
    r"OSS Geography|Passport Index": "MIT",
    r"UN DESA": "CC-BY-3.0-IGO",
    r"GeoNames": "CC-BY-4.0",
    r"CLDR": "Unicode-3.0",
    r"Innovation Graph": "CC0-1.0",
}
"""What a row's source says -> the licence of that publisher."""

TABLES = sorted((Path(__file__).parents[1] / "scenarios").rglob("*.csv"))


def licences(root: Path, file: str) -> set[str]:
    """Return the licences of a file; as REUSE has it, the last annotation that fits counts."""
    found = ""
    for one in tomllib.loads((root / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]:
        paths = one["path"] if isinstance(one["path"], list) else [one["path"]]
        if any(fnmatch(file, path) for path in paths):
            found = one["SPDX-License-Identifier"]
    return {word for word in re.split(r"[ ()]+", found) if word not in {"AND", "OR", ""}}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_table_has_the_licences_of_its_publishers(root: Path, path: Path) -> None:
    """Each row of a publisher with a licence of its own stands in a table that names it."""
    named = licences(root, path.relative_to(root).as_posix())
    with path.open(encoding="utf-8", newline="") as file:
        sources = {row.get("source", "") for row in csv.DictReader(file)}
    for source in sources:
        for words, licence in PUBLISHERS.items():
            assert not re.search(words, source) or licence in named, source


def test_every_licence_has_its_text_and_every_text_its_use(root: Path) -> None:
    """LICENSES holds exactly the texts that REUSE.toml refers to."""
    tables = tomllib.loads((root / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    used = {word for one in tables for word in one["SPDX-License-Identifier"].split(" AND ")}
    assert {path.stem for path in (root / "LICENSES").glob("*.txt")} == used


def test_paths_of_the_annotations_exist(root: Path) -> None:
    """No annotation speaks of a file that is gone."""
    for one in tomllib.loads((root / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]:
        for path in one["path"] if isinstance(one["path"], list) else [one["path"]]:
            assert path == "**" or (root / path).exists(), path


def test_the_licence_of_the_code_is_that_of_the_project(root: Path) -> None:
    """LICENSE and LICENSES/MIT.txt are one text."""
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert text == (root / "LICENSES/MIT.txt").read_text(encoding="utf-8")
    assert licences(root, "model/talentflow/model.py") == {"MIT"}
