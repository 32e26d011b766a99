"""Origins: several countries in one world, each with its own figures, fields and balance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests import lives, worlds

from talentflow.errors import ScenarioErrors
from talentflow.model import MigrationModel
from talentflow.scenario import Scenario
from talentflow.solve import _Calm
from talentflow.view import EDUCATIONS, FIELDS

BOTH = ["BLR", "FIN"]


def two(*overrides: str, months: int = 12, scale: float = 100, **rows: float) -> Scenario:
    """Return a world of Belarusians and Finns; `rows` change figures of origins.csv by name."""
    tables = worlds.world("BLR", "FIN", "POL", "SWE", "USA")

    def own(row: worlds.Row) -> list[worlds.Row]:
        name = row["parameter"].rpartition(".")[2]
        return [row | {"value": repr(rows[name])} if name in rows else row]

    changed = worlds.changed(tables, "origins", own)
    return worlds.scenario(changed, *overrides, origin=BOTH, months=months, scale=scale)


def expected_calm(model: MigrationModel, origin: int) -> tuple[float, float]:
    """Calm exit and return of an origin that the solved constants are expected to give."""
    simulation = model.simulation
    world, now = simulation.world, simulation._calm_month()
    calm = _Calm(world, now, origin, world.blueprint.rule("decision.intention", origin))
    kappa, weight = model.constants.kappa[origin], model.constants.home_weight[origin]
    return calm.exits(kappa + calm.rule.nest * weight), calm.returns(weight, kappa)


def test_each_origin_meets_its_own_anchors() -> None:
    """Constants of both origins give their own calm exit and return, which differ widely."""
    model = MigrationModel(two(scale=20))
    blr, fin = (expected_calm(model, o) for o in range(2))
    assert blr[0] == pytest.approx(0.016, rel=1e-6)
    assert fin == (pytest.approx(FIN["calm_exit"], rel=1e-6), pytest.approx(FIN["calm_return"]))
    assert model.constants.kappa[0] != model.constants.kappa[1]


def _shipped(name: str) -> float:
    table = worlds.world("FIN")["origins"]
    return next(float(row["value"]) for row in table if row["parameter"].endswith(f".{name}"))


FIN = {name: _shipped(name) for name in ("calm_exit", "calm_return", "graduates")}


def test_figures_of_one_origin_do_not_touch_the_other() -> None:
    """Another calm exit of Finns changes no constant and no person of Belarus at the start."""
    one, other = (MigrationModel(two(calm_exit=x)) for x in (0.003, 0.03))
    for name in ("kappa", "home_weight"):
        ours, theirs = getattr(one.constants, name), getattr(other.constants, name)
        assert ours[0] == theirs[0]
    assert one.constants.kappa[1] > other.constants.kappa[1] + 1
    left, right = (m.professionals.to_frame().query("citizenship == 0") for m in (one, other))
    pd.testing.assert_frame_equal(left, right)


def test_a_belarusian_is_the_same_person_alone_and_beside_finns() -> None:
    """Who is drawn for Belarus does not depend on who else is simulated."""
    case = two()
    alone, beside = MigrationModel(replace(case, origin=("BLR",))), MigrationModel(case)
    frames = [m.professionals.to_frame().query("citizenship == 0") for m in (alone, beside)]
    same = [f.drop(columns="employer").reset_index(drop=True) for f in frames]
    pd.testing.assert_frame_equal(*same)


def test_belarusians_are_ict_professionals_and_finns_of_all_fields() -> None:
    """Fields and levels of education are those of each origin's table."""
    people = MigrationModel(two(scale=50)).professionals.to_frame()
    blr, fin = (people[people["citizenship"] == o] for o in range(2))
    assert (blr["field"] == FIELDS.index("ict")).all()
    assert set(blr["education"]) <= {0, 1}
    assert set(fin["education"]) == {
        EDUCATIONS.index(w) for w in ("bachelor", "master", "doctorate")
    }
    shares = worlds.world("FIN")["structure"]
    for attribute, words in (("field", FIELDS), ("education", EDUCATIONS)):
        own = [r for r in shares if r["iso3"] == "FIN" and r["attribute"] == attribute]
        published = {row["category"]: float(row["share"]) for row in own}
        found = fin[attribute].value_counts(normalize=True)
        for code, word in enumerate(words):
            assert found.get(code, 0.0) == pytest.approx(published[word], abs=0.012)


def test_people_told_by_their_degree_enter_by_graduating() -> None:
    """Every month a twelfth of the graduates enters in Finland and nobody changes career."""
    model = MigrationModel(two(scale=10)).run()
    entries = model.tables()["entries_exits"].astype({"kind": str, "citizenship": str})
    fin = entries[entries["citizenship"] == "FIN"].groupby("kind")["persons"].sum()
    assert fin["graduate"] == pytest.approx(FIN["graduates"], abs=40)
    assert "career_change" not in fin
    blr = entries[entries["citizenship"] == "BLR"].groupby("kind")["persons"].sum()
    assert blr["career_change"] > 0


