"""Reading scenario files: the chain of `extends`, as layers of values with their lines."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from talentflow.errors import Problem
from talentflow.files import FileTrouble, kind_of, read_text, shown
from talentflow.toml_lines import KeyPath, key_lines, line_of

__all__ = ["Layer", "parse", "read_chain", "shipped", "shipped_data", "shipped_folder", "spelled"]

LARGEST = 1  # megabytes; a scenario is a page of text
LONGEST_CHAIN = 32

# The standard parser takes quadratic time over such a key.
_TOO_DEEP = re.compile(r"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}""")


@dataclass(frozen=True, slots=True)
class Layer:
    """Values that lie above those of the layer before: one file, or one setting.

    `file` is the name in messages, `set_by` the name in the provenance (without
    folders). `lines` tells where each key stands. Paths of data files are
    relative to `folder`. `path` is the file itself.
    """

    file: str
    set_by: str
    folder: Path
    values: dict[str, Any]
    lines: Mapping[KeyPath, int]
    path: Path | None = None

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest one that encloses it."""
        return line_of(self.lines, path)


class _Place(NamedTuple):
    """Where a file was asked for."""

    file: str
    line: int
    path: str


def spelled(path: KeyPath) -> str:
    """Return a path with dots, quoting what is no plain name.

    >>> spelled(("terms", "real wage", "weight"))
    "terms.'real wage'.weight"
    """
    parts = [str(part) for part in path]
    return ".".join(p if re.fullmatch(r"[\w-]+", p) else repr(p[:60]) for p in parts)


def shipped() -> dict[str, Path]:
    """Return the scenarios that come with talentflow: name -> file, by name.

    They lie in the installed package, or in the checkout beside its source.
    """
    return {path.stem: path for path in sorted(shipped_folder().glob("*.toml"))}


def shipped_data() -> Path:
    """Return the folder of the data tables that come with talentflow."""
    return shipped_folder() / "data"


def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with talentflow."""
    package = Path(__file__).parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def read_chain(source: str | Path, problems: list[Problem]) -> list[Layer]:
    """Return the layers of a scenario file and of all that it extends, base first.

    What is wrong with a file is added to the problems, and the chain ends there.
    """
    chain: list[Layer] = []
    asked: str | Path | None = source
    folder, place = Path(), _Place(str(source) or "''", 1, "(file)")
    while asked is not None:
        layer = _read_layer(asked, folder, place)
        if isinstance(layer, Problem):
            problems.append(layer)
            break
        if layer.path in [above.path for above in chain]:
            problems.append(Problem(*place, "the scenario extends itself, in a circle"))
            break
        chain.append(layer)
        extends = layer.values.get("extends", "")
        asked, folder = extends if extends and isinstance(extends, str) else None, layer.folder
        place = _Place(layer.file, layer.line(("extends",)), "extends")
        if len(chain) == LONGEST_CHAIN and asked is not None:
            problems.append(Problem(*place, f"more than {LONGEST_CHAIN} scenarios in one chain"))
            break
    return chain[::-1]


def _read_layer(asked: str | Path, folder: Path, place: _Place) -> Layer | Problem:
    try:
        path = _find(asked, folder)
        name = shown(path)
        text = read_text(path, LARGEST)
    except FileTrouble as trouble:
        if trouble.line:
            return Problem(name, trouble.line, "(file)", trouble.reason)
        which = "" if place.path == "(file)" else f"{str(asked)[:80]!r}: "
        return Problem(*place, which + trouble.reason)
    try:
        values = parse(text)
    except FileTrouble as trouble:
        return Problem(name, max(trouble.line, 1), "(file)", trouble.reason)
    return Layer(name, path.name, path.parent, values, key_lines(text), path.resolve())


def _find(source: str | Path, folder: Path) -> Path:
    """Return the file that a path (relative to a folder) or a shipped name means."""
    text = str(source)
    path = folder / text
    is_named = text.endswith(".toml") and kind_of(path) == "file"
    if is_named or Path(text).name != text:
        return path
    if text.removesuffix(".toml") in shipped():
        return shipped()[text.removesuffix(".toml")]
    if kind_of(path) == "missing":
        nearest = get_close_matches(text.removesuffix(".toml"), shipped(), n=1)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
        raise FileTrouble(f"there is no such file and no shipped scenario of that name{hint}")
    return path


def parse(text: str) -> dict[str, Any]:
    """Return the values of a TOML text; raise FileTrouble if it is none."""
    deep = _TOO_DEEP.search(text)
    if deep is not None:
        raise FileTrouble("a name has too many parts", text.count("\n", 0, deep.start()) + 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(where[1]) if where else max(len(text.splitlines()), 1)
        reason = str(error)[: where.start()] if where else str(error)
        raise FileTrouble(f"this is not TOML: {reason[:1].lower()}{reason[1:]}", line) from None
    except RecursionError:
        raise FileTrouble("brackets are nested too deeply") from None
    except ValueError:
        raise FileTrouble("a number has too many digits or a date does not exist") from None
