"""Consular limits: passports that are renewed at home only."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from tests import lives, worlds

from talentflow.drawing import draw_up
from talentflow.model import MigrationModel
from talentflow.rules.terms.consular import Consular
from talentflow.scenario import Scenario, load

LATE = "2019-09-04"
FIRST = pd.Timestamp("2019-09-01")


def five(*overrides: str, shut: float = 1.0, months: int = 14) -> Scenario:
    """Return five countries that lose their consulates in September 2019."""
    tables = worlds.diaspora(worlds.calm(worlds.world(*worlds.COUNTRIES)), POL=20_000, GEO=9_000)
    tables = worlds.own_rule(tables, "consular", LATE, shut)
    return worlds.scenario(tables, *overrides, months=months, scale=60)


def tables_of(*overrides: str, shut: float = 1.0) -> dict[str, pd.DataFrame]:
    """Run five countries and return the tables."""
    return dict(MigrationModel(five(*overrides, shut=shut)).run().tables())


def test_the_term_by_hand() -> None:
    """At home nothing is lost; abroad all places lose L and home its part of it."""
    country = np.array([0, 1, 2])
    abroad = np.array([[0.0, 1.0, 1.0]])
    view: Any = SimpleNamespace(
        consular=np.array([0.5]),
        abroad=lambda: abroad,
        at_places=lambda values: values[..., country],
    )
    x = Consular(at_home=0.4)(cast("Any", view))
    assert x.shape == (1, 3, 1, 1, 1, 3)
    assert x[0, 0, 0, 0, 0] == pytest.approx([0.0, 0.0, 0.0])
    for residence in (1, 2):
        assert x[0, residence, 0, 0, 0] == pytest.approx([-0.2, -0.5, -0.5])


def test_nothing_before_the_date() -> None:
    """Every table is the same to the last bit until the month in which the consulates shut."""
    one, other = tables_of(shut=0.0), tables_of()
    changed = False
    for name, table in one.items():
        before, after = (
            lives.plain(t[t["date"] < FIRST]).reset_index(drop=True) for t in (table, other[name])
        )
        pd.testing.assert_frame_equal(before, after, check_exact=True, obj=name)
        changed |= not table.equals(other[name])
    assert changed


def test_the_settled_lose_nothing_where_they_live() -> None:
    """Roots make up for the loss at the residence, in full for the settled, by half for others."""
    for months, loss in ((0, 0.8), (30, 0.4), (60, 0.0), (200, 0.0)):
        worth = []
        for shut in (0.0, 1.0):
            model = MigrationModel(five("terms.consular.weight=0.8", shut=shut, months=9))
            for _ in range(9):
                now = model.simulation.step()
            world = model.simulation.world
            warsaw = world.blueprint.places.index("warsaw")
            k = sorted(world.weighted_terms).index("consular")
            one = warsaw * len(world.cells.total) // len(world.blueprint.places)
            cell = world.cells.contribution[one, k, warsaw]
            worth.append(cell + now.look.roots[0, months])
        assert worth[0] - worth[1] == pytest.approx(loss)


def test_nobody_moves_on_without_a_passport() -> None:
    """Where all are held up nobody moves on from the date on, while returns and exits go on."""
    lively = ("decision.intention.kappa=-3", "decision.intention.rate=0.05", *worlds.AT_ONCE)
    flows = tables_of(*lively, "terms.consular.held_up=1")["flows"].astype({"kind": str})
    moves = flows.groupby([flows["date"] < FIRST, "kind"])["persons"].sum()
    assert moves[True, "onward"] > 0
    assert (False, "onward") not in moves.index
    assert moves[False, "first"] > 0
    assert moves[False, "return"] > 0


def test_who_is_held_up_waits_at_the_visa_queue() -> None:
    """Those without a valid passport wait with their papers, of whom the gate is told."""
    lively = ("decision.intention.kappa=-3", "decision.intention.rate=0.05", *worlds.AT_ONCE)
    model = MigrationModel(five(*lively, "terms.consular.held_up=1"))
    for _ in range(12):
        model.step()
    people = lives.columns(model)
    held = people[(people["blocked"] == 3) & (people["active"] == 1)]
    assert len(held) > 20
    assert (held["country"] != "BLR").all()
    assert (held["programme"] >= 0).all()
    assert (held["granted"] == 0).all()


def test_shipped_limits_start_in_september_2023_and_end_with_a_thaw() -> None:
    """The shipped rule acts from its month on, and consulates serve again after a thaw."""
    plan = draw_up(load("belarus-2020"), 1)
    assert plan.consular[:56].max() == 0.0
    assert plan.consular[56:].min() == 1.0
    thaw = draw_up(load("belarus-2020", ["shocks.thaw.enabled=true", "shocks.thaw.start=70"]), 1)
    assert thaw.consular[56:70].min() == 1.0
    assert thaw.consular[70:].max() == 0.0
    off = draw_up(load("belarus-2020", ["terms.consular.enabled=false"]), 1)
    assert off.consular.max() == 0.0
