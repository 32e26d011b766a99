"""Study files: what they say is what runs, and every mistake is named with its line."""

import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.fake_model import FakeModel

from talentflow.errors import ScenarioErrors
from talentflow.scenario import load
from talentflow_lab.differences import differences
from talentflow_lab.measures import MEASURES, Ask
from talentflow_lab.study_reading import read_study
from talentflow_lab.study_schema import override

GOOD = """\
title = "Two points"
scenario = "belarus-2020"
months = 24
scale = 100
replications = 2
design = "list"

[outcomes.left]
measure = "first_moves"
since = "2020-08"
until = "2020-12"

[outcomes.finland]
title = "To Finland"
measure = "share_to"
since = "2020-08"
until = "2020-12"
country = "FIN"

[points."as it is"]

[points."no firms"]
firms.relocation.enabled = false
"""
QUIET = {"feedback.new_employer.enabled"}
"""Switches of what does nothing in the study's scenario: its employer opens no jobs."""

ABLATION = Path(__file__).parents[1] / "experiments" / "ablation.toml"


def written(folder: Path, text: str) -> Path:
    """Write a study file and return its path."""
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(folder: Path, text: str) -> list[str]:
    """Return the problems of a study file as lines without the folder."""
    with pytest.raises(ScenarioErrors) as caught:
        read_study(written(folder, text))
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_study_is_what_its_file_says(tmp_path: Path) -> None:
    """Points carry their values over the scenario and share the run; outcomes carry their ask."""
    study = read_study(written(tmp_path, GOOD))
    first, second = study.points
    assert (study.title, study.replications, first.name) == ("Two points", 2, "as it is")
    assert first.scenario == load("belarus-2020").replace(months=24, scale=100, replications=1)
    assert second.changes == {"firms.relocation.enabled": False}
    assert not second.scenario.rule("firms.relocation").enabled
    assert first.scenario.rule("firms.relocation").enabled
    left, finland = study.outcomes
    assert (left.title, left.unit, finland.unit) == ("left", "persons", "%")
    assert finland.ask == Ask(("BLR",), date(2020, 8, 1), date(2020, 12, 1), country="FIN")
    assert read_study(study.path, replications=7).replications == 7


