"""`talentflow validate`: one table, the user's own targets and posterior, and what goes wrong."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from talentflow.errors import ScenarioErrors, TalentflowError
from talentflow_lab.cli import app
from talentflow_lab.draws import take
from talentflow_lab.posterior import Posterior, PosteriorError, write_posterior
from talentflow_lab.predicted import samples_of
from talentflow_lab.store import FolderError
from talentflow_lab.targets import Target
from talentflow_lab.terminal_validate import tally
from talentflow_lab.validate import validate
from talentflow_lab.validate_page import write_validation_page
from talentflow_lab.validated import Asked

SCALE = 200.0
HEAD = (
    "id,period_start,period_end,origin,destination,group,link,value,low,high,unit,scope,certainty,"
    "fitted,source,note"
)
EARLY, LATE = "2019-01-01,2019-03-31", "2019-04-01,2019-06-30"
TRUST = "% of leavers,made up,high,yes,made up,"
OWN = f"""{HEAD}
share-a,{EARLY},BLR,POL,,leaver_destination,50,40,60,{TRUST}
share-b,{EARLY},BLR,DEU,,leaver_destination,10,5,15,{TRUST}
share-c,{LATE},BLR,POL,,leaver_destination,52,42,62,{TRUST}
shown,{LATE},BLR,,,,7,,,firms,made up,low,no,made up,nobody can compare it
"""


@pytest.fixture(name="own", scope="module")
def _own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "mine.csv"
    path.write_text(OWN)
    return path


def asked(own: Path, **changes: object) -> Asked:
    """Ask for the targets of the user's own file, coarse and short."""
    known: dict[str, object] = {
        "targets": own, "replications": 2, "scale": SCALE, "split": date(2019, 3, 31),
        "only": ("targets",),
    }  # fmt: skip
    return Asked("belarus-2020", **(known | changes))  # type: ignore[arg-type]


def test_a_users_own_targets(own: Path, tmp_path: Path) -> None:
    """A table of the user's is compared, split, scored and written, with a page."""
    found = validate(asked(own), workers=1, folder=tmp_path / "out")
    rows = found.targets.set_index("target")
    assert rows["period"].tolist() == ["fit", "fit", "test", "test"]
    assert rows.loc["shown", "verdict"] == "not compared"
    assert rows.loc["share-c", "persistence"] == 50.0
    assert np.isfinite(rows.loc["share-c", ["gravity", "elastic_net"]].astype(float)).all()
    model = found.scores.iloc[0]
    assert (model["who"], model["on"], model["targets"], model["groups"]) == ("model", "fit", 2, 1)
    page = write_validation_page(found, tmp_path / "out").read_text()
    assert "Leavers who went to POL" in page
    assert "of 3 targets are hit" in tally(found)
    stored = json.loads((tmp_path / "out" / "validation.json").read_text())
    assert stored["targets"] == found.to_dict()["targets"]


def test_a_stopped_validation_goes_on(own: Path, tmp_path: Path) -> None:
    """Jobs that have ended are not run again; another question runs all again."""
    folder = tmp_path / "out"
    validate(asked(own), workers=1, folder=folder)
    part = folder / "parts" / "targets-00000.json"
    changed = dict.fromkeys(json.loads(part.read_text()), 3.0)
    part.write_text(json.dumps(changed))
    (folder / "parts" / "targets-00001.json").unlink()
    validate(asked(own), workers=1, folder=folder)
    assert json.loads(part.read_text()) == changed
    assert (folder / "parts" / "targets-00001.json").exists()
    validate(asked(own, seed=9), workers=1, folder=folder)
    assert json.loads(part.read_text()) != changed


def test_workers_change_nothing(own: Path) -> None:
    """Two processes say what one says, bit for bit."""
    one, two = (validate(asked(own), workers=n).to_dict() for n in (1, 2))
    assert one == two


