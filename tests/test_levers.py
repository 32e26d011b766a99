"""Levers as data: the catalogue, what scenarios and the command line say of them, their errors."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from talentflow.dials import mixed
from talentflow.errors import Problem, ScenarioErrors
from talentflow.levers import BASES, COMMON, OWNERS, catalogue, fields_of, mechanisms
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow_lab.cli_levers import app
from talentflow_lab.lever_option import read_lever_options

DEEP = (
    "fast-track-permits", "visa-waiver", "key-employee-tax-relief", "relocation-grant",
    "recruiting-campaign", "soft-landing-for-firms", "business-harbour", "student-places",
    "city-talent-office", "amnesty",
)  # fmt: skip
OTHERS = (
    "quota", "humanitarian-visa", "points-system", "language-programme", "diploma-recognition",
    "spouse-employment", "housing", "diaspora-network", "remote-hire", "exit-ban", "ict-tax-relief",
    "wage-subsidy", "conscription-deferment", "return-tax-relief", "sanctions", "internet-freedom",
)  # fmt: skip


def with_levers(*settings: str) -> Scenario:
    """Return the shipped scenario with levers set."""
    return load("belarus-2020", [f"levers.{one}" for one in settings])


def problems(*settings: str) -> tuple[Problem, ...]:
    """Return what is wrong with levers."""
    with pytest.raises(ScenarioErrors) as caught:
        with_levers(*settings)
    return caught.value.problems


def test_the_catalogue_has_the_levers_of_the_field() -> None:
    """The levers of the field are there, each held by somebody and acting through a mechanism."""
    assert set(catalogue()) >= {*DEEP, *OTHERS}
    for kind in catalogue().values():
        assert set(kind.owners) <= set(OWNERS)
        assert kind.mechanism in mechanisms()
        assert kind.example
        assert kind.source


@pytest.mark.parametrize("slug", [*DEEP, *OTHERS])
def test_every_figure_has_a_range_a_basis_and_a_source(slug: str) -> None:
    """A figure lies in its plausible range and within what a scenario may set."""
    kind = catalogue()[slug]
    known = fields_of(kind)
    for name, figure in kind.figures.items():
        assert figure.low <= figure.value <= figure.high
        assert known[name][1].allows(figure.value)
        assert figure.basis in BASES
        assert len(figure.source) > 3
    assert {"take_up", "fixed_cost", "unit_cost"} <= set(kind.figures)


def test_contradictions_name_levers_that_exist() -> None:
    """A lever contradicts only levers of the catalogue."""
    for kind in catalogue().values():
        assert set(kind.contradicts) <= set(catalogue())


def test_a_scenario_puts_levers_in_force() -> None:
    """Values set hold, others are those of the catalogue; months count from the run's start."""
    case = with_levers(
        "fast-track-permits.FIN.start=2020-09",
        "fast-track-permits.FIN.end=2021-08",
        "fast-track-permits.FIN.take_up=0.25",
    )
    (lever,) = case.levers
    assert (lever.slug, lever.holder, lever.start, lever.end) == (
        "fast-track-permits",
        "FIN",
        20,
        32,
    )
    assert lever.take_up == 0.25
    assert lever.act.processing_months == catalogue()[lever.slug].figures["processing_months"].value
    assert math.isinf(lever.capacity)


def test_a_scenario_with_levers_reads_back_the_same(tmp_path: Path) -> None:
    """The resolved file has every figure of a lever and the same fingerprint."""
    case = with_levers(
        'city-talent-office."FIN:jyvaskyla".matching=0.7', "amnesty.BLR.start=2021-01"
    )
    again = load(case.write(tmp_path))
    assert again.fingerprint == case.fingerprint != load("belarus-2020").fingerprint
    assert again.levers == case.levers
    path = "levers.city-talent-office.FIN:jyvaskyla.matching"
    rows = {row.path: row for row in case.provenance}
    assert (rows[path].value, rows[path].certainty) == (0.7, "set")
    assert rows["levers.amnesty.BLR.safety"].certainty == "prior"


