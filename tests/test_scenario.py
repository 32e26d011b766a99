"""Scenarios: reading, inheriting, resolving, fingerprints and provenance."""

import json
import os
import tomllib
from datetime import date
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest
from tests.small_world import load_small, write_world

from talentflow.errors import ScenarioErrors
from talentflow.scenario import (
    Scenario,
    difference,
    load,
    schema,
    schema_text,
    shipped,
)
from talentflow.tables import TABLES


@pytest.fixture(name="small", scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small scenario once."""
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(name="flagship", scope="module")
def _flagship() -> Scenario:
    """Load the shipped scenario once."""
    return load("belarus-2020")


def child(small: Path, name: str, text: str) -> Path:
    """Write a scenario beside the small one."""
    path = small.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_values_of_the_file_hold(small: Path) -> None:
    """What the file says is what the scenario has; the rest are defaults of the code."""
    scenario = load_small(small)
    assert (scenario.title, scenario.start, scenario.months) == (
        "Three countries",
        date(2019, 1, 1),
        36,
    )
    assert (scenario.seed, scenario.replications, scenario.scale) == (7, 2, 2.5)
    wage, queue = scenario.rule("terms.real_wage"), scenario.rule("gates.queue")
    assert (wage.weight, wage.constant, wage.form) == (0.5, "solve", "log")
    assert (queue.months, queue.enforced) == (4, False)


def test_a_map_keeps_default_entries_of_countries_that_exist(small: Path) -> None:
    """Entries replace defaults one by one; defaults for countries without data are left out."""
    scenario = load_small(small, "terms.real_wage.residual={UKR = -0.5}")
    assert scenario.rule("terms.real_wage").residual == {"POL": 0.1, "UKR": -0.5}


def test_a_scenario_cannot_be_changed(small: Path) -> None:
    """The mappings of a scenario refuse changes."""
    with pytest.raises(TypeError, match="read-only"):
        load_small(small).rules["terms"]["new"] = 1  # type: ignore[index]


def test_frames_have_the_declared_types(flagship: Scenario) -> None:
    """Numbers are float64, integers int64, dates datetime64 with NaT, the rest text."""
    frame = flagship.data.indicators
    assert list(frame.columns) == list(TABLES["indicators"].names)
    assert str(frame.dtypes["value"]) == "float64"
    assert str(frame.dtypes["year"]) == "int64"
    assert str(frame.dtypes["date"]) == "datetime64[ns]"
    assert frame["date"].isna().any()
    assert set(frame["event"].map(type)) == {str}


def test_codes_stand_in_the_order_of_the_files(flagship: Scenario) -> None:
    """The origin is the first country; places follow the file."""
    assert flagship.data.countries[:2] == ("BLR", "POL")
    assert len(flagship.data.countries) == 24
    assert flagship.data.places[0] == "minsk"
    assert flagship.data.frame("places") is flagship.data.place_rows


def test_the_flagship_starts_in_calm_2019(flagship: Scenario) -> None:
    """The shipped scenario is the one that the documentation describes."""
    assert flagship.start == date(2019, 1, 1)
    assert (flagship.months, flagship.replications, flagship.scale) == (84, 8, 1.0)
    assert flagship.origin == ("BLR",)
    assert "belarus-2020" in shipped()
    assert load("belarus-2020.toml") == flagship
    assert load(shipped()["belarus-2020"]) == flagship


def test_a_child_changes_what_it_names(small: Path) -> None:
    """A scenario that extends another keeps everything that it does not set."""
    path = child(
        small, "child.toml", 'extends = "small.toml"\nmonths = 12\n[gates.queue]\nmonths = 9\n'
    )
    parent, scenario = load_small(small), load_small(path)
    changed = [("months", 36, 12), ("gates.queue.months", 4, 9)]
    assert difference(parent, scenario) == changed
    assert scenario.title == parent.title


def test_a_child_may_lie_elsewhere(small: Path, tmp_path: Path) -> None:
    """Paths are relative to the file that names them."""
    inner = tmp_path / "inner"
    inner.mkdir()
    path = inner / "child.toml"
    path.write_text(f'extends = "{Path(os.path.relpath(small, inner)).as_posix()}"\n')
    assert load_small(path) == load_small(small)


def test_a_child_may_extend_a_shipped_scenario(tmp_path: Path, flagship: Scenario) -> None:
    """The name of a shipped scenario will do instead of a path."""
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nextends = "belarus-2020"\nseed = 3\n')
    assert difference(flagship, load(path)) == [("seed", 1, 3)]


def test_overrides_lie_above_the_file(small: Path) -> None:
    """A setting is read as TOML or else as text; of two for one path the later holds."""
    scenario = load_small(
        small,
        "months=5",
        "months = 6",
        "start=2020-03",
        "title=Other words",
        "terms.real_wage.constant=-1",
        "terms.real_wage.form=linear",
        "terms.real_wage.residual.POL=1",
        'origin=["BLR"]',
    )
    assert (scenario.months, scenario.start, scenario.title) == (6, date(2020, 3, 1), "Other words")
    wage = scenario.rule("terms.real_wage")
    assert (wage.constant, wage.form, wage.residual["POL"]) == (-1.0, "linear", 1.0)


def test_replacing_settings_of_the_run(small: Path) -> None:
    """A copy with other settings equals the scenario loaded with them; bad ones are refused."""
    scenario = load_small(small)
    copy = scenario.replace(months=5, seed=1, replications=3, scale=10, start=date(2020, 2, 1))
    overrides = ["months=5", "seed=1", "replications=3", "scale=10", "start=2020-02"]
    assert copy == load_small(small, *overrides)
    assert {row.path: row.value for row in copy.provenance}["months"] == 5
    assert scenario.replace(seed=np.int64(3)) == load_small(small, "seed=3")  # type: ignore[arg-type]
    with pytest.raises(ScenarioErrors, match=r"scale: 0\.5 is out of range; expected a number"):
        scenario.replace(scale=0.5)


def test_the_committed_schema_is_fresh(root: Path) -> None:
    """Editors see the parameters that the code has; `--write-schema` renews the file."""
    path = root / "scenarios" / "scenario.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text()


def test_shipped_scenarios_fit_the_schema() -> None:
    """What loads without a complaint pleases an editor too, and the reverse."""
    validator = jsonschema.Draft202012Validator(schema())
    for path in shipped().values():
        validator.validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert not validator.is_valid({"title": "x", "montsh": 3})
    assert not validator.is_valid({"months": 3})
    assert json.loads(schema_text()) == schema()