def test_other_folders_are_left_alone(own: Path, tmp_path: Path) -> None:
    """A folder with anything else in it is refused."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match="left alone"):
        validate(asked(own), folder=tmp_path)


def test_a_posterior_reaches_model_and_links(tmp_path: Path) -> None:
    """Draws set the model's parameters and those of links: both move a wish as they should."""
    targets, path = tmp_path / "wish.csv", tmp_path / "posterior.parquet"
    row = f"wish,{LATE},BLR,,,wish_in_survey,40,35,45,% of respondents,made up,high,yes,made up,"
    targets.write_text(f"{HEAD}\n{row}\n")

    def wish(noise: float, readiness: float) -> float:
        table = {
            "decision.intention.answer_noise": [noise, noise],
            "links.wish_in_survey.readiness": [readiness, readiness],
        }
        write_posterior(path, pd.DataFrame(table), {"targets": ["wish"]})
        found = validate(asked(targets, posterior=path), workers=1)
        assert found.posterior
        assert "fitted to 1 figures of after the split" in found.notes[0]
        return float(found.targets["simulated"].iloc[0])

    base = wish(1.0, 1.0)
    assert base < wish(3.0, 1.0)
    assert base < wish(1.0, 2.0)


def test_draws_are_the_first_of_the_posterior(tmp_path: Path) -> None:
    """Model and links are told apart, numbers keep every digit, and too few draws are refused."""
    table = {"shocks.crisis.gain": [0.1 + 0.2, 30.0], "links.section_j.share": [0.5, 0.6]}
    posterior = Posterior(tmp_path / "p.parquet", pd.DataFrame(table), {})
    (first,) = take(posterior, 1)
    assert first.settings == ("shocks.crisis.gain=0.30000000000000004",)
    assert first.links == {"links.section_j.share": 0.5}
    with pytest.raises(PosteriorError, match="2 draws, which is fewer than --replications 3"):
        take(posterior, 3)


def test_a_posterior_of_unknown_parameters_is_named(own: Path, tmp_path: Path) -> None:
    """A path that the model does not know stops it before anything runs."""
    path = tmp_path / "posterior.parquet"
    write_posterior(path, pd.DataFrame({"terms.distance.wieght": [1.0, 1.0]}), {})
    with pytest.raises(ScenarioErrors, match="wieght"):
        validate(asked(own, posterior=path))
    with pytest.raises(PosteriorError, match="no such file"):
        validate(asked(own, posterior=tmp_path / "none.parquet"))


def test_unknown_parts_are_named(own: Path) -> None:
    """A part that is none is answered with the list of them."""
    with pytest.raises(TalentflowError, match="targets, V7, V8, V9, V10"):
        validate(asked(own, only=("V6",)))


def test_samples_spread_as_the_errors_say() -> None:
    """Counts that are certain leave the error of the link and that of the observation.

    2,000 samples: their standard deviation has a relative error of 1.6 %; 6 % is four of them.
    """
    target = Target(
        "a", date(2020, 1, 1), date(2020, 6, 30), ("BLR",), "POL", "", "leaver_destination", 40.0,
        30.0, 50.0, "% of leavers", "people", "high", fitted=True, source="s", note="",
    )  # fmt: skip
    counts = pd.DataFrame({"a|there": [50.0] * 4, "a|all": [100.0] * 4})
    found = samples_of(target, counts, [{"links.leaver_destination.error": 0.2}], 1)
    assert (found.plain == 50.0).all()
    assert found.seen.std() == pytest.approx(np.hypot(10.0, 10.0 / 1.645), rel=0.06)


def test_the_command(own: Path) -> None:
    """JSON goes to stdout; a bad month is bad usage."""
    runner = CliRunner()
    common = ["validate", "belarus-2020", "--targets", str(own), "--scale", "200"]
    rest = ["--replications", "1", "--only", "targets", "--workers", "1", "--json"]
    done = runner.invoke(app, [*common, *rest, "--split", "2019-03"])
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["targets"]) == 4
    assert runner.invoke(app, [*common, "--split", "March"]).exit_code == 2
