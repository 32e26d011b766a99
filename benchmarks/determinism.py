"""Whether results depend on anything but scenario and seed: threads, chunks, workers, compilers.

    python benchmarks/determinism.py                          # threads, chunks and workers
    python benchmarks/determinism.py --case jyvaskyla --scale 100 --months 36
    python benchmarks/determinism.py --compilers              # cold, cached, baseline instructions
    python benchmarks/determinism.py --compilers --python PATH  # and another interpreter

One line a way of running; `people` is a digest of all whole numbers of all people, `numbers` one of
every number of every table. Another process compiles into a folder of its own: minutes each.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from tests.golden.fingerprints import people_of

from talentflow.replication import Replication
from talentflow.scenario import Scenario, load
from talentflow.threads import Threads

ROOT = Path(__file__).parents[1]
CASE, SCALE, MONTHS = "belarus-2020", 50.0, 36
"""Three years with both crises."""
CHUNKS = (None, 7, 1000)


def digests(case: Scenario, threads: int = 1, chunk: int | None = None) -> dict[str, str]:
    """Run it here; return the digests of people and of the numbers of all tables."""
    run = Replication(case, 0, Threads(threads, chunk)).run()
    return {"people": people_of(run), "numbers": of_tables(run.tables())}


def of_tables(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the SHA-256 of every value of every table, floats to the last bit."""
    found = hashlib.sha256()
    for name, frame in sorted(tables.items()):
        for column in frame:
            values = frame[column]
            plain = values.to_numpy() if values.dtype.kind == "f" else values.map(str).tolist()
            text = "\n".join(plain).encode() if isinstance(plain, list) else plain.tobytes()
            found.update(f"{name}.{column}".encode() + text)
    return found.hexdigest()


def ways(case: Scenario) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield threads and chunks, and what each gives."""
    for threads, chunk in itertools.product((1, 2), CHUNKS):
        yield f"{threads} threads, chunks of {chunk or 'even size'}", digests(case, threads, chunk)


def compiled(python: str, folder: Path, words: list[str], **env: str) -> dict[str, str]:
    """Run it in another process that keeps its compiled code in a folder."""
    paths = [str(ROOT), *(str(ROOT / part) for part in ("model", "experiments", "app"))]
    told = {"NUMBA_CACHE_DIR": str(folder), "PYTHONPATH": os.pathsep.join(paths), **env}
    call = [python, str(Path(__file__)), "--one", *words]
    said = subprocess.run(call, env=os.environ | told, capture_output=True, text=True, check=False)
    if said.returncode:
        sys.exit(said.stderr)
    found: dict[str, str] = json.loads(said.stdout)
    return found


def compilers(python: str | None, words: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield how the code was compiled, and what it gives."""
    with tempfile.TemporaryDirectory() as folder:
        cold, generic, other = (Path(folder) / name for name in ("cold", "generic", "other"))
        yield "cold compile", compiled(sys.executable, cold, words)
        yield "cached compile", compiled(sys.executable, cold, words)
        baseline = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
        yield "baseline instruction set", compiled(sys.executable, generic, words, **baseline)
        if python:
            yield f"cold compile, {python}", compiled(python, other, words)


def main() -> int:
    """Print a line for each way; return 1 if people differ anywhere."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--one", action="store_true", help="print the digests of one run as JSON")
    parser.add_argument("--compilers", action="store_true", help="compile anew, in several ways")
    parser.add_argument("--python", help="another interpreter with the packages of the lock file")
    parser.add_argument("--case", default=CASE)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--months", type=int, default=MONTHS)
    asked = parser.parse_args()
    case = load(asked.case).replace(scale=asked.scale, months=asked.months)
    if asked.one:
        print(json.dumps(digests(case)))
        return 0
    first: dict[str, str] = {}
    same = True
    words = [f"--{name}={getattr(asked, name)}" for name in ("case", "scale", "months")]
    for way, found in compilers(asked.python, words) if asked.compilers else ways(case):
        first = first or found
        same &= found["people"] == first["people"]
        told = [f"{name} {'same' if found[name] == first[name] else 'DIFFER'}" for name in found]
        at = time.strftime("%H:%M:%S")
        print(
            f"{at}  {way:40} {', '.join(told)}  {found['people'][:12]} {found['numbers'][:12]}",
            flush=True,
        )
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
