"""Scenarios resolved: fingerprints, written folders and provenance."""

import pickle
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_world import TOML, load_small, write_world, written

from talentflow.errors import ScenarioErrors
from talentflow.scenario import Scenario, difference, load
from talentflow.tables import TABLES


@pytest.fixture(name="small", scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small scenario once."""
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(name="flagship", scope="module")
def _flagship() -> Scenario:
    """Load the shipped scenario once."""
    return load("belarus-2020")


def test_the_fingerprint_ignores_spelling(small: Path) -> None:
    """Order of keys, white space, titles and the spelling of numbers do not count."""
    table = tomllib.loads(TOML)
    other = [
        'title = "Another title"',
        f"gates.queue = {{enforced = false, months = {table['gates']['queue']['months']}}}",
        'origin = [ "BLR" ]',
        "scale = 25e-1",
        "replications=0x2",
        "seed = 7 # the same",
        "months = 3_6",
        'start = "2019-01"',
        "terms.real_wage.weight = 5e-1",
        "terms.real_wage.residual.UKR = -0.20",
        "terms.real_wage.residual.POL = 0.1",
        "[data]",
        *(f"{name} = '{file}'" for name, file in table["data"].items()),
    ]
    path = written(small.parent, "\r\n".join(other), "other.toml")
    assert load_small(path).fingerprint == load_small(small).fingerprint


@pytest.mark.parametrize(
    "change", ["seed=8", "scale=3", "terms.real_wage.weight=0.51", "start=2019-02"]
)
def test_the_fingerprint_follows_values(small: Path, change: str) -> None:
    """Whatever can change a result changes the fingerprint."""
    assert load_small(small, change) != load_small(small)


def test_the_fingerprint_follows_rows(tmp_path: Path, small: Path) -> None:
    """A changed figure in a table changes the fingerprint, and the difference names it."""
    path = write_world(tmp_path)
    table = tmp_path / "targets.csv"
    text = table.read_text()
    assert "141000" in text
    table.write_text(text.replace("141000", "141001"))
    before, after = load_small(small), load_small(path)
    assert before.fingerprint != after.fingerprint
    assert difference(before, after) == [("data.targets.section-j-2021", 141000.0, 141001.0)]


def test_a_change_of_words_in_a_table_is_told(tmp_path: Path, small: Path) -> None:
    """A table that differs in its texts only is listed by its digests."""
    path = write_world(tmp_path)
    table = tmp_path / "targets.csv"
    table.write_text(table.read_text().replace("Euroradio", "Euro Radio"))
    assert [row[0] for row in difference(load_small(small), load_small(path))] == ["data.targets"]


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "months": st.integers(1, 1200),
        "seed": st.integers(0, 2**63 - 1),
        "scale": st.floats(1, 1e6),
        "terms.real_wage.weight": st.floats(0, 3),
        "terms.real_wage.constant": st.floats(-20, 20) | st.just('"solve"'),
        "terms.real_wage.residual.BLR": st.floats(-2, 2),
        "gates.queue.rooms.kyiv": st.integers(0, 1_000_000),
        "gates.queue.enforced": st.sampled_from(["true", "false"]),
    },
)


@settings(max_examples=30)  # each writes and reads eleven files
@given(VALUES)
def test_a_written_scenario_loads_again(
    small: Path, tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    """The folder that a scenario writes holds all of it, wherever the folder is."""
    scenario = load_small(small, *(f"{path}={value}" for path, value in values.items()))
    again = load_small(scenario.write(tmp_path_factory.mktemp("written")))
    assert again == scenario
    assert difference(again, scenario) == []
    assert again.resolved_toml() == scenario.resolved_toml()


def test_a_resolved_file_names_no_folder(small: Path, flagship: Scenario) -> None:
    """A resolved scenario and its provenance tell nothing about this machine."""
    scenario = load_small(small)
    told = scenario.resolved_toml() + str(scenario.provenance) + flagship.resolved_toml()
    assert str(small.parent) not in told
    assert str(Path(__file__).parents[1]) not in told


def test_a_resolved_shipped_scenario_stands_alone(tmp_path: Path, flagship: Scenario) -> None:
    """With shipped data the resolved text needs no file beside it."""
    path = tmp_path / "alone.toml"
    path.write_text(flagship.resolved_toml(), encoding="utf-8")
    assert load(path) == flagship


def test_rows_changed_after_writing_are_noticed(small: Path, tmp_path: Path) -> None:
    """A results folder whose tables were edited does not pass for the old scenario."""
    path = load_small(small).write(tmp_path)
    table = tmp_path / "data" / "targets.csv"
    table.write_text(table.read_text().replace("141000", "141001"))
    with pytest.raises(ScenarioErrors, match=r"data_sha256\.targets: the rows of targets are not"):
        load_small(path)
    text = 'extends = "scenario.toml"\ndata.targets = "data/targets.csv"\n'
    child = written(tmp_path, text, "child.toml")
    assert load_small(child).data.targets["value"].max() == 141001


def test_writing_leaves_no_drafts(small: Path, tmp_path: Path) -> None:
    """Nothing but the scenario and its tables is in the folder afterwards."""
    load_small(small).write(tmp_path / "new")
    files = {path.relative_to(tmp_path / "new").as_posix() for path in tmp_path.rglob("*.*")}
    assert files == {"scenario.toml", *(f"data/{name}.csv" for name in TABLES)}


def test_provenance_has_every_parameter_and_figure(small: Path) -> None:
    """Each value has one row that says where it comes from and who set it."""
    rows = {row.path: row for row in load_small(small, "gates.queue.months=5").provenance}
    line = small.read_text(encoding="utf-8").splitlines().index("weight = 0.5") + 1
    assert rows["terms.real_wage.weight"].set_by == f"small.toml:{line}"
    assert rows["terms.real_wage.weight"].certainty == "set"
    assert rows["terms.real_wage.constant"][4:] == (20, "calm exit", "prior", "default")
    assert rows["terms.real_wage.form"].certainty == "sourced"
    assert rows["gates.queue.months"].set_by == "--set"
    figure = rows["data.indicators.BLR.vdem_physical_violence.2020-08-09"]
    assert (figure.certainty, figure.set_by[:15]) == ("high", "indicators.csv:")
    assert figure.source.startswith("V-Dem")
    assert rows["data.places.minsk.job_share"].unit == "share of the country's ICT jobs"


def test_provenance_is_complete_and_unique(flagship: Scenario) -> None:
    """No path is there twice, no source or certainty is empty, and figures match the frames."""
    frame = pd.DataFrame(flagship.provenance)
    assert frame["path"].is_unique
    assert (frame[["source", "certainty", "set_by"]] != "").all(axis=None)
    figures = frame["path"].str.startswith("data.pairs.").sum()
    assert figures == len(flagship.data.pairs)


def test_a_scenario_travels_to_a_worker(flagship: Scenario) -> None:
    """A scenario sent to another process is the same one."""
    assert pickle.loads(pickle.dumps(flagship)) == flagship  # noqa: S301 - our own bytes
