"""Branching: a run that goes on under a policy is, bit for bit, one that had it from the start."""

import dataclasses

import numpy as np
import pytest
from tests.test_twins import FIRST, NAMES, RUN, SETTINGS

from talentflow.branching import branch
from talentflow.kernels.tables import COLUMNS
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow_lab.side import Side
from talentflow_lab.twins import Pair, run_twins


def policy(*levers: str, more: tuple[str, ...] = ()) -> Scenario:
    """Return the scenario with levers at a strong dose, from September 2020 on."""
    settings = [*RUN, *more]
    for slug in levers:
        owner, *doses = SETTINGS[slug]
        settings += [f"levers.{slug}.{owner}.{one}" for one in ("start=2020-09", *doses)]
    return load("belarus-2020", settings)


def lived(case: Scenario, months: int) -> Simulation:
    """Return a run after so many months."""
    run = Simulation(case, histories=False)
    for _ in range(months):
        run.step()
    return run


def same(a: Simulation, b: Simulation) -> None:
    """Compare all people and all books."""
    for name in COLUMNS:
        ours, theirs = (getattr(one.world.people, name)[: one.world.people.used] for one in (a, b))
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
    np.testing.assert_array_equal(a.world.aid.spent, b.world.aid.spent)
    np.testing.assert_array_equal(a.world.permit_carry, b.world.permit_carry)
    for ours, theirs in zip(a.log.moves, b.log.moves, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("slug", sorted(SETTINGS))
def test_a_branch_is_the_run_that_had_the_lever_from_the_start(slug: str) -> None:
    """One lever after the other: people, books and moves are the same to the last bit."""
    case = policy(slug)
    branched = branch(lived(policy(), FIRST), case)
    same(branched.run(), Simulation(case, histories=False).run())


def test_many_branches_come_from_one_run() -> None:
    """What a branch lives through does not touch the run that it comes from."""
    trunk = lived(policy(), FIRST)
    people = trunk.world.to_frame()
    branch(trunk, policy("visa-waiver", "amnesty")).run()
    assert trunk.world.to_frame().equals(people)
    same(trunk.run(), Simulation(policy(), histories=False).run())


def test_levers_in_force_keep_their_books_and_routes() -> None:
    """A run with levers goes on beside new ones that stand before them in the alphabet."""
    early = "levers.fast-track-permits.POL.start=2019-04"
    grant = "levers.relocation-grant.POL.start=2019-04"
    before = policy(more=(early, grant))
    after = policy("business-harbour", "city-talent-office", "fast-track-permits",
                   more=(early, grant))  # fmt: skip
    branched = branch(lived(before, FIRST), after)
    same(branched.run(), Simulation(after, histories=False).run())
    # and without the old ones again, as far as they start later
    with pytest.raises(ValueError, match="started before the run branches"):
        branch(lived(before, FIRST), policy("business-harbour"))


def test_a_branch_differs_in_later_levers_only() -> None:
    """Another rule, seed or length is another run."""
    trunk = lived(policy(), 3)
    for setting in ("seed=2", "months=27", "terms.distance.weight=0.1", "scale=50"):
        with pytest.raises(ValueError, match="differs from the run in"):
            branch(trunk, policy(more=(setting,)))


def test_twins_may_branch() -> None:
    """A pair out of one trunk finds what a pair of two whole runs finds."""
    baseline, case = policy(), policy("fast-track-permits", "city-talent-office")
    trunk = Side.of(baseline, 0)
    for _ in range(FIRST):
        trunk.step()
    with_ = trunk.branch(case)
    for side in (trunk, with_):
        while not side.run.over:
            side.step()
    ours = Pair(trunk, with_, NAMES).found(FIRST)
    theirs = run_twins(baseline, case, 0, NAMES, FIRST, lambda _: None)
    for name in ("series", "groups", "books", "displacement"):
        assert getattr(ours, name).equals(getattr(theirs, name))
    assert {field.name for field in dataclasses.fields(ours)} > {"series", "changed"}
