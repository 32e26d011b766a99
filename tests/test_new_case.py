"""New scenarios: every economy that is offered gives one that is good, and assumptions say so."""

import csv
import itertools
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talentflow.model import MigrationModel
from talentflow.outcome_check import check
from talentflow.scenario import Scenario, load
from talentflow.tables import TABLES
from talentflow.vocabulary import CERTAINTIES, INDICATORS
from talentflow_lab.case_build import Case
from talentflow_lab.case_countries import hosts, origins_offered
from talentflow_lab.case_entry import Entry
from talentflow_lab.case_estimates import Estimates
from talentflow_lab.case_pairs import Pairs, distance
from talentflow_lab.case_text import REPLACE_FIRST, SENSITIVE, assumptions
from talentflow_lab.case_write import write_case
from talentflow_lab.world_tables import ASSUMED, CaseError, shipped_rows, world

FEW = ("DEU", "USA", "POL", "ARE")
OFFERED = origins_offered(world())
KINDS = {"large": "IND", "small": "ISL", "repressive": "IRN", "within the EU": "EST"}


def made(folder: Path, *origins: str, few: bool = True, **asked: int | None) -> Scenario:
    """Write a new scenario with few destinations and load it."""
    case = Case("mine", origins, FEW if few else (), **asked)  # type: ignore[arg-type]
    return load(write_case(case, folder))


def test_many_economies_are_offered() -> None:
    """The tables of the world are enough for 200 origins, and take less than 1.5 megabytes."""
    assert len(OFFERED) >= 200
    files = [path for table in ("economies", "figures") for path in _world(table)]
    assert sum(path.stat().st_size for path in files[0].parent.iterdir()) < 1_500_000


def _world(table: str) -> list[Path]:
    from talentflow.reading import shipped_data

    return [shipped_data() / "world" / f"{table}.csv"]


def test_every_row_of_the_world_has_source_and_certainty() -> None:
    """No figure of the world stands without its source, its certainty and a known code."""
    for path in _world("economies")[0].parent.iterdir():
        rows = shipped_rows(f"world/{path.stem}")
        assert rows
        for row in rows:
            assert row["source"].strip(), (path.name, row)
            assert row["certainty"] in CERTAINTIES
            codes = {row[name] for name in ("iso3", "origin", "destination") if row.get(name)}
            assert codes <= set(world().economies), (path.name, row)


def test_no_figure_is_from_after_the_cut_but_conditions() -> None:
    """Migrants, numbers and networks are of 2021 or before; only slow conditions go further."""
    late = {r["indicator"] for r in shipped_rows("world/figures") if int(r["year"]) > 2021}
    assert late == {"wgi_political_stability", "vdem_physical_violence"}


@pytest.mark.deep
@pytest.mark.parametrize("part", range(8))
def test_every_origin_gives_a_good_scenario(tmp_path: Path, part: int) -> None:
    """Each economy on offer loads, with every figure sourced and every assumption listed."""
    for origin in OFFERED[part::8]:
        case = Case("mine", (origin,), FEW)
        path = write_case(case, tmp_path / origin)
        text = path.read_text(encoding="utf-8")  # it was loaded before it took its place
        own = {row["indicator"] for row in case.tables["indicators"] if row["iso3"] == origin}
        assert own == set(INDICATORS)
        for rows in case.tables.values():
            for row in rows:
                assert row["source"].strip()
                assert row["certainty"] == "low" or not row["source"].startswith(ASSUMED)
        listed = text.count("\n# assumed: ")
        assert listed == len(assumptions(case)) >= (8 if origin != "BLR" else 0)


@pytest.mark.deep
def test_every_economy_can_be_a_destination(tmp_path: Path) -> None:
    """All that are offered stand in one world as destinations, too."""
    case = Case("mine", ("SRB",), OFFERED[::5])
    assert len(load(write_case(case, tmp_path)).data.countries) == len(case.countries)


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_case_runs_and_nobody_is_lost(tmp_path: Path, kind: str) -> None:
    """Some months of very different origins keep the identity of stocks and flows."""
    origin = KINDS[kind]
    people = Case("mine", (origin,)).professionals[origin].value
    case = made(tmp_path, origin).replace(months=8, scale=max(1.0, people / 400))
    tables = {
        name: check(name, frame if name == "conditions" else frame.assign(replication=0))
        for name, frame in MigrationModel(case).run().tables().items()
    }
    stocks, flows, others = (tables[name] for name in ("stocks", "flows", "entries_exits"))
    countries = list(case.data.countries)
    for before, month in itertools.pairwise(sorted(stocks["date"].unique())):
        change = _persons(stocks, month, "country", countries)
        change -= _persons(stocks, before, "country", countries)
        moved = _persons(flows, month, "destination", countries)
        moved -= _persons(flows, month, "origin", countries)
        gap = change - moved - _persons(others, month, "country", countries)
        assert np.allclose(gap, 0.0, atol=1e-6)
    assert _persons(stocks, stocks["date"].min(), "country", countries)[origin] > 0


