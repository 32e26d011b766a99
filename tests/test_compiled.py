"""Compiled code: every loop is compiled once, for a compilation takes seconds and a user waits."""

import subprocess
import sys

LIVE = """
import sys
from numba.core.dispatcher import Dispatcher
from talentflow.branching import branch, go_on
from talentflow.scenario import load
from talentflow.simulation import Simulation

for name in ("belarus-2020", "finland-balance"):
    case = load(name, ["scale=400"]).replace(months=24)
    whole = Simulation(case).run()
    trunk = Simulation(case, histories=False, records=False)
    trunk.step()
    for copy in (branch(trunk, case), go_on(trunk, case)):
        copy.run()
for module in [one for name, one in sys.modules.items() if name.startswith("talentflow.")]:
    for name, loop in vars(module).items():
        if isinstance(loop, Dispatcher) and loop.py_func.__module__ == module.__name__:
            print(f"{module.__name__}.{name}", len(loop.signatures))
"""


def test_no_loop_is_compiled_twice() -> None:
    """Runs of one and of several origins, and copies that go on, call each loop with one type.

    An array that cannot be written, or that is a column of another, has another type.
    """
    told = subprocess.run(
        [sys.executable, "-c", LIVE], check=True, capture_output=True, text=True
    ).stdout
    compiled = {name: int(count) for name, count in map(str.split, told.splitlines())}
    assert compiled["talentflow.kernels.appraisal.appraise"] == 1
    kernels = {name: n for name, n in compiled.items() if name.startswith("talentflow.kernels.")}
    assert {name for name, n in kernels.items() if n > 1} == set()
