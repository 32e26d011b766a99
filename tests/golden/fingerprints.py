"""Fingerprints of the shipped scenarios: what people do in a short run of each, in 64 digits.

Whole numbers only are hashed (who is where, in which stage, with which plan and employer), so that
the last digit of a sum, which may differ between processors, makes no other fingerprint.
"""

import hashlib
import json
from pathlib import Path

import numpy as np

from talentflow.kernels.tables import COLUMNS
from talentflow.reading import shipped_folder
from talentflow.scenario import load
from talentflow.simulation import Simulation
from talentflow.threads import Threads

__all__ = ["PATH", "fingerprint", "people_of", "shipped"]

SCALE, MONTHS = 400.0, 24
LONGER = {"belarus-thaw": 88, "jyvaskyla": 36}
"""Scenarios that differ from the one they extend in later months only."""
PATH = Path(__file__).with_name("fingerprints.json")


def shipped() -> list[str]:
    """Name the shipped scenarios."""
    return sorted(path.stem for path in shipped_folder().glob("*.toml"))


def fingerprint(name: str, threads: int = 1, chunk: int | None = None) -> str:
    """Return the fingerprint of a shipped scenario, however its rows are shared."""
    case = load(name)
    case = case.replace(scale=SCALE, months=LONGER.get(name, MONTHS))
    return people_of(Simulation(case, 0, Threads(threads, chunk), histories=False).run())


def people_of(run: Simulation) -> str:
    """Return the SHA-256 of all whole numbers of a world: of its people, and its vacancies."""
    people, digest = run.world.people, hashlib.sha256()
    for name, kind in COLUMNS.items():
        if issubclass(kind, np.integer):
            digest.update(name.encode())
            digest.update(getattr(people, name)[: people.used].tobytes())
    digest.update(np.rint(run.world.vacancies).astype(np.int64).tobytes())
    return digest.hexdigest()


def renew() -> None:
    """Write the fingerprints of all shipped scenarios."""
    found = {name: fingerprint(name) for name in shipped()}
    PATH.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