def test_months_of_levers_stay_with_their_dates() -> None:
    """A run that starts a year earlier has the lever a year later in it."""
    case = with_levers("amnesty.BLR.start=2021-01")
    assert case.levers[0].start == 24
    earlier = case.replace(start=case.start.replace(year=2018))
    assert earlier.levers[0].start == 36


@pytest.mark.parametrize(
    ("setting", "words", "suggestion"),
    [
        ("fast-track-permit.FIN.take_up=0.5", "unknown name", "fast-track-permits"),
        ("fast-track-permits.FIN.taek_up=0.5", "unknown name", "take_up"),
        ("fast-track-permits.FIN.take_up=1.5", "1.5 is out of range", ""),
        ("fast-track-permits.FIN.processing_months=-1", "-1 is out of range", ""),
        ("fast-track-permits.FIM.take_up=0.5", "there is no country 'FIM'", "FIN"),
        ('city-talent-office."FIN:jyvaskila".take_up=0.5', "no place", "jyvaskyla"),
        ("city-talent-office.FIN.take_up=0.5", "a city holds this lever", ""),
        ('visa-waiver."FIN:helsinki".take_up=0.5', "a city cannot hold", ""),
        ('housing."FIN:".take_up=0.5', "FIN has no place ''", ""),
        ("amnesty.FIN.safety=0.5", "FIN is no origin of this run", ""),
        ("exit-ban.FIN.ban=0.5", "FIN is no origin of this run", ""),
        ("sanctions.EST.severity=1", "EST is no origin of this run", ""),
        ("internet-freedom.POL.internet=1", "POL is no origin of this run", ""),
        ("fast-track-permits.BLR.take_up=0.5", "nobody is eligible", ""),
        ("amnesty.BLR.start=2035-01", "outside the run", ""),
        ("amnesty.BLR.start=2019-01", "outside the run", ""),
    ],
)
def test_each_mistake_gives_one_clear_error(setting: str, words: str, suggestion: str) -> None:
    """The message says what is wrong and names the nearest valid name."""
    (problem,) = problems(setting)
    assert words in problem.message
    assert problem.suggestion == suggestion
    assert problem.path.startswith("levers.")


@pytest.mark.parametrize(
    "settings",
    [("amnesty.BLR.start=2021-06", "amnesty.BLR.end=2021-05"), ("amnesty.BLR.end=2019-01",)],
)
def test_an_end_before_the_start_is_refused(settings: tuple[str, ...]) -> None:
    """A lever ends no earlier than it starts, be the start given or not."""
    (problem,) = problems(*settings)
    assert "before the start" in problem.message
    assert problem.expected == "the start or a later month"


def test_a_lever_may_last_one_month() -> None:
    """The month of the end is the last in force."""
    (lever,) = with_levers("amnesty.BLR.start=2021-06", "amnesty.BLR.end=2021-06").levers
    assert (lever.start, lever.end) == (29, 30)


def test_a_lever_may_end_after_the_run(tmp_path: Path) -> None:
    """A shorter run of a scenario keeps its levers, and their last month, as they are written."""
    text = ["months=24", "levers.amnesty.BLR.start=2020-09", "levers.amnesty.BLR.end=2023-12"]
    case = load("belarus-2020", text)
    assert (case.levers[0].start, case.levers[0].end) == (20, 60)
    assert load(case.write(tmp_path)).levers == case.levers
    homes = []
    for one in (case, load("belarus-2020", text[:2])):
        run = Simulation(one.replace(scale=500.0), histories=False)
        while not run.over:
            run.step()
        homes.append(run.world.people.place[: run.world.people.used].tolist())
    assert homes[0] == homes[1]


