"""Write the bill of materials: every locked package with its version, hashes and licence.

CycloneDX 1.6 as JSON, from requirements.lock alone; licences from what is installed here. The same
lock file and packages give the same file.

    python benchmarks/sbom.py results/sbom.json
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([\w.-]+)==([\w.+!-]+)(.*(?:\n +--hash=.*)*)", re.MULTILINE)


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """Return the bill of the text of a lock file and the [project] table."""
    parts = [_part(*found) for found in LOCKED.findall(lock)]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, own + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in parts]}],
    }


def _part(name: str, version: str, rest: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)
    part: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
    }
    if licence := _licence(name):
        part["licenses"] = [{"license": {"name": licence}}]
    return part


def _licence(name: str) -> str:
    """Return the licence of an installed package in a line; empty if none is told."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    named = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or ()
             if one.startswith("License ::")]  # fmt: skip
    text = told.get("License-Expression") or ", ".join(named) or told.get("License") or ""
    return text.splitlines()[0][:100] if text else ""


def main(out: Path) -> None:
    """Write the bill to a file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = bill((ROOT / "requirements.lock").read_text(encoding="utf-8"), project)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {len(found['components'])} packages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
