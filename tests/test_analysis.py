"""Analyses of sweeps against what is known of the numbers they are given."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from talentflow.errors import TalentflowError
from talentflow_lab.analyse import analyse
from talentflow_lab.conditions import read_condition
from talentflow_lab.designs import unit_rows
from talentflow_lab.discover import discover
from talentflow_lab.results import Input, Measured, Results
from talentflow_lab.robust import robust
from talentflow_lab.sensitivity import luck, sensitivity

type Value = Callable[[npt.NDArray[np.float64], int], float]

NAMES = ("terms.real_wage.weight", "terms.diaspora.weight", "shocks.crisis.gain")


def results(
    folder: Path, design: str, y: Value, *, points: int = 64, repeats: int = 1, noise: float = 0.0,
    policies: tuple[str, ...] = ("as it is",),
) -> Results:  # fmt: skip
    """Return results of a function y(x, policy number) of three inputs from 0 to 1."""
    options = {"points": points, "levels": 4, "second_order": False, "seed": 1}
    x = unit_rows(design, 3, options)
    inputs = tuple(
        Input(name, "uncertainty", 0.0, 1.0, log=False, whole=False, values=()) for name in NAMES
    )
    n = len(policies)
    frame = pd.DataFrame(np.repeat(x, n, axis=0), columns=list(NAMES))
    frame.insert(0, "scenario", "made up")
    frame.insert(1, "policy", np.tile(policies, len(x)))
    frame.insert(2, "future", np.repeat(np.arange(len(x)), n))
    rng = np.random.default_rng(7)
    rows = [
        (future * n + p, r, y(x[future], p) + noise * rng.standard_normal(), 1.0 * p)
        for future in range(len(x))
        for p in range(n)
        for r in range(repeats)
    ]
    runs = pd.DataFrame(rows, columns=["point", "replication", "gained", "spent"])
    outcomes = (
        Measured("gained", "People gained", "persons", "maximise", False, math.nan, math.nan),
        Measured("spent", "Spent", "EUR", "minimise", False, math.nan, math.nan),
    )
    return Results(folder, "Made up", design, options, inputs, policies, outcomes, frame, runs)


def ishigami(x: npt.NDArray[np.float64], _policy: int) -> float:
    """Return Ishigami's function on the unit cube."""
    a, b, c = (2.0 * x - 1.0) * math.pi
    return float(math.sin(a) + 7.0 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a))


def test_sobol_indices_of_ishigami(tmp_path: Path) -> None:
    """Known indices lie near (1,024 blocks; intervals are 90 %, and seeds fixed)."""
    found = sensitivity(results(tmp_path, "saltelli", ishigami, points=1024))
    sobol = found[found["method"] == "sobol"].set_index(["index", "input"])
    for index, known in (("S1", (0.3139, 0.4424, 0.0)), ("ST", (0.5576, 0.4424, 0.2437))):
        for name, value in zip(NAMES, known, strict=True):
            row = sobol.loc[(index, name)]
            assert row["low"] - 0.02 <= value <= row["high"] + 0.02
    delta = found[found["method"] == "delta"].set_index("input")["value"]
    assert delta.idxmax() == NAMES[1]


def test_elementary_effects_of_a_plane_are_its_slopes(tmp_path: Path) -> None:
    """Morris gives the coefficients of a linear function exactly, without any spread."""
    found = sensitivity(results(tmp_path, "morris", lambda x, _: 3 * x[0] - 2 * x[1], points=8))
    effects = found.set_index(["index", "input"])["value"]
    assert np.allclose(effects["mu"].to_numpy(), [3.0, -2.0, 0.0])
    assert np.allclose(effects["sigma"].to_numpy(), 0.0)


def test_the_share_of_luck_is_recovered(tmp_path: Path) -> None:
    """Noise of variance 1 on a signal of variance 1 is half (400 points x 8; sd below 0.02)."""
    one = results(
        tmp_path, "lhs", lambda x, _: math.sqrt(12.0) * x[0], points=400, repeats=8, noise=1.0
    )
    share = luck(one, "as it is", "gained")
    assert share.of_run == pytest.approx(0.5, abs=0.06)
    assert share.of_mean == pytest.approx(1.0 / 9.0, abs=0.03)
    alone = luck(results(tmp_path, "lhs", ishigami), "as it is", "gained")
    assert math.isnan(alone.of_run)


def test_prim_finds_the_box_that_is_there(tmp_path: Path) -> None:
    """Two inputs matter, and the box restricts them near the true edges."""
    one = results(tmp_path, "lhs", lambda x, _: float(x[0] > 0.6 and x[2] < 0.5), points=600)
    found = discover(one, read_condition("gained >= 1", one.outcomes))
    box = found.box.set_index("input")
    assert {NAMES[0], NAMES[2]} <= set(box.index)
    assert box.loc[NAMES[0], "low"] == pytest.approx(0.6, abs=0.06)
    assert box.loc[NAMES[2], "high"] == pytest.approx(0.5, abs=0.06)
    assert found.density >= 0.8
    with pytest.raises(TalentflowError, match="holds at none"):
        discover(one, read_condition("gained>2", one.outcomes))


def test_regret_by_hand(tmp_path: Path) -> None:
    """Policy 0 gains x, policy 1 gains 1 - x: regret is |1 - 2x| where a policy is not best."""
    one = results(
        tmp_path, "lhs", lambda x, p: x[0] if p == 0 else 1.0 - x[0], points=100,
        policies=("a", "b"),
    )  # fmt: skip
    found = robust(one, [read_condition("gained>=0.25", one.outcomes)]).set_index(
        ["policy", "outcome"]
    )
    x = one.points[one.points["policy"] == "a"][NAMES[0]]
    row = found.loc[("a", "gained")]
    assert row["regret_mean"] == pytest.approx(np.maximum(0.0, 1.0 - 2.0 * x).mean())
    assert row["regret_max"] == pytest.approx((1.0 - 2.0 * x).max())
    assert row["satisfied"] == pytest.approx((x >= 0.25).mean())
    assert found.loc[("b", "spent"), "worst"] == 1.0
    with pytest.raises(TalentflowError, match="the study has one"):
        robust(results(tmp_path, "lhs", ishigami))


@pytest.mark.parametrize("way", ["sensitivity", "robust", "plot", "discover"])
def test_pictures_and_pages_stand_alone(tmp_path: Path, way: str) -> None:
    """Each way writes tables, pictures as SVG and PNG, and a page that loads nothing."""
    one = results(
        tmp_path, "lhs", lambda x, p: x[0] + p * x[2], points=64, policies=("a", "b"), repeats=2
    )
    found = analyse(one, way, ["gained>=1"] if way == "discover" else [])
    page = (tmp_path / "analysis" / f"{way}.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert " src=" not in page
    for path in found.pictures.values():
        assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert "var(--" not in path.read_text(encoding="utf-8")
    assert found.pictures or way == "discover"


def test_a_condition_is_data(tmp_path: Path) -> None:
    """Mistakes end with a sentence, and nothing is evaluated."""
    outcomes = results(tmp_path, "lhs", ishigami, points=4).outcomes
    for text, said in (("gaind>=1", 'did you mean "gained"'), ("__import__('os')", "no condition")):
        with pytest.raises(TalentflowError, match=said):
            read_condition(text, outcomes)
