"""PRIM and CART find what is hidden, and say plainly when there is nothing to find."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from tests.sweeps import Column, kinds, span, swept

from talentflow.errors import TalentflowError
from talentflow_lab.discover import discovery
from talentflow_lab.sample_values import TOGETHER, drawn, groups

INPUTS = [
    span("terms.real_wage.weight", 0.0, 2.0),
    span("terms.repression.weight"),
    span("terms.distance.weight"),
    kinds("levers.fast-track-permits.FIN.queue", "short", "usual", "long"),
]


def hidden(x: pd.DataFrame, _: np.random.Generator) -> Column:
    """Return 30 within a box of two inputs and one category, else 10."""
    wage, fear = x["terms.real_wage.weight"], x["terms.repression.weight"]
    inside = (wage > 1.0) & (fear < 0.6) & (x["levers.fast-track-permits.FIN.queue"] != "long")
    return np.where(inside, 30.0, 10.0)


def test_prim_finds_the_box() -> None:
    """Limits, category, coverage and density are those that were hidden."""
    found = discovery(swept(INPUTS, {"jyvaskyla": hidden}, points=600), ["jyvaskyla>=25"])
    box = found.frame[(found.frame["method"] == "prim") & (found.frame["rule"] == 1)]
    limits = box.set_index("input")
    assert limits.loc["terms.real_wage.weight", "low"] == pytest.approx(1.0, abs=0.12)
    assert limits.loc["terms.repression.weight", "high"] == pytest.approx(0.6, abs=0.06)
    assert limits.loc["levers.fast-track-permits.FIN.queue", "values"] == "short | usual"
    assert limits.loc["terms.real_wage.weight", "qp_low"] < 0.01
    assert (box["density"] >= 0.8).all()
    assert (box["coverage"] >= 0.9).all()
    assert found.interest[found.inside].mean() == pytest.approx(box["density"].iloc[0])
    assert found.trajectory[found.trajectory["rule"] == 1]["chosen"].sum() == 1
    assert "of 600 points" in found.sentence


def test_cart_leaves_are_disjoint_and_complete() -> None:
    """Leaves share the points among them, and the first is dense."""
    frame = discovery(swept(INPUTS, {"y": hidden}, points=300), ["y>=25"]).frame
    leaves = frame[frame["method"] == "cart"].drop_duplicates("rule")
    assert leaves["points"].sum() == 300
    assert leaves["coverage"].sum() == pytest.approx(1.0)
    assert leaves["density"].iloc[0] > 0.9
    first = frame[(frame["method"] == "cart") & (frame["rule"] == 1)].set_index("input")
    assert "long" not in first.loc["levers.fast-track-permits.FIN.queue", "values"]


def test_policy_is_a_category() -> None:
    """What only one policy brings about is limited to that policy."""
    model = {"y": lambda x, _: np.where(x["policy"] == "fast lane", 30.0, 10.0)}
    sweep = swept(INPUTS, model, points=40, policies=("baseline", "fast lane"))
    frame = discovery(sweep, ["y >= 25"]).frame
    assert frame[frame["method"] == "prim"][["input", "values"]].values.tolist() == [
        ["policy", "fast lane"]
    ]


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("y>=99", "no one of 40"),
        ("y>=1", "every one of 40"),
        ("yy>=1", 'did you mean "y"'),
        ("y=>1", "is not a condition"),
        ("__import__('os')>=1", "has no outcome"),
        ("y>=nan", "is not a condition"),
    ],
)
def test_mistakes_are_told(where: str, told: str) -> None:
    """A condition that nobody or everybody meets, or that cannot be read, is a user's mistake."""
    with pytest.raises(TalentflowError, match=told):
        discovery(swept(INPUTS, {"y": hidden}, points=40), [where])


def test_without_condition_or_constraint() -> None:
    """The message says how to give a condition."""
    with pytest.raises(TalentflowError, match="--where"):
        discovery(swept(INPUTS, {"y": hidden}, points=40))


def test_drawn_policies_are_told_apart_by_their_levers() -> None:
    """Where policies were drawn, their values are searched, not their names; no lever, no point."""
    lever = dataclasses.replace(span("levers.grant.FIN.grant"), kind="lever")

    def gained(x: pd.DataFrame, _: np.random.Generator) -> Column:
        return np.asarray(x["levers.grant.FIN.grant"].fillna(0.0) > 0.6, dtype=np.float64)

    policies = ("nothing", *(f"policy {n}" for n in range(1, 41)))
    whole = swept([span("a"), lever], {"gained": gained}, points=4, policies=policies)
    dose = {name: n / 40 for n, name in enumerate(policies)}
    levers = whole.points["policy"].map(dose).where(whole.points["policy"] != "nothing")
    points = whole.points.assign(**{lever.name: levers})
    runs = whole.runs.assign(
        gained=gained(points.loc[whole.runs["point"]], np.random.default_rng())
    )
    results = dataclasses.replace(whole, points=points, runs=runs)
    found = discovery(results, ["gained>=1"])
    assert len(found.interest) == 160
    assert set(found.frame.loc[found.frame["method"] == "prim", "input"]) == {lever.name}
    limit = found.frame.iloc[0]
    assert 0.5 < limit["low"] <= 0.65
    assert [one.name for one in drawn(results)] == ["a", lever.name]
    ((_, policy, rows),) = groups(results)
    assert (policy, len(rows)) == (TOGETHER, 160)
    saltelli = dataclasses.replace(results, design="saltelli")
    assert [one.name for one in drawn(saltelli)] == ["a"]
