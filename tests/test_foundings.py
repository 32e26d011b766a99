"""Foundings: new firms at home and by the diaspora, and who joins them."""

import numpy as np
from tests.busy_firms import BUSY, crisis, people_of

from talentflow.blueprint import Ints
from talentflow.firms import Firms
from talentflow.founding import enlist
from talentflow.joining import join_founded
from talentflow.model import MigrationModel
from talentflow.rules.firms.foundings import Foundings


def test_foundings_by_hand() -> None:
    """One standard deviation more emigration takes 4.8 log points; arrivals are in thousands."""
    rule = Foundings(rate=0.12, loss=0.048, deviation=0.01, diaspora=6.0, size=5.0, spread=0.7)
    firms = np.full((3, 1, 2), 100.0)
    found = rule.at_home(firms, np.array([0.0, 0.01, -0.5]))
    np.testing.assert_allclose(found[:, 0, 0], [1.0, np.exp(-0.048), 1.0])
    np.testing.assert_allclose(rule.abroad(np.array([2000.0])), 1.0)
    np.testing.assert_allclose(rule.sizes(np.array([-9.0, 0.0, 1.0])), [1, 5, 5 * np.exp(0.7)])


def founded(model: MigrationModel, rows: list[tuple[int, int]], size: float) -> Firms:
    """Return the firms with new ones at the first home place, as (month, sector)."""
    firms = model.firms
    home = int(model.simulation.world.blueprint.home_places(0)[0])
    for month, sector in rows:
        firms = enlist(firms, [(0, home, sector, 1, size)], month)
    return firms


def choices(rows: list[tuple[int, int]], size: float = 4000.0) -> tuple[Firms, Ints]:
    """Let everybody at home look for a firm when some are new; return the firms and the choices."""
    model = MigrationModel(crisis(months=1))
    world = model.simulation.world
    world.add_firms(founded(model, rows, size))
    people = people_of(model).query("home")
    found = join_founded(
        world, 5, people["key"].to_numpy(), people["citizenship"].to_numpy().astype(np.int64),
        people["place"].to_numpy().astype(np.int64), people["employer"].to_numpy().astype(np.int64),
    )  # fmt: skip
    return world.firms, found


def test_one_more_founded_firm_only_draws_people_to_itself() -> None:
    """With one founded firm more, in between, everybody has the same firm or the one more."""
    few, some = choices([(1, 0), (3, 1)])
    more, others = choices([(1, 0), (2, 0), (3, 1)])
    names = [few.key[some], more.key[others]]
    extra = more.key[len(few) - 1]
    assert extra not in few.key
    moved = names[0] != names[1]
    assert moved.sum() > 10
    assert (names[1][moved] == extra).all()


def test_people_join_new_firms_in_proportion_to_size() -> None:
    """A founded firm gets its share of the staff of all firms that hire at the place."""
    firms, found = choices([(1, 0), (2, 1)])
    new = np.arange(len(firms) - 2, len(firms))
    here = firms.place == firms.place[new[0]]
    share = firms.size[new] / firms.size[here].sum()
    at_place = here[found]
    got = np.array([(found == n).sum() for n in new]) / at_place.sum()
    error = np.sqrt(share / at_place.sum())
    assert (np.abs(got - share) < 4.9 * error).all()


def test_without_foundings_nothing_else_changes_for_firms_there_already() -> None:
    """New firms shift no draw: with them, firms of the start take the same steps all the same."""
    alone = (
        "firms.triggers.leaving=0", "firms.triggers.peers=0", "firms.second_move.enabled=false",
        "firms.relocation.explore=1", "firms.hiring_abroad.enabled=false",
    )  # fmt: skip
    off, on = (
        MigrationModel(crisis(*alone, f"firms.foundings.rate={rate}", months=12)).run()
        for rate in (0, 0.5)
    )
    stages = [one.simulation.world.firm_state.stage for one in (off, on)]
    count = len(off.simulation.world.maker.firms)
    assert len(on.firms) > len(off.firms)
    assert (stages[0] > 0).any()
    np.testing.assert_array_equal(stages[0][:count], stages[1][:count])


def test_fewer_firms_are_founded_where_many_left() -> None:
    """With a stronger answer to emigration fewer firms come into being after the crisis."""
    counts = [
        MigrationModel(
            crisis("firms.foundings.rate=0.3", f"firms.foundings.loss={loss}", months=14)
        ).run().tables()["firms"]["founded"].sum()
        for loss in (0.0, 0.5)
    ]  # fmt: skip
    assert 0 < counts[1] < 0.9 * counts[0]


def test_the_diaspora_founds_firms_that_hire_it() -> None:
    """Firms of the diaspora sit abroad, stay settled and employ its people in their own place."""
    world = MigrationModel(crisis(*BUSY, months=14)).run().simulation.world
    state, firms = world.firm_state, world.firms
    abroad = np.flatnonzero(~state.at_home)
    assert abroad.size > 5
    assert (state.stage[abroad] == 0).all()
    assert not world.census.staff[abroad].any()
    firm, place = world.census.posted
    theirs, country = np.isin(firm, abroad), world.blueprint.country_of_place
    assert theirs.sum() > 5
    np.testing.assert_array_equal(country[place[theirs]], country[firms.place[firm[theirs]]])
    staff = np.bincount(firm, minlength=len(firms))[abroad] * world.blueprint.scale
    assert (staff <= firms.size[abroad] + world.blueprint.scale).all()
