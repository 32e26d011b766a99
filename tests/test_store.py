"""The results folder: all or nothing, never over somebody's files, and complete."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from tests import fake_model

from talentflow import outcomes
from talentflow.outcome_check import check
from talentflow.scenario import Scenario, load
from talentflow_lab import parts, store
from talentflow_lab.replicate import Build
from talentflow_lab.run import AllFailedError, Finished, Request, run_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return the shipped scenario, short and with three replications."""
    return load("belarus-2020").replace(months=6, replications=3, scale=200.0)


@pytest.fixture(scope="module")
def finished(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Run the fake model into a folder, with CSV files."""
    out = tmp_path_factory.mktemp("results") / "deep" / "run"
    return run_fake(scenario, out, csv=True)


def run_fake(
    scenario: Scenario, out: Path, build: Build = fake_model.FakeModel, **how: bool
) -> Finished:
    """Run a fake model into a folder."""
    command = ["talentflow", "run", str(Path.home() / "a file.toml")]
    return run_scenario(Request(scenario, out, 1, command=command, build=build, **how))


def test_folder_is_complete(finished: Finished) -> None:
    """All promised files are there, and nothing that served only to make them."""
    tables = {f"{name}.{kind}" for name in outcomes.TABLES for kind in ("parquet", "csv")}
    promised = tables | {"run.json", "scenario.toml", "provenance.csv", "story.json", "data"}
    promised |= {"manifest.json"}
    assert {path.name for path in finished.folder.iterdir()} == promised
    assert [path.name for path in finished.folder.parent.iterdir()] == ["run"]


def test_tables_are_as_declared(finished: Finished) -> None:
    """What is read back passes the check again unchanged, and run.json counts its rows."""
    rows = store.read_run(finished.folder)["rows"]
    for name in outcomes.TABLES:
        table = parts.read(finished.folder, name)
        pd.testing.assert_frame_equal(check(name, table), table)
        assert rows[name] == len(table)


def test_csv_holds_the_same_rows(finished: Finished) -> None:
    """A CSV file has the rows of its Parquet file, with plain dates and words."""
    for name in outcomes.TABLES:
        table = parts.read(finished.folder, name)
        with (finished.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == list(table.columns)
        dates = table["date"].dt.strftime("%Y-%m-%d").tolist()
        assert [row[header.index("date")] for row in rows] == dates
        assert [float(row[-1]) for row in rows] == table[header[-1]].tolist()


def test_conditions_come_from_the_first_replication(finished: Finished) -> None:
    """The one table without a replication is that of replication 0, as is the story."""
    assert set(parts.read(finished.folder, "conditions")["value"]) == {5.5}
    story = json.loads((finished.folder / "story.json").read_text(encoding="utf-8"))
    assert story["person"]["age"] == 30


def test_run_json_says_how_it_was_made(finished: Finished, scenario: Scenario) -> None:
    """Fingerprint, seeds, version, command, time and machine are there, and no user's name."""
    run = store.read_run(finished.folder)
    assert run["fingerprint"] == scenario.fingerprint
    assert (run["seed"], len(run["seeds"]), run["done"]) == (scenario.seed, 3, [0, 1, 2])
    assert run["command"] == "talentflow run '~/a file.toml'"
    assert run["seconds"] > 0
    assert run["failures"] == []
    assert {"cpu", "cores", "python", "numpy", "numba"} <= run["machine"].keys()
    assert str(Path.home()) not in json.dumps(run)


def test_scenario_in_the_folder_runs_again(finished: Finished, scenario: Scenario) -> None:
    """The resolved scenario loads from the folder with the same fingerprint."""
    assert load(finished.folder / "scenario.toml").fingerprint == scenario.fingerprint


def test_provenance_names_a_source_for_every_value(finished: Finished) -> None:
    """Each parameter and figure stands in provenance.csv with its source."""
    table = pd.read_csv(finished.folder / "provenance.csv", dtype=str, keep_default_na=False)
    columns = ["path", "value", "unit", "low", "high", "source", "certainty", "set_by"]
    assert list(table.columns) == columns
    assert table["path"].is_unique
    assert (table["source"] != "").all()


def test_summary_counts_people(finished: Finished) -> None:
    """The summary agrees with the tables: whoever left is abroad, and shares are of the start."""
    summary = finished.summary
    assert summary.at_start.median == 1000.0
    assert summary.left.persons == summary.abroad.persons
    assert summary.left.share.median == pytest.approx(summary.left.persons.median / 1000)
    assert summary.left.persons.low < summary.left.persons.median < summary.left.persons.high
    assert set(summary.destinations) == {"POL", "LTU"}
    assert summary.reasons["home"].median == pytest.approx(-1.5)
    assert (summary.first_month, summary.last_month) == ("2019-01", "2019-06")
    json.dumps(summary.to_dict(), allow_nan=False)


def test_summary_of_a_run_in_which_nobody_moves(scenario: Scenario, tmp_path: Path) -> None:
    """Empty tables give zeros, no error."""
    summary = run_fake(scenario, tmp_path / "out", fake_model.QuietModel).summary
    assert summary.left.persons.high == 0
    assert summary.destinations == {}


def test_some_failures_leave_the_others(scenario: Scenario, tmp_path: Path) -> None:
    """Results of replications that ended well are kept, and run.json tells of the rest."""
    finished = run_fake(scenario, tmp_path / "out", fake_model.FailingModel)
    run = store.read_run(finished.folder)
    assert run["done"] == [0, 2]
    assert run["failures"][0]["message"] == "the bakery is closed"
    assert set(parts.read(finished.folder, "flows")["replication"]) == {0, 2}


def test_total_failure_leaves_nothing(scenario: Scenario, tmp_path: Path) -> None:
    """When no replication ends well, neither the folder nor those above it remain."""
    with pytest.raises(AllFailedError, match="no country has any people"):
        run_fake(scenario, tmp_path / "a" / "b", fake_model.HopelessModel)
    assert list(tmp_path.iterdir()) == []


def test_interrupt_leaves_nothing(tmp_path: Path) -> None:
    """An interrupted block leaves no trace of what it had written."""

    def interrupted() -> None:
        with store.new_folder(tmp_path / "x", force=False) as draft:
            (draft / "flows.parquet").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_results_are_not_overwritten(finished: Finished) -> None:
    """A folder with results is refused, with the way out in the message."""
    with pytest.raises(store.FolderError, match=r"already holds results; .* with --force"):
        store.refuse_taken(finished.folder, force=False)
    store.refuse_taken(finished.folder, force=True)


def test_force_replaces_results_whole(scenario: Scenario, tmp_path: Path) -> None:
    """With force the old results go, all of them."""
    out = tmp_path / "out"
    run_fake(scenario, out, csv=True)
    run_fake(scenario, out, force=True)
    assert not (out / "flows.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("force", [False, True])
def test_other_folders_are_left_alone(tmp_path: Path, force: bool) -> None:
    """A folder without results of talentflow is never replaced, even by force."""
    (tmp_path / "thesis.tex").write_text("precious")
    (tmp_path / "run.json").write_text('{"format": "something else"}')
    with pytest.raises(store.FolderError, match="does not hold results of talentflow"):
        store.refuse_taken(tmp_path, force=force)


def test_notes_beside_results_are_not_lost(scenario: Scenario, tmp_path: Path) -> None:
    """Force refuses a results folder into which somebody put a file of their own."""
    finished = run_fake(scenario, tmp_path / "out")
    (finished.folder / "notes.md").write_text("precious")
    with pytest.raises(store.FolderError, match=r"did not write \(notes.md\)"):
        store.refuse_taken(finished.folder, force=True)


def test_a_file_and_a_bad_parent_are_refused(tmp_path: Path) -> None:
    """A file where the folder should be, or above it, is named in the message."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(store.FolderError, match="taken is a file"):
        store.refuse_taken(tmp_path / "taken", force=True)
    with (
        pytest.raises(store.FolderError, match="cannot make the folder"),
        store.new_folder(tmp_path / "taken" / "below", force=False),
    ):
        pass


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    """An empty folder counts as free."""
    out = tmp_path / "out"
    out.mkdir()
    with store.new_folder(out, force=False) as draft:
        (draft / "a").write_text("")
    assert [path.name for path in out.iterdir()] == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_free_name_counts_up(tmp_path: Path) -> None:
    """Without a wish for a folder, a second run gets the next free number."""
    assert store.free_name(tmp_path / "x").name == "x"
    (tmp_path / "x").mkdir()
    (tmp_path / "x-2").mkdir()
    assert store.free_name(tmp_path / "x").name == "x-3"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 1}'])
def test_reading_what_is_no_results_folder(tmp_path: Path, content: str | None) -> None:
    """A folder without our run.json is refused in words."""
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    with pytest.raises(store.FolderError, match="does not hold results"):
        store.read_run(tmp_path)
    with pytest.raises(store.FolderError, match="there is no folder"):
        store.read_run(tmp_path / "nowhere")
