"""Indices of sensitivity meet what is known of functions, and luck what is known of noise."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import pawn
from SALib.analyze.delta import calc_delta
from tests.sweeps import Column, kinds, span, swept

from talentflow.errors import TalentflowError
from talentflow_lab import indices
from talentflow_lab.luck import luck_of
from talentflow_lab.sample_values import to_unit
from talentflow_lab.sensitivity import sensitivity

PI = np.pi


def ishigami(x: pd.DataFrame, _: np.random.Generator) -> Column:
    """Return the function of Ishigami and Homma (1990) with a = 7 and b = 0.1."""
    a, b, c = (x[name] for name in ("terms.a.weight", "terms.b.weight", "terms.c.weight"))
    return np.asarray(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


CUBE = [span(f"terms.{name}.weight", -PI, PI) for name in "abc"]


def test_sobol_indices_of_ishigami() -> None:
    """Known first, total and second order indices lie within their intervals."""
    sweep = swept(CUBE, {"leavers": ishigami}, design="saltelli", points=1024, second_order=True)
    found = sensitivity(sweep).frame
    known = {"S1": (0.3139, 0.4424, 0.0), "ST": (0.5576, 0.4424, 0.2437)}
    for index, values in known.items():
        rows = found[(found["index"] == index) & (found["method"] == "sobol")]
        assert rows["input"].tolist() == [one.name for one in CUBE]
        assert (rows["low"] <= np.array(values) + 1e-3).all()
        assert (rows["high"] >= np.array(values) - 1e-3).all()
        assert np.allclose(rows["value"], values, atol=0.03)
    pair = found[(found["index"] == "S2") & (found["other"] == CUBE[2].name)].iloc[0]
    assert pair["value"] == pytest.approx(0.2437, abs=0.05)
    again = sensitivity(sweep).frame
    pd.testing.assert_frame_equal(found, again, check_exact=True)


def test_morris_of_a_linear_function() -> None:
    """The coefficients come out exactly, also of a logarithmic range and of categories."""
    inputs = [span("a"), span("b", 1.0, 100.0, log=True), kinds("c", "no", "maybe", "much", "all")]

    def line(x: pd.DataFrame, _: np.random.Generator) -> Column:
        third = x["c"].map({"no": 0, "maybe": 1, "much": 2, "all": 3}) / 4
        return np.asarray(3 * x["a"] - 2 * np.log10(x["b"]) / 2 + third)

    found = sensitivity(swept(inputs, {"y": line}, design="morris", points=8)).frame
    wide = found.set_index(["index", "input"])["value"]
    assert wide["mu"]["a"] == pytest.approx(3.0)
    assert wide["mu"]["b"] == pytest.approx(-2.0)
    assert wide["mu_star"]["b"] == pytest.approx(2.0)
    assert wide["mu"]["c"] == pytest.approx(0.75)
    assert wide["sigma"]["a"] == pytest.approx(0.0, abs=1e-9)


def test_luck_is_the_known_noise() -> None:
    """Variances 4 of points, 1 of the seed at all points alike, 3 of the rest come back."""
    rng = np.random.default_rng(1)
    values = 2 * rng.normal(size=(4000, 1)) + rng.normal(size=(1, 400)) + 0.0
    values = values + np.sqrt(3) * rng.normal(size=values.shape)
    found = luck_of(values)
    assert found.seed == pytest.approx(0.5, abs=0.02)
    assert found.common == pytest.approx(0.125, abs=0.02)
    assert found.in_mean == pytest.approx(3 / 400 / (4 + 3 / 400), rel=0.1)
    assert np.isnan(luck_of(values[:, :1]).seed)


def test_luck_stands_beside_the_indices() -> None:
    """The share of the means' variance that is luck is told, and warned of when it is large."""

    def noisy(x: pd.DataFrame, rng: np.random.Generator) -> Column:
        return np.asarray(x["a"] + rng.normal(size=len(x)))

    found = sensitivity(swept([span("a"), span("b")], {"y": noisy}, replications=4))
    luck = found.frame[found.frame["method"] == "seed"].set_index("index")["value"]
    assert luck["in_mean"] == pytest.approx(0.25 / (0.25 + 1 / 12), abs=0.1)
    assert any("still luck" in note for note in found.notes)


