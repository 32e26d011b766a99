"""Voice: dissent comes from grievance and contacts, draws repression, and meets exit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from tests import lives, recipes, worlds

from talentflow.model import MigrationModel
from talentflow.rules.voice.crackdown import Crackdown
from talentflow.rules.voice.dissent import Dissent, speaking_chance
from talentflow.scenario import Scenario

ALONE = (*worlds.OPEN, *worlds.UNCOUPLED)
"""Nobody's life depends on what others do."""

LOUD = ("voice.dissent.rate=0.5", "voice.dissent.skill=0.3")
HARSH = ("voice.crackdown.clicks=0.2", "voice.crackdown.hacks=0.5")
MUTE = "voice.dissent.enabled=false"
LENIENT = "voice.crackdown.enabled=false"


def five(*overrides: str, months: int = 12, scale: float = 60) -> Scenario:
    """Return five countries with all their events, from two months before the election."""
    tables = worlds.world(*worlds.COUNTRIES)
    return worlds.scenario(tables, *overrides, months=months, scale=scale, start="2020-06")


def run(*overrides: str, months: int = 12) -> MigrationModel:
    """Run five countries to the end."""
    return MigrationModel(five(*overrides, months=months)).run()


def voices(model: MigrationModel) -> "pd.Series[float]":
    """Return the people who dissent, by month."""
    table = model.tables()["voice"].astype({"kind": str})
    return table[table["kind"] != "struck"].groupby("date")["persons"].sum()


def ever_struck(model: MigrationModel) -> "pd.Index[int]":
    """Return the keys of all whom repression struck."""
    events = np.concatenate(model.simulation.history.events)
    return lives.columns(model).index[np.unique(events[events[:, 2] == 12, 1])]


@pytest.mark.parametrize("spread", [0, 10])
def test_without_grievance_nobody_dissents(spread: float) -> None:
    """Where the state is harmless and no crisis comes, nobody dissents, whatever the spread."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    harmless = worlds.indicator(tables, "vdem_physical_violence", 1.0, "BLR")
    case = worlds.scenario(harmless, *LOUD, f"voice.dissent.spread={spread}")
    model = MigrationModel(case).run()
    assert model.tables()["voice"].empty
    assert not model.professionals.to_frame()["dissent"].any()


def test_dissent_rises_with_the_crisis() -> None:
    """In the shipped scenario dissent multiplies after August 2020, and repression answers."""
    model = MigrationModel("belarus-2020", scale=20, months=26).run()
    heard = voices(model)
    assert 0 < heard["2020-07-01"] < 0.3 * heard["2020-09-01"]
    table = model.tables()["voice"].astype({"kind": str})
    struck = table[table["kind"] == "struck"]
    assert struck[struck["date"] >= "2020-08-01"]["persons"].sum() > 10 * (
        struck[struck["date"] < "2020-08-01"]["persons"].sum() + 20
    )


def test_without_a_crackdown_nobody_is_struck() -> None:
    """With the crackdown off nobody is struck and nobody's exposure changes."""
    model = MigrationModel(five(*LOUD, *HARSH, LENIENT))
    before = lives.columns(model)["exposure"]
    model.run()
    assert voices(model).max() > 0
    assert "struck" not in set(model.tables()["voice"]["kind"])
    assert (lives.columns(model).loc[before.index, "exposure"] == before).all()
    assert len(ever_struck(model)) == 0


def test_switched_off_it_leaves_no_trace() -> None:
    """With voice off all tables are those of a world in which nobody ever speaks up."""
    off = run(MUTE, *LOUD, *HARSH, "voice.exit_drains.share=1").tables()
    never = run("voice.dissent.rate=0").tables()
    assert off["voice"].empty
    for name, table in off.items():
        pd.testing.assert_frame_equal(table, never[name], check_exact=True, obj=name)


def test_being_struck_makes_people_leave_and_touches_nobody_else() -> None:
    """Of those struck more leave than would have; all others have the same life without it.

    The same people with the same luck, once with a crackdown and once without. If being struck
    meant nothing, whoever differs would be as likely to leave only in the one as only in the
    other: a lead this large has a chance below 1e-6.
    """
    settings = (*ALONE, *LOUD, *HARSH, "decision.intention.kappa=1.0", "terms.home.weight=5")
    harsh, lenient = run(*settings), run(*settings, LENIENT)
    struck = ever_struck(harsh)
    one, other = lives.columns(harsh), lives.columns(lenient)
    shared = one.index.intersection(other.index)
    same = (one.loc[shared] == other.loc[shared]).all(axis=1)
    assert same[~shared.isin(struck)].mean() > 0.999
    pd.testing.assert_index_equal(shared[~same].difference(struck), shared[:0])
    hit = shared[shared.isin(struck)]
    left = one.loc[hit, "abroad_since"] > other.loc[hit, "abroad_since"]
    stayed = one.loc[hit, "abroad_since"] < other.loc[hit, "abroad_since"]
    wins, losses = int(left.sum()), int(stayed.sum())
    assert len(hit) > 200
    assert wins - losses > 5 * np.sqrt(wins + losses)