def test_vacancies_of_finland_stay_those_of_a_host() -> None:
    """Belarusians find ICT vacancies in Finland though its own people are simulated."""
    both = MigrationModel(two(months=6)).run()
    alone = MigrationModel(replace(two(months=6), origin=("BLR",))).run()
    for place, other in zip(both.places, alone.places, strict=True):
        if other.country == "FIN":
            assert place.vacancies == pytest.approx(other.vacancies, rel=0.1)
            assert place.vacancies > 0


def relative_planning(doctorates: float) -> float:
    """Plans of Finnish doctorates relative to those of others, by person and month at home."""
    setting = f"decision.intention.doctorates={doctorates}"
    model = MigrationModel(two(setting, scale=10, months=6, calm_exit=0.05))
    plans, people = np.zeros(2), np.zeros(2)
    for _ in range(6):
        lived = lives.live(model).query("citizenship == 1 and country == 'FIN' and stage < 2")
        for n, group in lived.groupby(lived["education"] == EDUCATIONS.index("doctorate")):
            plans[int(n)] += group["planned"].sum()
            people[int(n)] += len(group)
    without, with_ = plans / people
    return float(with_ / without)


def test_doctorates_plan_as_often_as_their_offers_say() -> None:
    """With eight times the offers doctorates plan some eight times as often as others."""
    assert relative_planning(1.0) == pytest.approx(1.0, abs=0.4)
    assert relative_planning(8.0) == pytest.approx(8.0, rel=0.2)


def test_the_balance_adds_up_to_the_flows() -> None:
    """Arrivals and departures of each origin are those of professionals, net is their gap.

    Students who go home take no degree out of the host; those who stay there bring one.
    """
    many = ("people.students.abroad=0.5", "people.students.stay={FIN=0.5, BLR=0.5}")
    model = MigrationModel(two(*many, months=24, scale=50, calm_exit=0.03, abroad=0.3)).run()
    tables = {
        name: table.astype({c: str for c in table if table[c].dtype == "category"})
        for name, table in model.tables().items()
    }
    balance, flows = tables["balance"], tables["flows"]
    assert (balance["net"] == balance["arrivals"] - balance["departures"]).all()
    over = flows[flows["kind"] != "internal"]
    students = tables["students"].groupby("country")[["stayed", "returned"]].sum()
    students = students.reindex(BOTH, fill_value=0.0)
    assert (students.sum() > 0).all()
    for country in BOTH:
        own = balance[balance["country"] == country]
        gone = over.loc[over["origin"] == country, "persons"].sum()
        came = over.loc[over["destination"] == country, "persons"].sum()
        assert own["departures"].sum() == gone - students.loc[country, "returned"]
        assert own["arrivals"].sum() == came + students.loc[country, "stayed"]
        assert own["departures"].sum() > 0
    finns = balance.query("country == 'FIN' and citizenship == 'FIN'")
    assert finns["field"].nunique() > 3
    assert set(balance.query("citizenship == 'BLR'")["field"]) == {"ict"}
    stock = tables["stocks"].query("citizenship == 'FIN' and country == 'FIN'")
    by_date = stock.groupby("date")["persons"].sum()
    entered = tables["entries_exits"].query("citizenship == 'FIN' and country == 'FIN'")
    change = by_date.iloc[-1] - by_date.iloc[0]
    assert change == pytest.approx(finns["net"].sum() + entered["persons"].sum())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"parameter": "decision.anchors.calm_exits"}, "unknown parameter .*calm_exit"),
        ({"parameter": "terms.age.weight"}, "the same for all origins"),
        ({"value": "0.9"}, "0.9 is out of range for decision.anchors.calm_exit; expected a number"),
        ({"iso3": "FIM"}, "unknown code 'FIM'.*did you mean \"FIN\""),
    ],
)
def test_a_wrong_figure_of_an_origin_is_named(change: worlds.Row, words: str) -> None:
    """What a row of origins.csv gets wrong is said with file, line and what was expected."""
    tables = worlds.world("BLR", "FIN", "POL")
    first, *rest = tables["origins"]
    assert first["parameter"] == "decision.anchors.calm_exit"
    with pytest.raises(ScenarioErrors, match=words) as found:
        worlds.scenario({**tables, "origins": [first | change, *rest]})
    assert "origins.csv:2  origins" in str(found.value) or "origins.csv:2  iso3" in str(found.value)


def test_an_origin_may_lack_shares_of_its_own() -> None:
    """Without rows of its own an origin takes those that stand for all; half a set is an error."""
    tables = worlds.world("BLR", "FIN", "POL")
    less = [r for r in tables["structure"] if r["iso3"] != "FIN" or r["attribute"] == "women"]
    case = worlds.scenario({**tables, "structure": less}, origin=BOTH)
    people = MigrationModel(case).professionals.to_frame().query("citizenship == 1")
    assert (people["field"] == FIELDS.index("ict")).all()
    half = [r for r in tables["structure"] if (r["iso3"], r["category"]) != ("FIN", "women")]
    with pytest.raises(ScenarioErrors, match="FIN, women, all has no share of women"):
        worlds.scenario({**tables, "structure": half}, origin=BOTH)
