"""What a finished folder held when it was written: the SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from talentflow.files import write_text

__all__ = ["MANIFEST", "read_manifest", "sha256", "write_manifest"]

MANIFEST = "manifest.json"
FORMAT = "talentflow manifest 1"


def write_manifest(folder: Path) -> None:
    """Write down all files of a finished folder, but pages, which may be made anew any time."""
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and not _passing(path.relative_to(folder))
    }
    text = json.dumps({"format": FORMAT, "sha256": files}, indent=1)
    write_text(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> Mapping[str, str] | None:
    """Return the SHA-256 of the files of a folder by their names, nothing if it has no manifest.

    Raises ValueError if the manifest itself cannot be read.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise ValueError(problem.strerror or str(problem)) from None
    content = json.loads(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("it is no manifest of this version")
    return {str(name): str(digest) for name, digest in dict(content["sha256"]).items()}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _passing(name: Path) -> bool:
    """Whether a file comes and goes: hidden drafts, locks, pages."""
    return any(part.startswith(".") for part in name.parts) or name.suffix in {".lock", ".html"}