def test_a_scenario_beside_the_study_is_found(tmp_path: Path) -> None:
    """A scenario file is looked for beside the study, and keeps what it sets."""
    mine = "[voice.dissent]\nenabled = false\n"
    head = 'title = "Mine"\nextends = "belarus-2020"\n'
    (tmp_path / "mine.toml").write_text(head + mine, encoding="utf-8")
    study = read_study(written(tmp_path, GOOD.replace('"belarus-2020"', '"mine.toml"')))
    assert not any(point.scenario.rule("voice.dissent").enabled for point in study.points)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("months = 24", "month = 24", 'study.toml:3  month: unknown name; did you mean "months"?'),
        ("scale = 100", "scale = 0", "study.toml:4  scale: 0 is out of range; expected a number"),
        (
            '"list"',
            '"lits"',
            'study.toml:6  design: "lits" is not valid; expected one of "list", "grid", ',
        ),
        (
            '"first_moves"',
            '"first_move"',
            'study.toml:9  outcomes.left.measure: "first_move" is not valid',
        ),
        ('"first_moves"', '"first_move"', 'did you mean "first_moves"?'),
        (
            'country = "FIN"',
            'contry = "FIN"',
            'study.toml:18  outcomes.finland.contry: unknown name; did you mean "country"?',
        ),
        (
            'country = "FIN"\n',
            "",
            'study.toml:13  outcomes.finland.country: "share_to" needs it; expected an ISO 3166',
        ),
        (
            'country = "FIN"',
            'country = "fin"',
            (
                'study.toml:18  outcomes.finland.country: the tables have no country "fin"; '
                'did you mean "FIN"?'
            ),
        ),
        (
            'measure = "first_moves"\n',
            'measure = "first_moves"\nplace = "jyvaskyla"\n',
            (
                'study.toml:10  outcomes.left.place: "first_moves" does not take it; expected only '
                "since, until, country"
            ),
        ),
        (
            'until = "2020-12"\n\n[outcomes.fin',
            'until = "2021-12"\n\n[outcomes.fin',
            (
                'study.toml:11  outcomes.left.until: "2021-12" is out of range; expected a month '
                "of the run, 2019-01 to 2020-12"
            ),
        ),
        (
            'since = "2020-08"\nuntil = "2020-12"\n\n[outcomes.fin',
            'since = "2020-08"\nuntil = "2020-07"\n\n[outcomes.fin',
            'study.toml:11  outcomes.left.until: "2020-07" is before since; expected 2020-08',
        ),
        (
            'since = "2020-08"\nuntil = "2020-12"\n\n[outcomes.fin',
            'since = "2020-8"\nuntil = "2020-12"\n\n[outcomes.fin',
            'study.toml:10  outcomes.left.since: "2020-8" is not valid; expected a month such',
        ),
        (
            "relocation.enabled",
            "relocation.enabeld",
            'study.toml:23  firms.relocation.enabeld: unknown name; did you mean "enabled"?',
        ),
        (
            "enabled = false",
            "explore = -1",
            "study.toml:23  firms.relocation.explore: -1 is out of range; expected a number from",
        ),
        (
            "firms.relocation.enabled = false",
            "seed = 2",
            "study.toml:23  seed: all points share this; set it for the whole study",
        ),
        (
            '"belarus-2020"',
            '"belarus-2002"',
            (
                "study.toml:2  scenario: there is no such file and no shipped scenario of that "
                'name; did you mean "belarus-2020"?'
            ),
        ),
        ("months = 24", "months =", "study.toml:3  (file): this is not TOML"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A mistake anywhere in a study file gives file, line, field, what to do, nearest name."""
    assert old in GOOD
    found = complaints(tmp_path, GOOD.replace(old, new, 1))
    assert len(found) == 1
    assert said in found[0]


def test_a_study_needs_points_and_outcomes(tmp_path: Path) -> None:
    """Without points or outcomes there is nothing to do, and both are said at once."""
    text = GOOD[: GOOD.index("[outcomes.left]")] + "[points]\n[outcomes]\n"
    found = complaints(tmp_path, text)
    assert any("points: is empty" in line for line in found)
    assert any("outcomes: is empty" in line for line in found)


def test_problems_of_all_points_come_at_once(tmp_path: Path) -> None:
    """Two bad points are two problems, each at its own line."""
    text = GOOD + '\n[points."worse"]\nterms.homme.weight = 1\nmonths = 3\n'
    text = text.replace("relocation.enabled", "relocation.on")
    found = complaints(tmp_path, text)
    assert [line.partition("  ")[0].partition(":")[2] for line in found] == ["23", "27"]


def test_values_travel_as_toml() -> None:
    """Whatever a point sets reaches the scenario as the same value."""
    for value in (False, 0, -1.5, 'a "quoted" text', ["BLR", "UKR"], [1.5, 2.0]):
        key, _, text = override(("a", "b c", "d-e"), value).partition("=")
        assert key == 'a."b c".d-e'
        assert tomllib.loads(f"v = {text}")["v"] == value


def test_the_ablation_study_has_every_switch() -> None:
    """Each switch of a rule is off in a point of its own and in the last, or it is off anyway."""
    study = read_study(ABLATION)
    base = study.points[0].scenario
    assert not study.points[0].changes
    switches = {
        f"{section}.{module}.{name}"
        for section, modules in base.rules.items()
        for module, rule in modules.items()
        for name in ("enabled", "enforced")
        if getattr(rule, name, False) is True
    }
    alone = [set(point.changes) for point in study.points if len(point.changes) == 1]
    assert len(switches) > 5
    assert not base.rule("feedback.new_employer").jobs
    for switch in switches - QUIET:
        assert {switch} in alone, f"experiments/ablation.toml has no point without {switch}"
        assert switch in study.points[-1].changes, f"{switch} is on in the last point"


def test_measures_are_counts_of_the_tables() -> None:
    """Each measure equals the sum that its name promises, on tables made up for it."""
    scenario = load("belarus-2020").replace(months=6, scale=100)
    aid = pd.DataFrame({"lever": ["a", "b"], "owner": ["POL:warsaw", "FIN"], "spent": [5.0, 7.0]})
    tables = {**FakeModel(scenario, 0).tables(), "aid": aid}
    flows, stocks = tables["flows"], tables["stocks"]
    ask = Ask(("BLR",), date(2019, 2, 1), date(2019, 4, 1), date(2019, 5, 1), "POL", "warsaw")
    whole = Ask(("BLR",), ask.since, ask.until, ask.at, place="warsaw")
    months = flows[flows["date"].between(pd.Timestamp("2019-02-01"), pd.Timestamp("2019-04-01"))]
    poland = months[months["destination"] == "POL"]["persons"].sum()
    home = stocks[stocks["country"] == "BLR"].set_index("date")["persons"]
    found = {name: measure.compute(tables, ask) for name, measure in MEASURES.items()}
    everywhere = {name: measure.compute(tables, whole) for name, measure in MEASURES.items()}
    assert found["first_moves"] == poland < everywhere["first_moves"] == months["persons"].sum()
    assert found["arrivals"] == poland
    assert found["share_to"] == pytest.approx(100 * poland / months["persons"].sum())
    before = home[pd.Timestamp("2019-01-01")]
    assert found["share_gone"] == pytest.approx(100 * months["persons"].sum() / before)
    assert found["at_home"] == home[pd.Timestamp("2019-05-01")]
    assert everywhere["abroad"] == 1000 - found["at_home"]
    assert 0 < found["abroad"] < everywhere["abroad"]
    assert everywhere["dissenters"] == 3
    assert found["dissenters"] == found["returns"] == found["remote"] == found["offices"] == 0


def test_differences_are_those_of_pairs() -> None:
    """Differences are taken within a replication; one that a point lacks makes no pair."""
    values = {("a", 0): 10.0, ("a", 1): 20.0, ("a", 2): 90.0, ("b", 0): 11.0, ("b", 1): 23.0}
    rows = [(*key, "left", "persons", value) for key, value in values.items()]
    frame = pd.DataFrame(rows, columns=["point", "replication", "outcome", "unit", "value"])
    found = differences(frame, ["a", "b", "c"]).set_index("point")
    assert found.loc["b", "pairs"] == 2
    assert found.loc["b", "level"] == 17.0
    assert found.loc["b", "difference"] == 2.0
    assert found.loc["b", ["low", "high"]].tolist() == pytest.approx([1.1, 2.9])
    assert found.loc["a", ["difference", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
    assert found.loc["c", "pairs"] == 0
    assert found.loc["c", ["level", "difference", "low"]].isna().all()


def test_a_map_by_country_is_no_list_of_values(tmp_path: Path) -> None:
    """A parameter called values, of which a country is set or varied, is told from a range."""
    varied = GOOD.replace('design = "list"', 'design = "lhs"').split("[points")[0]
    varied += "[sampling]\npoints = 2\n[constants]\nterms.residual.values.POL = 0.5\n"
    varied += "[uncertainties]\nterms.residual.values.FIN = { low = -1, high = 1 }\n"
    study = read_study(written(tmp_path, varied))
    assert [one.name for one in study.inputs] == ["terms.residual.values.FIN"]
    residual = study.points[0].scenario.rule("terms.residual")
    assert residual.values["POL"] == 0.5
    assert set(residual.values) == {"POL", "FIN"}
