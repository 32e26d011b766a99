"""The command line from outside: what a person types, sees and gets back."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talentflow.month import MONTH
from talentflow_lab import parts

SMALL = ("--scale", "200", "--months", "6", "--replications", "2", "--workers", "1")

TYPOS = (
    *("--set", "terms.real_wage.wieght=1", "--set", "months=0"),
    *("--set", "seed=-1", "--set", "nonsense"),
)

FAKED = """
import sys
from talentflow_lab import cli, replicate
from tests import fake_model

replicate.build_model = replicate.build_measured = getattr(fake_model, sys.argv.pop(1))
cli.main()
"""

type Result = subprocess.CompletedProcess[str]


def talentflow(folder: Path, *arguments: str) -> Result:
    """Run the command in a folder and return what it printed."""
    command = [sys.executable, "-m", "talentflow_lab.cli", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def faked(root: Path, folder: Path, model: str, *arguments: str) -> subprocess.Popen[str]:
    """Start the command in a folder with another model in place of the real one."""
    return subprocess.Popen(
        [sys.executable, "-c", FAKED, model, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Run the shipped scenario small, with --json and --csv, in a folder of its own."""
    folder = tmp_path_factory.mktemp("cli")
    return folder, talentflow(
        folder, "run", "belarus-2020", *SMALL, "--json", "--csv", "--profile", "--out", "out"
    )


def test_json_is_one_document_and_nothing_else(ran: tuple[Path, Result]) -> None:
    """With --json stdout is exactly one JSON document, about the run that was asked for."""
    folder, result = ran
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["months"], document["replications"], document["scale"]) == (6, 2, 200)
    assert document["summary"]["left"]["persons"]["median"] >= 0
    assert Path(document["out"]) == folder / "out"


def test_results_and_csv_are_there(ran: tuple[Path, Result]) -> None:
    """The folder holds the tables twice and says how they were made."""
    folder, _ = ran
    assert (folder / "out" / "stocks.csv").exists()
    run = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["command"].startswith("talentflow run belarus-2020 --scale 200")
    assert len(parts.read(folder / "out", "stocks")) == run["rows"]["stocks"]


def test_the_time_is_told_by_phase(ran: tuple[Path, Result]) -> None:
    """Every phase of the month has its seconds in run.json, and its row in the profile."""
    folder, result = ran
    spent = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))[
        "seconds_by_phase"
    ]
    phases = [phase.__name__ for phase in MONTH]
    assert list(spent) == ["building", "checking", "recording", *phases]
    assert 0.0 < sum(spent.values()) < 600.0
    assert all(name in result.stderr for name in spent)


def test_a_taken_folder_is_refused(ran: tuple[Path, Result]) -> None:
    """A second run into the same folder ends with 2 and leaves the first as it was."""
    folder, _ = ran
    before = (folder / "out" / "run.json").read_bytes()
    result = talentflow(folder, "run", "belarus-2020", *SMALL, "--out", "out")
    assert result.returncode == 2
    assert "already holds results" in result.stderr
    assert "--force" in result.stderr
    assert "Traceback" not in result.stderr
    assert (folder / "out" / "run.json").read_bytes() == before


def test_scenario_of_the_results_runs_again(ran: tuple[Path, Result]) -> None:
    """The scenario.toml that a run leaves can be run, gives the same, and replaces by force."""
    folder, first = ran
    again = ("run", "out/scenario.toml", "--out", "out", "--force", "--workers", "2", "--json")
    result = talentflow(folder, *again)
    assert result.returncode == 0, result.stderr
    one, two = json.loads(first.stdout), json.loads(result.stdout)
    assert one["fingerprint"] == two["fingerprint"]
    assert one["summary"] == two["summary"]
    assert not (folder / "out" / "stocks.csv").exists()