def test_moment_independent_methods_see_the_input_that_matters() -> None:
    """PAWN and delta rank the input above the one without influence, which is near the dummy."""
    model = {"y": lambda x, _: np.asarray(np.sin(6 * x["a"]))}
    found = sensitivity(swept([span("a"), span("b")], model)).frame
    wide = found[found["method"] != "seed"].set_index(["method", "input"])
    assert wide.loc[("pawn", "a"), "low"] > wide.loc[("pawn", indices.DUMMY), "high"]
    assert wide.loc[("pawn", "b"), "value"] < wide.loc[("pawn", indices.DUMMY), "high"]
    assert wide.loc[("delta", "a"), "value"] > 0.3 > wide.loc[("delta", "b"), "value"]


def test_pawn_is_that_of_salib() -> None:
    """Slices by rank give SALib's distances, but for its slices without the highest value."""
    rng = np.random.default_rng(3)
    x = rng.random((200, 2))
    y = np.round(x[:, 0] + 0.1 * rng.random(200), 2)
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    theirs = pawn.analyze(problem, x, y, S=10)["median"]
    ours = [row[3] for row in indices.pawn(["a", "b"], x, y)][:2]
    assert ours == pytest.approx(theirs, abs=0.02)


def test_delta_is_that_of_salib() -> None:
    """The fast estimator gives SALib's number, before either removes its bias."""
    x, y = np.random.default_rng(3).random((2, 1600))
    y = y + np.sin(6 * x)
    power = 2.0 / (7.0 + np.tanh((1500.0 - 1600) / 500.0))
    cuts = np.linspace(0, 1600, int(np.ceil(1600**power)) + 1)
    theirs = calc_delta(y, np.linspace(y.min(), y.max(), 100), x, cuts)
    assert indices._shift(x, y) == pytest.approx(theirs, rel=0.01)


def test_a_failed_run_takes_its_block_with_it() -> None:
    """Blocks of the design stay whole, and how many are left out is told."""
    sweep = swept(CUBE, {"y": ishigami}, design="saltelli", points=64)
    found = sensitivity(replace(sweep, runs=sweep.runs.drop(index=[7, 9, 11])))
    assert any("2 of 64" in note for note in found.notes)


def test_a_list_has_no_indices() -> None:
    """A design without random inputs is refused with what to do about it."""
    sweep = replace(swept(CUBE, {"y": ishigami}), design="list")
    with pytest.raises(TalentflowError, match="saltelli"):
        sensitivity(sweep)


def test_unit_cube_undoes_the_design() -> None:
    """Logarithms, whole numbers and categories go back to where they were drawn."""
    assert to_unit(span("a", 1, 100, log=True), pd.Series([1.0, 10.0])).tolist() == [0.0, 0.5]
    whole = replace(span("a", 1, 4), whole=True)
    assert to_unit(whole, pd.Series([1, 4])).tolist() == [0.125, 0.875]
    assert to_unit(kinds("c", True, False), pd.Series([False, True])).tolist() == [0.75, 0.25]


def test_levers_of_crossed_policies_are_not_of_the_design() -> None:
    """Where policies are crossed with futures, only uncertainties were drawn."""
    inputs = [span("a"), replace(span("lever"), kind="lever")]
    model = {"y": lambda x, _: np.asarray(x["a"] + (x["policy"] == "much"))}
    sweep = swept([inputs[0]], model, design="morris", points=6, policies=("none", "much"))
    points = sweep.points.assign(lever=sweep.points["policy"].map({"much": 2.0}))
    found = sensitivity(replace(sweep, inputs=tuple(inputs), points=points)).frame
    assert found[found["index"] == "mu"]["value"].tolist() == pytest.approx([1.0, 1.0])
