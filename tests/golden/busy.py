"""Numbers of some busy runs: who does what to the last person, and sums of all that is recorded.

The runs are variants of `tests/reference`, which between them use every mechanism: levers of all
kinds, call-ups, families, students, two origins, firms on the move. Sums catch what decides nothing
and is only told, such as jobs filled. They are compared with a tolerance that leaves room for the
last digits, in which processors differ.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from tests.golden.fingerprints import people_of
from tests.reference.variants import VARIANTS, Variant, scenario

from talentflow.replication import Replication

__all__ = ["COMMITTED", "PATH", "Numbers", "apart", "lived"]

type Numbers = Mapping[str, str | list[float]]
"""What is looked at: a digest, or a weighted sum with the same sum of sizes."""

PATH = Path(__file__).with_name("busy.json")
COMMITTED = tuple(
    one
    for one in VARIANTS
    if one.name
    in {
        "busy states", "levers of hosts", "levers of many", "thin labour market",
        "firms move on, hire and are founded", "an occupation and degrees",
    }
)  # fmt: skip
ROUNDING = 1e-9
"""Of the sum of sizes."""
WEIGHTS = 97
"""Rows have weights of 1 to so many, so that numbers that change places change the sum."""


def lived(variant: Variant) -> Numbers:
    """Live through a variant and look at it."""
    run = Replication(scenario(variant), variant.replication, histories=False).run()
    found: dict[str, str | list[float]] = {"people": people_of(run)}
    state = run.world.firm_state
    found["firms.stage"] = _weighted(state.stage.astype(float))
    found["firms.hired"] = _weighted(state.hired)
    used = run.world.people.used
    found["people.savings"] = _weighted(run.world.people.savings[:used].astype(float))
    for name, frame in (*run.tables().items(), ("spending", run.spending())):
        for column in frame.select_dtypes("number"):
            found[f"{name}.{column}"] = _weighted(frame[column].to_numpy(float))
    return found


def _weighted(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """Return the weighted sum and that of sizes, large values pressed together as by a logarithm.

    What is no number counts as 1000.
    """
    known = np.arcsinh(np.nan_to_num(values.ravel(), nan=1000.0))
    weights = np.arange(known.size) % WEIGHTS + 1.0
    return [float(f"{part @ weights:.12g}") for part in (known, np.abs(known))]


def apart(one: Numbers, other: Numbers) -> list[str]:
    """Name what differs between two runs."""
    return [
        name
        for name in sorted(one.keys() | other.keys())
        if not _same(one.get(name), other.get(name))
    ]


def _same(one: str | list[float] | None, other: str | list[float] | None) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        room = ROUNDING * max(one[1], other[1])
        return all(
            math.isclose(a, b, rel_tol=0, abs_tol=room) for a, b in zip(one, other, strict=True)
        )
    return one == other


def renew() -> None:
    """Write the numbers of the committed runs."""
    parts = [
        f"{json.dumps(one.name)}: {{\n"
        + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in lived(one).items())
        + "\n}"
        for one in COMMITTED
    ]
    PATH.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