def _persons(
    frame: pd.DataFrame, month: pd.Timestamp, by: str, countries: list[str]
) -> "pd.Series[float]":
    rows = frame[frame["date"] == month]
    sums = rows.groupby(rows[by].astype(str))["persons"].sum()
    return sums.reindex(countries, fill_value=0.0)


def test_several_origins_share_the_people_asked_for(tmp_path: Path) -> None:
    """Three origins stand in one world, and --people is their sum, shared as their sectors are."""
    scenario = made(tmp_path, "SRB", "TUR", "IND", people=200_000)
    table = scenario.data.indicators.query("indicator == 'ict_employment'").set_index("iso3")
    shares = table.loc[list(scenario.origin), "value"]
    assert shares.sum() == pytest.approx(200_000, abs=2)
    assert shares["IND"] > shares["TUR"] > shares["SRB"]
    assert (
        scenario.rule("people.population", "IND").firms
        > scenario.rule("people.population", "SRB").firms
    )


def test_belarus_of_another_size_has_firms_and_graduates_to_match(tmp_path: Path) -> None:
    """Twice as many professionals have twice as many firms, and none of the named ones."""
    scenario = made(tmp_path, "BLR", people=2 * 68_000)
    assert scenario.data.firms.empty
    shipped = load("belarus-2020")
    jobs = shipped.data.indicators.query("iso3 == 'BLR' and indicator == 'ict_employment'")
    ratio = 2 * 68_000 / jobs["value"].iloc[0]
    firms = [one.rule("people.population", "BLR").firms for one in (scenario, shipped)]
    assert firms[0] / firms[1] == pytest.approx(ratio, rel=0.01)


def test_shipped_figures_come_first(tmp_path: Path) -> None:
    """A country of the shipped tables has their figures, to the last digit and source."""
    mine, shipped = made(tmp_path, "UKR", few=False).data, load("belarus-2020").data
    for code in ("UKR", "POL"):
        tables = (data.indicators for data in (mine, shipped))
        rows = [table[table["iso3"] == code].reset_index(drop=True) for table in tables]
        pd.testing.assert_frame_equal(*rows)


def test_belarus_made_anew_is_the_shipped_case_in_its_countries(tmp_path: Path) -> None:
    """Of Belarus nothing is assumed: rules of entry, networks and people are the shipped ones."""
    countries = tuple(row["iso3"] for row in shipped_rows("countries"))
    case = Case("mine", ("BLR",), countries, months=84)
    made_anew, shipped = load(write_case(case, tmp_path)), load("belarus-2020")
    assert not assumptions(case)
    for table in ("indicators", "countries", "places", "firms", "events", "programmes"):
        assert made_anew.data.digests[table] == shipped.data.digests[table], table


def test_estimates_follow_the_shipped_countries() -> None:
    """Three in four estimates of the shipped countries are within a factor of two of the figure."""
    estimates = Estimates(world(), 2019)
    for name in ("pay_gross_usd_year", "ict_employment"):
        pairs = [
            (estimates.indicator(code, name).value, value)
            for (code, indicator), value in estimates.shipped.items()
            if indicator == name
        ]
        off = [abs(np.log(guess / known)) for guess, known in pairs]
        assert np.quantile(off, 0.75) < np.log(2)


def test_a_missing_figure_is_the_median_of_its_region_and_says_so() -> None:
    """A figure that no table has is that of economies alike, with low certainty and the reason."""
    estimates = Estimates(world(), 2019)
    lacking = [c for c in OFFERED if not world().figure(c, "vdem_physical_violence", 2019)]
    assert lacking
    found = estimates.indicator(lacking[0], "vdem_physical_violence")
    region = world().economies[lacking[0]].region
    assert found.is_assumed
    assert found.certainty == "low"
    assert region in found.source


def test_distances_are_those_of_the_shipped_table() -> None:
    """Over the shipped pairs the distance between cities is off by 3 % in the median."""
    cities = world().cities
    off = [
        abs(
            np.log(
                distance(cities[row["origin"]], cities[row["destination"]]) / float(row["value"])
            )
        )
        for row in shipped_rows("pairs")
        if row["indicator"] == "distance_km"
    ]
    assert np.median(off) < 0.03


def test_the_gravity_model_has_the_known_signs() -> None:
    """More migrants are expected in large hosts, fewer far away, more with a common language."""
    size, far, language = Pairs(world(), ("UKR", "POL")).gravity
    assert 0.5 < size < 1.5
    assert -1.5 < far < -0.3
    assert language > 0


def test_a_diaspora_adds_up_to_who_left() -> None:
    """The people abroad at the start are spread over the destinations, but for rounding."""
    pairs = Pairs(world(), ("IND", *hosts(world(), 2019)))
    rows = pairs.diaspora("IND", 10_000, "why")
    assert sum(int(row["value"]) for row in rows) == pytest.approx(10_000, abs=len(rows) / 2)
    most = sorted(rows, key=lambda row: -int(row["value"]))[:5]
    assert {"USA", "ARE"} <= {row["destination"] for row in most}


