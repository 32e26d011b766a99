"""Study files to start from: those that are offered, those that are dropped, and their folders."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from talentflow.errors import TalentflowError
from talentflow.files import FileTrouble
from talentflow.reading import parse, shipped
from talentflow_app.desk_state import FILES
from talentflow_lab.study_inputs import leaves
from talentflow_lab.study_store import SOURCE

__all__ = [
    "MOST_POINTS",
    "StudyError",
    "checked_name",
    "checked_text",
    "free_name",
    "offered",
    "planted",
]

MOST_POINTS = 100_000
_TABLES = ("constants", "uncertainties", "levers")
_NAMED = ("policies", "points")


class StudyError(TalentflowError):
    """A study file or a name that is not taken; the text says why."""


def offered(library: Path) -> dict[str, Path]:
    """Return the study files of this machine, by what they are called in lists.

    They are those of the folder `experiments` where the server was started, and those that lie in
    the library.
    """
    found: dict[str, Path] = {}
    for folder in (Path("experiments"), library):
        for path in sorted(folder.glob("*.toml")):
            try:
                is_study = "outcomes" in parse(path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, FileTrouble):
                continue
            if is_study:
                found.setdefault(path.stem if path.stem not in found else str(path), path)
    return found


def checked_text(text: str) -> str:
    """Return the text of a study file; raise StudyError for what a page does not take.

    The file is data: it names a shipped scenario and no other file, and draws no more points than
    a page can wait for. Whether it is a good study is for `read_study` to say.
    """
    try:
        document = parse(text)
    except FileTrouble as trouble:
        raise StudyError(f"{SOURCE}:{trouble.line}: {trouble.reason}") from None
    _refuse_other_files(document)
    if (points := _most_points(document)) > MOST_POINTS:
        raise StudyError(
            f"the design has up to {points:,} points; pages start at most {MOST_POINTS:,} "
            "(`talentflow sweep` starts any number)"
        )
    return text


def _refuse_other_files(document: Mapping[str, Any]) -> None:
    scenario = document.get("scenario")
    if not isinstance(scenario, str) or scenario not in shipped():
        names = ", ".join(shipped())
        raise StudyError(f'the study needs scenario = "NAME" of a shipped scenario: {names}')
    tables = [(name, document.get(name)) for name in _TABLES]
    for above in _NAMED:
        rows = document.get(above)
        if isinstance(rows, Mapping):
            tables += [(f"{above}.{name}", row) for name, row in rows.items()]
    for name, table in tables:
        for path, _ in leaves(table) if isinstance(table, Mapping) else ():
            if path[0] in FILES:
                raise StudyError(
                    f"{name}.{path[0]} names other files, which a page does not take: use the "
                    "tables of a shipped scenario"
                )


def _most_points(document: Mapping[str, Any]) -> int:
    """Return a bound of the points that a design draws; 0 where the file is wrong anyway."""
    sampling = document.get("sampling", {})
    if not isinstance(sampling, Mapping):
        return 0
    rows, levels, drawn = (
        value if isinstance(value := sampling.get(name, usual), int) else 0
        for name, usual in (("points", 64), ("levels", 4), ("policies", 0))
    )
    ranges = [
        value
        for name in ("uncertainties", "levers")
        if isinstance(table := document.get(name), Mapping)
        for _, value in leaves(table)
        if isinstance(value, Mapping)
    ]
    inputs = len(ranges)
    policies = max(1, len(document.get("policies") or ()), drawn)
    chosen = [len(one["values"]) for one in ranges if isinstance(one.get("values"), list)]
    futures = {
        "grid": math.prod(chosen) * levels ** (inputs - len(chosen)),
        "saltelli": rows * (2 * inputs + 2),
        "morris": rows * (inputs + 1),
        "list": len(document.get("points") or ()) or 1,
    }
    return policies * int(futures.get(str(document.get("design", "list")), rows))


def checked_name(name: str, library: Path) -> str:
    """Return the name of a new folder; raise StudyError if it is none or is taken."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise StudyError("the name has 1 to 60 letters, digits, dashes and underscores")
    if (library / name).exists():
        raise StudyError(f"there is a folder {name} in the library already; choose another name")
    return name


def free_name(wanted: str, library: Path) -> str:
    """Return a name like the one that is wanted which is free.

    >>> free_name("Who leaves, and why?", Path("nowhere"))
    'who-leaves-and-why'
    """
    plain = re.sub(r"[^a-z0-9_]+", "-", wanted.lower()).strip("-")[:50] or "study"
    names = [plain, *(f"{plain}-{number}" for number in range(2, 1000))]
    return next((name for name in names if not (library / name).exists()), plain)


def planted(library: Path, name: str, text: str) -> Path:
    """Make a folder of the library with the study in it; return the folder.

    Raises StudyError for a bad or taken name, and if nothing can be written there.
    """
    folder = library / checked_name(name, library)
    try:
        folder.mkdir(parents=True)
        (folder / SOURCE).write_text(text, encoding="utf-8")
    except FileExistsError:
        raise StudyError(f"there is a folder {name} in the library already") from None
    except OSError as problem:
        raise StudyError(f"cannot write into {folder}: {problem.strerror}") from None
    return folder
