"""Pictures of an analysis exist, load nothing, and keep long names whole."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.sweeps import Column, kinds, span, swept
from typer.testing import CliRunner

from talentflow.errors import TalentflowError
from talentflow_lab import study_tables
from talentflow_lab.analyse import Asked, analysed
from talentflow_lab.analysis_pictures import _front, heat
from talentflow_lab.cli import app
from talentflow_lab.results import Results

QUEUE = "levers.fast-track-permits.FIN:jyvaskyla.queue_in_months"
INPUTS = [
    span("terms.real_wage.weight", 0.0, 2.0),
    span("parameters.networks.reciprocity_of_weak_ties", 0.01, 1.0, log=True),
    kinds(QUEUE, "short", "usual", "long"),
]
POLICIES = ("baseline", "fast-track permits & housing")


def hired(x: pd.DataFrame, rng: np.random.Generator) -> Column:
    """Return persons hired, with noise."""
    long = x[QUEUE] == "long"
    policy = x["policy"] != "baseline"
    return np.asarray(
        30 * x["terms.real_wage.weight"] - 20 * long + 5 * policy + rng.normal(size=len(x))
    )


def cost(x: pd.DataFrame, rng: np.random.Generator) -> Column:
    """Return what it costs, with noise."""
    return np.asarray(5 + 2 * (x["policy"] != "baseline") + rng.random(len(x)))


@pytest.fixture(name="sweep", scope="module")
def _sweep() -> Results:
    made = swept(
        INPUTS, {"hired": hired, "cost": cost}, points=60, policies=POLICIES, replications=2
    )
    goals = (made.outcomes[0], replace(made.outcomes[1], goal="minimise", title="Cost <of all>"))
    return replace(made, outcomes=goals)


def test_a_page_with_all_pictures(sweep: Results, tmp_path: Path) -> None:
    """Tables, SVG, PNG and a page stand in the folder; none refers to anything outside."""
    done, page = analysed(sweep, "plot", Asked(("hired>=30",)), tmp_path)
    assert page == tmp_path / "index.html"
    names = {one.name for one in done.part.pictures}
    assert {"tornado-hired", "heat-hired", "box-1", "trade-off"} <= names
    for name in names:
        assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        svg = (tmp_path / f"{name}.svg").read_text()
        assert svg.startswith("<svg")
        assert "var(--" not in svg
        assert "…" not in svg
        assert not re.search(r"href=|src=|url\((?!#)", svg)
    assert "terms.real_wage.weight" in (tmp_path / "tornado-hired.svg").read_text()
    text = page.read_text()
    assert not re.search(r"(?:href|src)=|url\((?!#)|<script", text)
    assert "Cost &lt;of all&gt;" in text
    for name in ("sensitivity", "discover", "discover_steps", "robust"):
        assert (tmp_path / f"{name}.csv").stat().st_size
        assert (tmp_path / f"{name}.parquet").stat().st_size


def test_what_is_impossible_is_told(sweep: Results, tmp_path: Path) -> None:
    """The page says why discovery is missing; asked for alone it is a mistake."""
    done, _ = analysed(sweep, "plot", Asked(), tmp_path)
    assert any("--where" in note for note in done.part.notes)
    with pytest.raises(TalentflowError, match="--where"):
        analysed(sweep, "discover", Asked(), tmp_path)


def test_axes_of_the_heat_map(sweep: Results) -> None:
    """Named inputs are taken, unknown ones refused with those that are known."""
    assert QUEUE in str(heat(sweep, sweep.outcomes[0], [QUEUE]).spec)
    with pytest.raises(TalentflowError, match="reciprocity"):
        heat(sweep, sweep.outcomes[0], ["nothing"])


def test_pareto_front(sweep: Results) -> None:
    """Of three points one is beaten: it has less, and costs more."""
    points = sweep.points.head(3)[[]].assign(x=[3.0, 2.0, 1.0], y=[3.0, 4.0, 1.0])
    assert _front(points, sweep.outcomes)["x"].tolist() == [1.0, 3.0]


@pytest.mark.parametrize("what", ["sensitivity", "discover", "robust", "plot"])
def test_the_command(
    what: str, sweep: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each analysis prints one JSON document, or tables."""
    monkeypatch.setattr(study_tables, "read_results", lambda _: sweep)
    options = ["analyse", str(tmp_path), what, "--where", "hired>=30"]
    found = CliRunner().invoke(app, [*options, "--json"], catch_exceptions=False)
    assert found.exit_code == 0
    assert json.loads(found.stdout)["pictures"]
    told = CliRunner().invoke(app, options, catch_exceptions=False)
    assert "picture" in told.stdout