def test_exit_drains_voice_only_where_the_scenario_says_so() -> None:
    """With full drain nobody dissents in the month of leaving home; without it some still do."""
    for share, silent in (("1", True), ("0", False)):
        model = MigrationModel(five(*LOUD, LENIENT, f"voice.exit_drains.share={share}"))
        heard = 0
        for month in range(9):
            model.step()
            people = lives.columns(model)
            heard += int(people.loc[people["abroad_since"] == month, "dissent"].gt(0).sum())
        assert (heard == 0) == silent


def test_nobody_abroad_speaks_up_where_exit_silences() -> None:
    """With full drain and no voice taken up abroad, all dissent is heard at home."""
    model = run(*LOUD, "voice.exit_drains.share=1", "voice.exit_drains.rate_abroad=0")
    table = model.tables()["voice"].astype({"kind": str})
    assert set(table["country"][table["kind"] != "struck"]) == {"BLR"}


def test_voice_spreads_over_ties() -> None:
    """Whoever has no dissenting contact decides as if nothing spread; more of the others join."""
    one, other = (
        MigrationModel(five(*LOUD, LENIENT, f"voice.dissent.spread={spread}", scale=30))
        for spread in (0, 5)
    )
    one.step()
    other.step()
    began = lives.columns(other)["dissent"]
    graph = other.ties.to_networkx(len(began))
    heard = [any(began.iloc[m] for m in graph.neighbors(n)) for n in range(len(began))]
    one.step()
    other.step()
    first = lives.columns(one).loc[began.index, "dissent"]
    late = lives.columns(other).loc[began.index, "dissent"]
    asked = pd.Series(heard, began.index)
    assert (first[~asked] == late[~asked]).all()
    assert (first[asked] <= late[asked]).all()
    assert (first[asked] < late[asked]).sum() > 10


@settings(max_examples=15, derandomize=True)
@given(recipes.recipes(months=6))
def test_exposure_never_falls(recipe: recipes.Recipe) -> None:
    """In any scenario exposure only rises, and nobody is struck who was silent before."""
    model = MigrationModel(recipe.scenario())
    while model.running and not model.simulation.over:
        before = lives.columns(model)
        model.step()
        after = lives.columns(model).loc[before.index]
        risen = after["exposure"] > before["exposure"]
        assert (after["exposure"] >= before["exposure"]).all()
        assert (before.loc[risen, "dissent"] > 0).all()
        assert after["dissent"].isin([0, 1, 2]).all()


def test_the_table_counts_the_people() -> None:
    """The last month of the table holds those who dissent in the columns, and all events."""
    model = run(*LOUD, *HARSH)
    people = lives.columns(model).query("active == 1 and dissent > 0")
    table = model.tables()["voice"].astype({"kind": str, "country": str})
    last = table[(table["date"] == table["date"].max()) & (table["kind"] != "struck")]
    kinds = {"clicktivism": 1, "hacktivism": 2}
    for country, kind, persons in last[["country", "kind", "persons"]].itertuples(index=False):
        here = (people["country"] == country) & (people["dissent"] == kinds[kind])
        assert here.sum() * model.case.scale == persons
    assert last["persons"].sum() == len(people) * model.case.scale
    events = np.concatenate(model.simulation.history.events)
    struck = table[table["kind"] == "struck"]["persons"].sum() / model.case.scale
    assert struck == (events[:, 2] == 12).sum() > 0


def test_rates_by_hand() -> None:
    """Rates and chances are those of the formulas."""
    rule = Dissent(rate=0.1, standing=0.5, skill=0.2, skill_slope=0.0)
    clicks = rule.clicks(np.array([1.0]), np.array([0.2]), np.array([0.6, 1.0, 1.5]))
    assert clicks == pytest.approx(np.array([[0.084, 0.14, 0.21]]))
    assert rule.skills() == pytest.approx(np.full(4, 0.2))
    assert speaking_chance(0.14, 2.0, 0.25) == pytest.approx(1 - np.exp(-0.21))
    crackdown = Crackdown(clicks=0.01, hacks=0.1, surge=2.0, response=3.0, reach=0.5)
    chances = crackdown.chances(np.array([0.5]), np.array([0.2]), np.array([0.1]))
    force = 0.8 * 2.0 * 1.3
    assert chances[0, 0] == pytest.approx(1 - np.exp(-force * np.array([0.0, 0.01, 0.1])))
    assert chances[0, 1] == pytest.approx(1 - np.exp(-force * np.array([0.0, 0.005, 0.05])))
    assert not Crackdown(enabled=False).chances(np.ones(1), np.zeros(1), np.ones(1)).any()
