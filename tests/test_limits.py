"""Limits: what must come out when a cause is taken to its end, or taken away.

Error rates: the statistical tests here fail by chance with probability 1e-6 each; seeds are fixed.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tests import lives, worlds

from talentflow.model import MigrationModel
from talentflow.scenario import Scenario, load

ERROR = 1e-6


def moves(model: MigrationModel) -> pd.DataFrame:
    """Return the international moves of a model so far."""
    flows = model.tables()["flows"].astype({"origin": "string", "destination": "string"})
    return flows[flows["kind"] != "internal"]


def count(rows: pd.DataFrame, model: MigrationModel) -> int:
    """Return the simulated people of some rows."""
    return round(float(rows["persons"].sum()) / model.case.scale)


# No gap, no net flow


def twins(one: str, other: str) -> worlds.World:
    """Return two countries that are alike in everything, and those rows only."""
    tables = worlds.one_place(worlds.calm(worlds.world(one, other)))
    known = {r["indicator"]: r["value"] for r in tables["indicators"] if r["iso3"] == one}
    (pool,) = (row["pay_pool"] for row in tables["countries"] if row["iso3"] == one)
    tables = worlds.changed(
        tables, "indicators", lambda row: [row | {"value": known[row["indicator"]]}]
    )
    return worlds.changed(tables, "countries", lambda row: [row | {"pay_pool": pool}])


@pytest.mark.parametrize("terms", [(), ("terms.home.weight=2",), ("terms.diaspora.weight=0.6",)])
def test_two_origins_that_are_alike_exchange_as_many_people(terms: tuple[str, ...]) -> None:
    """Between two origins alike in all respects, as many move one way as the other."""
    tables = worlds.mirrored(twins("BLR", "POL"), "BLR", "POL")
    rates = ("decision.intention.kappa=0", "decision.intention.rate=0.1")
    off = (*worlds.NO_TERMS, *worlds.OPEN, *rates, *terms)
    case = worlds.scenario(tables, *off, origin=["BLR", "POL"], scale=100)
    model = MigrationModel(case).run()
    flows = moves(model)
    east, west = (count(flows[flows["origin"] == code], model) for code in ("BLR", "POL"))
    assert east + west > 200
    assert stats.binomtest(east, east + west).pvalue > ERROR


def test_without_a_gap_as_many_return_as_leave() -> None:
    """With as many citizens abroad as at home, in a country that is like home, none is gained."""
    tables = worlds.diaspora(twins("BLR", "POL"), POL=86_800)
    rates = ("decision.intention.kappa=1", "decision.intention.rate=0.2")
    alike = ("people.population.mover_share=1", "decision.intention.grade_slope=0")
    off = (*worlds.NO_TERMS, *worlds.OPEN, *rates, *alike, "feedback.hiring.supply=0")
    model = MigrationModel(worlds.scenario(tables, *off, scale=100, months=6)).run()
    flows = moves(model)
    left, back = (count(flows[flows["kind"] == kind], model) for kind in ("first", "return"))
    assert left + back > 200
    assert stats.binomtest(left, left + back).pvalue > ERROR


def test_a_gap_moves_people_to_the_better_country() -> None:
    """The same two countries with better pay in one: the net flow goes there."""
    tables = worlds.mirrored(twins("BLR", "POL"), "BLR", "POL")
    tables = worlds.indicator(tables, "pay_gross_usd_year", 60_000, "POL")
    rates = ("decision.intention.kappa=0", "decision.intention.rate=0.1")
    off = [one for one in worlds.NO_TERMS if "real_wage" not in one]
    case = worlds.scenario(
        tables, *off, *worlds.OPEN, *rates, origin=["BLR", "POL"], scale=100, months=6
    )
    model = MigrationModel(case).run()
    flows = moves(model)
    east, west = (count(flows[flows["origin"] == code], model) for code in ("BLR", "POL"))
    assert stats.binomtest(east, east + west, alternative="greater").pvalue < ERROR


# Walls


def walled(*changes: tuple[str, float, str], overrides: tuple[str, ...] = ()) -> Scenario:
    """Return a small world with some entry rules, gates off but for the border."""
    tables = worlds.diaspora(worlds.calm(worlds.world(*worlds.COUNTRIES)), POL=2000)
    for field, value, host in changes:
        tables = worlds.rule(tables, field, value, host)
    rates = ("decision.intention.kappa=-1", "decision.intention.rate=0.8", "terms.home.weight=2")
    given = (*worlds.BORDER, *worlds.NO_STUDENTS, *rates, *overrides)
    return worlds.scenario(tables, *given, scale=50)


def test_nobody_goes_through_a_wall_and_more_go_elsewhere_or_stay() -> None:
    """With a country closed nobody plans for it; who wanted to stays or goes elsewhere."""
    free, shut = (lives.first_month(walled(("entry", entry, "UKR"))) for entry in (1.0, 0.0))
    aimed = free["chosen_country"] == "UKR"
    assert aimed.sum() > 30
    assert not (shut["chosen_country"] == "UKR").any()
    assert (shut["chosen"][aimed] == -1).any()
    assert (shut["chosen"][aimed] >= 0).any()
    # nobody plans because a way is shut, and whoever plans for another country keeps the aim
    stayer_abroad = (free["mover"] == 0) & (free["country"] != "BLR")
    assert not (shut["planned"] & ~free["planned"] & ~stayer_abroad).any()
    kept = shut["planned"] & free["planned"] & ~aimed
    assert kept.sum() > 100
    assert (shut["chosen"] == free["chosen"])[kept].all()


def test_a_wall_stands_all_year() -> None:
    """In a year nobody arrives in a closed country but its own, and others are still reached."""
    model = MigrationModel(walled(("entry", 0.0, "UKR"), ("entry", 0.0, "LTU"))).run()
    flows = moves(model)
    assert count(flows, model) > 100
    assert not flows["destination"].isin(["UKR", "LTU"]).any()
    assert flows["destination"].isin(["POL"]).any()


def test_with_all_borders_closed_only_those_abroad_move_and_only_home() -> None:
    """Closed hosts leave one kind of move: returns."""
    closed = [("entry", 0.0, host) for host in worlds.HOSTS]
    model = MigrationModel(walled(*closed)).run()
    flows = moves(model)
    assert set(flows["kind"]) == {"return"}


def test_nobody_leaves_a_country_that_lets_nobody_out() -> None:
    """With an exit share of 0 people plan and prepare but nobody leaves home; those abroad move."""
    on = ("gates.exit_permission.enforced=true", "gates.visa_queue.mean_months=0")
    model = MigrationModel(walled(("exit", 0.0, "BLR"), overrides=on)).run()
    assert "first" not in set(moves(model)["kind"])
    assert {"onward", "return"} <= set(moves(model)["kind"])
    assert model.professionals.total(stage="preparing", abroad=False) > 0
    blocked = model.tables()["blocked"]
    assert set(blocked["gate"]) == {"exit_permission"}
    assert set(blocked["origin"]) == {"BLR"}


def test_a_harder_visa_moves_planners_away_from_that_country_only() -> None:
    """With ease at 0 and the largest weight, fewer choose the country and none leaves another."""
    heavy = ("terms.visa.weight=2.5", *worlds.CERTAIN)
    easy, hard = (
        lives.first_month(walled(("ease", ease, "UKR"), overrides=heavy)) for ease in (1.0, 0.0)
    )
    changed = easy["chosen"] != hard["chosen"]
    # a stayer abroad whose plan to go there did not stand may go home instead
    fallen = (easy["mover"] == 0) & (easy["country"] != "BLR") & (hard["chosen_country"] == "BLR")
    assert (changed & ~fallen).sum() > 30
    assert (easy["chosen_country"][changed & ~fallen] == "UKR").all()


def test_no_more_are_admitted_than_the_capacity() -> None:
    """Arrivals never exceed the permits given since the start, and the queue names the gate."""
    monthly = 120.0
    on = ("gates.visa_queue.enforced=true", "gates.visa_queue.mean_months=0")
    model = MigrationModel(walled(("capacity", monthly, "POL"), overrides=on)).run()
    flows = moves(model)
    arrived = flows[flows["destination"] == "POL"].groupby("date")["persons"].sum()
    months = pd.date_range(model.case.start, periods=model.case.months, freq="MS")
    total = arrived.reindex(months, fill_value=0).cumsum()
    permits = monthly * np.arange(1, len(months) + 1)
    assert (total <= permits + 1e-9).all()
    assert total.iloc[-1] >= permits[-1] - model.case.scale
    blocked = model.tables()["blocked"].astype({"gate": "string", "destination": "string"})
    assert set(blocked["gate"]) == {"visa_queue"}
    assert set(blocked["destination"]) == {"POL"}


# Gates


def until(case: Scenario, months: int) -> dict[str, pd.DataFrame]:
    """Return the tables of the first months of a scenario."""
    return dict(MigrationModel(case.replace(months=months)).run().tables())


def test_gates_that_are_off_block_nobody() -> None:
    """In three years of the shipped scenario each gate holds somebody up, and none when off."""
    shipped = load("belarus-2020").replace(scale=100, months=36)
    capacity = worlds.rule(worlds.world(), "capacity", 50.0, "POL")
    names = {one.split(".")[1] for one in worlds.OPEN}
    on = until(worlds.scenario(capacity, scale=100, months=36), 36)["blocked"]
    assert set(on["gate"]) == names
    off = MigrationModel(worlds.scenario(capacity, *worlds.OPEN, scale=100, months=36)).run()
    assert off.tables()["blocked"].empty
    assert count(moves(off), off) > count(moves(MigrationModel(shipped).run()), off)


@pytest.mark.parametrize("gate", ["savings", "job_opening", "visa_queue", "exit_permission"])
def test_a_gate_that_is_off_is_in_nobodys_way(gate: str) -> None:
    """Switching one gate off takes its name, and no other, out of the table of the blocked."""
    tables = worlds.rule(worlds.world(*worlds.COUNTRIES), "capacity", 50.0, "POL")
    case = [f"gates.{gate}.enforced=false"]
    blocked = until(worlds.scenario(tables, *case, scale=50, start="2020-06"), 12)["blocked"]
    others = {"savings", "job_opening", "visa_queue", "exit_permission"} - {gate}
    assert others <= set(blocked["gate"])
    assert gate not in set(blocked["gate"])