def test_foreigners_of_one_origin_are_eligible_in_another() -> None:
    """With two origins a lever for foreigners can be held by either."""
    setting = "levers.fast-track-permits.FIN.take_up=0.5"
    assert load("finland-balance", [setting]).levers[0].holder == "FIN"
    with pytest.raises(ScenarioErrors, match="nobody is eligible"):
        load("finland-balance", [setting, 'origin=["FIN"]'])


def test_levers_that_contradict_each_other_are_refused() -> None:
    """The same owner cannot hold both at once; one after the other is fine."""
    (problem,) = problems("quota.FIN.quota=10", "visa-waiver.FIN.take_up=1")
    assert "together" in problem.message
    case = with_levers(
        "quota.FIN.start=2020-09", "quota.FIN.end=2021-08", "visa-waiver.FIN.start=2021-09"
    )
    assert len(case.levers) == 2


def test_more_levers_than_a_run_can_keep_apart_are_refused() -> None:
    """A scenario has at most fifteen levers, and each one more is named."""
    hosts = [
        "POL",
        "LTU",
        "LVA",
        "EST",
        "FIN",
        "DEU",
        "CZE",
        "GEO",
        "UKR",
        "CYP",
        "ISR",
        "USA",
        "GBR",
        "NLD",
        "SWE",
        "PRT",
    ]
    settings = [f"housing.{host}.take_up=0.5" for host in hosts]
    assert len(with_levers(*settings[:15]).levers) == 15
    (problem,) = problems(*settings)
    assert "at most 15 levers, 16 are set" in problem.message


def test_an_option_puts_a_lever_in_force() -> None:
    """NAME:owner=...,FIELD=VALUE is what a scenario's table says; + gives it to two owners."""
    problems: list[Problem] = []
    text = "relocation-grant:owner=FIN:jyvaskyla+EST,grant=8000,end=2021-12"
    (layer,) = read_lever_options([text], "2020-09", problems)
    assert not problems
    case = load("belarus-2020", above=[layer])
    assert [one.holder for one in case.levers] == ["EST", "FIN:jyvaskyla"]
    assert {(one.start, one.end, one.act.grant) for one in case.levers} == {(20, 36, 8000.0)}


