"""Mutation testing: the code is changed in one small way after the other, and the tests notice.

    python benchmarks/mutants.py --sample 20 --seed 1     # a random sample
    python benchmarks/mutants.py                           # all of them: days

Mutants are made of rules/, phases/ and chance.py. What compiled code may hold runs as plain Python
(slowly), all else on the compiled loops. A mutant is killed if a short run of people no longer
gives the fingerprint of the unchanged code (as the committed fingerprints tell), or else if a test
of TESTS fails, or if it takes far too long. Survivors are printed with file and line: each is a
missing test, or changes nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.mutation import Mutator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "model" / "talentflow"
PLACES = ("rules", "phases", "chance.py")
PLAIN_TESTS = ("tests/test_rule_functions.py",)
TESTS = (*PLAIN_TESTS, "tests/test_by_hand.py")
TWIN = "tests/test_twin.py"
SECONDS = 900.0
LIVES = """
import benchmarks.mutation
PLAIN
import hashlib
from datetime import date
from talentflow.scenario import load
from talentflow.simulation import Simulation
from tests.golden.fingerprints import people_of
case = load("belarus-2020").replace(scale=SCALE, months=8, start=date(2020, 7, 1))
run = Simulation(case, histories=False).run()
money = hashlib.sha256(run.world.people.savings.tobytes() + run.world.vacancies.tobytes())
print(people_of(run), money.hexdigest())
"""


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


def run(mutant: Mutant | None, call: list[str], *, plain: bool) -> str:
    """Run Python with a mutant; return what it printed, or nothing if it failed."""
    told = {"MUTANT": f"{mutant.file}:{mutant.place}" if mutant else ""}
    told |= {"NUMBA_DISABLE_JIT": "1"} if plain else {}
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


def lives(mutant: Mutant | None, *, plain: bool) -> str:
    """Return the fingerprint of a short run; of fewer people as plain Python."""
    script = LIVES.replace("PLAIN", "import benchmarks.plain_python" if plain else "")
    return run(mutant, ["-c", script.replace("SCALE", "2000.0" if plain else "100.0")], plain=plain)


@cache
def unchanged(*, plain: bool) -> str:
    """Return the fingerprint of the unchanged code."""
    found = lives(None, plain=plain)
    return found or sys.exit("the unchanged code does not run")


def killed(one: Mutant, *, twin: bool) -> str:
    """Return what kills a mutant; nothing if it survives."""
    if lives(one, plain=one.plain) != unchanged(plain=one.plain):
        return "the people"
    plugins = ["-p", "benchmarks.mutation", "-p", "no:cacheprovider", "-W", "ignore"]
    plugins += ["-p", "benchmarks.plain_python"] if one.plain else []
    tests = PLAIN_TESTS if one.plain else (*TESTS, TWIN) if twin else TESTS
    passed = run(one, ["-m", "pytest", "-q", "-x", *plugins, *tests], plain=one.plain)
    return "" if passed else "the tests"


def main() -> None:
    """Try mutants and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=0, help="so many, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--twin", action="store_true", help="ask the slow twin, too: minutes each")
    asked = parser.parse_args()
    every = list(mutants())
    chosen = every
    if asked.sample:
        chosen = random.Random(asked.seed).sample(every, asked.sample)  # noqa: S311 - no secret
    dead = 0
    for tried, one in enumerate(chosen, 1):
        by = killed(one, twin=asked.twin)
        dead += bool(by)
        fate = f"killed by {by}" if by else "SURVIVES"
        print(f"{dead:4} of {tried}  {fate:20} {one.file}:{one.line}  {one.told}", flush=True)
    print(f"{dead} of {len(chosen)} killed ({dead / len(chosen):.0%}); there are {len(every):,}")


if __name__ == "__main__":
    main()