def test_free_movement_ends_when_it_ends() -> None:
    """Within the EEA no permit is needed; between Poland and Britain that ends in 2021."""
    entry = Entry(world(), ("ROU", "DEU", "GBR", "USA", "IRL"))
    assert entry.area("ROU", "DEU") is not None
    assert entry.area("ROU", "USA") is None
    assert entry.area("GBR", "IRL")[1] == ""  # type: ignore[index] # they have one of their own
    eases = {
        (row["destination"], row["date"]): float(row["value"])
        for row in entry.rows("ROU")
        if row["field"] == "ease"
    }
    assert eases["DEU", ""] == eases["GBR", ""] == 1
    assert eases["GBR", "2021-01-01"] < 0.6
    assert eases["USA", ""] < 0.3


def test_advice_names_what_there_is(tmp_path: Path) -> None:
    """Tables, columns and parameters that are to be replaced exist, in the order that is told."""
    scenario = made(tmp_path, "UKR")
    paths = {row.path for row in scenario.provenance}
    assert {path for path, _ in SENSITIVE} <= paths
    text = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    for what, where in REPLACE_FIRST:
        assert f"{what}: {where.partition(',')[0]}"[:60] in text.replace("\n#     ", " ")
        assert where.partition(".csv")[0] in TABLES


def test_values_of_the_file_are_those_asked_for(tmp_path: Path) -> None:
    """Start, months and origins stand in the file, and a large sector starts at a coarser scale."""
    case = Case("mine", ("IND", "EST"), FEW, date(2021, 5, 1), 30)
    values = tomllib.loads(write_case(case, tmp_path).read_text(encoding="utf-8"))
    assert (values["start"], values["months"], values["origin"]) == ("2021-05", 30, ["IND", "EST"])
    assert 1 < values["scale"] < 100
    assert load(tmp_path / "mine.toml").start == date(2021, 5, 1)


def test_what_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    """A second scenario of the name is refused; by force it replaces the first, tables and all."""
    path = write_case(Case("mine", ("EST",), FEW), tmp_path)
    before = _files(tmp_path)
    with pytest.raises(CaseError, match="--force"):
        write_case(Case("mine", ("LVA",), FEW), tmp_path)
    assert _files(tmp_path) == before
    write_case(Case("mine", ("LVA",), FEW), tmp_path, force=True)
    assert load(path).origin == ("LVA",)
    assert not list(tmp_path.glob(".*"))


def test_force_does_not_touch_other_files(tmp_path: Path) -> None:
    """A file that is no table of a scenario stops even a forced replacement; links do, too."""
    write_case(Case("mine", ("EST",), FEW), tmp_path)
    (tmp_path / "mine-data" / "notes.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(CaseError, match=r"notes\.txt"):
        write_case(Case("mine", ("LVA",), FEW), tmp_path, force=True)
    (tmp_path / "other.toml").symlink_to(tmp_path / "mine.toml")
    with pytest.raises(CaseError, match="link"):
        write_case(Case("other", ("LVA",), FEW), tmp_path, force=True)


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the tables cannot take their place the old ones stand, and no draft stays."""
    write_case(Case("mine", ("EST",), FEW), tmp_path)
    before = _files(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("talentflow_lab.case_write.write_text", full)
    with pytest.raises(CaseError, match="No space left"):
        write_case(Case("mine", ("LVA",), FEW), tmp_path, force=True)
    assert _files(tmp_path) == before


def _files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@settings(max_examples=60)
@given(name=st.text(max_size=80) | st.sampled_from(["..", "/x/y", "a/b", "a.toml", "CON:", "-x"]))
def test_hostile_names_write_nothing(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """A name is a plain slug or is refused before anything is written."""
    import re

    folder = tmp_path_factory.mktemp("named")
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name, re.ASCII) and len(name) <= 60:
        return
    with pytest.raises(CaseError):
        write_case(Case(name, ("EST",), FEW), folder)
    assert not list(folder.iterdir())


@settings(max_examples=60)
@given(code=st.text(max_size=12))
def test_unknown_countries_are_named(code: str) -> None:
    """Whatever is no code on offer ends in a sentence of one line."""
    if code in OFFERED:
        return
    with pytest.raises(CaseError) as caught:
        write_case(Case("mine", (code,), FEW), Path("/nowhere/at/all"))
    assert str(caught.value)


@pytest.mark.parametrize(
    ("origin", "hint"), [("UKN", "UKR"), ("Ukrane", "UKR"), ("germany", "DEU"), ("ind", "IND")]
)
def test_the_nearest_country_is_named(tmp_path: Path, origin: str, hint: str) -> None:
    """A misspelt code or a name suggests the code that is meant."""
    with pytest.raises(CaseError, match=f'did you mean "{hint}"'):
        write_case(Case("mine", (origin,), FEW), tmp_path)


def test_tables_are_in_the_order_of_their_columns(tmp_path: Path) -> None:
    """The files have exactly the declared columns, so that a user can add a row."""
    made(tmp_path, "BRA")
    for name, table in TABLES.items():
        with (tmp_path / "mine-data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == table.names
