"""Places of the phases where a small change went unnoticed: single people and firms, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from talentflow.kernels.tables import LOCAL, UNEMPLOYED
from talentflow.moment import Moment
from talentflow.phases import offices
from talentflow.phases.calendar import calendar
from talentflow.phases.students import _at_own_office
from talentflow.phases.values import values
from talentflow.scenario import load
from talentflow.simulation import Simulation
from talentflow.world import World


@pytest.fixture(name="world")
def _world() -> World:
    """Return a world before its first month, of some hundred people."""
    return Simulation(load("belarus-2020").replace(scale=500.0, months=3), records=False).world


@pytest.mark.parametrize("firm", [0, 1])
def test_an_office_of_any_firm_is_ones_own(world: World, firm: int) -> None:
    """The first firm and the first month count as others do; without firm or work there is none."""
    plan, people, rows = world.blueprint, world.people, np.arange(6)
    poland = int(np.flatnonzero(plan.country_of_place == plan.countries.index("POL"))[0])
    ukraine = int(np.flatnonzero(plan.country_of_place == plan.countries.index("UKR"))[0])
    world.firm_state.stage[firm] = 3  # moved as a whole
    world.firm_state.destination[firm] = poland
    people.employer[rows] = [firm, firm, firm, firm, -1, firm]
    people.employment[rows] = [LOCAL, LOCAL, LOCAL, UNEMPLOYED, LOCAL, LOCAL]
    people.place[rows] = [poland, poland, ukraine, poland, poland, poland]
    people.abroad_since[rows] = [0, -1, 5, 5, 5, -1]
    people.rejoined[rows] = [0, 1, 0, 0, 0, 0]
    found = _at_own_office(world, rows)
    assert found.tolist() == [True, True, False, False, False, False]


def test_a_firm_that_no_country_lets_in_has_no_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every border shut no place is chosen; with one open it is a place of that country."""
    now, rows = Moment(1), np.arange(3)
    calendar(world, now)
    values(world, now)
    countries = world.blueprint.countries
    let_in = np.zeros((1, len(countries)), bool)
    monkeypatch.setattr(offices, "_open", lambda _world, _now: let_in)
    peers = offices.peers_abroad(world)
    assert offices.open_places(world, now, rows, peers).tolist() == [-1, -1, -1]
    let_in[0, countries.index("POL")] = True
    found = world.blueprint.country_of_place[offices.open_places(world, now, rows, peers)]
    assert found.tolist() == [countries.index("POL")] * 3


def test_the_only_firm_of_a_sector_is_all_of_it(world: World) -> None:
    """If it has an office abroad, the share of its sector there is one; of an empty sector none."""
    sector = offices.sectors(world)
    same = np.flatnonzero(sector == sector[0])
    count = world.firms.count.copy()
    count[same] = 0
    count[0] = 1
    world.firms = replace(world.firms, count=count)
    world.firm_state.stage[same] = 0
    world.firm_state.destination[same] = -1
    world.firm_state.stage[0] = 2  # has an office, and stays
    country = world.blueprint.country_of_place
    poland = world.blueprint.countries.index("POL")
    world.firm_state.destination[0] = int(np.flatnonzero(country == poland)[0])
    shares = offices.peers_abroad(world)[sector[0]]
    assert shares[poland] == 1.0
    assert shares.sum() == 1.0
    world.firms = replace(world.firms, count=np.where(np.arange(count.size) == 0, 0, count))
    assert offices.peers_abroad(world)[sector[0]].sum() == 0.0
