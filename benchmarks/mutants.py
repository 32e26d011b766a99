"""Mutation testing: the code is changed in one small way after the other, and the tests notice.

    python benchmarks/mutants.py --sample 60 --seed 2     # a random sample: some minutes
    python benchmarks/mutants.py                           # all of them: hours

Mutants are made of rules/, phases/ and chance.py. A mutant is killed if the busy runs no longer
come out as they did (`benchmarks/mutant_lives.py`: "the people", or numbers that are only told), or
else if a test of TESTS fails, or if it takes far too long. What compiled code may hold runs as
plain Python first, which is slow, and is then compiled anew with the change in it. Survivors are
printed with file and line: each is a missing test, or changes nothing.

Each fate is kept in `benchmarks/out/mutants.jsonl` with a digest of the changed file and the way of
looking, so that a run that was broken off goes on where it was. A fate of a survivor is looked at
again when a test of TESTS has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.mutation import Mutator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "model" / "talentflow"
KEPT = ROOT / "benchmarks" / "out" / "mutants.jsonl"
PLACES = ("rules", "phases", "chance.py")
TESTS = tuple(
    f"tests/test_{name}.py"
    for name in (
        "rule_functions", "by_hand", "phases_by_hand", "thaw", "chance", "levers",
        "states", "programmes", "queues", "work", "voice", "students", "families", "foundings",
        "firm_life", "hires", "switches", "perception", "invariants", "consular",
    )
)  # fmt: skip
TWIN = "tests/test_twin.py"
LIVES = "benchmarks/mutant_lives.py"
SECONDS = 900.0


@dataclass(frozen=True)
class Mutant:
    """One change: the file below the package, the number of the place in it, and what it says."""

    file: str
    place: int
    line: int
    told: str
    plain: bool
    """Whether it must run as plain Python, since compiled code may hold it."""


def mutants() -> Iterator[Mutant]:
    """Yield every mutant."""
    for part in PLACES:
        path = PACKAGE / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found = Mutator(compiled=part != "phases")
            found.mutated(file.read_text(encoding="utf-8"))
            name = file.relative_to(PACKAGE).as_posix()
            yield from (Mutant(name, n, *place) for n, place in enumerate(found.places))


def run(mutant: Mutant | None, call: list[str], cache: Path | None, *, plain: bool) -> str:
    """Run Python with a mutant; return what it printed, or nothing if it failed.

    `cache` is a folder for code that is compiled with the mutant in it.
    """
    told = {"MUTANT": f"{mutant.file}:{mutant.place}" if mutant else ""}
    told |= {"NUMBA_DISABLE_JIT": "1"} if plain else {}
    told |= {"NUMBA_CACHE_DIR": str(cache)} if cache else {}
    paths = [str(ROOT), *(str(ROOT / part) for part in ("model", "experiments", "app"))]
    env = os.environ | told | {"PYTHONPATH": os.pathsep.join(paths)}
    try:
        done = subprocess.run(
            [sys.executable, *call], cwd=ROOT, env=env, capture_output=True, text=True,
            check=False, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


@cache
def kept(folder: Path, *, plain: bool) -> str:
    """Return the file of what the unchanged code does."""
    file = str(folder / f"kept-{plain}.json")
    if not run(None, [LIVES, file, *["--plain"] * plain], None, plain=plain):
        sys.exit("the unchanged code does not run")
    return file


def killer(one: Mutant, folder: Path, tests: list[str]) -> str:
    """Return what kills a mutant; nothing if it survives."""
    with tempfile.TemporaryDirectory(dir=folder) as compiled:
        cache = Path(compiled) if one.plain else None
        for plain in (True, False) if one.plain else (False,):
            call = [LIVES, kept(folder, plain=plain), *["--plain"] * plain]
            said = run(one, call, None if plain else cache, plain=plain)
            if not said.startswith("SAME"):
                return said.strip().removeprefix("DIFFERS ") or "an error in a run"
        if not tests or run(one, call_of(*tests), cache, plain=False):
            return ""
        # a fresh cache of compiled code must not be what fails: ask the unchanged code for it, too
        with tempfile.TemporaryDirectory(dir=folder) as other:
            sound = not cache or run(None, call_of(*tests), Path(other), plain=False)
        return "tests" if sound else ""


@cache
def call_of(*tests: str) -> list[str]:
    """Return the call of tests, which the unchanged code passes."""
    call = ["-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", "-W", "ignore"]
    call += ["-p", "benchmarks.mutation", *tests]
    if not run(None, call, None, plain=False):
        sys.exit("the unchanged code fails the tests")
    return call


def digest(*files: str | Path) -> str:
    """Return a short digest of files."""
    found = hashlib.sha256()
    for file in files:
        found.update((ROOT / file).read_bytes())
    return found.hexdigest()[:16]


def tried(one: Mutant, folder: Path, tests: list[str]) -> str:
    """Return what kills a mutant, as it is kept or else found now."""
    busy = LIVES, "tests/golden/busy.py", "tests/reference/variants.py"
    key = [one.file, one.place, one.told, digest(PACKAGE / one.file, *busy)]
    asked = [digest(*tests), len(tests)]
    for line in KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else ():
        fate = json.loads(line)
        if fate["key"] == key and (fate["by"] or fate["asked"] == asked):
            return str(fate["by"])
    by = killer(one, folder, tests)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": key, "asked": asked, "by": by}) + "\n")
    return by


def interval(dead: int, count: int) -> tuple[float, float]:
    """Return the interval of Wilson (1927) that holds the share with 95 %."""
    z, share = 1.959964, dead / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return middle - half, middle + half


def main() -> None:
    """Try mutants and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=0, help="so many, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="so many at a time")
    parser.add_argument("--twin", action="store_true", help="ask the slow twin, too: minutes each")
    parser.add_argument("--quick", action="store_true", help="ask no tests: 10 seconds each")
    asked = parser.parse_args()
    tests = [] if asked.quick else [*TESTS, *[TWIN] * asked.twin]
    every = list(mutants())
    chosen = every
    if asked.sample:
        chosen = random.Random(asked.seed).sample(every, asked.sample)  # noqa: S311 - no secret
    chosen.sort(key=lambda one: one.plain)  # what has to be compiled anew takes minutes: last
    dead = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.workers) as workers:
        fates = workers.map(lambda one: tried(one, Path(folder), tests), chosen)
        for count, (one, by) in enumerate(zip(chosen, fates, strict=True), 1):
            dead += bool(by)
            fate = f"killed by {by}" if by else "SURVIVES"
            print(f"{dead:4} of {count}  {one.file}:{one.line}  {one.told}  {fate}", flush=True)
    low, high = interval(dead, len(chosen))
    print(f"{dead} of {len(chosen)} killed ({dead / len(chosen):.0%}); there are {len(every):,}")
    if asked.sample:
        print(f"share of all that are killed, 95 %: {low:.0%} to {high:.0%}")


if __name__ == "__main__":
    main()