def test_a_person_sees_a_table(tmp_path: Path) -> None:
    """Without --json a short table is printed, and the folder has the scenario's name."""
    result = talentflow(tmp_path, "run", "belarus-2020", *SMALL)
    assert result.returncode == 0, result.stderr
    assert "Left so far" in result.stdout
    assert "Where to" in result.stdout
    assert "talentflow report results/belarus-2020" in result.stderr
    assert (tmp_path / "results" / "belarus-2020" / "run.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "belarus-2002"), ['"belarus-2020"']),
        (("run", "belarus-2020", *TYPOS), ['"weight"', "months", "seed", "nonsense", "--set"]),
        (("run", "belarus-2020", "--months", "0"), ["--months"]),
        (("run", "belarus-2020", "--scale", "nan"), ["--scale"]),
        (("run", "belarus-2020", "--workers", "two"), ["--workers"]),
        (("run", "belarus-2020", "--out", sys.executable), ["is a file"]),
        (("run",), ["SCENARIO"]),
        (("rnu",), ["run"]),
        (("report", "nowhere"), ["there is no folder nowhere"]),
        (("scenario", "check", "nowhere/at-all.toml"), ["nowhere/at-all.toml"]),
        (("scenario", "diff", "belarus-2020", "x"), ["x"]),
    ],
)
def test_mistakes_end_with_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], words: list[str]
) -> None:
    """A mistake gives exit code 2, words on stderr, nothing on stdout and no file."""
    result = talentflow(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert all(word in result.stderr for word in words), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failed_replication_ends_with_1(root: Path, tmp_path: Path) -> None:
    """When one replication fails the others are kept, the failure is told, and the code is 1."""
    arguments = ("run", "belarus-2020", *SMALL, "--json", "--out", "out")
    process = faked(root, tmp_path, "FailingModel", *arguments)
    out, err = process.communicate()
    assert process.returncode == 1
    assert json.loads(out)["failures"][0]["message"] == "the bakery is closed"
    assert "1 of 2 replications failed (1): ZeroDivisionError: the bakery is closed" in err
    assert (tmp_path / "out" / "run.json").exists()


def test_a_failed_run_leaves_nothing(root: Path, tmp_path: Path) -> None:
    """When all replications fail for a known reason, it is said without a traceback."""
    process = faked(root, tmp_path, "HopelessModel", "run", "belarus-2020", *SMALL)
    out, err = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert "no country has any people" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_an_interrupted_run_ends_with_130(root: Path, tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and a word, and leaves nothing behind."""
    arguments = ("run", "belarus-2020", "--workers", "1", "--out", "out")
    process = faked(root, tmp_path, "SlowModel", *arguments)
    while not list(tmp_path.iterdir()):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Interrupted; nothing was written." in err
    assert list(tmp_path.iterdir()) == []


def test_scenario_commands_print_data(tmp_path: Path) -> None:
    """What the scenario commands print can be used: listed, run again, compared, read as JSON."""
    listed = talentflow(tmp_path, "scenario", "list")
    assert "belarus-2020" in listed.stdout
    shown = talentflow(tmp_path, "scenario", "show", "belarus-2020", "--set", "months=12")
    (tmp_path / "mine.toml").write_text(shown.stdout, encoding="utf-8")
    checked = talentflow(tmp_path, "scenario", "check", "mine.toml")
    assert checked.returncode == 0, checked.stderr
    assert "no problems" in checked.stdout
    compared = talentflow(tmp_path, "scenario", "diff", "belarus-2020", "mine.toml")
    assert compared.stdout.splitlines() == ["months: 84 -> 12"]
    schema = json.loads(talentflow(tmp_path, "scenario", "schema").stdout)
    assert "properties" in schema


@pytest.mark.parametrize(
    "command", [(), ("run",), ("report",), ("scenario",), ("scenario", "show")]
)
def test_help_is_friendly(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Each command explains itself on stdout and ends well."""
    result = talentflow(tmp_path, *command, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.lstrip().startswith("Usage: talentflow ")


def test_version(tmp_path: Path) -> None:
    """--version names the program and its version, and nothing else."""
    result = talentflow(tmp_path, "--version")
    assert result.stdout.startswith("talentflow 0.")
    assert (result.returncode, result.stderr) == (0, "")
