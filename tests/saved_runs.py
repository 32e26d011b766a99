"""Saved runs for tests of the library: made-up results with a run.json as `talentflow run` has."""

import json
from pathlib import Path

from tests.fake_results import FakePlan, write_results

from talentflow_lab.store import FORMAT

__all__ = ["save_run"]


def save_run(
    folder: Path,
    seed: int = 1,
    replications: int = 3,
    months: int = 24,
    command: str = "talentflow run belarus-2020 --scale 50",
    *,
    reasons: bool = True,
    **record: object,
) -> Path:
    """Write a run and return its folder; `record` replaces entries of run.json."""
    write_results(folder, FakePlan(replications, months, seed, reasons=reasons))
    content: dict[str, object] = {
        "format": FORMAT,
        "title": f"Belarus, seed {seed}",
        "fingerprint": f"{seed:064x}",
        "command": command,
        "start": "2019-01",
        "months": months,
        "scale": 50.0,
        "seed": seed,
        "replications": replications,
        "done": list(range(replications)),
    }
    text = json.dumps(content | record)
    (folder / "run.json").write_text(text, encoding="utf-8")
    return folder
