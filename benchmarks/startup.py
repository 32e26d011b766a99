"""Starting: the command line, the import, the first month with compiled loops and without."""

import os
import subprocess
import sys
import tempfile

from benchmarks.timing import Row, row, seconds

__all__ = ["startup"]

FIRST = """
from time import perf_counter
from talentflow.model import MigrationModel
model = MigrationModel("belarus-2020", scale=100)
began = perf_counter()
model.step()
print(perf_counter() - began)
"""


def _python(*call: str, cache: str = "") -> str:
    env = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    done = subprocess.run(
        [sys.executable, *call], env=env, check=True, capture_output=True, text=True
    )
    return done.stdout


def startup(rounds: int, *, cold: bool) -> list[Row]:
    """Start new processes; `cold` compiles everything once anew, which takes minutes."""
    calls = {
        "talentflow --help": ("-m", "talentflow_lab.cli", "--help"),
        "import talentflow": ("-c", "import talentflow"),
        "import the model": ("-c", "from talentflow.model import MigrationModel"),
    }
    found = []
    for name, call in calls.items():
        _python(*call)
        taken = [seconds(lambda call=call: _python(*call)) for _ in range(rounds)]  # type: ignore[misc]
        found.append(row("start", name, taken, "s"))
    _python("-c", FIRST)
    first = [float(_python("-c", FIRST)) for _ in range(rounds)]
    found.append(row("start", "first month, compiled before", first, "s"))
    if cold:
        with tempfile.TemporaryDirectory() as folder:
            taken = [seconds(lambda: _python("-c", FIRST, cache=folder))]
        found.append(row("start", "process with first month, nothing compiled", taken, "s"))
    return found