def test_a_file_of_levers_is_an_option(tmp_path: Path) -> None:
    """A package of several levers and owners is one file."""
    package = tmp_path / "package.toml"
    package.write_text(
        'title = "Two"\n[levers.amnesty.BLR]\n[levers.housing."FIN:jyvaskyla"]\nsubsidy = 300\n'
    )
    problems: list[Problem] = []
    (layer,) = read_lever_options([str(package)], "2020-10", problems)
    case = load("belarus-2020", above=[layer])
    assert not problems
    assert [(one.slug, one.start) for one in case.levers] == [("amnesty", 21), ("housing", 21)]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("levers = 3\n", 1, "the package holds no levers"),
        ("[[levers]]\nsafety = 1\n", 1, "the package holds no levers"),
        ('title = "Nothing"\n', 1, "the package holds no levers"),
        ("[levers]\namnesty = 3\n", 2, "no owner has this lever"),
        ("[levers.amnesty]\n", 1, "no owner has this lever"),
        ("[levers.amnesty]\nBLR = 3\n", 2, "the owner is no table of figures"),
        ("\ntitle = 3\n[levers.amnesty.BLR]\n", 2, "not valid"),
        ("[levers.amnesty.BLR]\n[run]\n", 2, "a package holds levers only"),
    ],
)
def test_a_package_of_another_shape_is_refused(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    """The message names the file and the line."""
    package = tmp_path / "package.toml"
    package.write_text(content)
    problems: list[Problem] = []
    assert not read_lever_options([str(package)], "2020-09", problems)
    (problem,) = problems
    assert (Path(problem.file).name, problem.line) == ("package.toml", line)
    assert words in problem.message


def test_an_option_leaves_the_start_of_a_known_lever() -> None:
    """The start for levers that say none is not one for levers that the scenario has."""
    text = "amnesty:owner=BLR,safety=0.7"
    own = ["levers.amnesty.BLR.start=2021-03"]
    layers = read_lever_options([text], "2020-09", [], known={("amnesty", "BLR")})
    (lever,) = load("belarus-2020", own, above=layers).levers
    assert (lever.start, lever.act.safety) == (26, 0.7)
    (lever,) = load("belarus-2020", above=read_lever_options([text], "2020-09", [])).levers
    assert lever.start == 20


def test_rules_have_a_range_only_where_several_are_named() -> None:
    """What a statute or a definition says is one value, unless statutes of several are named."""
    rules = [
        figure
        for kind in catalogue().values()
        for figure in kind.figures.values()
        if figure.basis == "rule"
    ]
    assert rules
    for figure in rules:
        assert figure.low == figure.high or ";" in figure.source


def test_levers_that_follow_from_a_rule_are_no_priors() -> None:
    """Provenance tells rules from judgements."""
    case = with_levers("visa-waiver.FIN.start=2020-09")
    rows = {row.path: row.certainty for row in case.provenance}
    path = "levers.visa-waiver.FIN"
    assert (rows[f"{path}.job_free"], rows[f"{path}.ease_gain"]) == ("sourced", "prior")


@pytest.mark.parametrize(
    "slug", ["amnesty", "sanctions", "city-talent-office", "return-tax-relief", "ict-tax-relief"]
)
def test_show_proposes_a_table_that_loads(slug: str, tmp_path: Path) -> None:
    """The last lines of `levers show` are a lever that the shipped scenario accepts."""
    shown = CliRunner().invoke(app, ["show", slug]).output
    mine = tmp_path / "mine.toml"
    table = shown[shown.index("\n[levers.") :]
    mine.write_text(f'title = "x"\nextends = "belarus-2020"\n{table}')
    (lever,) = load(mine).levers
    assert (lever.slug, lever.start) == (slug, 20)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("fast-trak:owner=FIN", "unknown lever"),
        ("amnesty", "no owner is named"),
        ("amnesty:owner", "no equals sign"),
        ("amnesty:owner=BLR,take_up=0.5,take_up=0.1", "take_up is given twice"),
        ("housing:owner=FIN,owner=EST", "owner is given twice"),
        ("housing:owner=FIN+FIN", "an owner is given twice"),
        ("missing.toml", "no such file"),
    ],
)
def test_an_option_that_is_no_lever_is_refused(option: str, words: str) -> None:
    """The message says what the form is or which lever was meant."""
    problems: list[Problem] = []
    assert not read_lever_options([option], "2020-09", problems)
    assert words in problems[0].message


def test_the_same_lever_twice_is_refused() -> None:
    """An owner has a lever once."""
    problems: list[Problem] = []
    read_lever_options(["amnesty:owner=BLR", "amnesty:owner=BLR,safety=0.2"], "2020-09", problems)
    assert "already" in problems[0].message


def test_figures_of_all_levers_have_common_names() -> None:
    """A scenario sets take-up, capacity, leakage and costs of any lever."""
    assert set(COMMON) == {"take_up", "capacity", "leakage", "fixed_cost", "unit_cost"}


@given(st.floats(0.0, 1.0), st.floats(0.0, 5.0))
def test_mixing_keeps_chances_on_average(share: float, worth: float) -> None:
    """The mixed value lies between nothing and all, and averages exp(v)."""
    value = float(mixed(share, np.array(worth)))
    assert 0.0 <= value <= worth + 1e-12
    assert math.exp(value) == pytest.approx(1.0 - share + share * math.exp(worth), rel=1e-9)


def test_mixing_at_its_ends() -> None:
    """Nobody counts on it: exactly nothing. Everybody does: all of it."""
    assert float(mixed(0.0, np.array(2.0))) == 0.0
    assert float(mixed(1.0, np.array(2.0))) == pytest.approx(2.0, rel=1e-12)
