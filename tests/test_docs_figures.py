"""Numbers in the documents: those that files of the repository tell are told as these have them."""

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from benchmarks.scales import BIAS
from benchmarks.timing import Row, table

from talentflow.levers import catalogue
from talentflow_lab.study_reading import read_study

ROOT = Path(__file__).parents[1]
POSTERIOR = ROOT / "scenarios/data/posteriors/belarus-2020.parquet"
RESIDUALS = {
    "Germany": "DEU",
    "Poland": "POL",
    "Ukraine": "UKR",
    "Lithuania": "LTU",
    "Latvia": "LVA",
}


def text_of(name: str) -> str:
    """Return a document with its line breaks as spaces."""
    return re.sub(r"\s+", " ", (ROOT / name).read_text(encoding="utf-8"))


@cache
def posterior() -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the draws of the shipped posterior, and what made them."""
    table = pq.read_table(POSTERIOR)
    return table.to_pandas(), json.loads(table.schema.metadata[b"talentflow"])


@pytest.mark.parametrize("study", ["smoke", "leaving-morris", "leaving-sobol", "jyvaskyla-25"])
def test_runs_of_studies_are_counted(study: str) -> None:
    """A study has as many runs as the tutorial says, and the smoke test as the README says."""
    read = read_study(ROOT / f"experiments/{study}.toml")
    runs = f"{len(read.points) * read.replications:,}"
    told = f"# {runs} short runs" if study == "smoke" else f"`{study}`, {runs} runs"
    assert told in text_of("docs/tutorials/sweep.md")
    assert study != "smoke" or f"many runs: {runs} short ones" in text_of("README.md")


def test_levers_are_counted() -> None:
    """The catalogue has as many levers as the how-to says."""
    assert f"has {len(catalogue())} of them" in text_of("docs/how-to/compare.md")


def test_the_command_that_made_the_posterior_is_told() -> None:
    """The documented command is the one in the metadata, and the numbers of runs are its own."""
    draws, made = posterior()
    text = text_of("docs/calibration.md")
    assert made["command"] in text
    runs, scale = sum(made["runs"]), made["scale"]
    assert f"has {draws.shape[1]} parameters, of {runs:,} runs at scale {scale:.0f}" in text
    assert f"`posterior.parquet` ({len(draws):,} draws" in text


def test_residuals_are_told_as_the_posterior_has_them() -> None:
    """Standard deviations of residuals, whose prior's is 1, are those of the draws."""
    draws, _ = posterior()
    text = text_of("docs/calibration.md")
    for country, code in RESIDUALS.items():
        told = re.search(rf"{country} \((0\.\d+)\)", text)
        assert told, country
        assert float(told[1]) == pytest.approx(
            draws[f"terms.residual.values.{code}"].std(), abs=0.006
        )


def test_the_gain_of_a_crisis_is_told_as_the_posterior_has_it() -> None:
    """Median and 90 % interval are those of the draws."""
    low, median, high = posterior()[0]["shocks.crisis.gain"].quantile([0.05, 0.5, 0.95])
    told = f"posterior's median is {median:.0f}, with {low:.0f} to {high:.0f} in its 90 % interval"
    assert told in text_of("docs/calibration.md")


def test_priors_are_counted() -> None:
    """Parameters and residuals of the table of priors are as many as the page says."""
    with (ROOT / "scenarios/data/priors/belarus-2020.csv").open(encoding="utf-8") as file:
        paths = [row["parameter"] for row in csv.DictReader(file)]
    residuals = [path for path in paths if path.startswith("terms.residual.")]
    words = {6: "six", 7: "seven", 8: "eight"}
    text = text_of("docs/calibration.md")
    assert f"({len(paths) - len(residuals)} parameters of the model" in text
    assert f"for {words[len(residuals)]} destinations" in text


def test_the_demo_runs_as_often_as_is_said() -> None:
    """The README, the start page and the Makefile agree on the replications of demo and picture."""
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "run belarus-2020 --replications 8 --out $(DEMO)" in make
    assert "--scale 20 --months 38 --replications 8 --out results/picture" in make
    for name in ("README.md", "docs/index.md"):
        assert "run belarus-2020 eight times" in text_of(name)
        assert "`belarus-2020` at scale 20, eight replications" in text_of(name)


def test_the_ranking_of_levers_is_told_as_the_answers_have_it() -> None:
    """Each row of the table says what the two answers have; their commands stand in the file."""
    file = ROOT / "docs/figures/actions.csv"
    commands = [line.removeprefix("# ") for line in file.read_text("utf-8").splitlines()[:2]]
    text = (ROOT / "docs/reports.md").read_text(encoding="utf-8")
    assert all(command in text for command in commands[1:])
    table = pd.read_csv(file, comment="#").set_index(["run", "option"])
    rows = {
        "city-talent-office@FIN:jyvaskyla": "talent office, Jyväskylä",
        "wage-subsidy@FIN:jyvaskyla": "wage subsidy, Jyväskylä",
        "spouse-employment@FIN:jyvaskyla": "work for partners, Jyväskylä",
        "visa-waiver@FIN": "visa waiver, Finland",
        "amnesty@BLR": "amnesty, Belarus",
        "internet-freedom@BLR": "free internet, Belarus",
    }
    for option, name in rows.items():
        told = re.search(rf"^\| {name} \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
        assert told, name
        for cell, run in zip(told.groups(), ("defaults", "posterior"), strict=False):
            row = table.loc[run, option]
            numbers = [float(one.replace(",", "")) for one in re.findall(r"-?[\d,]*\d\.?\d*", cell)]
            known = [row[key] for key in ("additional", "low", "high", "cost_low", "cost_high")]
            for number, real in zip(numbers, known, strict=False):
                assert number == pytest.approx(real, rel=0.026), (name, run)  # two digits
        assert told[3] == f"{table.loc['posterior', option]['leads']:.0%}".replace("%", " %"), name


def test_the_table_of_speed_is_the_one_that_was_measured() -> None:
    """The page has the rows of the last whole measurement, which lie beside it."""
    rows = json.loads((ROOT / "docs/figures/bench.json").read_text(encoding="utf-8"))
    assert table([Row(**row) for row in rows]) in (ROOT / "docs/scale.md").read_text("utf-8")


def test_stated_errors_of_scales_are_those_that_tests_ask_for() -> None:
    """The page states what `tests/test_scale.py` allows."""
    text = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    for scale, (leavers, country) in BIAS.items():
        assert f"| {scale} | {leavers:.0%} | {country:.0%} |".replace("%", " %") in text
